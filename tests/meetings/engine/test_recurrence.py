# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ordito.meetings.engine.recurrence import (
    RuleError,
    count_until,
    monthly_date,
    monthly_weekday,
    occurrences,
    weekly,
)

ROME = ZoneInfo("Europe/Rome")
FIRST = datetime(2026, 10, 6, 10, 0, tzinfo=ROME)


def test_ten_in_rome_stays_ten_across_the_change_of_the_clock() -> None:
    """The clock goes back on 25 October 2026: the hour on the wall stays, the hour in UTC moves."""
    moments = occurrences(weekly([1], 4), FIRST)
    assert [moment.hour for moment in moments] == [10, 10, 10, 10]
    assert [moment.astimezone(UTC).hour for moment in moments] == [8, 8, 8, 9]


def test_a_fortnight_on_two_days() -> None:
    moments = occurrences(weekly([1, 3], 4, every=2), FIRST)
    assert [moment.day for moment in moments] == [6, 8, 20, 22]


def test_the_fifth_week_means_the_last() -> None:
    first = datetime(2026, 9, 29, 10, 0, tzinfo=ROME)  # the fifth Tuesday of September
    moments = occurrences(monthly_weekday(first.date(), 3), first)
    assert [moment.date() for moment in moments] == [date(2026, 9, 29), date(2026, 10, 27), date(2026, 11, 24)]


def test_a_month_without_that_day_is_left_out() -> None:
    first = datetime(2026, 12, 31, 10, 0, tzinfo=ROME)
    moments = occurrences(monthly_date(first.date(), 3), first)
    assert [moment.date() for moment in moments] == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)]


def test_how_many_until_a_day_with_that_day() -> None:
    rule = weekly([1], 99)
    assert count_until(rule, FIRST, date(2026, 10, 27)) == 4
    assert count_until(rule, FIRST, date(2026, 10, 26)) == 3


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TU",
        "FREQ=DAILY;COUNT=151",
        "FREQ=WEEKLY;BYDAY=WE;COUNT=2",
        "FREQ=YEARLY;COUNT=5",
        "FREQ=NEVER;COUNT=2",
    ],
    ids=["endless", "too many", "not the first one", "too long", "no rule"],
)
def test_what_makes_no_series(rule: str) -> None:
    with pytest.raises(RuleError):
        occurrences(rule, FIRST)
