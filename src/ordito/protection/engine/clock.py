# SPDX-License-Identifier: EUPL-1.2
"""The arithmetic of terms: hours that run without pause, days that end at midnight, months on their day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROME = ZoneInfo("Europe/Rome")
END_OF_DAY = time(23, 59, 59)
SEMESTER = 6
"""Months."""


@dataclass(frozen=True)
class Term:
    """A step that must be taken within `amount` hours or days of the step `after` (empty: of the beginning)."""

    step: str
    after: str
    amount: int
    in_days: bool = False


def term_end(start: datetime, amount: int, *, in_days: bool) -> datetime:
    """When a term ends, in Italian time.

    Hours are counted one by one, so that the night when clocks change has 23 or 25; the day from which days are counted
    is left out and the last one runs to its end (art. 155 c.p.c.). A last day that is a holiday is not put off: who
    relies upon a longer term reads the law.
    """
    if in_days:
        return datetime.combine(start.astimezone(ROME).date() + timedelta(days=amount), END_OF_DAY, ROME)
    return (start.astimezone(UTC) + timedelta(hours=amount)).astimezone(ROME)


def due_times(start: datetime, terms: Sequence[Term], done: Mapping[str, datetime]) -> dict[str, datetime]:
    """By when each step is due at the latest; `terms` in the order in which they follow each other.

    A term runs from when the step before it was taken; while that one is waited for, from its own last moment.
    """
    due: dict[str, datetime] = {}
    for term in terms:
        begins = done.get(term.after) or due.get(term.after, start)
        due[term.step] = term_end(begins, term.amount, in_days=term.in_days)
    return due


@dataclass(frozen=True)
class Remaining:
    """The time between now and a due moment, in whole parts; `late` when it has passed."""

    late: bool
    days: int
    hours: int
    minutes: int


def remaining(due: datetime, now: datetime) -> Remaining:
    """How long is left, or how long ago it was due."""
    late = now > due
    seconds = int(abs((due - now).total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    return Remaining(late, days, hours, rest // 60)


def add_months(day: date, months: int) -> date:
    """The same day of another month, the last of it when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def semester_end(start: date, number: int) -> date:
    """When the semester of that number (from 1) since `start` is over."""
    return add_months(start, SEMESTER * number)
