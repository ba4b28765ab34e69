# SPDX-License-Identifier: EUPL-1.2
"""Tables that say less than another one: what is offered before cells are hidden, and when a table may not leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.disclosure import Policy
from ordito.indicators.engine.model import Axis, Level
from ordito.indicators.engine.recoding import recodings
from ordito.indicators.enums import PlaceLevel
from ordito.releases.engine.frozen import BETWEEN, UNKNOWN
from ordito.releases.enums import Breakdown
from ordito.releases.queries.tables import AGE_LEVELS, JOINED, facets_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.indicators.engine.model import IntArray
    from ordito.releases.engine.frozen import FrozenTable, Group, Wanted

ABOVE = {
    PlaceLevel.COMUNE: PlaceLevel.AMBITO,
    PlaceLevel.AMBITO: PlaceLevel.PROVINCE,
    PlaceLevel.PROVINCE: PlaceLevel.REGION,
}
MOST_MERGED = 2
TRIED = 40


def coarser(wanted: Wanted) -> Iterator[Wanted]:
    """One step coarser each: broader ages, a breakdown less, larger places, the year of a quarter, no breakdown."""
    names, level = wanted.breakdowns, PlaceLevel(wanted.level)
    if Breakdown.AGE in names:
        broader = (Breakdown.BROAD_AGE.value if name == Breakdown.AGE else name for name in names)
        yield _broken_down(wanted, tuple(broader))
    if len(names) > 1:
        yield from (_broken_down(wanted, tuple(other for other in names if other != name)) for name in names)
    if level in ABOVE and wanted.place_id is None:
        yield replace(wanted, level=ABOVE[level].value)
    if wanted.period.quarter is not None:
        yield replace(wanted, period=wanted.period.whole_year())
    if names:
        yield _broken_down(wanted, ())


def _broken_down(wanted: Wanted, names: tuple[str, ...]) -> Wanted:
    merged = tuple((name, codes) for name, codes in wanted.merged if name in names)
    return replace(wanted, breakdown=BETWEEN.join(names), merged=merged)


def merged(wanted: Wanted, table: FrozenTable, values: IntArray, threshold: int) -> Iterator[Wanted]:
    """The table with two classes in one, where that leaves least to hide; `values` are its true counts.

    Bands of ages that follow each other, or two values of a facet; what is not stated stays by itself.
    """
    facets = facets_in(wanted)
    names = [name for name in wanted.breakdowns if name in AGE_LEVELS]
    axes = (
        _axis("luogo", table.places),
        _axis("genere", table.genders),
        _axis(names[0] if names else "", table.ages),
        _axis(facets[0] if len(facets) == 1 else "", table.values),
    )
    parts = tuple(slice(0, max(size - 1, 1)) for size in table.shape)
    base, cut = values.reshape(table.shape)[parts], (0, 0, 0, 0)
    found = recodings(axes, cut, base, Policy(max(threshold, 3)), ordered=names, most=TRIED)
    mine = {*names, *(facets if len(facets) == 1 else ())}
    one_each = [each for each in found if each.axis in mine and _stated(each.merged)]
    for each in one_each[:MOST_MERGED]:
        codes = tuple(code for joined in each.merged for code in joined.split(JOINED))
        before = dict(wanted.merged)
        if not before.get(each.axis) or set(before[each.axis]) < set(codes):
            yield replace(wanted, merged=tuple(sorted((before | {each.axis: codes}).items())))


def _stated(codes: tuple[str, ...]) -> bool:
    return bool(codes) and not {"", UNKNOWN} & set(codes)


def _axis(name: str, groups: tuple[Group, ...]) -> Axis:
    """The parts of a list of groups and their total, or the total alone."""
    parts = groups[:-1] or groups
    codes, labels = tuple(group.code for group in parts), tuple(group.label for group in parts)
    levels = [Level("parts", codes, labels, np.arange(len(parts)))]
    if len(groups) > 1:
        levels.append(Level("whole", ("",), ("",), np.zeros(len(parts), dtype=np.int64)))
    return Axis(name, tuple(levels))
