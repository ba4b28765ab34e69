# SPDX-License-Identifier: EUPL-1.2
"""The coarsest cells that tables of different grains, filters and boundaries have in common.

Codes of an axis that stand together in every table cannot be told apart by any of them: they are one class, and one
unknown does for all. What is published of a base of hundreds of Comuni and tens of ages thus makes a small system, and
whatever it allows in classes it allows in base codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import BoolArray, IntArray
from ordito.releases.engine.quantities import Quantity


@dataclass(frozen=True, eq=False)
class Told:
    """One table on base codes: which of them each group holds, on each axis; what it says of its cells.

    Cells are (place, gender, age, quantity). `shown` ones lie between `lower` and `upper`, which are equal unless they
    were rounded.
    """

    quantities: tuple[Quantity, ...]
    place: BoolArray
    gender: BoolArray
    age: BoolArray
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    shown: BoolArray


@dataclass(frozen=True, eq=False)
class Side:
    """One axis of the grid: the class of each base code, and the groups a reader may ask about, as rows of classes."""

    group: IntArray
    rows: BoolArray

    def __len__(self) -> int:
        return int(self.rows.shape[1])

    def classes_of(self, groups: BoolArray) -> BoolArray:
        """Groups of base codes as rows of classes."""
        found = np.zeros((groups.shape[0], len(self)), dtype=np.bool_)
        found[:, self.group] = groups
        return found


def side_of(groups: Sequence[BoolArray], size: int) -> Side:
    """The classes of an axis of `size` base codes under all these groups; as rows every group, class and the whole."""
    stacked = np.concatenate([*groups, np.ones((1, size), dtype=np.bool_)])
    _, group = np.unique(stacked, axis=1, return_inverse=True)
    group = np.asarray(group, dtype=np.int64).ravel()
    classes = int(group.max()) + 1
    rows = np.zeros((stacked.shape[0], classes), dtype=np.bool_)
    rows[:, group] = stacked
    rows = np.unique(np.concatenate([rows, np.eye(classes, dtype=np.bool_)]), axis=0)
    return Side(group, rows[rows.any(axis=1)])


@dataclass(frozen=True, eq=False)
class Grid:
    """The classes of places, genders and ages."""

    place: Side
    gender: Side
    age: Side

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many classes each axis has."""
        return len(self.place), len(self.gender), len(self.age)

    @property
    def size(self) -> int:
        """How many cells."""
        return int(np.prod(self.shape))

    def gather(self, cells: IntArray) -> IntArray:
        """Cells of base codes added up to cells of classes."""
        for position, side in enumerate((self.place, self.gender, self.age)):
            moved = np.zeros((*cells.shape[:position], len(side), *cells.shape[position + 1 :]), dtype=np.int64)
            np.add.at(np.moveaxis(moved, position, 0), side.group, np.moveaxis(cells, position, 0))
            cells = moved
        return cells


def grid_of(tables: Sequence[Told], exact: BoolArray | None = None) -> Grid:
    """The grid that all the tables have in common; places whose figures somebody knows exactly are told apart too."""
    first = tables[0]
    apart = [] if exact is None else [exact]
    return Grid(
        side_of([*(table.place for table in tables), *apart], first.place.shape[1]),
        side_of([table.gender for table in tables], first.gender.shape[1]),
        side_of([table.age for table in tables], first.age.shape[1]),
    )


def packed(rows: BoolArray) -> tuple[list[IntArray], list[tuple[int, int]]]:
    """Rows as few partitions: for each partition the group of every class (0 is none), for each row its place in them.

    Distinct persons must be counted per group of places; groups that do not overlap are counted in one go.
    """
    levels: list[IntArray] = []
    where = []
    for row in rows:
        number = next((n for n, level in enumerate(levels) if not level[row].any()), len(levels))
        if number == len(levels):
            levels.append(np.zeros(row.size, dtype=np.int64))
        group = int(levels[number].max()) + 1
        levels[number][row] = group
        where.append((number, group))
    return levels, where


def within(groups: BoolArray) -> BoolArray:
    """Which group lies in which."""
    return np.array([[not (one & ~other).any() for other in groups] for one in groups], dtype=np.bool_)


def parts(groups: BoolArray) -> BoolArray:
    """Groups that are not the total: they hold less than all of them together."""
    return np.asarray(groups.sum(axis=1) < groups.any(axis=0).sum(), dtype=np.bool_)
