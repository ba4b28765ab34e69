# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ordito.meetings.engine.spans import BreakError, spans_of
from ordito.meetings.engine.typed import TypedError, read_minutes

ROME = ZoneInfo("Europe/Rome")
NINE, SIX = datetime(2026, 10, 6, 9, 0, tzinfo=ROME), datetime(2026, 10, 6, 18, 0, tzinfo=ROME)


def test_a_break_parts_the_day() -> None:
    morning, afternoon = spans_of(NINE, SIX, [[240, 300]])
    assert (morning.minutes, afternoon.minutes) == (240, 240)
    assert [moment.hour for moment in afternoon.moments(NINE)] == [14, 18]


def test_the_night_on_which_the_clock_goes_back_is_an_hour_longer() -> None:
    start, end = datetime(2026, 10, 24, 22, 0, tzinfo=ROME), datetime(2026, 10, 25, 7, 0, tzinfo=ROME)
    (night,) = spans_of(start, end, [])
    assert night.minutes == 10 * 60
    assert night.moments(start)[1] == end


@pytest.mark.parametrize("breaks", [[[0, 60]], [[500, 540]], [[60, 60]], [[60, 120], [90, 150]]])
def test_breaks_that_cannot_be(breaks: list[list[int]]) -> None:
    with pytest.raises(BreakError):
        spans_of(NINE, SIX, breaks)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("", None), ("  ", None), ("90", 90), ("1:30", 90), ("1h30", 90), ("2h", 120), ("1.05", 65), ("X", 240), ("0", 0)],
)
def test_minutes_as_typed(text: str, minutes: int | None) -> None:
    assert read_minutes(text, whole=240) == minutes


@pytest.mark.parametrize("text", ["-5", "molto", "1:75", "90 minuti?", "12345"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(TypedError):
        read_minutes(text, whole=240)
