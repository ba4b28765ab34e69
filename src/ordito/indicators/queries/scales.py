# SPDX-License-Identifier: EUPL-1.2
"""The scales of a query: places as they stood day by day, ages, genders, and codes as their owners name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from ordito.core.asked import once, recall
from ordito.core.dates import format_date
from ordito.core.declare import dataset_named
from ordito.indicators.engine.model import EPOCH
from ordito.indicators.engine.query import AGE, ALWAYS, GENDER, PLACE, By, Query, Scale, Scales, UnknownColumnError
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.frames import age_axis, age_bands, gender_axis
from ordito.indicators.queries.snapshots import comuni
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import Territory, TerritoryLink
from ordito.territory.queries import first_region, groups_of_comuni

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.core.declare import Column
    from ordito.indicators.engine.model import Level
    from ordito.indicators.engine.store import Store

YEARS = "anni"
"""The level of ages that has each completed year."""
ZONE = "zona"
"""The level of zones, a grouping beside Ambiti and Province."""
OLDEST = 130
GROUPS = {
    ZONE: (TerritoryKind.ZONE, Hierarchy.ZONE),
    PlaceLevel.AMBITO.value: (TerritoryKind.AMBITO, Hierarchy.AMBITO),
    PlaceLevel.PROVINCE.value: (TerritoryKind.PROVINCE, Hierarchy.ADMINISTRATIVE),
}
NOWHERE = "0"
"""The group of places of Comuni that are in none."""


def scales_of(store: Store, query: Query) -> dict[By, Scale]:
    """The scale of every level that a query names; UnknownColumnError for a level that is none."""
    named = dict.fromkeys((*query.by, *(condition.by for condition in query.where)))
    return {by: _scale(store, query, by) for by in named}


def _scale(store: Store, query: Query, by: By) -> Scale:
    if by.dimension == PLACE:
        return _places(store, query, by.level)
    if by.dimension == AGE:
        return _ages(by.level)
    if by.level:
        raise UnknownColumnError(f"{by.dimension} has no level {by.level}")
    if by.dimension == GENDER:
        level = gender_axis().levels[0]
        return Scale(level.codes, level.labels, level.codes, np.arange(len(level))[np.newaxis])
    dataset, dot, column = by.dimension.rpartition(".")
    return _codes(store, dataset if dot else query.dataset, column)


def _codes(store: Store, dataset: str, column: str) -> Scale:
    """The codes found in a column, by the names that its owner declares; missing ones last."""
    if store.type_of(dataset, column) != "code":
        raise UnknownColumnError(f"{dataset}.{column}")
    declared = column_of(dataset, column)
    names = recall(declared.names) if declared is not None and declared.names is not None else {}
    codes = (*store.facts(dataset).codes[column], "")
    labels = (*(str(names.get(code, code)) for code in codes[:-1]), _("Non indicato"))
    return Scale(codes, labels, codes, np.arange(len(codes))[np.newaxis])


def column_of(dataset: str, name: str) -> Column | None:
    """A column as its dataset declares it; of another dataset when it is named `dataset.column`."""
    other, _dot, own = name.rpartition(".")
    declared = dataset_named(other or dataset)
    return next((one for one in declared.columns if one.name == own), None) if declared else None


def _ages(level: str) -> Scale:
    """Completed years grouped as a level of the axis of ages says."""
    years = tuple(str(age) for age in range(OLDEST + 1))
    if level == YEARS:
        return Scale((*years, ""), (*years, _("Età non nota")), (*years, ""), np.arange(OLDEST + 2)[np.newaxis])
    bands = age_bands()
    axis = age_axis(bands)
    try:
        found: Level = axis.levels[axis.index(level)]
    except KeyError as error:
        raise UnknownColumnError(f"{AGE} has no level {level}") from error
    starts = np.asarray([band.first for band, _opens in bands])
    band = np.searchsorted(starts, np.arange(OLDEST + 1), side="right") - 1
    groups = found.group[np.append(band, len(bands))]
    return Scale(found.codes, found.labels, (*years, ""), groups[np.newaxis])


def _places(store: Store, query: Query, level: str) -> Scale:
    """Places of a level; codes are their ids. Where memberships change within the periods, one line for each day."""
    places = comuni()
    strange = sorted(set(store.facts(query.dataset).since) - {place.code for place in places})
    base = (*(place.code for place in places), *strange)
    if level == PlaceLevel.COMUNE.value:
        own = {place.pk: place.pk for place in places}
        return _grouped(places, base, (ALWAYS,), [own])
    if level == PlaceLevel.REGION.value:
        region = first_region()
        code, label = (str(region.pk), region.name) if region else ("", _("Tutto il territorio"))
        return Scale((code,), (label,), base, np.zeros((1, len(base)), dtype=np.int64))
    if level not in GROUPS:
        raise UnknownColumnError(f"{PLACE} has no level {level}")
    kind, hierarchy = GROUPS[level]
    changes = _changes(hierarchy, query)
    first = min(period.first for period in query.periods)
    groups = [groups_of_comuni(kind, day) for day in (first, *changes)]
    since = (ALWAYS, *((day - EPOCH).days for day in changes))
    return _grouped(places, base, since, groups)


def _grouped(
    places: Sequence[Territory], base: tuple[str, ...], since: tuple[int, ...], groups: list[dict[int, int]]
) -> Scale:
    """The scale of the groups that each Comune lies in, one dict for each day since."""
    wanted = {group for found in groups for group in found.values()}
    named = _names(frozenset(wanted))
    position = {pk: number for number, (pk, _name) in enumerate(named)}
    lines = [[position.get(found.get(place.pk, 0), len(position)) for place in places] for found in groups]
    group = np.full((len(groups), len(base)), len(position), dtype=np.int64)
    group[:, : len(places)] = lines
    codes, labels = [str(pk) for pk, _name in named], [name for _pk, name in named]
    if (group == len(position)).any():
        codes, labels = [*codes, NOWHERE], [*labels, _("Non assegnati")]
    return Scale(tuple(codes), tuple(labels), base, group, since)


@once
def _names(places: frozenset[int]) -> list[tuple[int, str]]:
    """Ids and names of places, by name."""
    return list(Territory.objects.filter(pk__in=places).order_by("name", "pk").values_list("pk", "name"))


def _changes(hierarchy: Hierarchy, query: Query) -> list[date]:
    """Days within the periods, after the first, from which a Comune lies elsewhere in a hierarchy."""
    first = min(period.first for period in query.periods)
    return _changed(hierarchy, first, max(period.last for period in query.periods))


@once
def _changed(hierarchy: Hierarchy, first: date, last: date) -> list[date]:
    links = TerritoryLink.objects.filter(hierarchy=hierarchy)
    began = links.filter(valid_from__gt=first, valid_from__lte=last).values_list("valid_from", flat=True)
    ended = links.filter(valid_to__gte=first, valid_to__lt=last).values_list("valid_to", flat=True)
    days = {day for day in began if day} | {day + timedelta(days=1) for day in ended if day}
    return sorted(days - {first})


@dataclass(frozen=True)
class Break:
    """A day from which figures of a series are of something else, and why."""

    day: date
    text: str


def breaks_of(scales: Scales) -> tuple[Break, ...]:
    """The days on which places of the query came to hold other Comuni."""
    found: dict[date, set[str]] = {}
    for by, scale in scales.items():
        if by.dimension != PLACE:
            continue
        for number, since in enumerate(scale.since[1:], start=1):
            before, after = scale.group[number - 1], scale.group[number]
            moved = np.unique(np.concatenate((before[before != after], after[before != after])))
            names = found.setdefault(EPOCH + timedelta(days=since), set())
            names |= {scale.labels[at] for at in moved.tolist() if scale.codes[at] != NOWHERE}
    return tuple(Break(day, _boundary(day, sorted(names))) for day, names in sorted(found.items()) if names)


def late_columns(query: Query) -> tuple[Break, ...]:
    """The days, after the first of the query, from which a column that it names says something."""
    named = [by.dimension for by in (*query.by, *(condition.by for condition in query.where))]
    first, found = min(period.first for period in query.periods), []
    for name in dict.fromkeys((*named, query.column)):
        one = column_of(query.dataset, name)
        if one is not None and one.since is not None and one.since > first:
            text = _("«%(name)s» si rileva dal %(day)s: prima non ci sono risposte.")
            found.append(Break(one.since, text % {"name": one.label, "day": format_date(one.since)}))
    return tuple(found)


def _boundary(day: date, names: list[str]) -> str:
    text = _("Dal %(day)s cambiano i Comuni di %(names)s: prima e dopo non si confrontano.")
    return text % {"day": format_date(day), "names": ", ".join(names)}
