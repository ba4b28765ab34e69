# SPDX-License-Identifier: EUPL-1.2
"""Every grouping of a cube at once, each unit (a person, a row) counted once in every cell and in every total.

All rows are counted in the finest cells; a total along a dimension is the sum of these less the rows that repeat
their unit there. A dimension with one value per unit repeats nothing, so that only subsets of the others need a look;
and units with several rows are a minority, so that the look is short.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.kernel import first_rows
from ordito.indicators.engine.model import BoolArray, IntArray

WHOLE_FLOATS = 2**53
"""Sums of whole numbers below it are exact in floating point."""
MOST_PAIRS = 4
"""Pairs of rows of one unit, per row, up to which comparing them all is faster than sorting."""


class Coded:
    """Rows with one code per dimension; `shape` is the cube's, the last place of every axis for its total."""

    def __init__(self, codes: Sequence[NDArray[np.integer]], rows: int, shape: tuple[int, ...]) -> None:
        self.codes, self.rows, self.axes = codes, rows, tuple(range(len(codes)))
        self._sizes = tuple(size - 1 for size in shape)

    @cached_property
    def counted(self) -> IntArray:
        """Rows in the finest cells."""
        return np.bincount(self._leaf, minlength=prod(self._sizes)).reshape(self._sizes)

    def weighed(self, weights: NDArray[np.integer]) -> IntArray:
        """The weights of the rows of each of the finest cells added up."""
        return self._added(self._leaf, self.axes, weights, int(self.counted.max(initial=0)))

    def count(self, axes: tuple[int, ...], rows: IntArray) -> IntArray:
        """Some rows in the cells of some axes."""
        return np.bincount(self.key(axes, rows), minlength=self.size(axes)).reshape(self.sizes(axes))

    def weigh(self, axes: tuple[int, ...], rows: IntArray, weights: NDArray[np.integer]) -> IntArray:
        """Their weights, one for each of these rows."""
        return self._added(self.key(axes, rows), axes, weights, rows.size)

    def sizes(self, axes: tuple[int, ...]) -> tuple[int, ...]:
        """How many codes each of some axes has."""
        return tuple(self._sizes[axis] for axis in axes)

    def size(self, axes: tuple[int, ...]) -> int:
        """How many cells they make."""
        return prod(self.sizes(axes))

    def key(self, axes: tuple[int, ...], rows: IntArray | slice) -> IntArray:
        """Codes of several axes as one number, the last fastest."""
        if not axes:
            return np.zeros(self.rows if isinstance(rows, slice) else rows.size, dtype=np.int64)
        key = self.codes[axes[0]][rows].astype(np.int64)
        for axis in axes[1:]:
            key *= self._sizes[axis]
            key += self.codes[axis][rows]
        return key

    @cached_property
    def _leaf(self) -> IntArray:
        return self.key(self.axes, slice(None))

    def _added(self, at: IntArray, axes: tuple[int, ...], weights: NDArray[np.integer], most: int) -> IntArray:
        """Weights by cell, exactly; no cell has more than `most` rows."""
        if not axes:
            return np.asarray(weights.sum(dtype=np.int64))
        if most * int(np.abs(weights).max(initial=0)) < WHOLE_FLOATS:
            return np.bincount(at, weights, minlength=self.size(axes)).astype(np.int64).reshape(self.sizes(axes))
        low, high = (self._added(at, axes, half, most) for half in (weights & 0xFFFF, weights >> 16))
        return np.asarray(low + (high << 16))


