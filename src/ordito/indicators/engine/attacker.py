# SPDX-License-Identifier: EUPL-1.2
"""What a reader with patience can work out: the feasible interval of each hidden cell, by linear programming.

The attacker knows every published number, every sum and link between cells, and that counts are not negative; not which
rule hid a cell. Intervals are those of the linear relaxation, rounded inwards to integers: exact for two-way tables,
at most too wide for finer ones.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from time import process_time
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import BoolArray, IntArray

FloatArray = NDArray[np.float64]
SLACK = 1e-6
MOST_ROUNDS = 30


class AuditError(RuntimeError):
    """The solver found no optimum: published numbers contradict each other, or it gave up. Nothing may be shown."""


class TooLongError(RuntimeError):
    """What was to be proven was not within the time given: nothing may be shown either."""


_until: ContextVar[float] = ContextVar("until", default=inf)


@contextmanager
def within_seconds(seconds: float) -> Iterator[None]:
    """Programs that are solved inside stop with a TooLongError once this process has worked for so long."""
    token = _until.set(min(process_time() + seconds, _until.get()))
    try:
        yield
    finally:
        _until.reset(token)


def solved(highs: Any) -> Any:
    """The status of a program once it was solved; TooLongError when the time is over, before it is."""
    if process_time() > _until.get():
        raise TooLongError
    highs.run()
    return highs.getModelStatus()


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of unknowns in coordinate form: entry k adds `coefficient[k]` times unknown `column[k]` to sum `row[k]`."""

    size: int
    row: IntArray
    column: IntArray
    coefficient: FloatArray

    def of(self, values: FloatArray) -> FloatArray:
        """Every sum for the given values of the unknowns."""
        return _added(self.row, self.coefficient * values[self.column], self.size)


def together(several: Sequence[Sums]) -> Sums:
    """All sums one after the other."""
    starts = np.cumsum([0, *(sums.size for sums in several)])
    return Sums(
        int(starts[-1]),
        _joined([sums.row + start for sums, start in zip(several, starts, strict=False)]).astype(np.int64),
        _joined([sums.column for sums in several]).astype(np.int64),
        _joined([sums.coefficient for sums in several]),
    )


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What has been published about `size` unknown counts, each between 0 and `cap`: bounds of sums of them."""

    size: int
    cap: float
    rows: tuple[Sums, ...] = ()
    lower: tuple[FloatArray, ...] = ()
    upper: tuple[FloatArray, ...] = ()

    def knowing(self, sums: Sums, lower: NDArray[Any], upper: NDArray[Any] | float) -> "Knowledge":
        """This and the bounds of some more sums."""
        if not sums.size:
            return self
        low = np.broadcast_to(np.asarray(lower, dtype=np.float64), sums.size)
        high = np.broadcast_to(np.asarray(upper, dtype=np.float64), sums.size)
        return Knowledge(self.size, self.cap, (*self.rows, sums), (*self.lower, low), (*self.upper, high))

    def equal(self, sums: Sums, values: NDArray[Any]) -> "Knowledge":
        """This and the exact values of some more sums."""
        return self.knowing(sums, values, values)

    def system(self) -> tuple[Sums, FloatArray, FloatArray]:
        """All rows together with their bounds."""
        return together(self.rows), _joined(self.lower), _joined(self.upper)


def _joined(arrays: Sequence[Any]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.zeros(0)


@dataclass(frozen=True, eq=False)
class Target:
    """Hidden sums to attack, and the interval each must leave open.

    It is wide enough when its low end is at most `low`, its high end at least `high`, and they are `spread` apart.
    """

    sums: Sums
    low: FloatArray
    high: FloatArray
    spread: FloatArray


@dataclass(frozen=True, eq=False)
class Open:
    """What a reader knows: sums of unknowns within bounds, each unknown within its own."""

    rows: Sums
    lower: FloatArray
    upper: FloatArray
    low: FloatArray
    high: FloatArray
    cap: float

    def components(self) -> Iterator[IntArray]:
        """Unknowns that hang together, those that are told apart from the others."""
        free = self.low < self.high
        entries = free[self.rows.column]
        row, column = self.rows.row[entries], self.rows.column[entries]
        label = np.arange(free.size)
        while True:
            least = np.full(self.rows.size, free.size)
            np.minimum.at(least, row, label[column])
            better = label.copy()
            np.minimum.at(better, column, least[row])
            better = better[better]
            if np.array_equal(better, label):
                break
            label = better
        unknowns = np.flatnonzero(free)
        order = unknowns[np.argsort(label[unknowns], kind="stable")]
        yield from np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if order.size else ()

    def among(self, columns: IntArray) -> tuple[Sums, FloatArray, FloatArray]:
        """The sums of some unknowns, by their positions, with their bounds once all others lie where they are lowest.

        Those others are told, or hang together with none of these.
        """
        place = np.full(self.low.size, -1, dtype=np.int64)
        place[columns] = np.arange(columns.size)
        entries = place[self.rows.column] >= 0
        kept, row = np.unique(self.rows.row[entries], return_inverse=True)
        inside = np.isin(self.rows.row, kept) & ~entries
        weight = self.rows.coefficient[inside] * self.low[self.rows.column[inside]]
        told = np.bincount(self.rows.row[inside], weights=weight, minlength=self.rows.size)[kept]
        sums = Sums(kept.size, row.astype(np.int64), place[self.rows.column[entries]], self.rows.coefficient[entries])
        return sums, self.lower[kept] - told, self.upper[kept] - told


def opened(known: Knowledge) -> Open:
    """Everything lies anywhere up to the cap, as far as its sums allow."""
    return Open(*known.system(), np.zeros(known.size), np.full(known.size, known.cap), known.cap)


def narrowed(start: Open) -> Open:
    """Each sum used to narrow its unknowns, until nothing moves."""
    rows, lower, upper, low, high = start.rows, start.lower, start.upper, start.low, start.high
    for _ in range(MOST_ROUNDS):
        entries = (low < high)[rows.column]
        row, column, weight = rows.row[entries], rows.column[entries], rows.coefficient[entries]
        ends = np.where(rows.coefficient > 0, low[rows.column], high[rows.column]) * rows.coefficient
        others = np.where(rows.coefficient > 0, high[rows.column], low[rows.column]) * rows.coefficient
        least = np.bincount(rows.row, weights=ends, minlength=rows.size)
        most = np.bincount(rows.row, weights=others, minlength=rows.size)
        up, down = (
            (upper[row] - least[row] + ends[entries]) / weight,
            (lower[row] - most[row] + others[entries]) / weight,
        )
        tighter_low, tighter_high = low.copy(), high.copy()
        np.maximum.at(tighter_low, column, np.where(weight > 0, down, up))
        np.minimum.at(tighter_high, column, np.where(weight > 0, up, down))
        outside = (least > upper + SLACK) | (most < lower - SLACK)
        if outside.any() or (tighter_low > tighter_high + SLACK).any():
            raise AuditError("What is published contradicts itself")
        tighter_high = np.maximum(tighter_high, tighter_low)
        if np.array_equal(tighter_low, low) and np.array_equal(tighter_high, high):
            break
        low, high = tighter_low, tighter_high
    return Open(rows, lower, upper, low, high, start.cap)


class Attacker:
    """Solves for the lowest and highest value of sums of unknowns.

    Unknowns that their sums tell are replaced by their values first; every solution found is kept as a witness for all
    targets, so that few of them need programs of their own.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        known = narrowed(opened(knowledge))
        self._free = np.flatnonzero(known.low < known.high)
        self._base = known.low.copy()
        self._highs = program(*known.among(self._free), known.low[self._free], known.high[self._free])

    def solve(self, weight: FloatArray, *, highest: bool) -> FloatArray:
        """Values of all unknowns where the weighted sum is highest or lowest."""
        values = self._base.copy()
        if self._free.size:
            cost = -weight[self._free] if highest else weight[self._free]
            self._highs.changeColsCost(self._free.size, np.arange(self._free.size, dtype=np.int32), cost)
            if (status := solved(self._highs)) != highspy.HighsModelStatus.kOptimal:
                raise AuditError(str(status))
            values[self._free] = self._highs.getSolution().col_value
        return values

    def first_unsafe(self, target: Target, seen: "Seen | None" = None) -> int | None:
        """Number of the first sum whose interval is too narrow, None when all are safe.

        `seen` keeps what earlier rounds saw: it stays true as long as more is hidden and nothing less.
        """
        seen = seen or Seen()
        if seen.extend(target.sums.size):
            for highest in (True, False, True, False):
                doubtful = ~_wide_enough(target, seen)
                if doubtful.any():
                    self._witness(target, seen, doubtful, highest=highest)
        while (doubtful := ~_wide_enough(target, seen)).any():
            number = int(np.argmax(doubtful))
            alone = np.arange(target.sums.size) == number
            self._witness(target, seen, alone, highest=True)
            self._witness(target, seen, alone, highest=False)
            if not _wide_enough(target, seen)[number]:
                return number
        return None

    def _witness(self, target: Target, seen: "Seen", chosen: BoolArray, *, highest: bool) -> None:
        """Push the chosen sums together one way, and note what every sum turned out to be."""
        entries = chosen[target.sums.row]
        weight = _added(target.sums.column[entries], target.sums.coefficient[entries], self._base.size)
        seen.note(target.sums.of(self.solve(weight, highest=highest)))


