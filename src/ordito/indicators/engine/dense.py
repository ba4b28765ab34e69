# SPDX-License-Identifier: EUPL-1.2
"""The counting kernel as an engine: cubes in dense arrays, by flags on rows sorted by person (see `kernel`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.counts import active_rows
from ordito.indicators.engine.kernel import first_rows
from ordito.indicators.engine.loaded import aged, loaded, placed
from ordito.indicators.engine.model import BoolArray, IntArray, Measure, Period
from ordito.indicators.engine.query import (
    AGE,
    ALWAYS,
    AT_BEGIN,
    AT_END,
    GENDER,
    NUMBERS,
    PLACE,
    UNIT,
    By,
    Cube,
    FloatArray,
    KeyArray,
    Query,
    Scales,
    answered,
)
from ordito.indicators.engine.store import Store

NAMES = {PLACE: "place", GENDER: "sex"}
HALF = 16
MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True, eq=False)
class Chosen:
    """Rows of a period, perhaps several times: once for each row of other datasets that belongs to them.

    `row` are positions in the dataset, rising; `child[dataset]` positions in another, -1 for none.
    """

    period: Period
    row: IntArray
    child: dict[str, IntArray]


class DenseEngine:
    """Counts in memory; the default. Its cubes are those of `Cube`, one period after the other."""

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        parts = [_Period(query, store, scales, period) for period in query.periods]
        return answered(
            query,
            scales,
            persons=np.stack([part.persons for part in parts]),
            keys=np.stack([part.keys for part in parts]),
            count=np.stack([part.count for part in parts]),
            total=np.stack([part.total for part in parts]),
            median=np.stack([part.median for part in parts]) if query.measure == Measure.MEDIAN else None,
            personal=store.facts(query.dataset).personal,
        )


class _Period:
    """The cells of one period."""

    def __init__(self, query: Query, store: Store, scales: Scales, period: Period) -> None:
        self.query, self.store, self.scales = query, store, scales
        self.rows = loaded(store, query.dataset)
        self.shape = shape = tuple(len(scales[by]) + 1 for by in query.by)
        self.persons, self.count, self.total = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        self.keys: KeyArray = np.zeros(shape, dtype=np.uint32)
        self.median: FloatArray = np.full(shape, np.nan)
        chosen = self._chosen(period)
        codes = [self._codes(by, chosen) for by in query.by]
        self._count_persons(chosen, codes)
        self._count_rows(chosen, codes)

    def _chosen(self, period: Period) -> Chosen:
        """The rows that the measure is about and that meet the conditions."""
        active = active_rows(self.rows.begin, self.rows.end, self.query.measure, period)
        if self.query.measure in {Measure.DURATION, Measure.MEDIAN}:
            active &= self.rows.begin != ALWAYS
        if self.query.column:
            active &= self.rows.numbers(self.query.column) != MISSING
        chosen = Chosen(period, np.flatnonzero(active), {})
        named = (*self.query.by, *(condition.by for condition in self.query.where))
        for dataset in dict.fromkeys(by.dimension.partition(".")[0] for by in named if "." in by.dimension):
            chosen = _expanded(chosen, dataset, *self.rows.children(dataset))
        for condition in self.query.where:
            wanted = np.isin(self.scales[condition.by].codes, condition.codes)
            chosen = _only(chosen, wanted[self._codes(condition.by, chosen)])
        return chosen

    def _codes(self, by: By, chosen: Chosen) -> IntArray:
        """The group of each chosen row at a level."""
        scale = self.scales[by]
        dataset, dot, column = by.dimension.rpartition(".")
        if by.dimension == AGE:
            return aged(scale, self.rows.numbers("birth")[chosen.row], chosen.period)
        if not dot:
            name = NAMES.get(column, column)
            return placed(scale, self.rows.coded(name), chosen.row, self._days(chosen))
        coded = loaded(self.store, dataset).coded(column)
        child = chosen.child[dataset]
        unstated = int(scale.group[0][scale.base.index("")])
        found = np.full(child.size, unstated, dtype=np.int64)
        has = child >= 0
        found[has] = placed(scale, coded, child[has], self._days(chosen))
        return found

    def _days(self, chosen: Chosen) -> IntArray | int:
        """The day on which each row's place is looked up: its own, or the end of the period."""
        if self.query.measure in AT_BEGIN:
            return self.rows.begin[chosen.row]
        return self.rows.end[chosen.row] if self.query.measure in AT_END else chosen.period.last_day

    def _count_persons(self, chosen: Chosen, codes: list[IntArray]) -> None:
        keys = self.rows.person_key[chosen.row]
        low, high = keys & np.uint32(0xFFFF), keys >> np.uint32(HALF)
        for grouping in _groupings(self.rows.person[chosen.row], codes, self.shape):
            grouping.fill(self.persons, grouping.cells())
            grouping.fill(self.keys, grouping.cells(low) + (grouping.cells(high) << HALF))

    def _count_rows(self, chosen: Chosen, codes: list[IntArray]) -> None:
        number, medians = self._number(chosen), self.query.measure == Measure.MEDIAN
        for grouping in _groupings(chosen.row, codes, self.shape, one_by_one=medians):
            grouping.fill(self.count, grouping.cells())
            if number is not None:
                grouping.fill(self.total, grouping.cells(number))
                if medians:
                    grouping.fill(self.median, grouping.medians(number))

    def _number(self, chosen: Chosen) -> IntArray | None:
        """The number of each row in thousandths, when the measure is about one."""
        if self.query.measure not in NUMBERS:
            return None
        if self.query.column:
            return self.rows.numbers(self.query.column)[chosen.row]
        days = self.rows.end[chosen.row].astype(np.int64) - self.rows.begin[chosen.row]
        return np.asarray(days * UNIT)


