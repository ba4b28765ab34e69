# SPDX-License-Identifier: EUPL-1.2
"""The pages that read assessments: the list, one of them, the change over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from ordito.assessments.enums import AssessmentState, InstrumentKind
from ordito.assessments.queries import assessments as queries
from ordito.assessments.queries.comparison import comparison_of
from ordito.assessments.queries.due import due_of
from ordito.assessments.queries.instruments import answers_of
from ordito.assessments.queries.schemes import lines_of
from ordito.assessments.queries.scoring import viewpoint_table
from ordito.assessments.queries.screening import rules_for
from ordito.assessments.views.loading import TAB, assessment_or_404, viewpoint_or_404
from ordito.cases.enums import ApprovalKind, Part
from ordito.cases.queries.approvals import approval_needed, approval_of
from ordito.cases.views.loading import opened, part_or_403, record_page
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ordito.assessments.models import Assessment, Scheme


@require_safe
def assessments(request: HttpRequest, pk: int) -> HttpResponse:
    """All assessments of the record, the last first, and which one is waited for."""
    record = part_or_403(request, pk, Part.ASSESSMENTS)
    opened(request, record, TAB)
    rows = list(queries.assessments_of(actor_of(request), record.case_file))
    due = due_of([pk]).get(pk)
    return record_page(
        request,
        record,
        "assessments/record/assessments",
        tab=TAB,
        rows=rows,
        due_words=due.words(record.today) if due else "",
        due_late=bool(due and due.late(record.today)),
        comparable=any(row.state != AssessmentState.DRAFT for row in rows),
        may_write=Part.ASSESSMENTS in record.writable,
    )


@require_safe
def assessment(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """One assessment: the points of view side by side, with whom it was made, what can be done with it."""
    record = part_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    opened(request, record, TAB)
    lines = lines_of(row.instrument.scheme_id)
    found = {(sub, view): score for (_pk, sub, view), score in queries.scores_of([row.pk]).items()}
    views = {score.viewpoint_id: score.viewpoint for score in found.values()}
    shown = sorted(views.values(), key=lambda view: (view.position, view.pk))
    scored = {sub for (sub, _view), score in found.items() if score.value is not None}
    done = row.state != AssessmentState.DRAFT
    by_questionnaire = row.instrument.kind == InstrumentKind.QUESTIONNAIRE
    screenings = list(row.screenings.select_related("rule", "assessment__case_file__person"))
    decided = {screening.rule_id for screening in screenings}
    return record_page(
        request,
        record,
        "assessments/record/assessment",
        tab=TAB,
        row=row,
        sides=viewpoint_table(lines, shown, found),
        viewpoints=shown,
        missing=len(queries.missing_of(lines, scored)),
        assessors=list(row.assessors.select_related("professional")),
        screenings=screenings,
        rules=[rule for rule in rules_for(row, day=record.today) if rule.pk not in decided] if done else [],
        done=done,
        approval=approval_of(ApprovalKind.ASSESSMENT, row.pk) if done else None,
        approval_wanted=done and approval_needed(ApprovalKind.ASSESSMENT, record.case_file, on=record.today),
        by_questionnaire=by_questionnaire,
        answers=answers_of(row) if done and by_questionnaire else [],
        may_write=Part.ASSESSMENTS in record.writable,
    )


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed from one time to the next, from one point of view."""
    record = part_or_403(request, pk, Part.ASSESSMENTS)
    opened(request, record, TAB)
    actor = actor_of(request)
    known = queries.viewpoints()
    viewpoint = viewpoint_or_404(request, known)
    rows = queries.assessments_of(actor, record.case_file).exclude(state=AssessmentState.DRAFT)
    schemes = _schemes(rows)
    asked = request.GET.get("schema", "")
    scheme = schemes.get(asked) or next(iter(schemes.values()), None)
    return record_page(
        request,
        record,
        "assessments/record/comparison",
        tab=TAB,
        schemes=list(schemes.values()),
        scheme=scheme,
        viewpoints=known,
        viewpoint=viewpoint,
        comparison=comparison_of(actor, record.case_file, scheme, viewpoint) if scheme else None,
    )


def _schemes(rows: QuerySet[Assessment]) -> dict[str, Scheme]:
    """The schemes that were used, by key, the last first."""
    found: dict[str, Scheme] = {}
    for row in rows:
        found.setdefault(row.instrument.scheme.key, row.instrument.scheme)
    return found
