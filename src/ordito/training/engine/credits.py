# SPDX-License-Identifier: EUPL-1.2
"""The credits that a social worker owes their order, in three years at a time.

From the rules of the national council on continuing training (D.P.R. 7 agosto 2012, n. 137, art. 7): sixty credits in
three years, of which fifteen on ethics and deontology; the three years are counted from 2014. To be verified.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

FIRST_YEAR, YEARS = 2014, 3
OWED, OWED_DEONTOLOGICAL = Decimal(60), Decimal(15)


@dataclass(frozen=True)
class Earned:
    """The credits of one certificate, on the last day of its course."""

    on: date
    credits: Decimal
    deontological: Decimal


@dataclass(frozen=True)
class Triennium:
    """Three calendar years with what was earned in them."""

    first: int
    credits: Decimal
    deontological: Decimal

    @property
    def last(self) -> int:
        """The last of its years."""
        return self.first + YEARS - 1

    @property
    def missing(self) -> Decimal:
        """Credits still to earn, of any kind."""
        return max(OWED - self.credits, Decimal(0))

    @property
    def missing_deontological(self) -> Decimal:
        """Of those, how many must be deontological."""
        return max(OWED_DEONTOLOGICAL - self.deontological, Decimal(0))


def triennium_of(year: int) -> int:
    """The first of the three years in which `year` lies; it may lie before the first ones."""
    return FIRST_YEAR + (year - FIRST_YEAR) // YEARS * YEARS


def by_triennium(earned: Iterable[Earned], *, today: date) -> list[Triennium]:
    """What was earned in each three years, the latest first; those of today stand there also when empty."""
    sums: dict[int, tuple[Decimal, Decimal]] = {triennium_of(today.year): (Decimal(0), Decimal(0))}
    for one in earned:
        first = triennium_of(one.on.year)
        credits_, deontological = sums.get(first, (Decimal(0), Decimal(0)))
        sums[first] = (credits_ + one.credits, deontological + one.deontological)
    return [Triennium(first, *sums[first]) for first in sorted(sums, reverse=True)]
