# SPDX-License-Identifier: EUPL-1.2
"""What is so today, on the cells that the tables in question have in common: counted afresh for every check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ordito.indicators.engine.counts import AgeBands, Counts, Frame
from ordito.indicators.engine.mart import Mart
from ordito.indicators.engine.model import Axis, IntArray, Level
from ordito.releases.engine.grid import Grid, packed
from ordito.releases.engine.quantities import Quantity


@dataclass(frozen=True, eq=False)
class Truth:
    """What is so on the grid: `value` by quantity and class; `persons` by quantity and row of places.

    Shapes (quantity, place, gender, age). Distinct persons do not add up along places, so they come by every group.
    `beyond` are pairs of a whole and its part, `left` the distinct persons of the whole beyond the part, as `persons`.
    """

    quantities: tuple[Quantity, ...]
    value: IntArray
    persons: IntArray
    beyond: tuple[tuple[Quantity, Quantity], ...] = ()
    left: IntArray | None = None

    def number(self, quantity: Quantity) -> int:
        """Its position."""
        return self.quantities.index(quantity)


def frame_of(mart: Mart, grid: Grid, lower: tuple[int, ...]) -> Frame:
    """A mart with an axis of places whose levels hold every group that the tables mark out, and bands from `lower`."""
    bands = AgeBands(lower)
    places, genders = grid.place.group.size, grid.gender.group.size
    levels, _where = packed(grid.place.rows)
    marked = [_level(f"groups {number}", level[grid.place.group]) for number, level in enumerate(levels)]
    place = Axis("places", (_plain(places), *marked, _whole(places)))
    return Frame(mart, (place, _axis("genders", genders), _axis("ages", len(bands))), bands)


def truth_of(
    grid: Grid, counted: Mapping[Quantity, Counts], beyond: Mapping[tuple[Quantity, Quantity], Counts] | None = None
) -> Truth:
    """The counts of a frame made by `frame_of`, on the grid."""
    _levels, where = packed(grid.place.rows)
    apart = beyond or {}
    return Truth(
        tuple(counted),
        np.stack([grid.gather(counts.value) for counts in counted.values()]),
        np.stack([_behind(grid, counts, where) for counts in counted.values()]),
        tuple(apart),
        np.stack([_behind(grid, counts, where) for counts in apart.values()]) if apart else None,
    )


def behind(grid: Grid, counts: Counts) -> IntArray:
    """Distinct persons of a frame made by `frame_of`, by row of places and class of gender and age."""
    return _behind(grid, counts, packed(grid.place.rows)[1])


def together(truths: Sequence[Truth]) -> Truth:
    """Several truths on one grid, of different quantities, as one."""
    left = [truth.left for truth in truths if truth.left is not None]
    return Truth(
        tuple(quantity for truth in truths for quantity in truth.quantities),
        np.concatenate([truth.value for truth in truths]),
        np.concatenate([truth.persons for truth in truths]),
        tuple(pair for truth in truths for pair in truth.beyond),
        np.concatenate(left) if left else None,
    )


def _behind(grid: Grid, counts: Counts, where: list[tuple[int, int]]) -> IntArray:
    """Distinct persons by row of places and class of gender and age; they add up along both."""
    by_row = np.stack([counts.persons[level + 1][group] for level, group in where])
    found = np.zeros((len(where), len(grid.gender), len(grid.age)), dtype=np.int64)
    every = np.arange(len(where))[:, None, None]
    np.add.at(found, (every, grid.gender.group[None, :, None], grid.age.group[None, None, :]), by_row)
    return found


def _plain(size: int) -> Level:
    codes = tuple(map(str, range(size)))
    return Level("base", codes, codes, np.arange(size))


def _level(name: str, group: IntArray) -> Level:
    codes = tuple(map(str, range(int(group.max(initial=0)) + 1)))
    return Level(name, codes, codes, group)


def _whole(size: int) -> Level:
    return Level("whole", ("",), ("",), np.zeros(size, dtype=np.int64))


def _axis(name: str, size: int) -> Axis:
    return Axis(name, (_plain(size), _whole(size)))
