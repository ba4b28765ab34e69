# SPDX-License-Identifier: EUPL-1.2
"""What is counted before anybody asks: the dashboards, after each reading of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.accounts.models import Membership
from ordito.explore.models import Tile
from ordito.explore.queries.boards import boards, plans_at
from ordito.territory.queries import ambiti_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.explore.queries.desk import Desk

MOST_KEPT = 500
"""Questions of dashboards that people made, the newest first: the others are counted when they are opened."""


def of_the_whole(desk: Desk) -> list[Mapping[str, str]]:
    """The questions of shipped dashboards of who works everywhere, then those of dashboards that people made."""
    shipped = [plan.question for board in boards() for plan in plans_at(board, desk, None)]
    newest = Tile.objects.order_by("-pk").values_list("view__question", flat=True)[:MOST_KEPT]
    return _once([*shipped, *newest])


def of_each_place(desk: Desk) -> list[Mapping[str, str]]:
    """The questions of shipped dashboards about the place of who looks, for every place where somebody works."""
    ids = set(Membership.objects.at(desk.today).exclude(territory=None).values_list("territory", flat=True))
    places = (ids | {ambito.pk for ambito in ambiti_of(ids, desk.today).values()}) & desk.places.keys()
    return _once(
        [plan.question for place in sorted(places) for board in boards() for plan in plans_at(board, desk, place)]
    )


def _once(questions: list[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return list({tuple(sorted(one.items())): one for one in questions}.values())
