# SPDX-License-Identifier: EUPL-1.2
"""The credits that a social worker owes their order, in so many years at a time, by the rule in force then."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


@dataclass(frozen=True)
class Owed:
    """From 1 January of `from_year`, in each `years` calendar years: so many credits, so many of them deontological."""

    from_year: int
    years: int
    credits: Decimal
    deontological: Decimal
    verified: bool


@dataclass(frozen=True)
class Earned:
    """The credits of one certificate, on the last day of its course."""

    on: date
    credits: Decimal
    deontological: Decimal


@dataclass(frozen=True)
class Period:
    """Calendar years that go together, usually three, with what is owed and what was earned in them."""

    first: int
    last: int
    owed: Owed
    credits: Decimal
    deontological: Decimal

    @property
    def three(self) -> bool:
        """Whether it is of three years, which have a name of their own."""
        return self.last - self.first == 2  # noqa: PLR2004 - the first, one between, the last

    @property
    def missing(self) -> Decimal:
        """Credits still to earn, of any kind."""
        return max(self.owed.credits - self.credits, Decimal(0))

    @property
    def missing_deontological(self) -> Decimal:
        """Of those, how many must be deontological."""
        return max(self.owed.deontological - self.deontological, Decimal(0))


def period_of(year: int, rules: Sequence[Owed]) -> tuple[int, int, Owed]:
    """The first and last of the years that go with `year`, and what is owed in them.

    A period ends where another rule begins. Before the first rule its periods are counted backwards.

    Raises:
        ValueError: there are no rules.
    """
    ordered = sorted(rules, key=lambda rule: rule.from_year)
    if not ordered:
        raise ValueError("No rule says how many credits are owed")
    begun = [rule for rule in ordered if rule.from_year <= year]
    rule = begun[-1] if begun else ordered[0]
    first = rule.from_year + (year - rule.from_year) // rule.years * rule.years
    later = [other.from_year - 1 for other in ordered if other.from_year > first]
    return first, min([first + rule.years - 1, *later]), rule


def by_period(earned: Iterable[Earned], rules: Sequence[Owed], *, today: date) -> list[Period]:
    """What was earned in each period, the latest first; the one of today stands there also when empty."""
    nothing = (Decimal(0), Decimal(0))
    sums = {period_of(today.year, rules): nothing}
    for one in earned:
        years = period_of(one.on.year, rules)
        credits_, deontological = sums.get(years, nothing)
        sums[years] = (credits_ + one.credits, deontological + one.deontological)
    return [Period(*years, *sums[years]) for years in sorted(sums, key=lambda years: years[0], reverse=True)]
