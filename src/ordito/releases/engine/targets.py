# SPDX-License-Identifier: EUPL-1.2
"""What must stay hidden, as sums of unknowns with the interval that each must leave open."""

from collections.abc import Sequence

import numpy as np

from ordito.indicators.engine.attacker import Attacker, FloatArray, Seen, Sums, Target, together
from ordito.indicators.engine.model import BoolArray, IntArray


def few(persons: IntArray, threshold: int) -> BoolArray:
    """Which counts are about somebody, and about fewer than the threshold."""
    return (persons > 0) & (persons < threshold)


def each(unknowns: IntArray) -> Sums:
    """Unknowns as sums of their own."""
    return Sums(unknowns.size, np.arange(unknowns.size), unknowns, np.ones(unknowns.size))


def less(whole: Sums, part: Sums) -> Sums:
    """Each sum less another one."""
    return Sums(
        whole.size,
        np.concatenate((whole.row, part.row)),
        np.concatenate((whole.column, part.column)),
        np.concatenate((whole.coefficient, -part.coefficient)),
    )


def none() -> Sums:
    """No sum at all."""
    empty = np.zeros(0, dtype=np.int64)
    return Sums(0, empty, empty, np.zeros(0))


def small(sums: Sums, threshold: int) -> Target:
    """A small count must be able to be 1, and to be the threshold."""
    ones = np.ones(sums.size)
    return Target(sums, low=ones, high=ones * threshold, spread=ones * 0)


def apart(sums: Sums, threshold: int) -> Target:
    """A count must stay open over as many values as the threshold, wherever they lie."""
    ends = np.full(sums.size, np.inf)
    return Target(sums, low=ends, high=-ends, spread=np.full(sums.size, float(threshold)))


def joined(targets: Sequence[Target]) -> Target:
    """All of them one after the other."""
    ends: list[FloatArray] = [
        np.concatenate([getattr(target, name) for target in targets]) for name in ("low", "high", "spread")
    ]
    return Target(together([target.sums for target in targets]), *ends)


def still_hidden(attacker: Attacker, target: Target) -> Target:
    """The targets that are hidden as things stand: what is out cannot be taken back."""
    kept, seen = np.ones(target.sums.size, dtype=np.bool_), Seen()
    rest = target
    while (unsafe := attacker.first_unsafe(rest, seen)) is not None:
        kept[np.flatnonzero(kept)[unsafe]] = False
        rest = chosen(target, kept)
        seen.low, seen.high = np.delete(seen.low, unsafe), np.delete(seen.high, unsafe)
    return rest


def chosen(target: Target, kept: BoolArray) -> Target:
    """Some of the sums of a target."""
    place = np.cumsum(kept) - 1
    entries = kept[target.sums.row]
    sums = Sums(
        int(kept.sum()),
        place[target.sums.row[entries]],
        target.sums.column[entries],
        target.sums.coefficient[entries],
    )
    return Target(sums, target.low[kept], target.high[kept], target.spread[kept])