class Seen:
    """The lowest and highest value at which each target has been seen in a world that fits what is known."""

    def __init__(self) -> None:
        self.low: FloatArray = np.zeros(0)
        self.high: FloatArray = np.zeros(0)

    def extend(self, size: int) -> bool:
        """Make room for new targets at the end; whether there are any."""
        new = size - self.low.size
        self.low = np.append(self.low, np.full(new, np.inf))
        self.high = np.append(self.high, np.full(new, -np.inf))
        return new > 0

    def note(self, reached: FloatArray) -> None:
        """One more world."""
        np.minimum(self.low, reached, out=self.low)
        np.maximum(self.high, reached, out=self.high)


def program(rows: Sums, lower: FloatArray, upper: FloatArray, low: FloatArray, high: FloatArray) -> Any:
    """A linear program over columns between `low` and `high`, without an objective yet; empty rows are left out."""
    kept = np.unique(rows.row)
    order = np.lexsort((rows.column, rows.row))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = high.size, kept.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(high.size), low, high
    lp.row_lower_, lp.row_upper_ = lower[kept], upper[kept]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(rows.row[order], np.append(kept, rows.size)).astype(np.int32)
    lp.a_matrix_.index_ = rows.column[order].astype(np.int32)
    lp.a_matrix_.value_ = rows.coefficient[order]
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - the library's signature
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("solver", "simplex")
    highs.passModel(lp)
    return highs


def _wide_enough(target: Target, seen: Seen) -> BoolArray:
    """Which sums are proven to have an interval that is wide enough."""
    lowest, highest = np.ceil(seen.low - SLACK), np.floor(seen.high + SLACK)
    return (lowest <= target.low) & (highest >= target.high) & (highest - lowest >= target.spread)


def _added(column: IntArray, coefficient: FloatArray, size: int) -> FloatArray:
    """Total weight of each number; the cast matters when there is no entry at all."""
    return np.bincount(column, weights=coefficient, minlength=size).astype(np.float64)