def _expanded(chosen: Chosen, dataset: str, start: IntArray, children: IntArray) -> Chosen:
    """Each row once for every row of another dataset that belongs to it, once with none when there is none."""
    number = start[chosen.row + 1] - start[chosen.row]
    times = np.maximum(number, 1)
    again = np.repeat(np.arange(chosen.row.size), times)
    within = np.arange(again.size) - np.repeat(np.cumsum(times) - times, times)
    child = np.full(again.size, -1, dtype=np.int64)
    has = number[again] > 0
    child[has] = children[start[chosen.row[again[has]]] + within[has]]
    others = {name: found[again] for name, found in chosen.child.items()}
    return Chosen(chosen.period, chosen.row[again], others | {dataset: child})


def _only(chosen: Chosen, wanted: BoolArray) -> Chosen:
    if wanted.all():
        return chosen
    child = {name: found[wanted] for name, found in chosen.child.items()}
    return Chosen(chosen.period, chosen.row[wanted], child)


@dataclass(frozen=True, eq=False)
class _Grouping:
    """Some dimensions kept, the others at their total: which rows count, and in which cell.

    Over the dimensions in `summed` the cells add up to their totals, which saves counting them.
    """

    kept: tuple[int, ...]
    summed: tuple[int, ...]
    sizes: tuple[int, ...]
    flags: BoolArray | slice
    at: IntArray

    def cells(self, weights: np.ndarray | None = None) -> IntArray:
        """Rows added up by cell; sums are whole and below 2**53, hence exact."""
        flagged = None if weights is None else weights[self.flags]
        counted = np.bincount(self.at, flagged, minlength=prod(self.sizes))
        return counted.astype(np.int64).reshape(self.sizes)

    def medians(self, number: IntArray) -> FloatArray:
        """The lower median of each cell, as SQL's `percentile_disc`."""
        flagged = number[self.flags]
        order = np.lexsort((flagged, self.at))
        size = np.bincount(self.at, minlength=prod(self.sizes))
        middle = np.cumsum(size) - size + (np.maximum(size, 1) - 1) // 2
        found = np.full(size.size, np.nan)
        found[size > 0] = flagged[order][middle[size > 0]] / UNIT
        return found.reshape(self.sizes)

    def fill(self, cube: np.ndarray, cells: IntArray | FloatArray) -> None:
        """Put cells where they belong, and their totals along the summed dimensions; keys wrap by themselves."""
        for away in _subsets(self.summed):
            place = tuple(slice(0, -1) if axis in self.kept and axis not in away else -1 for axis in range(cube.ndim))
            totals = cells.sum(axis=tuple(self.kept.index(axis) for axis in away)) if away else cells
            cube[place] = totals.astype(cube.dtype)


def _groupings(
    unit: NDArray[np.integer], codes: Sequence[IntArray], shape: tuple[int, ...], *, one_by_one: bool = False
) -> Iterator[_Grouping]:
    """Every grouping of the cube. `unit` is sorted; a unit counts once in each cell that it has a row in.

    A dimension with one value per unit adds up; each subset of the others needs flags of its own.
    """
    axes = range(len(codes))
    same = np.flatnonzero(unit[1:] == unit[:-1])
    varying = tuple(axis for axis in axes if one_by_one or (codes[axis][same] != codes[axis][same + 1]).any())
    summed = tuple(axis for axis in axes if axis not in varying)
    for telling in _subsets(varying):
        kept = tuple(sorted((*telling, *summed)))
        flags = _first(unit, codes, shape, telling) if same.size else slice(None)
        sizes = tuple(shape[axis] - 1 for axis in kept)
        yield _Grouping(kept, summed, sizes, flags, _key(unit.size, codes, shape, kept)[flags])


def _subsets(axes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for length in range(len(axes) + 1):
        yield from combinations(axes, length)


def _first(
    unit: NDArray[np.integer], codes: Sequence[IntArray], shape: tuple[int, ...], axes: tuple[int, ...]
) -> BoolArray:
    return first_rows(unit, _key(unit.size, codes, shape, axes), prod(shape[axis] - 1 for axis in axes))


def _key(size: int, codes: Sequence[IntArray], shape: tuple[int, ...], axes: tuple[int, ...]) -> IntArray:
    """Codes of several axes as one number, the last fastest."""
    key = np.zeros(size, dtype=np.int64)
    for axis in axes:
        key *= shape[axis] - 1
        key += codes[axis]
    return key
