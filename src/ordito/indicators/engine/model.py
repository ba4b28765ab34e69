# SPDX-License-Identifier: EUPL-1.2
"""The vocabulary of a protected statistic: measures, periods, axes with their levels, and the cut of a table."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]

EPOCH = dt.date(1970, 1, 1)
"""Days in a mart are counted from here, as Parquet does."""


class Measure(StrEnum):
    """What is counted.

    `PERSONS` and `RATE` count distinct persons in charge at some day of the period, `EPISODES` the rows (takings in
    charge, interventions, …) that were; `OPEN` the rows active at the end, `OPENED` and `CLOSED` those that began or
    ended in the period. A row that ends on a day is no longer open at the end of that day, so that
    open(end) = open(before) + opened - closed, always. `DURATION` and `MEDIAN` are the days from begin to end of the
    rows closed in the period; `SCORE` is the mean and `SUM` the sum of a number of the rows begun in it, `STANDING` the
    sum of a number of the rows active at the end.
    """

    PERSONS = "persons"
    EPISODES = "episodes"
    OPEN = "open"
    OPENED = "opened"
    CLOSED = "closed"
    DURATION = "duration"
    MEDIAN = "median"
    SCORE = "score"
    SUM = "sum"
    STANDING = "standing"
    RATE = "rate"


FLOWS = frozenset({Measure.OPEN, Measure.OPENED, Measure.CLOSED})
"""Stock and flows, tied over time."""


@dataclass(frozen=True, order=True)
class Period:
    """A calendar year or quarter.

    There are no free windows: two windows that differ by a few days would give the few persons between them by
    subtraction. Periods end with a month, which lets the mart hold months of birth instead of birthdays.
    """

    year: int
    quarter: int | None = None

    def __post_init__(self) -> None:
        if self.quarter is not None and self.quarter not in {1, 2, 3, 4}:
            raise ValueError(f"No quarter {self.quarter}")
        if not 1900 <= self.year <= 2200:  # noqa: PLR2004
            raise ValueError(f"No year {self.year}")

    @property
    def first(self) -> dt.date:
        """The first day."""
        return dt.date(self.year, 1 if self.quarter is None else 3 * self.quarter - 2, 1)

    @property
    def last(self) -> dt.date:
        """The last day: ages and stocks are taken at its end."""
        month = 12 if self.quarter is None else 3 * self.quarter
        following = dt.date(self.year + month // 12, month % 12 + 1, 1)
        return following - dt.timedelta(days=1)

    @property
    def first_day(self) -> int:
        """The first day, as days from 1970."""
        return (self.first - EPOCH).days

    @property
    def last_day(self) -> int:
        """The last day, as days from 1970."""
        return (self.last - EPOCH).days

    @property
    def last_month(self) -> int:
        """The last month, as months from the year 0."""
        return self.last.year * 12 + self.last.month - 1

    def quarters(self) -> tuple["Period", ...]:
        """The four quarters of the year."""
        return tuple(Period(self.year, number) for number in (1, 2, 3, 4))

    def whole_year(self) -> "Period":
        """The year this period lies in."""
        return Period(self.year)


@dataclass(frozen=True, eq=False)
class Level:
    """A partition of an axis: `group[i]` says in which of `codes` the axis's i-th base code falls.

    `telling` is false when lying in one group with everybody else says nothing new about a person, as being under age
    says nothing of a child in a service for children.
    """

    name: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    group: IntArray
    telling: bool = True

    def __post_init__(self) -> None:
        if len(self.codes) != len(self.labels):
            raise ValueError(f"Level {self.name}: every code needs a label")
        if self.group.size and (self.group.min() < 0 or self.group.max() >= len(self.codes)):
            raise ValueError(f"Level {self.name}: a base code falls in no group")

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, eq=False)
class Axis:
    """A dimension with one value per person and period, so that its cells add up to its totals.

    Levels go from the finest (one group per base code) to the whole (a single group), as in
    Comune, Ambito, provincia, regione. Levels may be parallel: a province need not be a union of Ambiti.
    """

    name: str
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        size = len(self.levels[0])
        if not np.array_equal(self.levels[0].group, np.arange(size)):
            raise ValueError(f"Axis {self.name}: the first level has one group per base code")
        if len(self.levels[-1]) != 1:
            raise ValueError(f"Axis {self.name}: the last level is the whole")
        if any(level.group.shape != (size,) for level in self.levels):
            raise ValueError(f"Axis {self.name}: every level places every base code")

    @property
    def whole(self) -> int:
        """Index of the level with a single group."""
        return len(self.levels) - 1

    def index(self, name: str) -> int:
        """Index of a level by name; KeyError when there is none."""
        for index, level in enumerate(self.levels):
            if level.name == name:
                return index
        raise KeyError(f"Axis {self.name} has no level {name}")

    def refines(self, fine: int, coarse: int) -> bool:
        """Whether each group of level `fine` lies in one group of level `coarse`."""
        return self._between(fine, coarse) is not None

    def between(self, fine: int, coarse: int) -> IntArray:
        """For each group of `fine` its group of `coarse`; ValueError when they do not nest."""
        found = self._between(fine, coarse)
        if found is None:
            raise ValueError(f"Axis {self.name}: {self.levels[fine].name} does not nest in {self.levels[coarse].name}")
        return found

    def _between(self, fine: int, coarse: int) -> IntArray | None:
        return self._maps[fine, coarse]

    @cached_property
    def _maps(self) -> dict[tuple[int, int], IntArray | None]:
        """Every pair of levels; a group without base codes is put in the first group of the coarser level."""
        maps: dict[tuple[int, int], IntArray | None] = {}
        for i, fine in enumerate(self.levels):
            for j, coarse in enumerate(self.levels):
                target = np.zeros(len(fine), dtype=np.int64)
                target[fine.group] = coarse.group
                maps[i, j] = target if np.array_equal(target[fine.group], coarse.group) else None
        return maps

    def coarser(self, level: int) -> tuple[int, ...]:
        """The level itself and every level it nests in, the whole last."""
        above = [other for other in range(level + 1, len(self.levels)) if self.refines(level, other)]
        return (level, *above)


Cut: TypeAlias = tuple[int, ...]
"""One level per axis: the grain of a table."""


def coarser_cuts(axes: Sequence[Axis], cut: Cut) -> list[Cut]:
    """Every cut at or above the given one: the tables that a reader of this table may be assumed to have."""

    def extend(prefix: Cut, position: int) -> Iterator[Cut]:
        if position == len(axes):
            yield prefix
            return
        for level in axes[position].coarser(cut[position]):
            yield from extend((*prefix, level), position + 1)

    return list(extend((), 0))


def next_cuts(axes: Sequence[Axis], cut: Cut) -> list[Cut]:
    """The cuts one step coarser, along each axis in turn: the recodings that may be proposed."""
    steps = []
    for position, axis in enumerate(axes):
        above = axis.coarser(cut[position])[1:]
        if above:
            steps.append((*cut[:position], above[0], *cut[position + 1 :]))
    return steps
