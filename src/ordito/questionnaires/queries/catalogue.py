# SPDX-License-Identifier: EUPL-1.2
"""Questionnaires and versions as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ordito.core.access import Verb, can
from ordito.questionnaires.engine.findings import Severity, finding_of
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.models import Questionnaire, QuestionnaireVersion, Submission
from ordito.questionnaires.models.scopes import designed
from ordito.questionnaires.queries.forms import named_files
from ordito.questionnaires.queries.wording import finding_message
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.core.access import Actor
    from ordito.questionnaires.engine.findings import Finding
    from ordito.questionnaires.models import Attachment

UNNAMED = "default"  # how the converter calls the language of columns without one
TONES = {
    VersionState.DRAFT: "warning",
    VersionState.PUBLISHED: "success",
    VersionState.RETIRED: "neutral",
    VersionState.DISCARDED: "neutral",
}


@dataclass(frozen=True)
class FindingLine:
    """A finding in words, with its place in the workbook."""

    sheet: str
    row: int
    column: str
    message: str
    error: bool


@dataclass(frozen=True)
class NeededFile:
    """A file that the form uses, and the one attached under its name, if any."""

    name: str
    attachment: Attachment | None


def catalogue(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Any]:
    """The questionnaires that the actor may see, each with the state and number of its newest visible version."""
    newest = QuestionnaireVersion.objects.visible_to(actor).filter(questionnaire=OuterRef("pk")).order_by("-number")
    visible = Questionnaire.objects.visible_to(actor).select_related("territory")
    rows = visible.annotate(
        newest_state=Subquery(newest.values("state")[:1]),
        newest_number=Subquery(newest.values("number")[:1]),
        newest_questions=Subquery(newest.values("questions_count")[:1]),
    )
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(form_id__icontains=text))
    if state:
        rows = rows.filter(newest_state=state)
    return rows


def versions_of(questionnaire: Questionnaire, actor: Actor) -> list[QuestionnaireVersion]:
    """Its versions, newest first, each with the answers that the actor may read."""
    rows = QuestionnaireVersion.objects.visible_to(actor).filter(questionnaire=questionnaire)
    found = list(rows.defer("xform", "findings").select_related("created_by").order_by("-number"))
    answers = Submission.objects.visible_to(actor).counted().filter(version__in=found)
    counts = dict(answers.values_list("version").annotate(number=Count("pk")))
    for row in found:
        row.answers_count = counts.get(row.pk, 0)  # type: ignore[attr-defined] # for the template
    return found


def finding_lines(findings: Iterable[Finding]) -> list[FindingLine]:
    """Findings in words, errors first, in the order of the workbook."""
    ordered = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    return [
        FindingLine(
            finding.sheet, finding.row, finding.column, finding_message(finding), finding.severity is Severity.ERROR
        )
        for finding in ordered
    ]


def stored_findings(version: QuestionnaireVersion) -> list[FindingLine]:
    """What was found when the workbook of `version` was loaded."""
    return finding_lines(finding_of(stored) for stored in version.findings)


def needed_files(version: QuestionnaireVersion) -> list[NeededFile]:
    """The files that the form uses, in its order, with what is attached."""
    present = {row.name: row for row in version.attachments.select_related("file")}
    return [NeededFile(name, present.get(name)) for name in named_files(version.xform)]


def state_badge(version: QuestionnaireVersion) -> tuple[str, str]:
    """The state in words and its tone."""
    return str(version.get_state_display()), TONES[VersionState(version.state)]


def design_places(actor: Actor) -> QuerySet[Territory]:
    """The places for which the actor may make questionnaires."""
    verb = Verb.DESIGN_QUESTIONNAIRE
    if can(actor, verb, Questionnaire()):
        return Territory.objects.order_by("kind", "name")
    own = {grant.territory_id for grant in actor.grants if verb in grant.verbs and grant.organisation_id is None}
    return Territory.objects.filter(pk__in={pk for pk in own if pk is not None}).order_by("kind", "name")


def designs(actor: Actor, questionnaire: Questionnaire) -> bool:
    """Whether the actor may change this questionnaire."""
    return can(actor, Verb.DESIGN_QUESTIONNAIRE) and (
        Questionnaire.objects.filter(designed(actor), pk=questionnaire.pk).exists()
    )


def languages_in_words(version: QuestionnaireVersion) -> str:
    """The languages of a version, as the author names them."""
    named = [language for language in version.languages if language != UNNAMED]
    return ", ".join(named) or _("una sola, senza nome")
