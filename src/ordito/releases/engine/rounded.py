# SPDX-License-Identifier: EUPL-1.2
"""A table of groups with their totals, rounded so that it still adds up."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from ordito.indicators.engine.attacker import FloatArray
from ordito.indicators.engine.hierarchy import hierarchical_table
from ordito.indicators.engine.model import Axis, Cut, IntArray, Level
from ordito.indicators.engine.rounding import round_table


@dataclass(frozen=True, eq=False)
class Rounded:
    """Multiples of a base, each within `margin` of the true count."""

    cells: IntArray
    base: int
    margin: int

    @property
    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Between what the true counts lie for whoever sees the rounded ones."""
        cells = self.cells.astype(np.float64)
        return np.maximum(cells - self.margin, 0), cells + self.margin


def rounded_cells(cells: IntArray, adds: bool, base: int) -> Rounded:  # noqa: FBT001 - a fact of the table
    """Cells (place, gender, age, value) rounded; the last group of an axis is its total.

    `adds` says whether values of the facet add up. UnroundableError when nothing adds up.
    """
    axes = [_axis(size) for size in cells.shape]

    def at(cut: Cut) -> IntArray:
        chosen = (_chosen(axis, level) for axis, level in zip(axes, cut, strict=True))
        return cells[tuple(chosen)]

    cuts = list(product(*(range(len(axis.levels)) for axis in axes)))
    table = hierarchical_table(axes, cuts, at, adds=[True, True, True, adds])
    found = round_table(table, base)
    rounded = np.zeros_like(cells)
    for cut in cuts:
        chosen = tuple(_chosen(axis, level) for axis, level in zip(axes, cut, strict=True))
        rounded[chosen] = found.values[found.grid.cells(cut)]
    return Rounded(rounded, base, base * (1 + found.slack) - 1)


def _axis(size: int) -> Axis:
    """The parts and their total, or the total alone."""
    parts = max(size - 1, 1)
    codes = tuple(map(str, range(parts)))
    levels = [Level("parts", codes, codes, np.arange(parts))]
    if size > 1:
        levels.append(Level("whole", ("",), ("",), np.zeros(parts, dtype=np.int64)))
    return Axis("axis", tuple(levels))


def _chosen(axis: Axis, level: int) -> slice:
    return slice(-1, None) if level == axis.whole else slice(0, -1)
