# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from ordito.campaigns.forms.board import BoardForm
from ordito.campaigns.models import Campaign
from ordito.campaigns.queries.board import (
    BoardFilter,
    board_choices,
    board_of,
    board_returns,
    listed_returns,
    seen_returns,
    with_reminders,
)
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ordito.campaigns.models import Return

PAGE_KEYS = ("dopo", "prima")


def campaign_or_404(request: HttpRequest, public_id: UUID) -> Campaign:
    """The campaign of the address, for who sees it."""
    rows = Campaign.objects.visible_to(actor_of(request)).select_related("version", "territory", "previous")
    return get_object_or_404(rows, public_id=public_id)


@dataclass(frozen=True)
class Asked:
    """What the address of a board asks for."""

    form: BoardForm
    chosen: BoardFilter
    seen: QuerySet[Return]
    listed: QuerySet[Return]


def asked_for(request: HttpRequest, campaign: Campaign, today: date) -> Asked:
    """The filters of the address, the returns that one sees and those that the list shows."""
    seen = seen_returns(actor_of(request), campaign)
    form = BoardForm(request.GET, choices=board_choices(seen, campaign))
    chosen = form.chosen()
    return Asked(form, chosen, seen, listed_returns(board_returns(seen, campaign, chosen), chosen.shown, today))


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """How far a campaign is, by place and level, on a map and in a table, and who is missing."""
    campaign = campaign_or_404(request, public_id)
    actor, today = actor_of(request), timezone.localdate()
    asked = asked_for(request, campaign, today)
    found = page_of(request, asked.listed.select_related("ambito", "organisation"), order=("unit_name", "pk"))
    filters = request.GET.copy()
    for name in PAGE_KEYS:
        filters.pop(name, None)
    context = {
        "campaign": campaign,
        "board": board_of(asked.seen, campaign, asked.chosen, today=today),
        "form": asked.form,
        "chosen": asked.chosen,
        "page": found,
        "lines": with_reminders(found.rows, today),
        "listed": asked.listed.count(),
        "sees_reminders": actor.holds(Verb.SEND_REMINDERS),
        "may_remind": campaign.is_open and actor.holds(Verb.SEND_REMINDERS),
        "filters": [(name, value) for name, values in filters.lists() for value in values],
    }
    return page(request, "campaigns/board/board.html", context)