class Groupings:
    """Coded rows sorted by `unit`, counted once in each cell for each unit."""

    def __init__(self, unit: NDArray[np.integer], coded: Coded) -> None:
        self._unit, self._coded, self._axes = unit, coded, coded.axes
        self._repeats: dict[tuple[int, ...], IntArray] = {}

    def fill(self, cube: NDArray[np.generic], weights: NDArray[np.integer] | None = None) -> None:
        """Count units in every cell of the cube, or add up the weight of each; an unsigned cube wraps."""
        leaf = self._coded.counted if weights is None else self._coded.weighed(weights)
        summed = tuple(axis for axis in self._axes if axis not in self._varying)
        for telling in _subsets(self._varying):
            kept = tuple(sorted((*telling, *summed)))
            cells = leaf.sum(axis=tuple(axis for axis in self._axes if axis not in kept))
            repeats = self._repeating(telling)
            if repeats.size and weights is None:
                cells = cells - self._coded.count(kept, repeats)
            elif repeats.size and weights is not None:
                cells = cells - self._coded.weigh(kept, repeats, weights[repeats])
            for away in _subsets(summed):
                left = tuple(axis for axis in kept if axis not in away)
                cube[self._place(left)] = cells.sum(axis=tuple(kept.index(axis) for axis in away)).astype(cube.dtype)

    def medians(self, cube: NDArray[np.float64], number: IntArray) -> None:
        """The lower median of the units' numbers in every cell, as SQL's `percentile_disc`; others stay as they are."""
        for kept in _subsets(self._axes):
            rows = np.delete(np.arange(self._unit.size), self._repeating(kept))
            at = self._coded.key(kept, rows)
            ordered = number[rows][np.lexsort((number[rows], at))]
            size = np.bincount(at, minlength=self._coded.size(kept))
            middle = np.cumsum(size) - size + (np.maximum(size, 1) - 1) // 2
            found = np.full(size.size, np.nan)
            found[size > 0] = ordered[middle[size > 0]]
            cube[self._place(kept)] = found.reshape(self._coded.sizes(kept))

    def _place(self, kept: tuple[int, ...]) -> tuple[slice | int, ...]:
        return tuple(slice(0, -1) if axis in kept else -1 for axis in self._axes)

    @cached_property
    def _pairs(self) -> list[tuple[IntArray, int]]:
        """Rows that have another row of their unit so many places before, by how many."""
        found, distance = [], 1
        rows = np.flatnonzero(self._unit[1:] == self._unit[:-1]) + 1
        while rows.size:
            found.append((rows, distance))
            distance += 1
            rows = rows[rows >= distance]
            rows = rows[self._unit[rows] == self._unit[rows - distance]]
            if sum(some.size for some, _ in found) > MOST_PAIRS * self._unit.size:
                return []
        return found

    @cached_property
    def _several(self) -> bool:
        """Whether a unit has several rows."""
        return bool((self._unit[1:] == self._unit[:-1]).any())

    @cached_property
    def _equal(self) -> list[list[BoolArray]]:
        """For each axis and each of the pairs of rows, whether both have one code."""
        return [
            [codes[rows] == codes[rows - distance] for rows, distance in self._pairs] for codes in self._coded.codes
        ]

    @cached_property
    def _varying(self) -> tuple[int, ...]:
        """Dimensions of which some unit has several values."""
        if not self._several:
            return ()
        if self._pairs:
            return tuple(axis for axis in self._axes if not self._equal[axis][0].all())
        same = np.flatnonzero(self._unit[1:] == self._unit[:-1])
        codes = self._coded.codes
        return tuple(axis for axis in self._axes if (codes[axis][same] != codes[axis][same + 1]).any())

    def _repeating(self, telling: tuple[int, ...]) -> IntArray:
        """Rows whose unit has an earlier row with the same codes of these dimensions."""
        if not self._several:
            return np.zeros(0, dtype=np.int64)
        if not telling and self._pairs:
            return self._pairs[0][0]
        if telling not in self._repeats:
            self._repeats[telling] = np.flatnonzero(self._repeated(telling))
        return self._repeats[telling]

    def _repeated(self, telling: tuple[int, ...]) -> BoolArray:
        if not self._pairs:
            return ~first_rows(self._unit, self._coded.key(telling, slice(None)), self._coded.size(telling))
        repeated = np.zeros(self._unit.size, dtype=np.bool_)
        for number, (rows, _distance) in enumerate(self._pairs):
            equal = np.ones(rows.size, dtype=np.bool_)
            for axis in telling:
                equal &= self._equal[axis][number]
            repeated[rows[equal]] = True
        return repeated


def _subsets(axes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for length in range(len(axes) + 1):
        yield from combinations(axes, length)
