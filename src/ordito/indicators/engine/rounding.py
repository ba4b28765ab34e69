# SPDX-License-Identifier: EUPL-1.2
"""Controlled rounding: every count becomes a multiple of a base, nothing is hidden, and everything still adds up.

From the coarsest cells down, each family of cells is rounded by a small integer program that keeps what was rounded
above and lies nearest to the true counts; a multiple of the base stays itself (Cox 1987; Salazar-González 2006 for
hierarchical tables). Where that cannot be, counts may go further than to a neighbouring multiple, as little as will do;
the slack says how far.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import highspy
import numpy as np

from ordito.indicators.engine.attacker import FloatArray, Knowledge, Sums
from ordito.indicators.engine.hierarchy import Grid, HierarchicalTable, Nodes
from ordito.indicators.engine.model import BoolArray, IntArray

MOST_SLACK = 3
MOST_NODES = 500


class UnroundableError(ValueError):
    """No rounding adds up, even three multiples away: some family of cells must be made coarser."""


@dataclass(frozen=True, eq=False)
class RoundedTable:
    """What may leave: multiples of `base`; each lies less than `base * (1 + slack)` from the true count."""

    grid: Grid
    relations: Knowledge
    values: IntArray
    base: int
    slack: int

    def error(self, table: HierarchicalTable) -> float:
        """How far a shown count lies from the true one, on average."""
        asked = self.grid.asked
        return float(np.abs(self.values - table.values)[asked].mean())


def round_table(table: HierarchicalTable, base: int) -> RoundedTable:
    """The table rounded to multiples of the base; UnroundableError when nothing adds up. Deterministic."""
    work, used = _Rounding(table, base), 0
    for cells in _families(table):
        for slack in range(MOST_SLACK + 1):
            if work.decide(cells, slack):
                used = max(used, slack)
                break
        else:
            raise UnroundableError
    return RoundedTable(table.grid, table.relations, work.rounded, base, used)


def _families(table: HierarchicalTable) -> Iterator[IntArray]:
    """From the whole down: the cells of a group's direct parts on the longest axis; all at once if levels cross."""
    shape = table.grid.shape
    longest = int(np.argmax(shape))
    nodes = table.grid.nodes[longest]
    numbers = np.moveaxis(np.arange(table.size).reshape(shape), longest, 0)
    if not _nested(nodes):
        yield np.arange(table.size)
        return
    roots = np.flatnonzero(nodes.height == nodes.height.max())
    yield np.sort(numbers[roots].ravel())
    for _, children in sorted(nodes.sums(), key=lambda family: (-nodes.height[family[0]], family[0])):
        yield np.sort(numbers[children].ravel())


def _nested(nodes: Nodes) -> bool:
    return all(nodes.axis.refines(fine, coarse) for fine, coarse in pairwise(nodes.levels))


class _Rounding:
    """What is rounded so far."""

    def __init__(self, table: HierarchicalTable, base: int) -> None:
        self.table, self.base = table, base
        self.rounded: IntArray = np.zeros(table.size, dtype=np.int64)
        self.decided: BoolArray = np.zeros(table.size, dtype=np.bool_)

    def decide(self, cells: IntArray, slack: int) -> bool:
        """Round the cells to the nearest multiples that add up among themselves and to what is decided, if any do."""
        values = self.table.values[cells]
        furthest = values // self.base - slack
        lowest = np.maximum(furthest, 0)
        room = (values % self.base > 0) + np.minimum(furthest, 0) + 2 * slack
        steps = _steps(values, self.base, lowest, np.where(values == 0, 0, room).astype(np.int64))
        found = _solve(*self._ties(cells, np.where(values == 0, 0, lowest)), steps)
        if found is None:
            return False
        self.rounded[cells], self.decided[cells] = (lowest + found) * self.base, True
        return True

    def _ties(self, cells: IntArray, lowest: IntArray) -> tuple[Sums, FloatArray, FloatArray]:
        """Sums among the cells and what is decided, in multiples of the base above the lowest that each cell may be."""
        rows, lower, upper = self.table.relations.system()
        place = np.full(self.table.size, -1, dtype=np.int64)
        place[cells] = np.arange(cells.size)
        inside = place[rows.column] >= 0
        touched = np.bincount(rows.row, weights=inside, minlength=rows.size) > 0
        foreign = np.bincount(rows.row, weights=~inside & ~self.decided[rows.column], minlength=rows.size) > 0
        chosen = touched & ~foreign
        number = np.cumsum(chosen) - 1
        start = self.rounded // self.base
        start[cells] = lowest
        held = np.bincount(rows.row, weights=rows.coefficient * start[rows.column], minlength=rows.size)[chosen]
        kept = inside & chosen[rows.row]
        sums = Sums(int(chosen.sum()), number[rows.row[kept]], place[rows.column[kept]], rows.coefficient[kept])
        return sums, lower[chosen] - held, upper[chosen] - held


@dataclass(frozen=True, eq=False)
class _Steps:
    """For each cell the price of being so many multiples above its lowest; more than `room` is not allowed.

    The distance to the true count is convex in the multiples, so that each step is a column of its own that is dearer
    than the one before, and they are taken in order.
    """

    room: IntArray
    cell: IntArray
    price: FloatArray


def _steps(values: IntArray, base: int, lowest: IntArray, room: IntArray) -> _Steps:
    cell, price = [], []
    for step in range(int(room.max(initial=0))):
        able = np.flatnonzero(room > step)
        before = np.abs(values[able] - (lowest[able] + step) * base)
        cell.append(able)
        price.append(np.abs(values[able] - (lowest[able] + step + 1) * base) - before)
    if not cell:
        return _Steps(room, np.zeros(0, dtype=np.int64), np.zeros(0))
    return _Steps(room, np.concatenate(cell), np.concatenate(price).astype(np.float64))


def _solve(rows: Sums, lower: FloatArray, upper: FloatArray, steps: _Steps) -> IntArray | None:
    """How many multiples above its lowest each cell is; None when nothing adds up."""
    size = steps.cell.size
    if not size:
        return np.zeros(steps.room.size, dtype=np.int64) if ((lower <= 0) & (upper >= 0)).all() else None
    lp = highspy.HighsLp()
    columns = [np.flatnonzero(steps.cell == cell) for cell in range(steps.room.size)]
    order = np.argsort(rows.row, kind="stable")
    column = [columns[cell] for cell in rows.column[order].tolist()]
    counts = np.bincount(rows.row[order], weights=[each.size for each in column], minlength=rows.size)
    lp.num_col_, lp.num_row_ = size, rows.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = steps.price, np.zeros(size), np.ones(size)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.append(0, np.cumsum(counts)).astype(np.int32)
    lp.a_matrix_.index_ = np.concatenate([*column, np.zeros(0, dtype=np.int64)]).astype(np.int32)
    lp.a_matrix_.value_ = np.repeat(rows.coefficient[order], [each.size for each in column])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * size
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - the library's signature
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_max_nodes", MOST_NODES)
    highs.passModel(lp)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    taken = np.round(np.asarray(highs.getSolution().col_value))
    return np.bincount(steps.cell, weights=taken, minlength=steps.room.size).astype(np.int64)
