# SPDX-License-Identifier: EUPL-1.2
"""From a mart to the cells of one measure in one period: takings or persons, and how many persons stand behind."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.kernel import first_rows
from ordito.indicators.engine.mart import UNKNOWN_MONTH, Mart, latest_of_person
from ordito.indicators.engine.model import Axis, BoolArray, IntArray, Measure, Period

PLACE, GENDER, AGE = 0, 1, 2
"""Positions of the three axes that every table has, some of them at their whole."""
AXES = (PLACE, GENDER, AGE)
UNKNOWN_AGE = -1
DISTINCT = frozenset({Measure.PERSONS, Measure.RATE})


@dataclass(frozen=True, order=True)
class Among:
    """Only rows that have one of these values of a facet in the period; "" is "not stated"."""

    facet: str
    values: tuple[str, ...]


Where: TypeAlias = tuple[Among, ...]
"""Conditions that all hold, each of another facet; none is everybody."""


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


@dataclass(frozen=True, eq=False)
class Frame:
    """A mart with the axes that its codes are read on."""

    mart: Mart
    axes: tuple[Axis, Axis, Axis]
    bands: AgeBands

    def __post_init__(self) -> None:
        if len(self.axes[AGE].levels[0]) != len(self.bands):
            raise ValueError("The axis of ages and the age bands differ")


class Counting:
    """One measure in one period, counted under any conditions.

    Persons are counted where their latest row of the period stands, whatever the conditions, so that a person has one
    place per period and cells add up to totals; rows are counted where they stand.
    """

    def __init__(self, frame: Frame, measure: Measure, period: Period) -> None:
        mart = frame.mart
        self._mart, self._period, self._distinct = mart, period, measure in DISTINCT
        self._rows = np.flatnonzero(chosen_rows(mart, measure, period))
        self._person = mart.person[self._rows]
        place = mart.place[self._rows]
        self._place = latest_of_person(self._person, place) if self._distinct else place
        self._levels = frame.axes[PLACE].levels
        ages = ages_at_end(mart.birth[self._rows], period)
        self._rest = mart.sex[self._rows] * len(frame.bands) + frame.bands.codes(ages)
        self._shape = (len(frame.axes[GENDER].levels[0]), len(frame.bands))
        self._found: dict[str, tuple[IntArray, IntArray]] = {}

    def of(self, where: Where = ()) -> Counts:
        """Those that meet the conditions."""
        return self._counts(np.flatnonzero(self._meeting(where)))

    def beyond(self, outer: Where, inner: Where) -> Counts:
        """Those that meet the outer conditions and not the inner ones: rows, or persons none of whose rows does."""
        left_out = self._meeting(inner)
        if self._distinct:
            left_out = np.isin(self._person, self._person[left_out])
        return self._counts(np.flatnonzero(self._meeting(outer) & ~left_out))

    def persons(self, where: Where = ()) -> IntArray:
        """The persons (dense numbers of the mart) of those that meet the conditions."""
        return np.unique(self._person[self._meeting(where)])

    def without(self, where: Where, persons: IntArray) -> Counts:
        """Those that meet the conditions and are of none of these persons."""
        return self._counts(np.flatnonzero(self._meeting(where) & ~np.isin(self._person, persons)))

    def _meeting(self, where: Where) -> BoolArray:
        meeting = np.ones(self._rows.size, dtype=np.bool_)
        for among in where:
            at, code = self._facet(among.facet)
            codes = self._mart.facets[among.facet].codes
            known = [number for number, value in enumerate(codes) if value in among.values]
            has = np.zeros(self._rows.size, dtype=np.bool_)
            has[at[np.isin(code, known)]] = True
            meeting &= has
        return meeting

    def _facet(self, name: str) -> tuple[IntArray, IntArray]:
        """Pairs (position of a chosen row, code) of the period."""
        if name not in self._found:
            position = np.full(self._mart.rows, -1, dtype=np.int64)
            position[self._rows] = np.arange(self._rows.size)
            row, code = self._mart.facets[name].during(self._period)
            held = position[row] >= 0
            self._found[name] = position[row][held], code[held]
        return self._found[name]

    def _counts(self, chosen: IntArray) -> Counts:
        """Value and persons of the chosen rows (positions, in order)."""
        place = self._place[chosen]
        behind = tuple(self._persons(level.group[place], len(level), chosen) for level in self._levels)
        return Counts(behind[0] if self._distinct else self._cells(place, len(self._levels[0]), chosen), behind)

    def _persons(self, place: IntArray, places: int, chosen: IntArray) -> IntArray:
        flagged = first_rows(self._person[chosen], place, places)
        return self._cells(place[flagged], places, chosen[flagged])

    def _cells(self, place: IntArray, places: int, chosen: IntArray) -> IntArray:
        rest = int(np.prod(self._shape))
        counted = np.bincount(place * rest + self._rest[chosen], minlength=places * rest)
        return counted.reshape(places, *self._shape)
