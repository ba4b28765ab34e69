# SPDX-License-Identifier: EUPL-1.2
"""How far apart two counts are, with a band that says how much of it may be chance or noise.

A count is taken as one draw of a Poisson law: next year, with nothing changed, it would be another. Small counts have
wide bands, which keeps 4 against 6 from being read as a growth of half. Noise that protects persons widens them.
"""

from dataclasses import dataclass
from math import inf, sqrt

Z = 1.959963984540054
"""Two-sided 95 %."""


@dataclass(frozen=True)
class Band:
    """A figure with the values that are as well possible, both included; `high` may be infinite."""

    value: float
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """Whether the band of a ratio leaves out that nothing changed."""
        return not self.low <= 1 <= self.high


def byar(count: float, spread: float = 0.0) -> tuple[float, float]:
    """Limits of the mean of a Poisson count, by Byar's approximation (Breslow and Day 1987, II, p. 69).

    `spread` is the standard deviation of a noise that was added: its square joins that of each limit.
    """
    above = count + 1
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3 if count else 0.0
    high = above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3
    more = Z * spread
    return max(0.0, count - sqrt((count - low) ** 2 + more**2)), count + sqrt((high - count) ** 2 + more**2)


def difference(first: float, second: float, spread: float = 0.0) -> Band:
    """First less second, with a band from the limits of each (Zou and Donner 2008, method of variance recovery)."""
    low, high = byar(first, spread)
    other_low, other_high = byar(second, spread)
    value = first - second
    return Band(
        value,
        value - sqrt((first - low) ** 2 + (other_high - second) ** 2),
        value + sqrt((high - first) ** 2 + (second - other_low) ** 2),
    )


def ratio(first: float, second: float, spread: float = 0.0, *, scale: float = 1.0) -> Band | None:
    """First over second, times `scale` (residents of the second over those of the first, for two rates).

    Given the sum, the first of two Poisson counts is binomial: Wilson's interval of its share (Wilson 1927; Breslow
    and Day 1987, II, p. 95), on the trials that
    say as much once the noise is in. None when the second is zero.
    """
    if not second:
        return None
    total = first + second
    share = first / total
    likely = (first + 1) / (total + 2)  # never 0 or 1, where no noise would count
    noise = spread**2 * ((1 - likely) ** 2 + likely**2) / (likely * (1 - likely))
    trials = total * total / (total + noise)
    centre = (share + Z**2 / (2 * trials)) / (1 + Z**2 / trials)
    half = Z / (1 + Z**2 / trials) * sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return Band(
        scale * first / second,
        scale * low / (1 - low),
        inf if high >= 1 else scale * high / (1 - high),
    )
