# SPDX-License-Identifier: EUPL-1.2
"""From what was asked to a table: its groups of places, genders, ages and values, as they stand on its day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from ordito.indicators.engine.counts import Among
from ordito.indicators.engine.model import Measure
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.frames import (
    BANDS,
    BROAD,
    Ground,
    age_axis,
    age_bands,
    gender_axis,
    ground_of,
    place_axis,
)
from ordito.indicators.queries.snapshots import comuni, coverage, mart_of
from ordito.releases.engine.frozen import (
    BETWEEN,
    TOTAL,
    UNKNOWN,
    CellState,
    FrozenTable,
    Group,
    Wanted,
    age_code,
    ages_within,
)
from ordito.releases.enums import Breakdown
from ordito.releases.queries.data import is_personal, names_of, not_stated, source_of
from ordito.territory.models import Territory
from ordito.territory.queries import comuni_within, first_region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ordito.indicators.engine.counts import Where
    from ordito.indicators.engine.model import BoolArray, IntArray, Level
    from ordito.indicators.models import Snapshot
    from ordito.territory.queries import AgeBand

AGE_LEVELS: dict[str, str] = {Breakdown.AGE: BANDS, Breakdown.BROAD_AGE: BROAD}
JOINED = "+"
"""Between the codes of classes that are one."""


class NoPlaceError(ValueError):
    """The place had no Comune on the day of the table."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A table before anything is known of its cells, with where there are data, and since which year."""

    table: FrozenTable
    with_data: int
    comuni: int
    since: int | None


def draft_of(snapshot: Snapshot, wanted: Wanted, today: date) -> Draft:
    """The groups of a table; NoPlaceError for a place without Comuni on that day."""
    ground = ground_of(snapshot, wanted.period, today)
    places, genders, ages = _places(wanted, ground.day), _genders(wanted), _ages(wanted)
    values, meets = _values(wanted, _codes(snapshot, wanted))
    covered = coverage(ground.frame.mart, wanted.period)
    known = {comune.code for number, comune in enumerate(ground.comuni) if number in covered.with_data}
    if not is_personal(wanted.dataset):  # of what is no person, where there is none there is none
        known = {comune.code for comune in ground.comuni}
    shape = (len(places), len(genders), len(ages), len(values))
    states = np.zeros(shape, dtype=np.int8)
    states[[not known.intersection(place.of) for place in places]] = CellState.NO_DATA
    residents = _residents(ground, places, genders, ages) if wanted.measure == Measure.RATE else None
    table = FrozenTable(
        wanted.measure,
        wanted.period,
        BETWEEN.join(facets_in(wanted)),
        places,
        genders,
        ages,
        values,
        np.zeros(shape, dtype=np.int64),
        states,
        residents,
        meets=meets,
    )
    everywhere = set(places[-1].of)
    return Draft(table, len(known & everywhere), len(everywhere), covered.since)


def cells_of(snapshot: Snapshot, wanted: Wanted, today: date) -> int:
    """How many cells a table would have; NoPlaceError as `draft_of`. Nothing is counted for it."""
    values, _meets = _values(wanted, _codes(snapshot, wanted))
    places = _places(wanted, min(wanted.period.last, today))
    return len(places) * len(_genders(wanted)) * len(_ages(wanted)) * len(values)


def _places(wanted: Wanted, day: date) -> tuple[Group, ...]:
    """The places of the level that lie within the asked one, then all of them together."""
    every = comuni()
    axis = place_axis(every, day)
    place = Territory.objects.get(pk=wanted.place_id) if wanted.place_id else None
    inside = comuni_within([place.pk], day)[place.pk] if place else {comune.pk for comune in every}
    held = np.array([comune.pk in inside for comune in every], dtype=np.bool_)
    if not held.any():
        raise NoPlaceError
    level = axis.levels[axis.index(wanted.level)]
    official = dict(Territory.objects.filter(pk__in=filter(None, map(int, level.codes))).values_list("pk", "code"))
    found = []
    for at, (pk, label) in enumerate(zip(level.codes, level.labels, strict=True)):
        of = tuple(every[number].code for number in np.flatnonzero(held & (level.group == at)))
        if of:
            found.append(Group(official.get(int(pk), UNKNOWN), label, of))
    whole = tuple(every[number].code for number in np.flatnonzero(held))
    place = place or first_region()
    total = Group(place.code if place else TOTAL, place.name if place else _("Totale"), whole, total=True)
    if len(found) == 1 and found[0].of == whole:
        return (total,)
    return (*sorted(found, key=lambda group: group.label), total)


def facets_in(wanted: Wanted) -> tuple[str, ...]:
    """The facets that a table is broken down by."""
    return tuple(name for name in wanted.breakdowns if name not in {*AGE_LEVELS, Breakdown.GENDER})


def _genders(wanted: Wanted) -> tuple[Group, ...]:
    """The genders that the question is about."""
    base = gender_axis().levels[0]
    asked = dict(wanted.where).get(Breakdown.GENDER.value, base.codes)
    labels = [(code, label) for code, label in zip(base.codes, base.labels, strict=True) if code in asked]
    parts = [Group(code or UNKNOWN, label, (code,)) for code, label in labels]
    chosen = parts if Breakdown.GENDER in wanted.breakdowns else []
    return (*chosen, Group(TOTAL, _("Totale"), tuple(code for code, _label in labels), total=True))


