# SPDX-License-Identifier: EUPL-1.2
"""The pages that read the protection of a record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.views.loading import opened, record_page
from ordito.core.access import actor_of
from ordito.core.http import page as plain_page
from ordito.protection import rules
from ordito.protection.enums import FosterState
from ordito.protection.models import (
    EmergencyPlacement,
    FosterCare,
    OutOfHomePlacement,
    Proceeding,
    ProtectedMeetingPlan,
    ReportDue,
)
from ordito.protection.queries.deadlines import deadlines_of
from ordito.protection.queries.detail import cards_of, clock_of, foster_way, measures_in, meetings_of
from ordito.protection.queries.facts import facts_of, line_of, prose_of
from ordito.protection.queries.overview import SECTIONS, groups_of, sibling_stays
from ordito.protection.views.common import TAB, may_write, page_of, readable, row_or_404

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

ONE_READING = timedelta(hours=1)
"""A page left open that refreshes its terms is one reading an hour."""


@require_safe
def protection(request: HttpRequest, pk: int) -> HttpResponse:
    """What runs out, what stands, what is over."""
    record = readable(request, pk)
    actor = actor_of(request)
    siblings = sibling_stays(actor, record.case_file)
    opened(request, record, TAB)
    if siblings:
        rows = [thing for one in siblings for thing in (one.case_file, one.case_file.person)]
        log_access("protection.read_siblings", by=actor, at=timezone.now(), kind=Kind.READ, rows=rows)
    return record_page(
        request,
        record,
        "protection/record/page",
        tab=TAB,
        deadlines=deadlines_of(actor, record.case_file, now=timezone.now()),
        groups=groups_of(actor, record.case_file, today=record.today),
        siblings=siblings,
        additions=[(section.add, page_of(record, f"{section.page}_new")) for section in SECTIONS],
        may_write=may_write(record),
    )


@require_safe
def running_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The terms alone, for a page that stays open; logged as one reading an hour."""
    record = readable(request, pk)
    actor, now = actor_of(request), timezone.now()
    read = about("cases.casefile", pk).filter(
        action="cases.read_record", actor_id=actor.actor_id, kind=Kind.READ, at__gt=now - ONE_READING
    )
    if not read.filter(detail__part=TAB).exists():
        opened(request, record, TAB)
    found = deadlines_of(actor, record.case_file, now=now)
    return plain_page(request, "protection/record/deadlines.html", {"record": record, "deadlines": found})


@require_safe
def row(request: HttpRequest, pk: int, page: str, row_pk: int) -> HttpResponse:
    """One row, whole, with what belongs to it and what can be done next."""
    record = readable(request, pk)
    section = next(section for section in SECTIONS if section.page == page)
    found = row_or_404(request, record, section.model, row_pk)
    opened(request, record, TAB)
    shows = may_write(record)
    return record_page(
        request,
        record,
        "protection/record/row",
        tab=TAB,
        row=found,
        line=line_of(found, record.today),
        facts=facts_of(found),
        prose=prose_of(found),
        document=found.document if hasattr(found, "document_id") and record.reads["documents"] else None,
        may_write=shows,
        steps=_next_steps(record, found) if shows else [],
        edit_url=page_of(record, f"{page}_edit", row_pk),
        annul_url=page_of(record, f"{page}_annul", row_pk),
        **_EXTRA.get(section.model, _nothing)(record, found),
    )


def _nothing(_record: RecordHeader, _row: Any) -> dict[str, Any]:
    return {}


def _emergency(_record: RecordHeader, found: EmergencyPlacement) -> dict[str, Any]:
    return {"clock": clock_of(found, now=timezone.now())}


def _placement(_record: RecordHeader, found: OutOfHomePlacement) -> dict[str, Any]:
    return {"cards": cards_of(found)}


def _foster(_record: RecordHeader, found: FosterCare) -> dict[str, Any]:
    limit = rules.foster_limit(found)
    return {"way": foster_way(found), "limit": None if found.ended_on else limit}


def _plan(_record: RecordHeader, found: ProtectedMeetingPlan) -> dict[str, Any]:
    return {"meetings": meetings_of(found)}


def _proceeding(_record: RecordHeader, found: Proceeding) -> dict[str, Any]:
    return {"measures": measures_in(found)}


_EXTRA: dict[Any, Callable[[RecordHeader, Any], dict[str, Any]]] = {
    EmergencyPlacement: _emergency,
    OutOfHomePlacement: _placement,
    FosterCare: _foster,
    ProtectedMeetingPlan: _plan,
    Proceeding: _proceeding,
}


def _next_steps(record: RecordHeader, found: Any) -> list[tuple[str, str]]:
    """What can be done with the row now: words and address, the first the most likely."""
    if isinstance(found, EmergencyPlacement) and found.ended_on is None:
        return [(_("Registra l’esito"), page_of(record, "emergency_end", found.pk))]
    if isinstance(found, ReportDue) and found.sent_on is None and found.dropped_on is None:
        return [
            (_("Registra l’invio"), page_of(record, "report_send", found.pk)),
            (_("Non è più dovuta"), page_of(record, "report_drop", found.pk)),
        ]
    if isinstance(found, OutOfHomePlacement) and found.ends_on is None:
        return [
            (_("Rientra in famiglia"), page_of(record, "placement_return", found.pk)),
            (_("Concludi il collocamento"), page_of(record, "placement_end", found.pk)),
        ]
    if isinstance(found, FosterCare) and rules.FOSTER_MOVES[FosterState(found.state)]:
        steps = [(_("Passa a un altro stato"), page_of(record, "foster_move", found.pk))]
        if found.state == FosterState.STARTED:
            steps.insert(0, (_("Rientra in famiglia"), page_of(record, "foster_return", found.pk)))
        return steps
    if isinstance(found, ProtectedMeetingPlan) and found.suspended_on is None:
        return [(_("Metti in programma gli incontri"), page_of(record, "meetings_new", found.pk))]
    return []
