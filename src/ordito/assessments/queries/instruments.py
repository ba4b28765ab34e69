# SPDX-License-Identifier: EUPL-1.2
"""What an office chooses among when it adds an instrument; what was answered to a questionnaire of an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.models import QuestionnaireVersion, Submission, VersionQuestion
from ordito.questionnaires.queries.answers import answer_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from ordito.assessments.models import Assessment, Instrument
    from ordito.questionnaires.queries.answers import AnswerLine

OWNER = "assessments.assessment"
"""The kind under which answers belong to an assessment."""
NUMERIC = ("integer", "decimal", "range", "select_one", "calculate")
"""The kinds of question whose answer may be a whole number."""


def published_versions() -> QuerySet[QuestionnaireVersion]:
    """The questionnaires that may be used now."""
    return QuestionnaireVersion.objects.published().order_by("title", "-number")


def scoring_questions(instrument: Instrument) -> list[VersionQuestion]:
    """The questions that may give a score, in the order of the form."""
    rows = VersionQuestion.objects.filter(version=instrument.questionnaire_version_id, kind__in=NUMERIC)
    return list(rows.order_by("place"))


def submission_of(assessment: Assessment) -> Submission | None:
    """The answers that stand for an assessment."""
    rows = Submission.objects.counted().filter(owner_kind=OWNER, owner_id=assessment.pk)
    return rows.select_related("version").order_by("-pk").first()


def answers_of(assessment: Assessment) -> list[AnswerLine]:
    """What was answered, in the words of the form; nothing before it was sent."""
    submission = submission_of(assessment)
    return answer_lines(submission) if submission is not None else []


def answers_before(before: Assessment | None, version_id: int | None) -> Mapping[str, str]:
    """The answers of the time before by path, when they were to the same version of the questionnaire."""
    submission = submission_of(before) if before is not None else None
    if submission is None or submission.version_id != version_id:
        return {}
    root = f"/{_root(submission)}"
    return dict(_flat(submission.answers, root))


def _root(submission: Submission) -> str:
    path = VersionQuestion.objects.filter(version=submission.version_id).values_list("path", flat=True).first()
    return (path or "/data").split("/")[1]


def _flat(answers: Mapping[str, object], path: str) -> list[tuple[str, str]]:
    """Answers outside repeats, by path."""
    found: list[tuple[str, str]] = []
    for name, value in answers.items():
        here = f"{path}/{name}"
        if isinstance(value, dict):
            found.extend(_flat(value, here))
        elif isinstance(value, str):
            found.append((here, value))
    return found
