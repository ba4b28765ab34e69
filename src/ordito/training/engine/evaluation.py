# SPDX-License-Identifier: EUPL-1.2
"""Figures made of answers without names: how many there must be, how they spread, how much changed between two times.

Who reads several reports must not learn from their difference what few people said: a course less one of its editions
is the other. So figures are made of *blocks*: groups of editions that together have enough answers. An edition with
enough is a block by itself; the others wait, in the order in which their questionnaires closed, until enough of them
have come. A block never changes again, and a report counts whole blocks or none of them, so that whatever is added and
subtracted is about enough people.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

CONFIDENCE = 0.95
FEWEST_PAIRS = 2
"""Below, a spread does not exist."""


def blocks_of(sizes: Iterable[tuple[int, int]], threshold: int) -> list[frozenset[int]]:
    """The blocks of (edition, answers) in the order in which they closed; those that still wait are in none."""
    found: list[frozenset[int]] = []
    waiting: list[int] = []
    total = 0
    for edition, size in sizes:
        if size >= threshold:
            found.append(frozenset({edition}))
        elif size:
            waiting.append(edition)
            total += size
            if total >= threshold:
                found.append(frozenset(waiting))
                waiting, total = [], 0
    return found


def counted_in(blocks: Iterable[frozenset[int]], chosen: AbstractSet[int]) -> frozenset[int]:
    """The editions that a report of the `chosen` ones counts: those of blocks that lie whole among them."""
    return frozenset().union(*(block for block in blocks if block <= chosen))


@dataclass(frozen=True)
class Tally:
    """What was answered to one question: how many answered, how often each choice, and the numbers among them."""

    answered: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    numbers: tuple[float, ...] = ()

    @property
    def mean(self) -> float | None:
        """Of the answers that are numbers; None without any."""
        return fmean(self.numbers) if self.numbers else None

    @property
    def median(self) -> float | None:
        """The same for the middle one."""
        return median(self.numbers) if self.numbers else None


def tally(texts: Iterable[str]) -> Tally:
    """Count answers as they are stored; several choices of one answer stand apart by spaces, an empty one is none."""
    given = [text for text in texts if text]
    numbers = tuple(number for number in map(number_of, given) if number is not None)
    return Tally(len(given), Counter(word for text in given for word in set(text.split())), numbers)


def number_of(text: str) -> float | None:
    """The number that an answer is, None for another text."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


@dataclass(frozen=True)
class Change:
    """What changed in the same people between two times: means, mean difference, and its 95 % confidence interval.

    The interval is Student's for paired differences; None for fewer than two pairs.
    """

    pairs: int
    before: float
    after: float
    low: float | None
    high: float | None

    @property
    def difference(self) -> float:
        """After less before."""
        return self.after - self.before


def paired_change(pairs: Sequence[tuple[float, float]]) -> Change | None:
    """The change over (before, after) of each person; None without any."""
    if not pairs:
        return None
    before, after = fmean(pair[0] for pair in pairs), fmean(pair[1] for pair in pairs)
    if len(pairs) < FEWEST_PAIRS:
        return Change(len(pairs), before, after, None, None)
    spread = stdev(pair[1] - pair[0] for pair in pairs)
    margin = student_quantile((1 + CONFIDENCE) / 2, len(pairs) - 1) * spread / math.sqrt(len(pairs))
    return Change(len(pairs), before, after, after - before - margin, after - before + margin)


def student_quantile(probability: float, freedom: int) -> float:
    """The quantile of Student's t with whole degrees of freedom, for a probability over one half, by bisection."""
    low, high = 0.0, 1.0
    while student_below(high, freedom) < probability:
        low, high = high, high * 2
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if student_below(middle, freedom) < probability else (low, middle)
    return (low + high) / 2


def student_below(value: float, freedom: int) -> float:
    """P(T ≤ value) for value ≥ 0: the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    angle = math.atan2(value, math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term = total = (cosine if odd else 1.0) if freedom > 1 else 0.0
    for step in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (step - 1) / step
        total += term
    within = 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total
    return 0.5 + within / 2
