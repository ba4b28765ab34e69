# SPDX-License-Identifier: EUPL-1.2
"""The page where scores are given: one form, each row saved by itself, with or without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.assessments import actions
from ordito.assessments.actions.scores import Given, revision_of
from ordito.assessments.enums import AssessmentState, InstrumentKind
from ordito.assessments.forms.scores import ScoreRows, Typed, read_rows
from ordito.assessments.queries.assessments import viewpoints
from ordito.assessments.queries.schemes import lines_of, one_scale
from ordito.assessments.queries.scoring import before_of, kept_scores, score_sides
from ordito.assessments.views.loading import TAB, assessment_or_404, viewpoint_or_404
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import Part
from ordito.cases.views.loading import part_written_or_403, record_page
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from ordito.assessments.models import Assessment, Score
    from ordito.assessments.queries.schemes import Line
    from ordito.cases.models import Code
    from ordito.cases.queries.record_header import RecordHeader

CONFLICT = 409


@dataclass
class Outcome:
    """What became of a saving, for the page that shows it again."""

    rows: ScoreRows
    refused: str = ""
    clashes: Mapping[int, Score] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether all that was typed is saved."""
        return not (self.rows.errors or self.clashes or self.refused)


@require_http_methods(["GET", "HEAD", "POST"])
def scores(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Give the scores from one point of view; "Salva" keeps the draft, "Salva e completa" makes it count."""
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    typed_here = row.instrument.kind != InstrumentKind.QUESTIONNAIRE and row.state == AssessmentState.DRAFT
    if request.method != "POST" and not typed_here:
        return redirect("assessments:assessment", pk, row.pk)
    known = viewpoints()
    viewpoint = viewpoint_or_404(request, known)
    lines = lines_of(row.instrument.scheme_id)
    outcome = Outcome(ScoreRows())
    if request.method == "POST":
        outcome = _save(request, row, viewpoint, lines)
        if request.headers.get("X-Autosave"):
            return _saved(row, outcome)
        if outcome.settled and (answer := _after(request, row, pk)) is not None:
            return answer
    return _page(request, record, row, known, viewpoint, lines, outcome)


def _save(request: HttpRequest, row: Assessment, viewpoint: Code, lines: list[Line]) -> Outcome:
    rows = read_rows(request.POST, lines)
    revision = request.POST.get("version", "")
    given = {pk: Given(one.number, one.note) for pk, one in rows.sound.items()}
    if not given:
        return Outcome(rows)
    try:
        saved = actions.save_scores(
            by=actor_of(request),
            at=timezone.localtime(),
            assessment=row,
            viewpoint=viewpoint,
            given=given,
            revision=int(revision) if revision.isdecimal() else 0,
        )
    except CaseError as error:
        return Outcome(rows, str(error))
    return Outcome(rows, clashes=saved.clashes)


def _saved(row: Assessment, outcome: Outcome) -> HttpResponse:
    """The answer to a saving while somebody types."""
    if outcome.clashes or outcome.refused:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=204, headers={"X-Draft-Version": str(revision_of(row))})


def _after(request: HttpRequest, row: Assessment, pk: int) -> HttpResponse | None:
    if "completa" in request.POST:
        try:
            actions.complete_assessment(by=actor_of(request), at=timezone.localtime(), assessment=row)
        except CaseError as error:
            messages.error(request, str(error))
            return None
        messages.success(request, _("Valutazione completata."))
    else:
        messages.success(request, _("Punteggi salvati."))
    return redirect("assessments:assessment", pk, row.pk)


def _page(  # noqa: PLR0917 - what the page needs, loaded by its only caller
    request: HttpRequest,
    record: RecordHeader,
    row: Assessment,
    known: list[Code],
    viewpoint: Code,
    lines: list[Line],
    outcome: Outcome,
) -> HttpResponse:
    before = before_of(row, viewpoint)
    unsaved: dict[int, Typed] = outcome.rows.typed if outcome.refused else {}
    unsaved |= {pk: outcome.rows.typed[pk] for pk in [*outcome.rows.errors, *outcome.clashes]}
    sides = score_sides(
        lines,
        kept_scores(row, viewpoint),
        before,
        typed={pk: (one.value, one.note) for pk, one in unsaved.items()},
        errors=outcome.rows.errors,
        clashes=outcome.clashes,
    )
    return record_page(
        request,
        record,
        "assessments/record/scores",
        tab=TAB,
        writing=True,
        invalid=not outcome.settled,
        row=row,
        viewpoints=known,
        viewpoint=viewpoint,
        sides=sides,
        before=before,
        scale=one_scale(lines),
        revision=revision_of(row),
        refused=outcome.refused,
        troubles=len(outcome.rows.errors) + len(outcome.clashes),
    )
