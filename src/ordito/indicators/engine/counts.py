# SPDX-License-Identifier: EUPL-1.2
"""From a mart to the cells of one measure in one period: takings or persons, and how many persons stand behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.kernel import first_rows
from ordito.indicators.engine.mart import UNKNOWN_MONTH, Mart, latest_of_person
from ordito.indicators.engine.model import Axis, BoolArray, Cut, IntArray, Measure, Period

PLACE, GENDER, AGE = 0, 1, 2
"""Positions of the three axes that every table has, some of them at their whole."""
AXES = (PLACE, GENDER, AGE)
UNKNOWN_AGE = -1


@dataclass(frozen=True, eq=False)
class AgeBands:
    """Bands by their lowest age in completed years, the first at 0; the code after the last is "age not known"."""

    lower: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.lower or self.lower[0] != 0 or any(low >= high for low, high in pairwise(self.lower)):
            raise ValueError("Age bands start at 0 and rise")

    def __len__(self) -> int:
        return len(self.lower) + 1

    def codes(self, ages: IntArray) -> IntArray:
        """Band of each age; the last code for an age that is not known."""
        found = np.searchsorted(np.asarray(self.lower), ages, side="right") - 1
        return np.where(ages < 0, len(self.lower), found)


def ages_at_end(birth: IntArray, period: Period) -> IntArray:
    """Completed years at the end of the period.

    Months suffice: a period ends with a month, so whoever was born in that month has had the birthday.
    Somebody born after the end (a date set wrong, or a taking opened before birth) has no known age.
    """
    ages = (period.last_month - birth) // 12
    return np.where((birth == UNKNOWN_MONTH) | (ages < 0), UNKNOWN_AGE, ages)


def chosen_rows(mart: Mart, measure: Measure, period: Period) -> BoolArray:
    """Takings that the measure is about in the period."""
    return active_rows(mart.opened, mart.closed, measure, period)


def active_rows(begin: NDArray[np.integer], end: NDArray[np.integer], measure: Measure, period: Period) -> BoolArray:
    """Rows that the measure is about, by their first and last day (`mart.OPEN` for one without end)."""
    match measure:
        case Measure.PERSONS | Measure.RATE | Measure.EPISODES:
            return (begin <= period.last_day) & (end >= period.first_day)
        case Measure.OPEN | Measure.STANDING:
            return (begin <= period.last_day) & (end > period.last_day)
        case Measure.OPENED | Measure.SCORE | Measure.SUM:
            return (begin >= period.first_day) & (begin <= period.last_day)
        case Measure.CLOSED | Measure.DURATION | Measure.MEDIAN:
            return (end >= period.first_day) & (end <= period.last_day)


@dataclass(frozen=True, eq=False)
class Counts:
    """One measure on the base codes of place × gender × age.

    `value` adds up along every axis. `persons[level]` are the distinct persons behind, by that level of places: they
    add up along gender and age, but a person may have takings in two Comuni, so each level of places has its own.
    """

    value: IntArray
    persons: tuple[IntArray, ...]

    def at(self, axes: Sequence[Axis], cut: Cut) -> IntArray:
        """The value recoded to a cut."""
        return recode(self.value, axes, (0, 0, 0), cut)

    def persons_at(self, axes: Sequence[Axis], cut: Cut) -> IntArray:
        """The distinct persons behind each cell of a cut."""
        return recode(self.persons[cut[PLACE]], axes, (cut[PLACE], 0, 0), cut)


def recode(cells: IntArray, axes: Sequence[Axis], start: Cut, cut: Cut) -> IntArray:
    """Add cells up from one cut to a coarser one."""
    for position, axis in enumerate(axes):
        if start[position] == cut[position]:
            continue
        target = axis.between(start[position], cut[position])
        moved = np.zeros(
            (*cells.shape[:position], len(axis.levels[cut[position]]), *cells.shape[position + 1 :]), dtype=np.int64
        )
        np.add.at(np.moveaxis(moved, position, 0), target, np.moveaxis(cells, position, 0))
        cells = moved
    return cells


@dataclass(frozen=True, eq=False)
class Frame:
    """A mart with the axes that its codes are read on."""

    mart: Mart
    axes: tuple[Axis, Axis, Axis]
    bands: AgeBands

    def __post_init__(self) -> None:
        if len(self.axes[AGE].levels[0]) != len(self.bands):
            raise ValueError("The axis of ages and the age bands differ")


def count(frame: Frame, measure: Measure, period: Period, facet: str = "") -> list[Counts]:
    """Count a measure; with a facet, once per value in the period (in the order of codes, "not stated" first).

    Persons are counted where their latest taking of the period stands, whatever the facet, so that a person has one
    place per period and cells add up to totals; takings are counted where they stand.
    """
    mart = frame.mart
    rows = np.flatnonzero(chosen_rows(mart, measure, period))
    place = mart.place[rows]
    distinct = measure in {Measure.PERSONS, Measure.RATE}
    if distinct:
        place = latest_of_person(mart.person[rows], place)
    cells = _Cells(frame, period, rows, place)
    if not facet:
        return [cells.counts(np.arange(rows.size), distinct=distinct)]
    position = np.full(mart.rows, -1, dtype=np.int64)
    position[rows] = np.arange(rows.size)
    row, codes = mart.facets[facet].during(period)
    at = position[row]
    stated = range(len(mart.facets[facet].codes))
    return [cells.counts(at[(codes == code) & (at >= 0)], distinct=distinct) for code in stated]


class _Cells:
    """Codes of the chosen rows, shared by every value of a facet."""

    def __init__(self, frame: Frame, period: Period, rows: IntArray, place: IntArray) -> None:
        ages = ages_at_end(frame.mart.birth[rows], period)
        self.levels = frame.axes[PLACE].levels
        self.person = frame.mart.person[rows]
        self.place = place
        self.rest = frame.mart.sex[rows] * len(frame.bands) + frame.bands.codes(ages)
        self.rest_shape = (len(frame.axes[GENDER].levels[0]), len(frame.bands))

    def counts(self, chosen: IntArray, *, distinct: bool) -> Counts:
        """Value and persons of the chosen rows (positions, in order)."""
        place = self.place[chosen]
        behind = tuple(self._persons(level.group[place], len(level), chosen) for level in self.levels)
        return Counts(behind[0] if distinct else self._cells(place, len(self.levels[0]), chosen), behind)

    def _persons(self, place: IntArray, places: int, chosen: IntArray) -> IntArray:
        flagged = first_rows(self.person[chosen], place, places)
        return self._cells(place[flagged], places, chosen[flagged])

    def _cells(self, place: IntArray, places: int, chosen: IntArray) -> IntArray:
        rest = int(np.prod(self.rest_shape))
        counted = np.bincount(place * rest + self.rest[chosen], minlength=places * rest)
        return counted.reshape(places, *self.rest_shape)


def residents(population: Mapping[tuple[int, int, int], int], shape: tuple[int, int, int]) -> IntArray:
    """Residents by base codes of place, gender and age, absent ones zero: the denominators of rates."""
    cells = np.zeros(shape, dtype=np.int64)
    for key, number in population.items():
        cells[key] += number
    return cells
