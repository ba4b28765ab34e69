# SPDX-License-Identifier: EUPL-1.2
"""The audit of a table that leaves: what a reader can work out of each hidden cell, and whether that is too much.

The reader knows every published number, how cells add up, that counts are not negative, and what left before. Intervals
are those of the linear relaxation rounded inwards: exact where sums form a network (two dimensions, one of them
hierarchical), at most too wide beyond. Nothing here looks at a hidden value.
"""

from dataclasses import dataclass
from itertools import pairwise
from time import process_time

import highspy
import numpy as np

from ordito.indicators.engine.attacker import (
    SLACK,
    AuditError,
    FloatArray,
    Knowledge,
    Open,
    Sums,
    narrowed,
    opened,
    program,
    solved,
)
from ordito.indicators.engine.disclosure import HIDDEN, Policy, State, StateArray
from ordito.indicators.engine.hierarchy import Known, ProtectedTable
from ordito.indicators.engine.model import BoolArray, IntArray

NOBODY = Known()
UNBOUNDED = -1
"""The high end of a cell that nothing published bounds."""
METHOD = f"simplex, HiGHS {highspy.Highs().version()}"  # type: ignore[no-untyped-call]
TOGETHER = 6


@dataclass(frozen=True, eq=False)
class Audit:
    """The interval of each hidden cell, the cells first, then what stays hidden of earlier tables (numbered after).

    `told` are pairs (single, cell): the only person of the first works out the second. `seconds` are of the processor.
    """

    cells: IntArray
    states: StateArray
    low: IntArray
    high: IntArray
    policy: Policy
    told: tuple[tuple[int, int], ...]
    seconds: float
    method: str = METHOD

    @property
    def unsafe(self) -> BoolArray:
        """Which of the cells are told more about than their rule allows."""
        high = np.where(self.high == UNBOUNDED, np.iinfo(np.int64).max, self.high)
        small = (self.low > 1) | (high < self.policy.threshold)
        return np.asarray(np.where(self.states == State.SECONDARY, high - self.low < self.policy.spread, small))

    @property
    def passed(self) -> bool:
        """Whether the table may leave."""
        return not self.unsafe.any() and not self.told


def intervals(known: Knowledge, columns: IntArray) -> tuple[IntArray, IntArray]:
    """Lowest and highest whole number of some of the unknowns, as `audit` finds them; AuditError as there."""
    open_system, wanted = narrowed(opened(known)), np.zeros(known.size, dtype=np.bool_)
    wanted[columns] = True
    low, high = open_system.low.copy(), open_system.high.copy()
    for together in open_system.components():
        if wanted[together].any():
            low[together], high[together] = _Attack(open_system, together).intervals(wanted[together])
    return np.ceil(low[columns] - SLACK).astype(np.int64), np.floor(high[columns] + SLACK).astype(np.int64)


def audit(protected: ProtectedTable, known: Known = NOBODY, *, alone: BoolArray | None = None) -> Audit:
    """Attack a protected table; AuditError when what is known contradicts itself.

    `alone` marks the cells behind which stands one person, who knows that: their neighbours are attacked once more.
    """
    start = process_time()
    open_system = _opened(protected, known)
    low, high = open_system.low.copy(), open_system.high.copy()
    states = np.concatenate((protected.states, known.states))
    told: list[tuple[int, int]] = []
    for columns in open_system.components():
        attack = _Attack(open_system, columns)
        low[columns], high[columns] = attack.intervals()
        if alone is not None:
            secret = np.isin(states[columns], (State.SMALL, State.LONE))
            told += attack.told(alone[np.minimum(columns, alone.size - 1)] & (columns < alone.size), secret)
    cells = np.flatnonzero(states != State.SHOWN)
    least = np.ceil(low[cells] - SLACK).astype(np.int64)
    most = np.where(high[cells] >= open_system.cap - SLACK, UNBOUNDED, np.floor(high[cells] + SLACK)).astype(np.int64)
    return Audit(cells, states[cells], least, most, protected.policy, tuple(told), process_time() - start)


