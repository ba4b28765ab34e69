# SPDX-License-Identifier: EUPL-1.2
"""Which cells of a table that leaves are hidden, so that what is hidden cannot be worked out.

Each hidden cell is given moves: other worlds of whole numbers, equal in all that is published, where it lies low enough
or high enough. A move found within a part of the table (an Ambito's Comuni) with everything else at rest is a move of
the whole table, so that large tables are protected part by part and nothing needs to be put together afterwards. What
a part cannot protect is tried in the next wider one. Then every cell hidden for others' sake is shown again if the
needs that used it can do without.

Sequential linear programs (Kelly, Golden and Assad 1992; Fischetti and Salazar-González 2003 for the attacker).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ordito.indicators.engine.answering import Answering
from ordito.indicators.engine.attacker import FloatArray, Sums, together
from ordito.indicators.engine.disclosure import Policy, State, StateArray
from ordito.indicators.engine.exposure import Exposure, Insider
from ordito.indicators.engine.hierarchy import HierarchicalTable, Known, ProtectedTable, published
from ordito.indicators.engine.model import BoolArray, IntArray
from ordito.indicators.engine.moves import FREE, NONE, Found, Moves, Need, System

NARROW = 1500
"""Up to so many cells of a part, others are hidden as need be; in wider ones what is hidden already is tried first."""
WIDE = 6000
"""The same of a table among what its readers hold: in narrow parts who knows one of few places costs many holes."""
MOST_SMALL = 0.5
"""Share of the inhabited cells of a table wider than that which may be small: beyond, nothing would be left to read."""
NOBODY = Known()


class UnprotectableError(ValueError):
    """These cells cannot be protected, or there are too many of them: a coarser table is needed."""

    def __init__(self, cells: IntArray) -> None:
        super().__init__(f"{cells.size} cells cannot be protected")
        self.cells = cells


def protect_table(table: HierarchicalTable, policy: Policy, known: Known = NOBODY) -> ProtectedTable:
    """The table with cells hidden; UnprotectableError when what is known already does not allow it. Deterministic.

    What `known` holds as hidden stays hidden.
    """
    work = _work_on(table, policy, known)
    inhabited = int((table.grid.asked & (table.values > 0)).sum())
    if table.size > NARROW and int(work.waiting[: table.size].sum()) > MOST_SMALL * inhabited:
        raise UnprotectableError(np.flatnonzero(work.waiting))
    for cells in _parts(table):
        if not work.waiting.any():
            break
        columns = np.concatenate((cells, np.arange(table.size, work.hidden.size)))
        if work.waiting[columns].any():
            work.protect(columns)
    if work.waiting.any():
        raise UnprotectableError(np.flatnonzero(work.waiting))
    states = work.states[: table.size].copy()
    others = work.hidden[: table.size] & table.grid.asked & (states == State.SHOWN)
    states[others] = State.SECONDARY
    return published(table, states, policy)


def hide(exposure: Exposure, truth: IntArray, near: IntArray, *, most_unknowns: int = 20_000) -> BoolArray | None:
    """The cells of an exposed table that are hidden, or None when nothing helps; `truth` are the unknowns' true counts.

    As `protect_table`, for a table that is described by what its readers know and not by its own sums; some of them
    know more than others (`insiders`). `near` gives the unknowns before the cells a number each, as that of their
    place: parts are made of unknowns of few numbers. More than `most_unknowns` are refused.
    """
    if truth.size > most_unknowns:
        return None
    work = _work_among(exposure, truth)
    for columns in _parts_among(work, near):
        if work.waiting[columns].any():
            work.protect(columns)
    return None if work.waiting.any() else work.hidden[exposure.first : exposure.first + exposure.values.size]


def _parts_among(work: "_Work", near: IntArray) -> Iterator[IntArray]:
    """Unknowns of a few numbers with the cells and sums that are made of them alone; then everything."""
    rows, size = work.system.rows, work.hidden.size
    numbers = np.unique(near)
    each = max(WIDE * numbers.size // (2 * size), 2)
    for start in range(0, numbers.size if size > WIDE else 0, each):
        inside = np.append(np.isin(near, numbers[start : start + each]), np.zeros(size - near.size, dtype=np.bool_))
        foreign = np.zeros(rows.size, dtype=np.bool_)
        foreign[rows.row[~inside[rows.column] & (rows.column < near.size)]] = True
        inside[near.size :] = True
        inside[rows.column[foreign[rows.row] & (rows.column >= near.size)]] = False
        yield np.flatnonzero(inside)
    yield np.arange(size)


def _work_on(table: HierarchicalTable, policy: Policy, known: Known) -> "_Work":
    rows, lower, upper = known.beside(table.relations)
    truth = np.concatenate((table.values, known.values))
    states: StateArray = np.concatenate((table.own_states(policy), known.states))
    hidden = (states != State.SHOWN) | np.concatenate((~table.grid.asked, np.ones(known.values.size, dtype=np.bool_)))
    cost = np.concatenate((table.cost, np.zeros(known.values.size)))
    alone = np.concatenate((table.persons == 1, np.zeros(known.values.size, dtype=np.bool_))) & (truth == 1) & hidden
    system = System(truth, rows, lower, upper, table.relations.cap).slack()
    return _Work(system, states, hidden, cost, np.full(truth.size, policy.spread), policy, alone)


def _work_among(exposure: Exposure, truth: IntArray) -> "_Work":
    """Every sum that must stay hidden becomes an unknown of its own, after the others."""
    known, standing = exposure.knowledge, exposure.standing
    rows, lower, upper = known.system()
    numbers, size = np.arange(standing.sums.size), known.size + standing.sums.size
    held = Sums(
        numbers.size,
        np.concatenate((standing.sums.row, numbers)),
        np.concatenate((standing.sums.column, known.size + numbers)),
        np.concatenate((standing.sums.coefficient, -np.ones(numbers.size))),
    )
    zeros = np.zeros(numbers.size)
    every = np.concatenate((truth, standing.sums.of(truth.astype(np.float64)).astype(np.int64)))
    system = System(every, together([rows, held]), np.append(lower, zeros), np.append(upper, zeros), known.cap).slack()
    states = np.full(size, State.SHOWN, dtype=np.int8)
    cells = slice(exposure.first, exposure.first + exposure.values.size)
    states[cells] = np.where(exposure.hidden, State.SMALL, np.where(exposure.besides, State.SECONDARY, State.SHOWN))
    states[known.size :] = np.where(np.isinf(standing.low), State.SECONDARY, State.SMALL)
    hidden = np.ones(size, dtype=np.bool_)
    hidden[cells] = states[cells] != State.SHOWN
    cost = np.zeros(size)
    cost[cells] = np.log1p(exposure.values)
    spread = np.ones(size, dtype=np.int64)
    spread[known.size :] = np.maximum(standing.spread, 1)
    policy = Policy(exposure.threshold, insiders=False)
    return _Work(system, states, hidden, cost, spread, policy, np.zeros(size, dtype=np.bool_), exposure)


def _parts(table: HierarchicalTable) -> Iterator[IntArray]:
    """Parts of the table from the narrowest to the whole: the cells strictly within one group of the longest axis."""
    shape = table.grid.shape
    longest = int(np.argmax(shape))
    nodes = table.grid.nodes[longest]
    numbers = np.moveaxis(np.arange(table.size).reshape(shape), longest, 0)
    for height in np.unique(nodes.height)[:-1]:
        for group in nodes.member[nodes.height == height]:
            within = ~(nodes.member & ~group).any(axis=1) & (nodes.member != group).any(axis=1)
            if within.any():
                yield np.sort(numbers[within].ravel())
    yield np.arange(table.size)


@dataclass(eq=False)
class _Work:
    """What is hidden so far, and what still waits for its moves; one place for each unknown.

    `spread` is how far an unknown must be able to move that is hidden without being small.
    """

    system: System
    states: StateArray
    hidden: BoolArray
    cost: FloatArray
    spread: IntArray
    policy: Policy
    alone: BoolArray
    exposure: Exposure | None = None

    def __post_init__(self) -> None:
        self.waiting: BoolArray = self.states != State.SHOWN

    def protect(self, columns: IntArray) -> None:
        """Give the waiting unknowns of a part their moves; within what is hidden already, if a wide part can."""
        if columns.size > (NARROW if self.exposure is None else WIDE):
            Part(self, columns[self.hidden[columns]], open_others=False).run()
        if self.waiting[columns].any():
            Part(self, columns, open_others=True).run()

    def needs_of(self, unknown: int, cell: int) -> list[Need]:
        """What a hidden unknown needs, said of its position; the larger move first: its opposite often does as well."""
        if self.states[unknown] == State.SECONDARY:
            return [Need(cell, int(self.spread[unknown]), either=True)]
        truth = int(self.system.truth[unknown])
        up, down = max(self.policy.threshold - truth, 0), min(1 - truth, 0)
        return sorted((Need(cell, by) for by in (up, down) if by), key=lambda need: -abs(need.by))

    def told_before(self, insider: Insider, unknown: int) -> bool:
        """Whether an insider knew an unknown before this table."""
        return self.exposure is not None and self.exposure.told_before(insider, unknown, self.system.truth)


class Part:
    """One part of the table at work. Cells are positions among its columns: of the unknowns that can move there."""

    def __init__(self, work: _Work, columns: IntArray, *, open_others: bool) -> None:
        self.work, self.widest = work, open_others and columns.size == work.hidden.size
        shut = ~work.hidden[columns] & ((work.system.truth[columns] == 0) | (not open_others))
        movable = work.system.movable(columns, shut)
        self.columns = columns = columns[movable]
        self.hidden = work.hidden[columns]
        self.before = self.hidden.copy()
        price = np.where(self.hidden, FREE, work.cost[columns] + FREE)
        self.moves = Moves(work.system, columns, price, shut[movable])
        self.found = Found(columns.size)
        self.line: dict[Need, int] = {}

    def run(self) -> None:
        """Protect what waits here, show again what is not needed, see to what was hidden for others' sake."""
        waiting = np.flatnonzero(self.work.waiting[self.columns])
        order = waiting[np.argsort(-self.work.system.truth[self.columns[waiting]], kind="stable")].tolist()
        good = {cell for cell in order if self._meet(self.work.needs_of(self.columns[cell], cell))}
        pairs = self._pairs(order) if self.work.policy.insiders else []
        good -= {need.cell for need in pairs if need.cell in good and not self._meet([need])}
        self._show_again()
        good -= self._told_to_insiders(good)
        self._spread()
        self.work.hidden[self.columns] = self.hidden
        self.work.waiting[self.columns[sorted(good)]] = False

    def _meet(self, needs: list[Need]) -> bool:
        """Find a move for each need, hiding what it uses."""
        for need in needs:
            line = self.found.meeting(need)
            if line == NONE:
                move = self.moves.find(need)
                if move is None:
                    return False
                line = self.found.add(move)
                fresh = np.flatnonzero((move != 0) & ~self.hidden)
                if fresh.size:
                    self.hidden[fresh] = True
                    self.moves.price(fresh, np.full(fresh.size, FREE))
                if self.moves.fits(-move):
                    self.found.add(-move)
            self.line[need] = line
        return True

    def _pairs(self, cells: list[int]) -> list[Need]:
        """Small cells beside one whose only person knows it: they must not be told by that."""
        rows = self.moves.rows
        alone = self.work.alone[self.columns]
        small = np.zeros(self.columns.size, dtype=np.bool_)
        small[cells] = True
        found: dict[Need, None] = {}
        order = np.argsort(rows.row, kind="stable")
        bounds = np.searchsorted(rows.row[order], np.arange(rows.size + 1))
        for start, end in pairwise(bounds.tolist()):
            inside = rows.column[order[start:end]]
            for knows in inside[alone[inside]].tolist():
                for cell in inside[small[inside]].tolist():
                    if cell != knows:
                        found[Need(cell, 1, still=(knows,), either=True)] = None
        return list(found)

    def _told_to_insiders(self, good: set[int]) -> set[int]:
        """Protected cells that an insider works out all the same; what is needed against it is hidden, if it can be."""
        told: set[int] = set()
        at = np.full(self.work.hidden.size, NONE, dtype=np.int64)
        at[self.columns] = np.arange(self.columns.size)
        for insider in self.work.exposure.insiders if self.work.exposure else ():
            still = tuple(at[insider.knows[at[insider.knows] != NONE]].tolist())
            for unknown in insider.secrets.tolist() if still else ():
                cell = int(at[unknown])
                if cell in good and not self.kept_from(insider, unknown, Need(cell, 1, still, either=True)):
                    told.add(cell)
        answering = self._answering(at)
        told |= answering.told(good - told)
        answering.show_again(good - told)
        return told

    def _answering(self, at: IntArray) -> Answering:
        """The insiders who know something of this part and are not alone behind it."""
        every = self.work.exposure.insiders if self.work.exposure else ()
        several = [insider for insider in every if not insider.alone and (at[insider.knows] != NONE).any()]
        known, secret = (np.zeros((len(several), self.columns.size + 1), dtype=np.bool_) for _ in range(2))
        for number, insider in enumerate(several):  # what lies outside of the part falls into the last place, NONE
            known[number, at[insider.knows]] = True
            secret[number, at[insider.secrets]] = True
        return Answering(self, several, known[:, :-1], secret[:, :-1])

    def kept_from(self, insider: Insider, unknown: int, exactly: Need) -> bool:
        """Whether an unknown has moves that leave what an insider knows at rest, or was told before."""
        needs = [exactly] if insider.alone else self.work.needs_of(unknown, exactly.cell)
        rest = [need for need in needs if insider.alone or not self.found.rests(self.line[need], exactly.still)]
        kept = self._meet([replace(need, still=exactly.still) for need in rest])
        return kept or (self.widest and self.work.told_before(insider, unknown))

    def _show_again(self) -> None:
        """The dearest first: a cell is shown if the needs whose moves use it can be met without."""
        room = {int(cell): self.moves.close(int(cell)) for cell in np.flatnonzero(~self.hidden)}
        fresh = np.flatnonzero(self.hidden & ~self.before)
        for cell in fresh[np.argsort(-self.work.cost[self.columns[fresh]], kind="stable")].tolist():
            allowed = self.moves.close(cell)
            instead: dict[Need, int] = {}
            for need in [need for need, line in self.line.items() if self.found.uses(line, cell)]:
                line = self.found.meeting(need, without=cell)
                if line == NONE:
                    move = self.moves.find(need)
                    if move is None:
                        break
                    line = self.found.add(move)
                instead[need] = line
            else:
                self.line |= instead
                self.found.forget(cell)
                self.hidden[cell] = False
                self.moves.price(np.asarray([cell]), self.work.cost[self.columns[[cell]]] + FREE)
                room[cell] = allowed
                continue
            self.moves.allow(cell, allowed)
        for cell, allowed in room.items():
            self.moves.allow(cell, allowed)

    def _spread(self) -> None:
        """What is hidden for others' sake must have room too; what has none here waits for a wider part."""
        seen = self.before.copy()
        while (fresh := np.flatnonzero(self.hidden & ~seen)).size:
            seen[fresh] = True
            for cell in fresh.tolist():
                if not self._meet([Need(cell, int(self.work.spread[self.columns[cell]]), either=True)]):
                    self.work.states[self.columns[cell]] = State.SECONDARY
                    self.work.waiting[self.columns[cell]] = True

    def show_without(self, cell: int) -> bool:
        """Show a cell if every need whose move uses it is met by another move found; whether it is shown."""
        using = [need for need, line in self.line.items() if self.found.uses(line, cell)]
        instead = {need: self.found.meeting(need, without=cell) for need in using}
        if NONE in instead.values():
            return False
        self.line |= instead
        self.found.forget(cell)
        self.hidden[cell] = False
        self.moves.price(np.asarray([cell]), self.work.cost[self.columns[[cell]]] + FREE)
        return True
