# SPDX-License-Identifier: EUPL-1.2
"""Ways of hiding the cells of one table so that the rest does not give them away."""

from dataclasses import dataclass
from typing import Protocol

import highspy
import numpy as np

from ordito.indicators.engine.attacker import (
    SLACK,
    Attacker,
    AuditError,
    FloatArray,
    Knowledge,
    Seen,
    Sums,
    Target,
    program,
    together,
)
from ordito.indicators.engine.model import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Exposure:
    """One table about to be published, among what is published already.

    Its cells are the unknowns `first` to `first + values.size`; `hidden` are those that its own rules hide;
    `standing` are hidden sums of what is published already, which this table must not give away either. `besides` are
    cells to be hidden in any case, without being small.
    """

    knowledge: Knowledge
    first: int
    values: IntArray
    hidden: BoolArray
    standing: Target
    threshold: int
    besides: BoolArray

    def seen(self, hidden: BoolArray) -> Knowledge:
        """What is known once all cells but these are published."""
        shown = np.flatnonzero(~hidden)
        return self.knowledge.equal(_cells(self.first + shown), self.values[shown])

    def attacker(self, hidden: BoolArray) -> Attacker:
        """The attacker, once all cells but these are published."""
        return Attacker(self.seen(hidden))

    def targets(self, others: BoolArray) -> Target:
        """What must stay hidden: what stands, the table's own small cells, and the others hidden for their sake."""
        primary, secondary = np.flatnonzero(self.hidden), np.flatnonzero(others)
        sums = together([self.standing.sums, _cells(self.first + primary), _cells(self.first + secondary)])
        few, many = np.ones(primary.size), np.full(secondary.size, np.inf)
        return Target(
            sums,
            low=np.concatenate((self.standing.low, few, many)),
            high=np.concatenate((self.standing.high, few * self.threshold, -many)),
            spread=np.concatenate((self.standing.spread, few * 0, np.full(secondary.size, float(self.threshold)))),
        )


def _cells(columns: IntArray) -> Sums:
    return Sums(columns.size, np.arange(columns.size), columns, np.ones(columns.size))


class Protection(Protocol):
    """Decides which cells of a table are hidden besides those that its own rules hide."""

    def hide(self, exposure: Exposure) -> BoolArray | None:
        """All hidden cells, or None when the table cannot be shown. The attacker must find every target safe."""


class HideNothingMore:
    """Only the gate: a table from which something can be worked out is not shown."""

    def hide(self, exposure: Exposure) -> BoolArray | None:
        """The cells that the rules hide, if the attacker cannot work them out."""
        hidden = exposure.hidden | exposure.besides
        unsafe = exposure.attacker(hidden).first_unsafe(exposure.targets(exposure.besides & ~exposure.hidden))
        return hidden if unsafe is None else None


@dataclass(frozen=True)
class HideOthersToo:
    """Hides further cells, each time the cheapest set that leaves the first unsafe target enough room.

    The set is a linear program: move the published cells of the table as little as possible, larger cells costing more,
    until the target reaches the value it needs; the cells that moved are hidden. Zeros stay. Hiding more only widens
    intervals, so targets once safe stay so. Deterministic. A table above `most_cells`, or in need of more than
    `most_fixes`, is refused: its reader gets a coarser one at once instead of waiting.
    """

    most_fixes: int = 200
    most_cells: int = 1500

    def hide(self, exposure: Exposure) -> BoolArray | None:
        """The hidden cells, or None when no set of cells of this table protects everything."""
        hidden = exposure.hidden | exposure.besides
        if not hidden.any() and not exposure.standing.sums.size:
            return hidden
        if hidden.size > self.most_cells or not _protectable(exposure):
            return None
        seen, secondary = Seen(), np.zeros_like(hidden)
        for _ in range(self.most_fixes):
            targets = exposure.targets(secondary)
            attacker = exposure.attacker(hidden)
            unsafe = attacker.first_unsafe(targets, seen)
            if unsafe is None:
                fresh = hidden & ~exposure.hidden
                if (fresh == secondary).all():
                    return hidden
                seen, secondary = seen.first(targets.sums.size - int(secondary.sum())), fresh
                continue
            more = _cheapest(exposure, hidden, targets, unsafe, attacker.interval(targets.sums, unsafe))
            if more is None or not (more & ~hidden).any():
                return None
            hidden |= more
        return None


