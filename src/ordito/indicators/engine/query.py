# SPDX-License-Identifier: EUPL-1.2
"""What is asked of the store and what comes back, the same for every engine that counts.

A query names a dataset, a measure, the periods and what the table is broken down by. Everything that changes with the
database (which Comune lay in which Ambito when, which ages a band holds) comes beside it as scales, so that an engine
needs nothing but the store.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import IntArray, Measure, Period

if TYPE_CHECKING:
    from ordito.indicators.engine.store import Store

FloatArray: TypeAlias = NDArray[np.float64]
KeyArray: TypeAlias = NDArray[np.uint32]

PLACE, GENDER, AGE = "luogo", "genere", "eta"
"""Dimensions that every dataset about persons has; any other is named as its column, or as `dataset.column`."""
PEOPLE, STAFF, THINGS = "people", "staff", "things"
"""What the rows of a dataset are about, as their apps declare it (`core.declare.About`)."""
WITH_PERSONS = frozenset({PEOPLE, STAFF})
"""Behind these rows stand persons; the rows of others count for themselves."""
ALWAYS = -(2**31)
"""The first day of a scale that never changed."""
UNIT = 1000
"""Numbers lie in the store as whole thousandths, so that every engine adds them up to the same sum."""
MOST_CELLS = 2_000_000
"""Cells of a cube, totals included, beyond which a question is refused before it runs."""
DENSE_CELLS = 500_000
"""Cells of one period up to which the kernel counts in dense arrays; beyond it the SQL engine takes over."""

DISTINCT = frozenset({Measure.PERSONS, Measure.RATE})
AVERAGES = frozenset({Measure.DURATION, Measure.SCORE})
SUMS = frozenset({Measure.SUM, Measure.STANDING})
OF_COLUMN = SUMS | {Measure.SCORE}
"""Measures of a column of numbers."""
LENGTHS = frozenset({Measure.DURATION, Measure.MEDIAN})
"""Measures of the days from begin to end."""
NUMBERS = OF_COLUMN | LENGTHS
"""Measures of a number of each row."""
AT_BEGIN = frozenset({Measure.OPENED, Measure.SCORE, Measure.SUM})
AT_END = frozenset({Measure.CLOSED, Measure.DURATION, Measure.MEDIAN})
"""Measures of what happens on a day: the row lies where its place belonged on that day. The others are taken at the
end of the period."""


class TooManyCellsError(ValueError):
    """A breakdown that nobody could read, refused before it runs; `cells` says how many it would have."""

    def __init__(self, cells: int) -> None:
        super().__init__(f"{cells} cells")
        self.cells = cells


class UnknownColumnError(ValueError):
    """A query names a dataset, a column or a level that the store does not have."""


@dataclass(frozen=True)
class By:
    """A dimension at one of its levels; "" is its own codes.

    `dataset.column` names a column of a dataset whose rows belong to the rows counted, as
    `taking_reasons.reason` of takings in charge: a row is counted under each of the values that last in the period,
    once in the totals.
    """

    dimension: str
    level: str = ""


@dataclass(frozen=True)
class Condition:
    """Only rows whose value is among these codes of a level."""

    by: By
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """One question; `column` is the number that averages and sums are of (a DURATION's is its days).

    `within` are the lowest and the highest number, in thousandths, that a row may weigh in a protected mean or sum;
    `of_people` says that a number of things may count people, `private` that it keeps to, or is broken down by, a
    sensitive column or one that counts people.
    """

    dataset: str
    measure: Measure
    periods: tuple[Period, ...]
    by: tuple[By, ...] = ()
    where: tuple[Condition, ...] = ()
    column: str = ""
    within: tuple[int, int] | None = None
    of_people: bool = False
    private: bool = False

    def __post_init__(self) -> None:
        if not self.periods:
            raise ValueError("A query has a period")
        if len(set(self.by)) != len(self.by):
            raise ValueError("A query is broken down once by each level")
        if (self.measure in OF_COLUMN) != bool(self.column):
            raise ValueError(f"{self.measure} and a column do not go together")


@dataclass(frozen=True, eq=False)
class Scale:
    """One level of a dimension: which of `codes` each value of the data falls in, and from when.

    `base` are values as they lie in the store ("" is missing; ages are completed years). `group[n, i]` is the
    position in `codes` of `base[i]` from day `since[n]` until the next; a scale that never changed has one line.
    """

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    base: tuple[str, ...]
    group: IntArray
    since: tuple[int, ...] = (ALWAYS,)

    def __post_init__(self) -> None:
        if len(self.codes) != len(self.labels):
            raise ValueError("Every code needs a label")
        if self.group.shape != (len(self.since), len(self.base)):
            raise ValueError("A scale places every value at every time")
        if self.group.size and (self.group.min() < 0 or self.group.max() >= len(self.codes)):
            raise ValueError("A value falls in no group")
        if list(self.since) != sorted(set(self.since)) or self.since[0] != ALWAYS:
            raise ValueError("A scale's days rise from the first")

    def __len__(self) -> int:
        return len(self.codes)


Scales: TypeAlias = Mapping[By, Scale]
"""The scale of every level that a query names, in `by` and in `where`."""


@dataclass(frozen=True, eq=False)
class Cube:
    """The answer: dense arrays (period, by[0], by[1], …); the last position of every axis but the first is its total.

    `value` is the figure: a count, a mean, a median, a sum; not a number where there is nothing to average or add up.
    `persons` are the distinct persons behind each cell and `keys` the sum of their record keys modulo 2**32, both
    counted afresh in each total: a person with two values of a dimension is one in its total. `count` are the rows
    behind each cell, `total` the sum of their numbers in thousandths (zero for counts), `held` the same with each
    number cut to what the query has it `within`. A RATE is still the number of persons: it is divided once it is
    protected. `about` says whom the rows tell of: with STAFF, persons are workers; behind THINGS stands nobody, and
    their keys are those of the rows.
    """

    query: Query
    scales: tuple[Scale, ...]
    value: FloatArray
    persons: IntArray
    keys: KeyArray
    count: IntArray
    total: IntArray
    held: IntArray
    about: str = PEOPLE

    def digest(self) -> str:
        """A hash over every cell: equal for engines that agree."""
        said = hashlib.sha256()
        for cells in (self.value, self.persons, self.keys, self.count, self.total, self.held):
            said.update(np.ascontiguousarray(cells).astype(cells.dtype.newbyteorder("<")).tobytes())
        return said.hexdigest()

    def at(self, period: int, *codes: str) -> tuple[int, ...]:
        """The position of a cell by its codes; "*" is the total of an axis. KeyError for a code that is none."""
        found = []
        for scale, code in zip(self.scales, codes, strict=True):
            if code != "*" and code not in scale.codes:
                raise KeyError(code)
            found.append(len(scale) if code == "*" else scale.codes.index(code))
        return (period, *found)


class Engine(Protocol):
    """Something that answers queries from a store."""

    def run(self, query: Query, store: "Store", scales: Scales) -> Cube:
        """The cube; UnknownColumnError for what the store does not have."""


def cells_of(query: Query, scales: Scales) -> int:
    """How many cells the cube will have, totals included; known before anything is counted."""
    return len(query.periods) * prod(len(scales[by]) + 1 for by in query.by)


def refuse_too_many(query: Query, scales: Scales, most: int = MOST_CELLS) -> None:
    """TooManyCellsError when the cube would be larger than anybody can read."""
    cells = cells_of(query, scales)
    if cells > most:
        raise TooManyCellsError(cells)


def answered(
    query: Query,
    scales: Scales,
    *,
    persons: IntArray,
    keys: KeyArray,
    count: IntArray,
    total: IntArray,
    held: IntArray,
    median: FloatArray | None = None,
    about: str = PEOPLE,
) -> Cube:
    """The cube of what an engine counted: the figure is worked out here, in one way for all."""
    if about not in WITH_PERSONS:
        persons = np.zeros_like(persons)
    if query.measure == Measure.MEDIAN:
        if median is None:
            raise ValueError("A median is not made of counts")
        value = median
    elif query.measure in AVERAGES:
        value = np.where(count > 0, total / (np.maximum(count, 1) * UNIT), np.nan)
    elif query.measure in SUMS:
        value = np.where(count > 0, total / UNIT, np.nan)
    else:
        value = (persons if query.measure in DISTINCT else count).astype(np.float64)
    return Cube(query, tuple(scales[by] for by in query.by), value, persons, keys, count, total, held, about)
