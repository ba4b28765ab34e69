# SPDX-License-Identifier: EUPL-1.2
"""Which place stands within which on a date. Sets of ids, a constant number of queries for any number of places."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Min

from ordito.core.asked import once
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

HIGHEST = 6
"""More levels than any hierarchy of places has; a ring of links ends there."""


def ambito_of(territory_id: int, at: date) -> Territory | None:
    """The Ambito of a Comune on a day; of an Ambito, itself; None when there is none."""
    return ambiti_of([territory_id], at).get(territory_id)


def ambiti_of(territory_ids: Iterable[int], at: date) -> dict[int, Territory]:
    """The Ambito of each Comune on a day, by the Comune's id; an Ambito stands for itself."""
    wanted = set(territory_ids)
    own = Territory.objects.filter(pk__in=wanted, kind=TerritoryKind.AMBITO).in_bulk()
    links = TerritoryLink.objects.at(at).filter(child__in=wanted, hierarchy=Hierarchy.AMBITO)
    above = dict(links.values_list("child_id", "parent_id"))
    parents = Territory.objects.in_bulk(set(above.values()))
    return {child: parents[parent] for child, parent in above.items()} | own


def comuni_within(territory_ids: Iterable[int], at: date) -> dict[int, frozenset[int]]:
    """The ids of the Comuni that make up each place on a day, whatever its kind; a Comune is made of itself.

    The way down ends at the Comuni, which have nothing below: their links are not asked for.
    """
    wanted = set(territory_ids)
    own = Territory.objects.filter(pk__in=wanted, kind=TerritoryKind.MUNICIPALITY)
    comuni = set(own.values_list("pk", flat=True))
    downwards: dict[int, set[int]] = defaultdict(set)
    newest = wanted - comuni
    for _level in range(HIGHEST):
        if not newest:
            break
        rows = TerritoryLink.objects.at(at).filter(parent__in=newest)
        found: set[int] = set()
        for parent, child, kind in rows.values_list("parent_id", "child_id", "child__kind"):
            downwards[parent].add(child)
            (comuni if kind == TerritoryKind.MUNICIPALITY else found).add(child)
        newest = found - downwards.keys()
    return {place: frozenset(_below(place, downwards) & comuni) for place in wanted}


def _below(place: int, downwards: dict[int, set[int]]) -> set[int]:
    reached = newest = {place}
    while newest:
        newest = {child for parent in newest for child in downwards.get(parent, ())} - reached
        reached = reached | newest
    return reached


def groups_of_comuni(kind: TerritoryKind, at: date) -> dict[int, int]:
    """For each Comune's id the id of the place of `kind` that it belongs to on a day.

    A Comune that is in none is absent; for the Comuni themselves each is its own.
    """
    return dict(_groups(kind, at, links_stamp()))


@once
def links_stamp() -> tuple[Any, ...]:
    """Changes when links between places are made, ended or removed: what is worked out from them is kept under it."""
    links = TerritoryLink.objects.aggregate(
        last=Max("pk"), number=Count("pk"), ended=Count("valid_to"), days=Count("valid_to", distinct=True),
        first=Min("valid_to"), latest=Max("valid_to"),
    )  # fmt: skip
    return tuple(links.values())


@lru_cache(maxsize=64)
def _groups(
    kind: TerritoryKind,
    at: date,
    stamp: tuple[Any, ...],  # noqa: ARG001 - it makes a new load a new key
) -> dict[int, int]:
    places = Territory.objects.of_kind(kind).at(at).values_list("pk", flat=True)
    return {comune: place for place, comuni in comuni_within(places, at).items() for comune in comuni}


def forget_groups() -> None:
    """Drop what this process remembers: for tests, where keys come back."""
    _groups.cache_clear()


def region_of(territory_id: int) -> Territory | None:
    """The Region around a place, by the links in force."""
    around = TerritoryLink.objects.around(territory_id)
    return Territory.objects.filter(pk__in=around, kind=TerritoryKind.REGION).order_by("pk").first()


@once
def first_region() -> Territory | None:
    """The Region whose map the lists show: the first with boundaries; an installation usually holds one Region."""
    regions = Territory.objects.of_kind(TerritoryKind.REGION)
    return regions.order_by(F("boundary__pk").asc(nulls_last=True), "name", "pk").first()
