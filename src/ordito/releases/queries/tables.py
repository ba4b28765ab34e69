# SPDX-License-Identifier: EUPL-1.2
"""From what was asked to a table: its groups of places, genders, ages and values, as they stand on its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from ordito.indicators.engine.model import Measure
from ordito.indicators.enums import FACETS, PlaceLevel
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
from ordito.indicators.queries.snapshots import comuni, coverage, facet_names
from ordito.releases.engine.frozen import TOTAL, UNKNOWN, CellState, FrozenTable, Group, Wanted, age_code, ages_within
from ordito.releases.enums import Breakdown
from ordito.territory.models import Territory
from ordito.territory.queries import comuni_within, first_region

if TYPE_CHECKING:
    from datetime import date

    from ordito.indicators.engine.model import BoolArray, IntArray, Level
    from ordito.indicators.models import Snapshot
    from ordito.territory.queries import AgeBand

AGE_LEVELS = {Breakdown.AGE: BANDS, Breakdown.BROAD_AGE: BROAD, Breakdown.GENDER_AGE: BROAD}
BY_GENDER = (Breakdown.GENDER, Breakdown.GENDER_AGE)


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
    facet = wanted.breakdown if wanted.breakdown in FACETS else ""
    places, genders, ages = _places(wanted, ground.day), _genders(wanted), _ages(wanted)
    values = _values(facet, ground.frame.mart.facets[facet].codes if facet else ())
    covered = coverage(ground.frame.mart, wanted.period)
    known = {comune.code for number, comune in enumerate(ground.comuni) if number in covered.with_data}
    shape = (len(places), len(genders), len(ages), len(values))
    states = np.zeros(shape, dtype=np.int8)
    states[[not known.intersection(place.of) for place in places]] = CellState.NO_DATA
    residents = _residents(ground, places, genders, ages) if wanted.measure == Measure.RATE else None
    table = FrozenTable(
        wanted.measure,
        wanted.period,
        facet,
        places,
        genders,
        ages,
        values,
        np.zeros(shape, dtype=np.int64),
        states,
        residents,
    )
    everywhere = set(places[-1].of)
    return Draft(table, len(known & everywhere), len(everywhere), covered.since)


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


def _genders(wanted: Wanted) -> tuple[Group, ...]:
    base = gender_axis().levels[0]
    parts = [Group(code or UNKNOWN, label, (code,)) for code, label in zip(base.codes, base.labels, strict=True)]
    chosen = parts if wanted.breakdown in BY_GENDER else []
    return (*chosen, Group(TOTAL, _("Totale"), base.codes, total=True))


def _ages(wanted: Wanted) -> tuple[Group, ...]:
    """Groups of ages among those that the question concerns; an age that is not known is in none that has an end."""
    bands = age_bands()
    plain = [band for band, _opens in bands]
    codes = [*(age_code(band.first, band.last) for band in plain), UNKNOWN]
    inside = [_concerns(wanted, band) for band in plain]
    everybody = wanted.age_from is None and wanted.age_to is None
    kept = np.array([*inside, everybody], dtype=np.bool_)
    chosen: list[Group] = []
    if wanted.breakdown in AGE_LEVELS:
        axis = age_axis(bands)
        chosen = _banded(axis.levels[axis.index(AGE_LEVELS[Breakdown(wanted.breakdown)])], codes, kept)
    total = tuple(codes[number] for number in np.flatnonzero(kept))
    return (*chosen, Group(TOTAL, _("Totale"), total, total=True))


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


def ages_fit(wanted: Wanted) -> bool:
    """Whether the ages that a question concerns are a union of the bands in use: others cannot be told apart."""
    firsts = {band.first for band, _opens in age_bands()}
    return (wanted.age_from or 0) in firsts and (wanted.age_to is None or wanted.age_to + 1 in firsts)


def _values(facet: str, codes: tuple[str, ...]) -> tuple[Group, ...]:
    total = Group(TOTAL, _("Totale"), (TOTAL,), total=True)
    if not facet:
        return (total,)
    names = facet_names(facet)
    parts = [Group(code, names.get(code, code) if code else _("Non indicato"), (code,)) for code in codes]
    return (*sorted(parts, key=lambda group: (not group.code, group.label)), total)


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
