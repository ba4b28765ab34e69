# SPDX-License-Identifier: EUPL-1.2
"""What the list pages and the page of a place show."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q

from ordito.core.text import fold
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import (
    Implementation,
    ProfessionalRole,
    Service,
    Territory,
    TerritoryBody,
    TerritoryLink,
)
from ordito.territory.queries.hierarchies import ambito_of, comuni_within, groups_of_comuni, region_of
from ordito.territory.queries.maps import RegionMap, map_of_comuni, map_of_kind
from ordito.territory.queries.population import AgeBand, PopulationTable, cells_by_band, population_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ordito.territory.models import Professional

LETTERS = {"a": "[aàá]", "e": "[eèé]", "i": "[iìí]", "o": "[oòó]", "u": "[uùú]"}
MINORS_AND_OTHERS = (AgeBand(0, 17), AgeBand(18, None))
SHADES = 4
"""Steps of colour of a map of counts, beside the one of zero."""


def named_like(column: str, text: str) -> Q:
    """Rows whose `column` holds every word of `text`, accents, apostrophes and case apart, on any database."""
    condition = Q()
    for word in fold(text).split()[:6]:
        letters = "['’ ]?".join(LETTERS.get(letter, re.escape(letter)) for letter in word[:40])
        condition &= Q(**{f"{column}__iregex": letters})
    return condition


@dataclass(frozen=True)
class PlaceRow:
    """A place in a list; figures are None when no residents are loaded for it."""

    place: Territory
    parents: tuple[Territory, ...]
    lead: Territory | None
    comuni: int
    minors: int | None
    residents: int | None
    confirmed: bool
    """Whether its composition (for a Comune: where it belongs) was confirmed by who is competent for it."""

    @property
    def nearest(self) -> list[Territory]:
        """The parents worth naming: the Region goes without saying when there is something nearer."""
        near = [parent for parent in self.parents if parent.kind != TerritoryKind.REGION]
        return near or list(self.parents)


def place_rows(places: Iterable[Territory], at: date) -> list[PlaceRow]:
    """Places with what stands around and within them on a day, in the given order; constant queries."""
    listed = list(places)
    ids = [place.pk for place in listed]
    comuni = comuni_within(ids, at)
    cells = cells_by_band(comuni, MINORS_AND_OTHERS, at)
    above = TerritoryLink.objects.at(at).filter(child__in=ids).select_related("parent").order_by("hierarchy", "pk")
    parents: dict[int, list[Territory]] = {pk: [] for pk in ids}
    unconfirmed = set()
    for link in above:
        parents[link.child_id].append(link.parent)
        if link.hierarchy == Hierarchy.AMBITO and not link.verified:
            unconfirmed.add(link.child_id)
    leads = {}
    below = TerritoryLink.objects.at(at).filter(parent__in=ids, hierarchy=Hierarchy.AMBITO).select_related("child")
    for link in below:
        if not link.verified:
            unconfirmed.add(link.parent_id)
        if link.is_lead:
            leads[link.parent_id] = link.child
    rows = []
    for place in listed:
        figures = cells.get(place.pk)
        minors = sum(number for (_sex, band), number in figures.items() if band == 0) if figures else None
        everybody = sum(figures.values()) if figures else None
        rows.append(
            PlaceRow(
                place=place,
                parents=tuple(parents[place.pk]),
                lead=leads.get(place.pk),
                comuni=len(comuni[place.pk]),
                minors=minors,
                residents=everybody,
                confirmed=place.pk not in unconfirmed,
            )
        )
    return rows


@dataclass(frozen=True)
class PlacePage:
    """Everything the page of a place shows on a day."""

    row: PlaceRow
    region: Territory | None
    body: TerritoryBody | None
    comuni: list[PlaceRow]
    """Not those of a whole Region, which has a list of its own."""
    children: list[PlaceRow]
    population: PopulationTable | None
    services: list[tuple[str, str, int]]
    """Type of service, its code and how many there are in the place."""
    implementations: list[Implementation]
    changes: list[TerritoryLink]
    """Dated links upwards and downwards that have begun or ended: the composition in time."""
    map: RegionMap | None

    @property
    def unconfirmed(self) -> bool:
        """Whether anything shown about the composition is still to be confirmed."""
        return not all(row.confirmed for row in (self.row, *self.comuni, *self.children))


def place_page(place: Territory, at: date) -> PlacePage:
    """The page of a place."""
    members = comuni_within([place.pk], at)[place.pk]
    region = region_of(place.pk)
    children = TerritoryLink.objects.at(at).filter(parent=place).values("child")
    listed = Q(pk__in=children) if place.kind == TerritoryKind.REGION else Q(pk__in=children) | Q(pk__in=members)
    inside = Territory.objects.filter(listed).exclude(pk=place.pk)
    row, *rows = place_rows([place, *inside.order_by("kind", "name", "pk")], at)
    dated = TerritoryLink.objects.filter(Q(parent=place) | Q(child=place))
    return PlacePage(
        row=row,
        region=region,
        body=TerritoryBody.objects.at(at).filter(territory=place).select_related("organisation").first(),
        comuni=[row for row in rows if row.place.kind == TerritoryKind.MUNICIPALITY],
        children=[row for row in rows if row.place.kind != TerritoryKind.MUNICIPALITY],
        population=population_table(place.pk, at),
        services=list(
            Service.objects.at(at)
            .filter(territory__in=members)
            .values_list("service_type__name", "service_type__code")
            .annotate(number=Count("pk"))
            .order_by("service_type__name")
        ),
        implementations=list(
            Implementation.objects.filter(Q(territory=place) | Q(territory__in=_ambiti_of_comuni(members, at)))
            .select_related("programme", "territory")
            .order_by("programme__name", "territory__name", "pk")
        ),
        changes=list(
            dated.filter(Q(valid_from__isnull=False) | Q(valid_to__isnull=False))
            .select_related("parent", "child")
            .order_by("-valid_from", "pk")
        ),
        map=None if region is None else _map_of(region.pk, place, members, at),
    )


def _ambiti_of_comuni(members: Iterable[int], at: date) -> QuerySet[Any, Any]:
    return TerritoryLink.objects.at(at).filter(child__in=members, hierarchy=Hierarchy.AMBITO).values("parent")


def _map_of(region_id: int, place: Territory, members: frozenset[int], at: date) -> RegionMap | None:
    """A Region or zone as its Ambiti, anything smaller as its Comuni, a Comune among those of its Ambito."""
    if place.kind in {TerritoryKind.REGION, TerritoryKind.ZONE, TerritoryKind.MACRO_AREA}:
        return map_of_kind(region_id, TerritoryKind.AMBITO, at, within=place.pk)
    if place.kind == TerritoryKind.MUNICIPALITY and (ambito := ambito_of(place.pk, at)):
        members = comuni_within([ambito.pk], at)[ambito.pk]
    return map_of_comuni(region_id, members)


@dataclass(frozen=True)
class CountShape:
    """One Ambito of a map of counts; `shade` is 0 for none, then 1 (fewest) to `SHADES` (most)."""

    place: Territory
    path: str
    count: int
    shade: int


@dataclass(frozen=True)
class CountMap:
    """How many things there are in each Ambito: the one object from which map, legend and table are made."""

    shapes: tuple[CountShape, ...]
    view_box: str
    attribution: str
    legend: tuple[tuple[int, int, int], ...]
    """Shade, from, to."""


def count_map(region_id: int | None, by_comune: Mapping[int, int], at: date) -> CountMap | None:
    """Count things by Ambito, given how many there are in each Comune; None without boundaries.

    For bodies, services and staff only: figures about the people who are followed go through disclosure control.
    """
    drawn = None if region_id is None else map_of_kind(region_id, TerritoryKind.AMBITO, at)
    if drawn is None:
        return None
    ambito_by_comune = groups_of_comuni(TerritoryKind.AMBITO, at)
    counts: Counter[int] = Counter()
    for comune, number in by_comune.items():
        if comune in ambito_by_comune:
            counts[ambito_by_comune[comune]] += number
    legend = _legend(max(counts.values(), default=0))
    places = Territory.objects.filter(pk__in=drawn.shapes).order_by("name", "pk")
    shapes = tuple(
        CountShape(place, drawn.shapes[place.pk].path, counts[place.pk], _shade(counts[place.pk], legend))
        for place in places
    )
    return CountMap(shapes, drawn.view_box, drawn.attribution, legend)


def _legend(highest: int) -> tuple[tuple[int, int, int], ...]:
    """Equal steps of whole numbers from one to the highest; fewer steps when there are fewer numbers."""
    if highest == 0:
        return ()
    steps = min(SHADES, highest)
    ends = [round(highest * step / steps) for step in range(steps + 1)]
    return tuple((step, ends[step - 1] + 1, ends[step]) for step in range(1, steps + 1))


def _shade(count: int, legend: tuple[tuple[int, int, int], ...]) -> int:
    return next((shade for shade, first, last in legend if first <= count <= last), 0)


def counted_by(rows: QuerySet[Any, Any], column: str) -> dict[int, int]:
    """How many rows have each value of `column`, rows without one apart."""
    pairs = rows.order_by().values_list(column).annotate(number=Count("pk", distinct=True))
    return {key: number for key, number in pairs if key is not None}


def with_current_roles(professionals: QuerySet[Professional], at: date) -> QuerySet[Professional]:
    """Professionals with the roles in force on a day ready in `current_roles`."""
    roles = ProfessionalRole.objects.at(at).select_related("organisation", "service").order_by("-valid_from", "pk")
    return professionals.prefetch_related(Prefetch("roles", queryset=roles, to_attr="current_roles"))
