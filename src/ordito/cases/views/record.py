# SPDX-License-Identifier: EUPL-1.2
"""The pages that read a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from ordito.cases.enums import ApprovalState, InterventionState
from ordito.cases.queries.approvals import closure_proposals
from ordito.cases.queries.record_diary import diary_lines, diary_of
from ordito.cases.queries.record_family import family_units
from ordito.cases.queries.record_identity import identity_of
from ordito.cases.queries.record_interventions import interventions_of
from ordito.cases.queries.record_timeline import story_of
from ordito.cases.views.loading import opened, record_or_404, record_page
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


LATEST = 3
WHOLE = "tutto"  # the value of "periodo" in the address of a whole story
RUNNING = (InterventionState.ACTIVE, InterventionState.SUSPENDED)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """The record at a glance."""
    actor = actor_of(request)
    record = record_or_404(request, pk)
    entries = (
        diary_of(actor, record.case_file).order_by("-happened_on", "-pk")[:LATEST] if record.reads["diary"] else ()
    )
    family = record.reads["family"]
    opened(request, record, "overview")
    return record_page(
        request,
        record,
        "overview",
        tab="record",
        entries=diary_lines(entries, files=False),
        open_interventions=interventions_of(actor, record.case_file).filter(state__in=RUNNING)
        if record.reads["interventions"]
        else (),
        units=family_units(actor, record.person, today=record.today, current_only=True) if family else (),
        identity=identity_of(record.person, full=record.whole),
        takings=record.takings,
    )


@require_safe
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    """The takings in charge of the record, with reasons, team and how they ended."""
    record = record_or_404(request, pk)
    rows = (
        record.case_file.takings.current()
        .select_related("area", "mode", "worker", "body", "outcome", "closure_reason")
        .prefetch_related(
            "reasons__reason",
            "team__professional",
            "team__organisation",
            "team__purpose",
            "team__shares",
            "closures__reopening_reason",
            "closures__taking__case_file__person",
        )
        .order_by("-opened_on", "-pk")
    )
    opened(request, record, "taking")
    proposals = closure_proposals(record.case_file)
    open_areas = {one.area_id for one in record.takings}
    return record_page(
        request,
        record,
        "taking",
        tab="taking",
        takings=rows,
        proposals=proposals,
        waiting={pk for pk, (row,) in proposals.items() if row.approval.state == ApprovalState.ASKED},
        reopenable={row.pk for row in rows if row.closed_on is not None and row.area_id not in open_areas},
    )


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, in one list."""
    record = record_or_404(request, pk)
    whole = request.GET.get("periodo") == WHOLE
    story = story_of(actor_of(request), record, kind=request.GET.get("cosa", ""), whole=whole)
    opened(request, record, "timeline")
    return record_page(request, record, "timeline", tab="timeline", story=story, whole=WHOLE)
