# SPDX-License-Identifier: EUPL-1.2
"""The counting kernel as an engine: cubes in dense arrays, on rows sorted by person (see `distinct`)."""

from dataclasses import dataclass

import numpy as np

from ordito.indicators.engine.counts import active_rows
from ordito.indicators.engine.distinct import Coded, Groupings
from ordito.indicators.engine.loaded import Active, aged, loaded, placed
from ordito.indicators.engine.model import BoolArray, IntArray, Measure, Period
from ordito.indicators.engine.query import (
    AGE,
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


@dataclass(frozen=True, eq=False)
class Chosen:
    """Rows of a period, perhaps several times: once for each row of other datasets that belongs to them.

    `row` are positions in the dataset, rising; `child[dataset]` positions in another, -1 for none;
    `active` are the rows before any condition.
    """

    period: Period
    active: Active
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
            held=np.stack([part.held for part in parts]),
            median=np.stack([part.median for part in parts]) if query.measure == Measure.MEDIAN else None,
            about=store.facts(query.dataset).about,
        )


class _Period:
    """The cells of one period."""

    def __init__(self, query: Query, store: Store, scales: Scales, period: Period) -> None:
        self.query, self.store, self.scales = query, store, scales
        self.rows = loaded(store, query.dataset)
        shape = tuple(len(scales[by]) + 1 for by in query.by)
        self.persons, self.count, self.total, self.held = (np.zeros(shape, dtype=np.int64) for _ in range(4))
        self.keys: KeyArray = np.zeros(shape, dtype=np.uint32)
        self.median: FloatArray = np.full(shape, np.nan)
        chosen = self._chosen(period)
        codes = [self._codes(by, chosen) for by in query.by]
        coded = Coded(codes, chosen.row.size, shape)
        self._count_persons(chosen, coded)
        self._count_rows(chosen, coded)

    def _chosen(self, period: Period) -> Chosen:
        """The rows that the measure is about and that meet the conditions."""
        active = self.rows.active(self.query.measure, period, self.query.column)
        chosen = Chosen(period, active, active.row, {})
        named = (*self.query.by, *(condition.by for condition in self.query.where))
        for dataset in dict.fromkeys(by.dimension.partition(".")[0] for by in named if "." in by.dimension):
            chosen = _expanded(chosen, dataset, *self._children(dataset, period))
        for condition in self.query.where:
            wanted = np.isin(self.scales[condition.by].codes, condition.codes)
            chosen = _only(chosen, wanted[self._codes(condition.by, chosen)])
        return chosen

    def _children(self, dataset: str, period: Period) -> tuple[IntArray, IntArray]:
        """Rows of another dataset that belong to each row, as `Loaded.children`: only those that last in the period."""
        start, children = self.rows.children(dataset)
        theirs = loaded(self.store, dataset)
        held = active_rows(theirs.begin, theirs.end, Measure.PERSONS, period)[children]
        return np.concatenate(([0], np.cumsum(held)))[start], children[held]

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

    def _count_persons(self, chosen: Chosen, coded: Coded) -> None:
        whole = chosen.row is chosen.active.row
        groupings = Groupings(chosen.active.person if whole else self.rows.person[chosen.row], coded)
        groupings.fill(self.persons)
        groupings.fill(self.keys, chosen.active.key if whole else self.rows.person_key[chosen.row])

    def _count_rows(self, chosen: Chosen, coded: Coded) -> None:
        groupings, number = Groupings(chosen.row, coded), self._number(chosen)
        groupings.fill(self.count)
        if number is not None:
            groupings.fill(self.total, number)
            groupings.fill(self.held, number if self.query.within is None else np.clip(number, *self.query.within))
            if self.query.measure == Measure.MEDIAN:
                groupings.medians(self.median, number)
                self.median /= UNIT

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
    return Chosen(chosen.period, chosen.active, chosen.row[again], others | {dataset: child})


def _only(chosen: Chosen, wanted: BoolArray) -> Chosen:
    if wanted.all():
        return chosen
    child = {name: found[wanted] for name, found in chosen.child.items()}
    return Chosen(chosen.period, chosen.active, chosen.row[wanted], child)
