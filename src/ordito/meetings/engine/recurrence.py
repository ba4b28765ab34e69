# SPDX-License-Identifier: EUPL-1.2
"""Rules of RFC 5545 for series of meetings: made from a few words, kept as text, read by `dateutil`.

Rules end by COUNT alone: it means the same whatever the time zone. Occurrences keep the hour on the wall: what begins
at 10:00 in Rome begins at 10:00 there after the clock has changed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # its package has no types

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST = timedelta(days=3 * 366)
MOST = 150
"""Meetings of one series: three a week for a year."""
WEEK_DAYS = 7
LAST_WEEK = 4
"""From the fifth week of a month on, "the same day of the week" is its last one."""


class RuleError(ValueError):
    """Not a rule that a series can have."""


def weekly(days: Sequence[int], count: int, *, every: int = 1) -> str:
    """Every so many weeks on these days (0 is Monday), so many meetings in all."""
    named = ",".join(DAYS[day] for day in sorted(set(days)))
    return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={named};COUNT={count}"


def monthly_weekday(first: date, count: int) -> str:
    """Every month, on the day of the week and the week of the month of `first`; the fifth is the last."""
    week = (first.day - 1) // WEEK_DAYS
    place = -1 if week >= LAST_WEEK else week + 1
    return f"FREQ=MONTHLY;BYDAY={place}{DAYS[first.weekday()]};COUNT={count}"


def monthly_date(first: date, count: int) -> str:
    """Every month on the day of `first`; months without that day are left out, as the standard says."""
    return f"FREQ=MONTHLY;BYMONTHDAY={first.day};COUNT={count}"


def occurrences(rule: str, first: datetime) -> list[datetime]:
    """When each meeting of a series begins, `first` (aware) included, in its zone.

    Raises:
        RuleError: the rule cannot be read, has no end, makes too many, or does not make the first one.
    """
    if "COUNT=" not in rule:
        raise RuleError("without an end")
    try:
        found = rrulestr(f"RRULE:{rule}", dtstart=first.replace(tzinfo=None))
        moments = [moment for _number, moment in zip(range(MOST + 1), found, strict=False)]
    except ValueError as error:
        raise RuleError(str(error)) from error
    if len(moments) > MOST or not moments or moments[0] != first.replace(tzinfo=None):
        raise RuleError("too many, or not the first one")
    if moments[-1] - moments[0] > LONGEST:
        raise RuleError("too long")
    return [moment.replace(tzinfo=first.tzinfo) for moment in moments]


def count_until(rule: str, first: datetime, last: date) -> int:
    """How many meetings the rule makes to a day, the last included; at least the first, at most `MOST` + 1.

    `rule` is one of ours with any COUNT.
    """
    endless = rrulestr(f"RRULE:{rule.partition(';COUNT=')[0]}", dtstart=first.replace(tzinfo=None))
    count = 0
    for moment in endless:
        if moment.date() > last or count > MOST:
            break
        count += 1
    return max(count, 1)
