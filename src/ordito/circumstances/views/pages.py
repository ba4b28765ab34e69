# SPDX-License-Identifier: EUPL-1.2
"""The two pages that read: the situation, and health and disability on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.views.loading import opened, part_or_403, record_page
from ordito.circumstances.queries.carried import carried_of
from ordito.circumstances.queries.situation import situation_of
from ordito.circumstances.rules import can_take_over
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from ordito.circumstances.queries.situation import SectionView


@require_safe
def situation(request: HttpRequest, pk: int) -> HttpResponse:
    """What is true of the person today, by sections, with its history folded."""
    return _page(request, pk, Part.CIRCUMSTANCES, tab="situation")


@require_safe
def health(request: HttpRequest, pk: int) -> HttpResponse:
    """Health and disability: a page that nobody opens by chance with a family in the room."""
    return _page(request, pk, Part.HEALTH, tab="health")


def _page(request: HttpRequest, pk: int, part: Part, *, tab: str) -> HttpResponse:
    record = part_or_403(request, pk, part)
    actor = actor_of(request)
    sections = situation_of(actor, record.person, part, today=record.today)
    opened(request, record, tab)
    return record_page(
        request,
        record,
        "circumstances/record/situation",
        tab=tab,
        sections=sections,
        carried=carried_of(record.person, sections) if part == Part.CIRCUMSTANCES else (),
        may_write=part in record.writable and record.case_file.state != CaseFileState.CLOSED,
        takes_over=_hides_an_address(sections) and can_take_over(actor, record.case_file),
        health_page=part == Part.HEALTH,
    )


def _hides_an_address(sections: Iterable[SectionView]) -> bool:
    views = (view for section in sections for view in section.kinds)
    return any(line.hidden for view in views for line in (*view.now, *view.past))
