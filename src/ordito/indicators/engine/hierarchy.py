# SPDX-License-Identifier: EUPL-1.2
"""Tables that leave: cells of every grain that is published together, and the sums that tie them.

A table is published at several cuts of the same axes at once (its margins; linked tables that share some). Groups of
an axis that hold the same base codes are one and the same cell, whatever their level is called. Levels may be parallel
(zones beside provinces): then each is tied to the finest level under both, published or not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np

from ordito.indicators.engine.attacker import FloatArray, Knowledge, Sums, together
from ordito.indicators.engine.disclosure import HIDDEN, Policy, State, StateArray
from ordito.indicators.engine.model import Axis, BoolArray, Cut, IntArray

PLACE = 0
"""The axis whose value a reader knows of a person anyway: living there is no attribute."""
NOTHING = Sums(0, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Nodes:
    """The groups of one axis that stand in a table, each once: `member[node, code]` says which base codes it holds."""

    axis: Axis
    levels: tuple[int, ...]
    member: BoolArray
    height: IntArray
    of_level: dict[int, IntArray]
    """For each group of a level its node."""

    def sums(self) -> list[tuple[int, IntArray]]:
        """Each node that is made of others, with those: by every finer level that has none between."""
        found: dict[tuple[int, ...], tuple[int, IntArray]] = {}
        for coarse in self.levels:
            below = [level for level in self.levels if level < coarse and self.axis.refines(level, coarse)]
            nearest = [
                level
                for level in below
                if not any(level < other and self.axis.refines(level, other) for other in below)
            ]
            for fine in nearest:
                above = self.axis.between(fine, coarse)
                for group, node in enumerate(self.of_level[coarse].tolist()):
                    children = np.unique(self.of_level[fine][above == group])
                    children = children[self.member[children].any(axis=1)]
                    if children.size and not (children == node).any():
                        found[node, *children.tolist()] = (node, children)
        return list(found.values())


def nodes_of(axis: Axis, levels: set[int]) -> Nodes:
    """The nodes of the levels; the base level joins them when none of them lies under all others."""
    if not all(axis.refines(min(levels), level) for level in levels):
        levels = levels | {0}
    seen: dict[bytes, int] = {}
    member: list[BoolArray] = []
    height: list[int] = []
    of_level: dict[int, IntArray] = {}
    for level in sorted(levels):
        places = []
        for group in range(len(axis.levels[level])):
            holds = axis.levels[level].group == group
            if holds.tobytes() not in seen:
                seen[holds.tobytes()] = len(member)
                member.append(holds)
                height.append(level)
            places.append(seen[holds.tobytes()])
        of_level[level] = np.asarray(places, dtype=np.int64)
    return Nodes(axis, tuple(sorted(levels)), np.stack(member), np.asarray(height), of_level)


@dataclass(frozen=True, eq=False)
class Grid:
    """All cells that the nodes of several axes make, numbered in order; `asked` are those that are published."""

    nodes: tuple[Nodes, ...]
    asked: BoolArray

    @property
    def shape(self) -> tuple[int, ...]:
        """How many nodes each axis has."""
        return tuple(nodes.height.size for nodes in self.nodes)

    def cells(self, cut: Cut) -> IntArray:
        """The numbers of a cut's cells, in the cut's shape."""
        places = [nodes.of_level[level] for nodes, level in zip(self.nodes, cut, strict=True)]
        numbers: IntArray = np.ravel_multi_index(np.ix_(*places), self.shape).astype(np.int64)
        return numbers

    @cached_property
    def height(self) -> IntArray:
        """How many steps of coarsening lie under each cell."""
        steps = [
            nodes.height.reshape([-1 if at == k else 1 for k in range(len(self.shape))]) for at, nodes in self._each
        ]
        return np.broadcast_to(sum(steps), self.shape).ravel().astype(np.int64)

    @property
    def _each(self) -> Iterator[tuple[int, Nodes]]:
        return iter(enumerate(self.nodes))

    def families(self, position: int) -> tuple[Sums, IntArray]:
        """Along one axis every sum of cells less its total, and which cell is the total of each."""
        numbers = np.moveaxis(np.arange(int(np.prod(self.shape))).reshape(self.shape), position, 0)
        numbers = numbers.reshape(self.shape[position], -1)
        rest, sums = numbers.shape[1], self.nodes[position].sums()
        rows, columns, weights = [np.zeros(0)], [np.zeros(0)], [np.zeros(0)]
        for number, (node, children) in enumerate(sums):
            inside = np.append(node, children)
            rows.append(np.tile(number * rest + np.arange(rest), inside.size))
            columns.append(numbers[inside].ravel())
            weights.append(np.repeat(np.append(-1.0, np.ones(children.size)), rest))
        totals = [numbers[node] for node, _ in sums]
        row, column = np.concatenate(rows).astype(np.int64), np.concatenate(columns).astype(np.int64)
        made = Sums(len(sums) * rest, row, column, np.concatenate(weights))
        return made, np.concatenate(totals) if totals else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class HierarchicalTable:
    """Exact counts of every cell and what ties them, before anything is hidden.

    `persons` are the distinct persons behind each cell: they make it small. `relations` hold for the values. `lone`
    are zeros that would say that all units of a row share one attribute; `structural` zeros are known to everybody.
    """

    grid: Grid
    values: IntArray
    persons: IntArray
    relations: Knowledge
    lone: BoolArray
    structural: BoolArray

    @property
    def size(self) -> int:
        """How many cells there are, unpublished ones too."""
        return self.values.size

    @property
    def cost(self) -> FloatArray:
        """What hiding a cell costs: large cells and totals stay visible as long as others will do."""
        return np.asarray(np.log1p(self.values) * (1.0 + self.grid.height))

    def own_states(self, policy: Policy) -> StateArray:
        """What each published cell hides by its own count."""
        states = np.full(self.size, State.SHOWN, dtype=np.int8)
        if policy.lone:
            states[self.lone & ~self.structural] = State.LONE
        states[(self.persons > 0) & (self.persons < policy.threshold)] = State.SMALL
        states[~self.grid.asked] = State.SHOWN
        return states


@dataclass(frozen=True, eq=False)
class Known:
    """What a reader has beside a table: more unknown counts, numbered after the table's cells, and bounds of sums.

    `values` are the true counts of the further unknowns, `states` say which of them are hidden in what was published
    before and must stay so (SHOWN: nothing to protect). Whoever holds a hidden sum makes it an unknown of its own with
    a row that defines it. `rows` are over the table's cells and the further unknowns alike.
    """

    values: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    states: StateArray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    rows: Sums = NOTHING
    lower: FloatArray = field(default_factory=lambda: np.zeros(0))
    upper: FloatArray = field(default_factory=lambda: np.zeros(0))

    def beside(self, relations: Knowledge) -> tuple[Sums, FloatArray, FloatArray]:
        """The whole system over the cells of a table and the further unknowns."""
        rows, lower, upper = relations.system()
        both = together([rows, self.rows])
        return both, np.concatenate((lower, self.lower)), np.concatenate((upper, self.upper))


@dataclass(frozen=True, eq=False)
class ProtectedTable:
    """What may leave: values with `HIDDEN` where the state is not shown, or where the cell is not published."""

    grid: Grid
    relations: Knowledge
    values: IntArray
    states: StateArray
    policy: Policy

    def at(self, cut: Cut) -> tuple[IntArray, StateArray]:
        """Values and states of one cut, in its shape."""
        cells = self.grid.cells(cut)
        return self.values[cells], self.states[cells]

    @property
    def hidden(self) -> int:
        """How many published cells are hidden."""
        return int((self.states != State.SHOWN).sum())


def hierarchical_table(
    axes: Sequence[Axis],
    cuts: Sequence[Cut],
    counted: Callable[[Cut], IntArray],
    persons: Callable[[Cut], IntArray] | None = None,
    *,
    adds: Sequence[bool] | None = None,
    structural: Callable[[Cut], BoolArray] | None = None,
) -> HierarchicalTable:
    """The table of all `cuts` together; `counted` gives the exact values of any cut, in its shape.

    Along an axis that does not add up (a person may be under several of its values) a reader knows that no value is
    above the total and the total is not above the sum: `value <= total <= sum of values`. That holds for distinct
    persons under whatever dimension, and nothing stronger does.
    """
    grid = _grid(axes, cuts)
    values = _filled(grid, counted)
    behind = values if persons is None else _filled(grid, persons)
    impossible = np.zeros(values.size, dtype=np.bool_) if structural is None else _filled(grid, structural) > 0
    cap = float(3 * max(int(values.max(initial=0)), 1) + 1000)
    relations = Knowledge(values.size, cap)
    families = [grid.families(position) for position in range(len(axes))]
    for (sums, totals), exact in zip(families, adds or [True] * len(axes), strict=True):
        relations = _tied(relations, sums, totals, exact=exact)
    return HierarchicalTable(grid, values, behind, relations, _lone(grid, values, families), impossible)


def by_adding(axes: Sequence[Axis], base: IntArray) -> Callable[[Cut], IntArray]:
    """Counts at any cut, from those at the base codes of all axes."""

    def at(cut: Cut) -> IntArray:
        cells = base
        for position, (axis, level) in enumerate(zip(axes, cut, strict=True)):
            moved = np.zeros((len(axis.levels[level]), *np.delete(cells.shape, position)), dtype=np.int64)
            np.add.at(moved, axis.levels[level].group, np.moveaxis(cells, position, 0))
            cells = np.moveaxis(moved, 0, position)
        return cells

    return at


def _grid(axes: Sequence[Axis], cuts: Sequence[Cut]) -> Grid:
    nodes = tuple(nodes_of(axis, {cut[position] for cut in cuts}) for position, axis in enumerate(axes))
    grid = Grid(nodes, np.zeros(int(np.prod([each.height.size for each in nodes])), dtype=np.bool_))
    for cut in cuts:
        grid.asked[grid.cells(cut).ravel()] = True
    return grid


def _filled(grid: Grid, counted: Callable[[Cut], IntArray] | Callable[[Cut], BoolArray]) -> IntArray:
    filled = np.zeros(grid.asked.size, dtype=np.int64)
    for cut in product(*(nodes.levels for nodes in grid.nodes)):
        filled[grid.cells(cut)] = counted(cut)
    return filled


def _tied(relations: Knowledge, sums: Sums, totals: IntArray, *, exact: bool) -> Knowledge:
    if exact:
        return relations.equal(sums, np.zeros(sums.size))
    parts = sums.column != totals[sums.row]
    row, part = sums.row[parts], sums.column[parts]
    each = np.arange(row.size)
    under = Sums(
        row.size,
        np.concatenate((each, each)),
        np.concatenate((part, totals[row])),
        np.concatenate((-np.ones(row.size), np.ones(row.size))),
    )
    return relations.knowing(sums, np.zeros(sums.size), np.inf).knowing(under, np.zeros(row.size), np.inf)


def _lone(grid: Grid, values: IntArray, families: Sequence[tuple[Sums, IntArray]]) -> BoolArray:
    """Zeros beside a single sibling that holds all units of the row, and the zeros within them.

    Not those that a coarser zero says already, and none along places or along levels that tell nothing of a person.
    """
    lone = np.zeros(values.size, dtype=np.bool_)
    parents, children = [], []
    for position, (sums, totals) in enumerate(families):
        parts = sums.column != totals[sums.row]
        row, part = sums.row[parts], sums.column[parts]
        parents.append(totals[row])
        children.append(part)
        if position != PLACE:
            telling = _telling(grid, position)
            inhabited = np.bincount(row, weights=values[part] > 0, minlength=sums.size)
            lone[part[(values[part] == 0) & (inhabited[row] == 1) & telling[part]]] = True
    above, below = np.concatenate(parents), np.concatenate(children)
    empty = (values[above] == 0) & (values[below] == 0)
    above, below = above[empty], below[empty]
    for height in np.unique(grid.height)[::-1]:
        here = grid.height[below] == height
        lone[below[here & lone[above]]] = True
        lone[below[here & ~lone[above] & grid.asked[above]]] = False
    return lone


def _telling(grid: Grid, position: int) -> BoolArray:
    nodes = grid.nodes[position]
    telling = np.asarray([nodes.axis.levels[level].telling for level in nodes.height.tolist()])
    along = [-1 if axis == position else 1 for axis in range(len(grid.shape))]
    return np.broadcast_to(telling.reshape(along), grid.shape).ravel()


def published(table: HierarchicalTable, states: StateArray, policy: Policy) -> ProtectedTable:
    """The table without what its states hide."""
    seen = table.grid.asked & (states == State.SHOWN)
    return ProtectedTable(table.grid, table.relations, np.where(seen, table.values, HIDDEN), states, policy)
