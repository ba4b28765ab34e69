# SPDX-License-Identifier: EUPL-1.2
import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.core import dates

TODAY = date(2026, 11, 21)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    "typed",
    ["3/4/2019", "03/04/2019", "03-04-2019", "3.4.19", "2019-04-03", "2019-04-03 00:00:00", "3 aprile 2019",
     "3 apr 2019", " 3 / 4 / 2019 ", "3 04 2019"],
)  # fmt: skip
def test_date_is_read_with_day_before_month(typed: str) -> None:
    assert dates.parse_date(typed, today=TODAY) == date(2019, 4, 3)


def test_year_of_two_digits_is_never_in_the_future() -> None:
    assert dates.parse_date("1/1/26", today=TODAY) == date(2026, 1, 1)
    assert dates.parse_date("1/1/27", today=TODAY) == date(1927, 1, 1)


@pytest.mark.parametrize(
    "typed", ["", "31/2/2019", "13/13/2019", "2019", "45 aprile 2019", "3 foo 2019", "1/1/201", "x"]
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is not for people
        dates.parse_date(typed, today=TODAY)


@given(DAYS)
def test_written_date_is_read_back(day: date) -> None:
    assert dates.parse_date(dates.format_date(day), today=TODAY) == day


def test_completed_years_change_on_the_birthday() -> None:
    birth = date(2008, 5, 20)
    assert dates.completed_years(birth, date(2026, 5, 19)) == 17
    assert dates.completed_years(birth, date(2026, 5, 20)) == 18


def test_born_on_the_29_february_completes_on_1_march() -> None:
    assert dates.completed_years(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert dates.completed_years(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert dates.completed_years(date(2008, 2, 29), date(2024, 2, 29)) == 16


@given(DAYS)
def test_every_day_is_in_its_quarter_and_no_other(day: date) -> None:
    inside = [number for number in (1, 2, 3, 4) if day in dates.quarter_period(day.year, number)]
    assert inside == [dates.quarter(day)]


def test_quarters_cover_the_year_without_gaps() -> None:
    quarters = [dates.quarter_period(2024, number) for number in (1, 2, 3, 4)]
    assert quarters[0].start == dates.year_period(2024).start
    assert quarters[-1].end == dates.year_period(2024).end
    assert all((after.start - before.end).days == 1 for before, after in itertools.pairwise(quarters))


def test_periods_end_lists_every_quarter_touched() -> None:
    assert dates.periods_end(date(2025, 11, 3), date(2026, 4, 1)) == [
        date(2025, 12, 31),
        date(2026, 3, 31),
        date(2026, 6, 30),
    ]


def test_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before"):
        dates.Period(date(2026, 1, 2), date(2026, 1, 1))
