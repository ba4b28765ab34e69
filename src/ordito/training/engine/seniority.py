# SPDX-License-Identifier: EUPL-1.2
"""Years of service on a day, from periods that may overlap, and which track they lead to.

Service counts to the day before: who began three years ago to the day has three years of service. Days of separate
periods are put end to end, as if they had run without a break until that day, so that months keep their length.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from ordito.core.dates import completed_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DAY = timedelta(days=1)
LEAP_DAY = (2, 29)


@dataclass(frozen=True, order=True)
class Stretch:
    """Service from `start` to `end`, both included; without `end` it goes on."""

    start: date
    end: date | None = None


@dataclass(frozen=True, order=True)
class Seniority:
    """Completed years of service and the days beyond them."""

    years: int
    days: int


@dataclass(frozen=True)
class Counted:
    """How a seniority was counted: the stretches after joining those that overlap, each with its days, and the sum."""

    stretches: tuple[tuple[Stretch, int], ...]
    total: Seniority


class Limits(Protocol):
    """The ends of a track, in whole years of service; None is open."""

    @property
    def from_years(self) -> int | None:
        """From how many years."""

    @property
    def from_included(self) -> bool:
        """Whether who has just these belongs."""

    @property
    def to_years(self) -> int | None:
        """To how many years."""

    @property
    def to_included(self) -> bool:
        """Whether who has just these belongs."""


def count(periods: Iterable[Stretch], on: date) -> Counted:
    """The service done before the day `on`; overlapping periods count once, later ones not at all."""
    joined = _joined(_cut(periods, on))
    measured = tuple((stretch, _days(stretch)) for stretch in joined)
    return Counted(measured, _as_years(sum(days for _stretch, days in measured), on))


def _cut(periods: Iterable[Stretch], on: date) -> list[Stretch]:
    """The periods up to the day before, the first to begin first."""
    last = on - DAY
    cut = [Stretch(period.start, min(period.end or last, last)) for period in periods]
    return sorted(period for period in cut if period.end is not None and period.start <= period.end)


def _joined(periods: Sequence[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for period in periods:
        before = found[-1] if found else None
        if before is None or before.end is None or period.end is None or period.start > before.end + DAY:
            found.append(period)
        else:
            found[-1] = Stretch(before.start, max(before.end, period.end))
    return found


def _days(stretch: Stretch) -> int:
    return (stretch.end - stretch.start).days + 1 if stretch.end is not None else 0


def _as_years(days: int, on: date) -> Seniority:
    start = on - timedelta(days=days)
    years = completed_years(start, on)
    return Seniority(years, (on - _anniversary(start, years)).days)


def _anniversary(start: date, years: int) -> date:
    if (start.month, start.day) == LEAP_DAY:
        return start.replace(month=3, day=1, year=start.year + years) if years else start
    return start.replace(year=start.year + years)


def belongs(seniority: Seniority, limits: Limits) -> bool:
    """Whether who has this seniority belongs between the limits of a track."""
    return _above(seniority, limits.from_years, included=limits.from_included) and _below(
        seniority, limits.to_years, included=limits.to_included
    )


def _above(seniority: Seniority, years: int | None, *, included: bool) -> bool:
    if years is None:
        return True
    end = Seniority(years, 0)
    return seniority > end or (included and seniority == end)


def _below(seniority: Seniority, years: int | None, *, included: bool) -> bool:
    if years is None:
        return True
    end = Seniority(years, 0)
    return seniority < end or (included and seniority == end)
