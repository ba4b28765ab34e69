# SPDX-License-Identifier: EUPL-1.2
"""Other worlds that look the same from outside: whole numbers by which unknown counts may differ from the true ones.

A move is a vector over some cells that keeps every published sum; a cell that is published does not move. Programs are
kept and solved again from where they stood, as only prices and a few bounds change.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from ordito.indicators.engine.attacker import SLACK, AuditError, FloatArray, Open, Sums, narrowed, program, solved
from ordito.indicators.engine.model import BoolArray, IntArray

FREE = 1e-3
"""Price of moving what is hidden already: next to nothing, but enough that a move is no larger than it must."""
NEAR = 0.5
"""How much dearer than the best a move of whole numbers may be, where the program's own solution is none."""
MOST_NODES = 200
OTHERS = 3
NONE = -1


@dataclass(frozen=True)
class Need:
    """An unknown must be able to differ from its true count by `by` or more, in its direction; or in either one.

    Meanwhile the unknowns `still` keep their true counts: somebody knows them.
    """

    cell: int
    by: int
    still: tuple[int, ...] = ()
    either: bool = False

    def met(self, moves: FloatArray) -> BoolArray:
        """Which of several moves (one a line) do."""
        moved = np.abs(moves[:, self.cell]) if self.either else moves[:, self.cell] * np.sign(self.by)
        done = moved >= abs(self.by)
        return done & (moves[:, self.still] == 0).all(axis=1) if self.still else done


@dataclass(frozen=True, eq=False)
class System:
    """True counts of all unknowns, and the sums of them that a reader knows within bounds."""

    truth: IntArray
    rows: Sums
    lower: FloatArray
    upper: FloatArray
    cap: float

    def within(self, columns: IntArray) -> "System":
        """The same for some unknowns alone, the others staying as they are."""
        place = np.full(self.truth.size, -1, dtype=np.int64)
        place[columns] = np.arange(columns.size)
        entries = place[self.rows.column] >= 0
        kept, row = np.unique(self.rows.row[entries], return_inverse=True)
        rows = Sums(kept.size, row.astype(np.int64), place[self.rows.column[entries]], self.rows.coefficient[entries])
        return System(self.truth[columns], rows, self.lower[kept], self.upper[kept], self.cap)

    def movable(self, columns: IntArray, shut: BoolArray) -> BoolArray:
        """Which of some unknowns may differ from the truth at all, the others and those that are `shut` staying.

        Of a system as `slack` gives it.
        """
        part = self.within(columns)
        low = np.where(shut, 0.0, -part.truth.astype(np.float64))
        high = np.where(shut, 0.0, np.maximum(self.cap - part.truth, 0.0))
        found = narrowed(Open(part.rows, part.lower, part.upper, low, high, self.cap))
        return np.asarray(found.low < found.high)

    def slack(self) -> "System":
        """The same with bounds of how far sums may move from the truth."""
        held = self.rows.of(self.truth.astype(np.float64))
        return System(self.truth, self.rows, self.lower - held, self.upper - held, self.cap)


