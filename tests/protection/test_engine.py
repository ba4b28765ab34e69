# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ordito.protection.engine.clock import (
    ROME,
    Remaining,
    Term,
    add_months,
    due_times,
    remaining,
    semester_end,
    term_end,
)

CLOCK = (
    Term("act", "", 24),
    Term("validation", "act", 72),
    Term("decree", "validation", 48),
    Term("hearing", "decree", 15, in_days=True),
)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (datetime(2026, 11, 20, 18, 30, tzinfo=ROME), 24, "2026-11-21 18:30"),
        (datetime(2026, 3, 28, 20, 0, tzinfo=ROME), 24, "2026-03-29 21:00"),  # the night of 23 hours
        (datetime(2026, 10, 24, 20, 0, tzinfo=ROME), 24, "2026-10-25 19:00"),  # the night of 25
        (datetime(2028, 2, 28, 10, 0, tzinfo=ROME), 48, "2028-03-01 10:00"),  # a leap year
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), 72, "2027-01-04 00:59"),
    ],
)
def test_hours_run_without_pause(start: datetime, hours: int, end: str) -> None:
    assert f"{term_end(start, hours, in_days=False):%Y-%m-%d %H:%M}" == end


def test_days_leave_the_first_out_and_run_to_midnight() -> None:
    start = datetime(2026, 3, 20, 0, 5, tzinfo=ROME)
    assert term_end(start, 15, in_days=True) == datetime(2026, 4, 4, 23, 59, 59, tzinfo=ROME)


def test_a_day_is_that_of_the_italian_calendar() -> None:
    late_evening = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight in Rome
    assert term_end(late_evening, 1, in_days=True).date() == date(2026, 7, 3)


def test_terms_run_from_the_last_moment_of_what_is_waited_for() -> None:
    start = datetime(2026, 11, 2, 10, 0, tzinfo=ROME)
    due = due_times(start, CLOCK, {})
    assert due["act"] == datetime(2026, 11, 3, 10, 0, tzinfo=ROME)
    assert due["validation"] == datetime(2026, 11, 6, 10, 0, tzinfo=ROME)
    assert due["decree"] == datetime(2026, 11, 8, 10, 0, tzinfo=ROME)
    assert due["hearing"] == datetime(2026, 11, 23, 23, 59, 59, tzinfo=ROME)


def test_terms_run_from_when_the_step_was_taken() -> None:
    start = datetime(2026, 11, 2, 10, 0, tzinfo=ROME)
    early = datetime(2026, 11, 2, 12, 0, tzinfo=ROME)
    due = due_times(start, CLOCK, {"act": early})
    assert due["act"] == datetime(2026, 11, 3, 10, 0, tzinfo=ROME)
    assert due["validation"] == datetime(2026, 11, 5, 12, 0, tzinfo=ROME)


def test_an_unknown_step_before_counts_from_the_beginning() -> None:
    start = datetime(2026, 11, 2, 10, 0, tzinfo=ROME)
    assert due_times(start, [Term("x", "gone", 1)], {})["x"] == datetime(2026, 11, 2, 11, 0, tzinfo=ROME)


def test_remaining_counts_real_hours_when_the_clock_changes() -> None:
    now = datetime(2026, 10, 24, 20, 0, tzinfo=ROME)
    due = datetime(2026, 10, 25, 20, 0, tzinfo=ROME)
    assert remaining(due, now.astimezone(UTC)) == Remaining(late=False, days=1, hours=1, minutes=0)
    assert remaining(now.astimezone(UTC), due) == Remaining(late=True, days=1, hours=1, minutes=0)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_months_on_their_day_or_the_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_semesters_are_counted_from_the_start_and_do_not_drift() -> None:
    start = date(2025, 8, 31)
    assert [semester_end(start, number) for number in (1, 2, 3)] == [
        date(2026, 2, 28),
        date(2026, 8, 31),
        date(2027, 2, 28),
    ]
