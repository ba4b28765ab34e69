# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.questionnaires.engine import typing_it

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12", "12"),
        (" 12 ", "12"),
        ("+12", "12"),
        ("-3", "-3"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        (",5", "0.5"),
        ("-,5", "-0.5"),
        ("1 234", "1234"),
        ("1'234", "1234"),
        ("", ""),
        ("dodici", "dodici"),
        ("1,2,3", "1,2,3"),
        ("1.2.3", "1.2.3"),
        ("12e3", "12e3"),
        ("١٢", "١٢"),
    ],
)
def test_number_is_read_the_italian_way(typed: str, stored: str) -> None:
    assert typing_it.read_number(typed) == stored


@pytest.mark.parametrize(("typed", "stored"), [("12", "12"), ("12,0", "12"), ("12,5", "12,5"), ("1.200", "1200")])
def test_whole_number_keeps_what_is_not_whole_as_typed(typed: str, stored: str) -> None:
    assert typing_it.read_number(typed, whole=True) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("3/4/2025", "2025-04-03"),
        ("03-04-25", "2025-04-03"),
        ("3.4.2025", "2025-04-03"),
        ("3 aprile 2025", "2025-04-03"),
        ("2025-04-03", "2025-04-03"),
        ("1/1/45", "2045-01-01"),
        ("1/1/60", "1960-01-01"),
        ("31/02/2025", "31/02/2025"),
        ("domani", "domani"),
    ],
)
def test_day_is_read_the_italian_way(typed: str, stored: str) -> None:
    assert typing_it.read_day(typed, today=TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("4/2025", "2025-04-01"), ("aprile 2025", "2025-04-01"), ("2025-04", "2025-04-01"), ("13/2025", "13/2025")],
)
def test_month_is_its_first_day(typed: str, stored: str) -> None:
    assert typing_it.read_month(typed, today=TODAY) == stored


@pytest.mark.parametrize(("typed", "stored"), [("2025", "2025-01-01"), ("25", "25"), ("3/4/2025", "2025-04-03")])
def test_year_is_its_first_day(typed: str, stored: str) -> None:
    assert typing_it.read_year(typed, today=TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("14:30", "14:30:00.000"),
        ("14.30", "14:30:00.000"),
        ("9", "09:00:00.000"),
        ("24:00", "24:00"),
        ("14:30:05", "14:30:05.000"),
        ("14:30:00.000+01:00", "14:30:00.000+01:00"),
        ("mezzogiorno", "mezzogiorno"),
    ],
)
def test_hour_is_read(typed: str, stored: str) -> None:
    assert typing_it.read_hour(typed) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (["3/4/2025", "14:30"], "2025-04-03T14:30:00.000"),
        (["3/4/2025 14:30"], "2025-04-03T14:30:00.000"),
        (["3/4/2025", ""], "3/4/2025"),
        (["", "14:30"], "14:30"),
        (["", ""], ""),
        (["31/02/2025", "14:30"], "31/02/2025 14:30"),
    ],
)
def test_moment_is_a_day_and_an_hour(typed: list[str], stored: str) -> None:
    assert typing_it.read_moment(typed, today=TODAY) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (["41,117", "16,871", "", ""], "41.117 16.871 0 0"),
        (["41.117°", "16.871", "3", "5"], "41.117 16.871 3 5"),
        (["41,117", "", "", ""], "41.117 ? 0 0"),
        (["", "", "1", "1"], ""),
        (["qui vicino", "16", "", ""], "qui_vicino 16 0 0"),
    ],
)
def test_point_has_four_parts(typed: list[str], stored: str) -> None:
    assert typing_it.read_point(typed) == stored


def test_line_is_a_point_a_row() -> None:
    stored = typing_it.read_line("41,1 16,8\r\n41,2 16,9\r\n")
    assert stored == "41.1 16.8 0 0;41.2 16.9 0 0"
    assert typing_it.show_line(stored) == "41,1 16,8\n41,2 16,9"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2025-04-03T14:30:00.000+01:00", ("03/04/2025", "14:30")),
        ("2025-04-03", ("03/04/2025", "")),
        ("boh", ("boh", "")),
    ],
)
def test_moment_is_shown_in_two_fields(stored: str, shown: tuple[str, str]) -> None:
    assert typing_it.show_moment(stored) == shown


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_shown_day_reads_back(day: date) -> None:
    assert typing_it.read_day(typing_it.show_day(day.isoformat()), today=TODAY) == day.isoformat()


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_shown_number_reads_back(number: object) -> None:
    stored = typing_it.read_number(str(number))
    assert typing_it.read_number(typing_it.show_number(stored)) == stored


@given(st.text(max_size=40))
def test_nothing_typed_is_lost_or_breaks(typed: str) -> None:
    readers = (
        typing_it.read_number(typed),
        typing_it.read_day(typed, today=TODAY),
        typing_it.read_hour(typed),
        typing_it.read_month(typed, today=TODAY),
        typing_it.read_moment([typed], today=TODAY),
    )
    assert all(bool(stored) == bool(typed.strip()) for stored in readers)


@given(st.text(max_size=40))
def test_what_cannot_be_read_is_shown_as_it_was_typed(typed: str) -> None:
    stored = typing_it.read_day(typed, today=TODAY)
    assert typing_it.read_day(typing_it.show_day(stored), today=TODAY) == stored
