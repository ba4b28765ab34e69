# SPDX-License-Identifier: EUPL-1.2
"""From a questionnaire to scores: the answers stay sealed in the engine, the scores they give stand in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.actions.assessments import complete_locked, locked_draft
from ordito.assessments.actions.scores import Given, write_scores
from ordito.assessments.enums import ListKey
from ordito.assessments.models import Assessment
from ordito.assessments.queries.assessments import OPERATORS
from ordito.assessments.queries.instruments import OWNER
from ordito.assessments.queries.schemes import lines_of
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError
from ordito.cases.models import Code
from ordito.core.access import permit
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.actions.submissions import withdraw_submissions
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import Submission, VersionQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.models import Draft


def start_answers(*, by: Actor, at: datetime, assessment: Assessment) -> Draft:
    """The draft in which the questionnaire of an assessment is filled, on the engine's page.

    Raises:
        NotAllowedError: the questionnaire takes no answers from this person now.
    """
    version = assessment.instrument.questionnaire_version
    permit(version is not None and rules.takes_answers(by, assessment))
    assert version is not None
    return open_draft(version=version, owner_kind=OWNER, owner_id=assessment.pk, by=by, at=at)


def take_answers(*, by: Actor, at: datetime, submission: Submission) -> Assessment:
    """Checked answers become scores and complete the assessment; those sent before are withdrawn.

    Called within the transaction of the submission or of its check, which falls with this one. Answers still waiting
    for their check, or with problems, change nothing.

    Raises:
        CaseError: completed by other answers meanwhile, or answers to another questionnaire.
    """
    assessment = Assessment.objects.select_related("case_file__person", "instrument").get(pk=submission.owner_id)
    if submission.state != SubmissionState.VALID:
        return assessment
    with recorded("assessments.take_answers", by=by, at=at) as trace:
        row = locked_draft(assessment)
        if submission.version_id != row.instrument.questionnaire_version_id:
            raise CaseError(_("Le risposte sono a un altro questionario: aprilo di nuovo dalla valutazione."))
        earlier = Submission.objects.counted().filter(owner_kind=OWNER, owner_id=row.pk).exclude(pk=submission.pk)
        if found := list(earlier):
            withdraw_submissions(submissions=found, by=by, at=at)
        viewpoint = row.instrument.viewpoint or Code.objects.of(ListKey.VIEWPOINT).get(code=OPERATORS)
        write_scores(row, viewpoint, _scored(row, submission.answers), revision=None, by=by, at=at)
        complete_locked(row, at=at)
        trace.touches(row, row.case_file, fields=["scores", "state"])
    return row


def _scored(row: Assessment, answers: Mapping[str, Any]) -> dict[int, Given]:
    """The score of each sub-dimension that a question gives; an answer that is no whole number on its scale gives none.

    `answers` are nested by name, without the root of the form.
    """
    asked = dict(row.instrument.question_scores.values_list("sub_dimension_id", "question_id"))
    version = row.instrument.questionnaire_version_id
    paths = dict(
        VersionQuestion.objects.filter(version=version, question__in=asked.values()).values_list("question_id", "path")
    )
    scales = {line.pk: line.scale for line in lines_of(row.instrument.scheme_id)}
    found = {}
    for pk, question in asked.items():
        value = _whole(_at(answers, paths.get(question, "")))
        if value is not None and scales[pk].lowest <= value <= scales[pk].highest:
            found[pk] = Given(value)
    return found


def _at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at ``/root/group/question``."""
    here: Any = answers
    for name in path.split("/")[2:]:
        here = here.get(name) if isinstance(here, dict) else None
    return here


def _whole(value: Any) -> int | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else None
