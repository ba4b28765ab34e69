# SPDX-License-Identifier: EUPL-1.2
"""An attacker of our own making that shares nothing with the audit: unknowns are the finest hidden cells alone.

Every published number, at whatever grain, is a sum of finest cells. Worlds that fit all of them are drawn by pushing
random weights to and fro; a cell that differs between two worlds cannot be worked out. The others are attacked alone.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import highspy
import numpy as np

from ordito.indicators.engine.disclosure import HIDDEN

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from ordito.indicators.engine.hierarchy import ProtectedTable
    from ordito.indicators.engine.model import IntArray

WORLDS = 12


def recoverable(protected: ProtectedTable) -> int:
    """How many hidden cells have one value in every world that looks the same."""
    members = [nodes.member for nodes in protected.grid.nodes]
    finest = protected.grid.cells((0,) * len(members))
    open_cells = np.argwhere(protected.values[finest] == HIDDEN)
    if not len(open_cells):
        return int((protected.values == HIDDEN).sum())
    unknown, cell = _inside(members, open_cells, protected.grid.shape)
    known = np.where(protected.values[finest] == HIDDEN, 0, protected.values[finest])
    for axis, member in enumerate(members):
        known = np.moveaxis(np.tensordot(member.astype(np.int64), known, (1, axis)), 0, axis)
    rest = protected.values - known.ravel()
    shown = protected.values[cell] != HIDDEN
    model = _model(unknown[shown], cell[shown], rest, len(open_cells))
    hidden = np.flatnonzero(protected.values == HIDDEN)

    def world(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        leaves = _solve(model, weights)
        sums = np.bincount(cell, weights=leaves[unknown], minlength=protected.values.size)
        return sums[hidden].astype(np.float64)

    random = np.random.default_rng(1)
    low, high = np.full(hidden.size, np.inf), np.full(hidden.size, -np.inf)
    for _ in range(WORLDS):
        weights = random.normal(size=len(open_cells))
        for sign in (1.0, -1.0):
            found = world(sign * weights)
            low, high = np.minimum(low, found), np.maximum(high, found)
    for at in np.flatnonzero(high - low < 1 - 1e-6):
        weights = np.zeros(len(open_cells))
        weights[unknown[cell == hidden[at]]] = 1.0
        for sign in (1.0, -1.0):
            found = world(sign * weights)
            low, high = np.minimum(low, found), np.maximum(high, found)
    return int((np.floor(high + 1e-6) - np.ceil(low - 1e-6) < 1).sum())


def _inside(members: list[Any], leaves: IntArray, shape: tuple[int, ...]) -> tuple[IntArray, IntArray]:
    """Pairs (hidden finest cell, cell that holds it)."""
    around = [[np.flatnonzero(member[:, code]) for code in range(member.shape[1])] for member in members]
    unknown, cells = [], []
    for number, leaf in enumerate(leaves.tolist()):
        for node in product(*(around[axis][code].tolist() for axis, code in enumerate(leaf))):
            unknown.append(number)
            cells.append(node)
    numbers: IntArray = np.asarray(np.ravel_multi_index(tuple(np.asarray(cells).T), shape), dtype=np.int64)
    return np.asarray(unknown, dtype=np.int64), numbers


def _model(unknown: IntArray, cell: IntArray, rest: IntArray, size: int) -> Any:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)  # noqa: FBT003 - the library's signature
    model.setOptionValue("threads", 1)
    for _ in range(size):
        model.addVar(0.0, highspy.kHighsInf)
    order = np.argsort(cell, kind="stable")
    rows, starts = np.unique(cell[order], return_index=True)
    bounds = rest[rows].astype(np.float64)
    columns = unknown[order].astype(np.int32)
    model.addRows(rows.size, bounds, bounds, columns.size, starts.astype(np.int32), columns, np.ones(columns.size))
    return model


def _solve(model: Any, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    model.changeColsCost(weights.size, np.arange(weights.size, dtype=np.int32), weights)
    model.run()
    if model.getModelStatus() not in {highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kUnbounded}:
        raise RuntimeError(str(model.getModelStatus()))
    return np.asarray(model.getSolution().col_value)