def _ages(wanted: Wanted) -> tuple[Group, ...]:
    """Groups of ages among those that the question concerns; an age that is not known is in none that has an end."""
    bands = age_bands()
    plain = [band for band, _opens in bands]
    codes = [*(age_code(band.first, band.last) for band in plain), UNKNOWN]
    inside = [_concerns(wanted, band) for band in plain]
    everybody = wanted.age_from is None and wanted.age_to is None
    kept = np.array([*inside, everybody], dtype=np.bool_)
    chosen: list[Group] = []
    for name in wanted.breakdowns:
        if name in AGE_LEVELS:
            axis = age_axis(bands)
            chosen = _banded(axis.levels[axis.index(AGE_LEVELS[name])], codes, kept)
            chosen = _merged(chosen, dict(wanted.merged).get(name, ()))
    total = tuple(codes[number] for number in np.flatnonzero(kept))
    return (*chosen, Group(TOTAL, _("Totale"), total, total=True))


def age_labels(level: str) -> dict[str, str]:
    """How the bands of a level of ages read, by their codes."""
    axis = age_axis(age_bands())
    found = axis.levels[axis.index(level)]
    return dict(zip(found.codes, found.labels, strict=True))


def _banded(level: Level, codes: list[str], kept: BoolArray) -> list[Group]:
    found = []
    for at, (code, label) in enumerate(zip(level.codes, level.labels, strict=True)):
        of = tuple(codes[number] for number in np.flatnonzero(kept & (level.group == at)))
        if of:
            found.append(Group(code or UNKNOWN, label, of))
    return found


def _concerns(wanted: Wanted, band: AgeBand) -> bool:
    low, high = wanted.age_from or 0, wanted.age_to
    return band.first >= low and (high is None or (band.last is not None and band.last <= high))


def ages_fit_between(first: int | None, last: int | None) -> bool:
    """Whether ages, ends included, are a union of the bands in use: others cannot be told apart."""
    firsts = {band.first for band, _opens in age_bands()}
    return (first or 0) in firsts and (last is None or last + 1 in firsts)


def _merged(groups: Sequence[Group], codes: Sequence[str]) -> list[Group]:
    """Groups of which some are one; they are named together, where the first of them stood."""
    joined = [group for group in groups if group.code in codes]
    if len(joined) < 2:  # noqa: PLR2004 - what is one already
        return list(groups)
    label, code = ", ".join(group.label for group in joined), JOINED.join(group.code for group in joined)
    one = Group(code, label, tuple(code for group in joined for code in group.of))
    return [one if group is joined[0] else group for group in groups if group is joined[0] or group not in joined]


def _codes(snapshot: Snapshot, wanted: Wanted) -> dict[str, tuple[str, ...]]:
    """The codes that the data have of each facet that the table is broken down by."""
    sources = {facet: source_of(wanted.dataset, facet) for facet in facets_in(wanted)}
    if not sources:
        return {}
    mart = mart_of(snapshot, comuni(), wanted.dataset, sources)
    return {facet: mart.facets[facet].codes for facet in sources}


def _values(wanted: Wanted, codes: Mapping[str, tuple[str, ...]]) -> tuple[tuple[Group, ...], tuple[Where, ...]]:
    """The values of a table, its total last, each with the conditions that its cells meet."""
    kept = {name: tuple(sorted(some)) for name, some in wanted.where if name != Breakdown.GENDER}
    sides = [[*_parts(wanted, facet, codes[facet], kept.get(facet)), None] for facet in codes]
    groups, meets = [], []
    for chosen in product(*sides):
        own = {facet: tuple(sorted(part.of)) for facet, part in zip(codes, chosen, strict=True) if part}
        meets.append(tuple(sorted(Among(facet, some) for facet, some in (kept | own).items())))
        label = ", ".join(part.label if part else _("totale") for part in chosen) if any(chosen) else _("Totale")
        code = BETWEEN.join(part.code if part else TOTAL for part in chosen) if any(chosen) else TOTAL
        groups.append(Group(code, label, tuple(code for some in own.values() for code in some), total=not any(chosen)))
    return tuple(groups), tuple(meets)


def _parts(wanted: Wanted, facet: str, codes: Sequence[str], kept: Sequence[str] | None) -> list[Group]:
    """The values of a facet that the question is about, by name, "not stated" last."""
    names = names_of(wanted.dataset, facet)
    asked = [code for code in codes if kept is None or code in kept]
    parts = [Group(code, names.get(code, code) if code else not_stated(), (code,)) for code in asked]
    ordered = sorted(parts, key=lambda group: (not group.code, group.label))
    return _merged(ordered, dict(wanted.merged).get(facet, ()))


def _residents(
    ground: Ground, places: tuple[Group, ...], genders: tuple[Group, ...], ages: tuple[Group, ...]
) -> IntArray:
    """Residents of every place, gender and group of ages."""
    cells = ground.residents()
    lower = tuple(band.first for band in ground.bands)
    inside = np.array([[comune.code in group.of for comune in ground.comuni] for group in places], dtype=np.int64)
    codes = gender_axis().levels[0].codes
    sexes = np.array([[code in group.of for code in codes] for group in genders], dtype=np.int64)
    bands = np.array([ages_within(group, lower) for group in ages], dtype=np.int64)
    return np.asarray(np.einsum("xc,yg,za,cga->xyz", inside, sexes, bands, cells, optimize=True))


def level_label(level: str) -> str:
    """A level of places in words."""
    return str(PlaceLevel(level).label)