class Moves:
    """Finds the cheapest move that meets a need. Positions are those of the columns given."""

    def __init__(self, system: System, columns: IntArray, price: FloatArray, closed: BoolArray) -> None:
        self.columns = columns
        self._system = system.within(columns)
        size = columns.size
        self._rise = np.where(closed, 0.0, np.maximum(system.cap - self._system.truth, 0.0))
        self._fall = np.where(closed, 0.0, self._system.truth.astype(np.float64))
        rows = self._system.rows
        both = Sums(
            rows.size,
            np.concatenate((rows.row, rows.row)),
            np.concatenate((rows.column, rows.column + size)),
            np.concatenate((rows.coefficient, -rows.coefficient)),
        )
        caps = np.concatenate((self._rise, self._fall))
        self._highs = program(both, self._system.lower, self._system.upper, np.zeros(2 * size), caps)
        self._highs.setOptionValue("mip_rel_gap", NEAR)
        self._highs.setOptionValue("mip_max_nodes", MOST_NODES)
        self._price = np.zeros(size)
        self.price(np.arange(size), price)

    @property
    def rows(self) -> Sums:
        """The sums that tie the positions."""
        return self._system.rows

    def price(self, at: IntArray, price: FloatArray) -> None:
        """What moving costs from now on."""
        self._price[at] = price
        both = np.concatenate((at, at + self.columns.size)).astype(np.int32)
        self._highs.changeColsCost(both.size, both, np.concatenate((price, price)))

    def close(self, at: int) -> tuple[float, float]:
        """A position moves no more; what it was allowed is returned, for `allow`."""
        before = float(self._rise[at]), float(self._fall[at])
        self.allow(at, (0.0, 0.0))
        return before

    def allow(self, at: int, room: tuple[float, float]) -> None:
        """How far a position may rise and fall."""
        self._rise[at], self._fall[at] = room
        self._bound(at, (0.0, room[0]), (0.0, room[1]))

    def find(self, need: Need) -> FloatArray | None:
        """The cheapest move of whole numbers that meets the need (its cells are positions); None if there is none."""
        for by in (need.by, -need.by) if need.either else (need.by,):
            if (self._rise if by > 0 else self._fall)[need.cell] < abs(by):
                continue
            still = {at: self.close(at) for at in need.still}
            rise, fall = (float(abs(by)), float(self._rise[need.cell])), (float(abs(by)), float(self._fall[need.cell]))
            self._bound(need.cell, rise if by > 0 else (0.0, 0.0), fall if by < 0 else (0.0, 0.0))
            found = self._solve()
            self.allow(need.cell, (float(self._rise[need.cell]), float(self._fall[need.cell])))
            for at, room in still.items():
                self.allow(at, room)
            if found is not None:
                return found
        return None

    def fits(self, move: FloatArray) -> bool:
        """Whether a move keeps every published sum, leaves what is closed, and makes no count negative."""
        sums = self._system.rows.of(move)
        kept = (sums >= self._system.lower - SLACK) & (sums <= self._system.upper + SLACK)
        return bool(kept.all() and (move <= self._rise).all() and (-move <= self._fall).all())

    def _bound(self, at: int, rise: tuple[float, float], fall: tuple[float, float]) -> None:
        self._highs.changeColBounds(int(at), *rise)
        self._highs.changeColBounds(int(at) + self.columns.size, *fall)

    def _solve(self) -> FloatArray | None:
        """Whole numbers: the program's own solution nearly always, or another one as good; else they are asked for."""
        found = self._run()
        for other in range(OTHERS):
            if found is None or np.abs(found - np.round(found)).max() <= SLACK:
                return None if found is None else np.round(found)
            price, every = self._price.copy(), np.arange(self.columns.size)
            self.price(every, price * np.random.default_rng(other).uniform(0.5, 1.5, price.size))
            found = self._run()
            self.price(every, price)
        if found is not None and np.abs(found - np.round(found)).max() <= SLACK:
            return np.round(found)
        return self._whole()

    def _whole(self) -> FloatArray | None:
        size = 2 * self.columns.size
        every = np.arange(size, dtype=np.int32)
        whole, broken = int(highspy.HighsVarType.kInteger), int(highspy.HighsVarType.kContinuous)
        self._highs.setOptionValue("presolve", "on")
        self._highs.changeColsIntegrality(size, every, np.full(size, whole, dtype=np.uint8))
        found = self._run()
        self._highs.changeColsIntegrality(size, every, np.full(size, broken, dtype=np.uint8))
        self._highs.setOptionValue("presolve", "off")
        return None if found is None else np.round(found)

    def _run(self) -> FloatArray | None:
        status = solved(self._highs)
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kSolutionLimit}:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise AuditError(str(status))
        solution = np.asarray(self._highs.getSolution().col_value)
        return np.asarray(solution[: self.columns.size] - solution[self.columns.size :])


class Found:
    """The moves of a part, one a line; those that use a cell which is shown again no longer hold."""

    def __init__(self, size: int) -> None:
        self._lines: FloatArray = np.zeros((16, size))
        self._holds: BoolArray = np.zeros(16, dtype=np.bool_)
        self._count = 0
        self._touched: BoolArray = np.zeros((0, 0), dtype=np.bool_)

    def add(self, move: FloatArray) -> int:
        """One more; returns its line."""
        if self._count == self._holds.size:
            self._lines = np.concatenate((self._lines, np.zeros_like(self._lines)))
            self._holds = np.concatenate((self._holds, np.zeros_like(self._holds)))
        self._lines[self._count], self._holds[self._count] = move, True
        self._count += 1
        return self._count - 1

    def all_meeting(self, need: Need, without: int = NONE) -> BoolArray:
        """The lines that meet a need, not using one cell."""
        lines = self._lines[: self._count]
        good = np.asarray(self._holds[: self._count] & need.met(lines))
        return good if without == NONE else good & (lines[:, without] == 0)

    def meeting(self, need: Need, without: int = NONE) -> int:
        """The first of them; NONE if there is none."""
        good = self.all_meeting(need, without)
        return int(np.argmax(good)) if good.any() else NONE

    def any_uses(self, need: Need, cell: int) -> bool:
        """Whether any line that meets a need uses a cell."""
        return bool((self._lines[: self._count, cell][self.all_meeting(need)] != 0).any())

    def touched(self, groups: BoolArray) -> BoolArray:
        """Which line moves something of which group of cells (one a row); always of the same groups."""
        if not self._touched.size:
            self._touched = np.zeros((0, len(groups)), dtype=np.bool_)
        fresh = self._lines[len(self._touched) : self._count] != 0
        moved = fresh.astype(np.float32) @ groups.T.astype(np.float32) > 0
        self._touched = np.concatenate((self._touched, moved))
        return self._touched

    def rests(self, line: int, cells: tuple[int, ...]) -> bool:
        """Whether a move leaves some cells as they are."""
        return not self._lines[line, cells].any()

    def uses(self, line: int, cell: int) -> bool:
        """Whether a move uses a cell."""
        return bool(self._lines[line, cell] != 0)

    def forget(self, cell: int) -> None:
        """A cell is shown again."""
        self._holds[: self._count] &= self._lines[: self._count, cell] == 0
