# SPDX-License-Identifier: EUPL-1.2
"""Tables shaped like those of a region: places of very different size, bands and kinds that are not alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.hierarchy import by_adding, hierarchical_table
from ordito.indicators.engine.model import Axis, Level, coarser_cuts

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from ordito.indicators.engine.disclosure import Policy, StateArray
    from ordito.indicators.engine.hierarchy import HierarchicalTable
    from ordito.indicators.engine.model import IntArray

BANDS = (0.05, 0.07, 0.10, 0.12, 0.16, 0.18, 0.15, 0.10, 0.07)
KINDS = (0.42, 0.33, 0.15, 0.10)


def axis(name: str, *groups: IntArray) -> Axis:
    """An axis of these levels and its whole."""
    levels = []
    for number, group in enumerate((*groups, np.zeros(groups[0].size, dtype=np.int64))):
        codes = tuple(str(code) for code in range(int(group.max()) + 1))
        levels.append(Level(f"{name}{number}", codes, codes, group))
    return Axis(name, tuple(levels))


def spread_over(places: int, parts: int) -> IntArray:
    """Each place in one of some parts of unequal size, in order."""
    ends = np.cumsum(np.linspace(1, 2, parts))
    return np.searchsorted(ends / ends[-1], (np.arange(places) + 0.5) / places).astype(np.int64)


def region(
    persons: int, places: tuple[int, ...], bands: int, kinds: int, *, unequal: float, seed: int
) -> HierarchicalTable:
    """Places (and how many groups each level above has) by bands by kinds; `unequal` is the spread of sizes (log)."""
    random = np.random.default_rng(seed)
    size = random.lognormal(0.0, unequal, places[0])
    expected = size[:, None, None] * _share(BANDS[:bands])[None, :, None] * _share(KINDS[:kinds])[None, None, :]
    expected *= random.gamma(4.0, 0.25, expected.shape)
    counts = random.poisson(expected / expected.sum() * persons)
    levels, group = [np.arange(places[0])], np.arange(places[0])
    for above in places[1:]:
        group = spread_over(int(group.max()) + 1, above)[group]
        levels.append(group)
    axes = [axis("place", *levels), axis("band", np.arange(bands))]
    if kinds > 1:
        axes.append(axis("kind", np.arange(kinds)))
    base = counts if kinds > 1 else counts[:, :, 0]
    return hierarchical_table(axes, coarser_cuts(axes, (0,) * len(axes)), by_adding(axes, base))


def _share(weights: tuple[float, ...]) -> NDArray[np.float64]:
    return np.asarray(weights) / sum(weights)


def write_jj(table: HierarchicalTable, states: StateArray, policy: Policy, path: Path) -> None:
    """The table in the JJ format of τ-ARGUS: small cells may be 1 or the threshold, hiding any cell costs the same."""
    values, largest = table.values, int(table.values.max())
    lines = ["0", str(table.size)]
    for cell, (value, state) in enumerate(zip(values.tolist(), states.tolist(), strict=True)):
        small = state == 1
        mark = "u" if small else "m" if state else "z" if value == 0 else "s"
        low, high = (value - 1, policy.threshold - value) if small else (0, 0)
        lines.append(f"{cell} {value} 1 {mark} 0 {3 * largest} {low} {high} 0")
    rows = table.relations.system()[0]
    order = np.argsort(rows.row, kind="stable")
    lines.append(str(rows.size))
    for part in np.split(order, np.searchsorted(rows.row[order], np.arange(1, rows.size))):
        terms = " ".join(f"{rows.column[at]} ({int(rows.coefficient[at])})" for at in part.tolist())
        lines.append(f"0 {part.size} : {terms}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