def _protectable(exposure: Exposure) -> bool:
    """Whether hiding every cell of the table but its zeros would do; what is published already may not allow it."""
    zeros = exposure.values == 0
    attacker = exposure.attacker(exposure.hidden | ~zeros)
    return attacker.first_unsafe(exposure.targets(np.zeros_like(exposure.hidden))) is None


def _cheapest(
    exposure: Exposure, hidden: BoolArray, targets: Target, number: int, interval: tuple[int, int]
) -> BoolArray | None:
    """Cells to hide so that one target can be as low and as high as it must; None when nothing helps."""
    low, high = interval
    needed_low, needed_high = targets.low[number], targets.high[number]
    if np.isinf(needed_low):
        highest = Attacker(exposure.knowledge).interval(targets.sums, number)[1]
        needed_high = min(highest, low + targets.spread[number])
        needed_low = needed_high - targets.spread[number]
    chosen = np.zeros_like(hidden)
    for bound, upwards in ((needed_high, True), (needed_low, False)):
        if (high if upwards else -low) >= (bound if upwards else -bound):
            continue
        moved = _moved(exposure, hidden | chosen, targets, number, float(bound), upwards=upwards)
        if moved is None:
            return None
        chosen |= moved
    return chosen


def _moved(
    exposure: Exposure, hidden: BoolArray, targets: Target, number: int, bound: float, *, upwards: bool
) -> BoolArray | None:
    """Published cells that must move for one target to reach the bound, at the least cost; None if it cannot."""
    knowledge = exposure.knowledge
    rows, lower, upper = knowledge.system()
    entries = targets.sums.row == number
    count = int(entries.sum())
    wanted = Sums(1, np.zeros(count, dtype=np.int64), targets.sums.column[entries], targets.sums.coefficient[entries])
    rows = together([rows, wanted])
    lower, upper = np.append(lower, bound if upwards else -np.inf), np.append(upper, np.inf if upwards else bound)
    shown = np.flatnonzero(~hidden)
    base = np.zeros(knowledge.size)
    base[exposure.first + shown] = exposure.values[shown]
    constant = rows.of(base)
    down = np.full(knowledge.size, -1, dtype=np.int64)
    down[exposure.first + shown] = knowledge.size + np.arange(shown.size)
    falls = down[rows.column] >= 0
    both = Sums(
        rows.size,
        np.concatenate((rows.row, rows.row[falls])),
        np.concatenate((rows.column, down[rows.column[falls]])),
        np.concatenate((rows.coefficient, -rows.coefficient[falls])),
    )
    rises = np.full(knowledge.size, knowledge.cap)
    rises[exposure.first + shown[exposure.values[shown] == 0]] = 0.0
    caps = np.concatenate((rises, exposure.values[shown].astype(np.float64)))
    price = np.log1p(exposure.values[shown].astype(np.float64))
    moves = _least(both, (lower - constant, upper - constant), caps, exposure.first + shown, price)
    return None if moves is None else _scatter(hidden.size, shown[moves > SLACK])


def _least(
    rows: Sums, bounds: tuple[FloatArray, FloatArray], caps: FloatArray, up: IntArray, price: FloatArray
) -> FloatArray | None:
    """How far each priced cell moves, up (columns `up`) or down (the last columns), at the least total price."""
    highs = program(rows, *bounds, caps)
    cost = np.zeros(caps.size)
    cost[up] = price
    cost[caps.size - up.size :] = price
    highs.changeColsCost(caps.size, np.arange(caps.size, dtype=np.int32), cost)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise AuditError(str(status))
    solution = np.asarray(highs.getSolution().col_value)
    return np.asarray(solution[up] + solution[caps.size - up.size :])


def _scatter(size: int, positions: IntArray) -> BoolArray:
    chosen = np.zeros(size, dtype=np.bool_)
    chosen[positions] = True
    return chosen