def _opened(protected: ProtectedTable, known: Known) -> Open:
    """What is shown is known, what is hidden lies anywhere up to the cap."""
    rows, lower, upper = known.beside(protected.relations)
    cap = protected.relations.cap
    shown = np.concatenate((protected.values != HIDDEN, np.zeros(known.values.size, dtype=np.bool_)))
    value = np.concatenate((protected.values, known.values)).astype(np.float64)
    return narrowed(Open(rows, lower, upper, np.where(shown, value, 0.0), np.where(shown, value, cap), cap))


class _Attack:
    """Programs over the unknowns of one component. Positions are those of its columns."""

    def __init__(self, known: Open, columns: IntArray) -> None:
        self.columns = columns
        self.rows, lower, upper = known.among(columns)
        self.low, self.high = known.low[columns], known.high[columns]
        self._highs = program(self.rows, lower, upper, self.low, self.high)
        self._highs.setOptionValue("simplex_strategy", 4)

    def intervals(self, wanted: BoolArray | None = None) -> tuple[FloatArray, FloatArray]:
        """Lowest and highest value of each unknown that is wanted (all if not said), of others what was seen.

        Unknowns are first pushed together, then alone; what a world reaches that its bounds end at needs no more.
        """
        size = self.columns.size
        least, most = np.full(size, np.inf), np.full(size, -np.inf)
        unwanted = np.zeros(size, dtype=np.bool_) if wanted is None else ~wanted
        done = {1.0: unwanted.copy(), -1.0: unwanted.copy()}

        def push(chosen: BoolArray, sign: float) -> None:
            world = self._extreme(chosen, sign)
            np.minimum(least, world, out=least)
            np.maximum(most, world, out=most)
            done[1.0] |= least <= self.low + SLACK
            done[-1.0] |= most >= self.high - SLACK

        for _ in range(TOGETHER):
            for sign, finished in done.items():
                if size > TOGETHER and not finished.all():
                    push(~finished, sign)
        for cell in range(size):
            for sign, finished in done.items():
                if not finished[cell]:
                    push(np.arange(size) == cell, sign)
                    finished[cell] = True
        return least, most

    def told(self, alone: BoolArray, secret: BoolArray) -> list[tuple[int, int]]:
        """Pairs in one sum where knowing that the first is 1 tells the second."""
        found = []
        for knows, cells in _neighbours(self.rows, alone, secret).items():
            self._highs.changeColBounds(knows, 1.0, 1.0)
            doubtful = np.zeros(self.columns.size, dtype=np.bool_)
            doubtful[sorted(cells)] = True
            doubtful &= self._room(doubtful) < 1
            each = (np.arange(self.columns.size) == cell for cell in np.flatnonzero(doubtful))
            worked_out = [int(self.columns[only][0]) for only in each if self._room(only)[only][0] < 1]
            found += [(int(self.columns[knows]), cell) for cell in worked_out]
            self._highs.changeColBounds(knows, float(self.low[knows]), float(self.high[knows]))
        return found

    def _room(self, chosen: BoolArray) -> FloatArray:
        """How far apart two worlds are in each unknown: one where the chosen are highest, one where they are lowest."""
        highest, lowest = np.floor(self._extreme(chosen, -1.0) + SLACK), np.ceil(self._extreme(chosen, 1.0) - SLACK)
        return np.asarray(highest - lowest)

    def _extreme(self, chosen: BoolArray, sign: float) -> FloatArray:
        """The world where the sum of the chosen unknowns is lowest (sign 1) or highest (sign -1)."""
        at = np.flatnonzero(chosen).astype(np.int32)
        self._highs.changeColsCost(at.size, at, np.full(at.size, sign))
        if (status := solved(self._highs)) != highspy.HighsModelStatus.kOptimal:
            raise AuditError(str(status))
        self._highs.changeColsCost(at.size, at, np.zeros(at.size))
        return np.asarray(self._highs.getSolution().col_value)


def _neighbours(rows: Sums, alone: BoolArray, secret: BoolArray) -> dict[int, set[int]]:
    """For each single cell the secret ones in a sum with it."""
    order = np.argsort(rows.row, kind="stable")
    bounds = np.searchsorted(rows.row[order], np.arange(rows.size + 1))
    found: dict[int, set[int]] = {}
    for start, end in pairwise(bounds.tolist()):
        inside = rows.column[order[start:end]]
        cells = set(inside[secret[inside]].tolist())
        for knows in inside[alone[inside]].tolist():
            found.setdefault(knows, set()).update(cells - {knows})
    return found
