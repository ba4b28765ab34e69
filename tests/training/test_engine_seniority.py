# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.training.engine.seniority import Seniority, Stretch, belongs, count

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    from_years: int | None = None
    from_included: bool = True
    to_years: int | None = None
    to_included: bool = True


TRACKS = {
    "start-up": Limits(to_years=3, to_included=False),
    "miglioramento": Limits(from_years=3, to_years=10),
    "aggiornamento": Limits(from_years=10, from_included=False),
}


def tracks_of(seniority: Seniority) -> list[str]:
    return [name for name, limits in TRACKS.items() if belongs(seniority, limits)]


@pytest.mark.parametrize(
    ("start", "expected", "track"),
    [
        (date(2026, 3, 1), Seniority(0, 0), "start-up"),
        (date(2023, 3, 2), Seniority(2, 364), "start-up"),
        (date(2023, 3, 1), Seniority(3, 0), "miglioramento"),
        (date(2016, 3, 1), Seniority(10, 0), "miglioramento"),
        (date(2016, 2, 29), Seniority(10, 0), "miglioramento"),  # completes its years on 1 March
        (date(2016, 2, 28), Seniority(10, 1), "aggiornamento"),
    ],
)
def test_each_end_of_a_track(start: date, expected: Seniority, track: str) -> None:
    found = count([Stretch(start)], date(2026, 3, 1)).total
    assert found == expected
    assert tracks_of(found) == [track]


def test_no_service_is_the_first_track() -> None:
    assert tracks_of(count([], date(2026, 3, 1)).total) == ["start-up"]


def test_overlaps_count_once_and_gaps_not_at_all() -> None:
    periods = [
        Stretch(date(2020, 1, 1), date(2020, 12, 31)),
        Stretch(date(2020, 6, 1), date(2021, 1, 31)),  # overlaps
        Stretch(date(2021, 2, 1), date(2021, 2, 28)),  # goes on from there
        Stretch(date(2022, 1, 1), date(2022, 1, 10)),  # after a gap
    ]
    found = count(periods, date(2026, 1, 1))
    assert [(stretch.start, stretch.end, days) for stretch, days in found.stretches] == [
        (date(2020, 1, 1), date(2021, 2, 28), 425),
        (date(2022, 1, 1), date(2022, 1, 10), 10),
    ]
    assert found.total == Seniority(1, 70)


def test_service_still_to_come_does_not_count() -> None:
    assert count([Stretch(date(2026, 3, 1))], date(2026, 3, 1)).stretches == ()
    assert count([Stretch(date(2025, 3, 1), date(2027, 1, 1))], date(2026, 3, 1)).total == Seniority(1, 0)


days = st.dates(min_value=date(1980, 1, 1), max_value=date(2030, 12, 31))


@given(st.lists(st.tuples(days, st.integers(min_value=0, max_value=4000)), max_size=6), days)
def test_everybody_belongs_to_one_track_and_days_are_those_of_the_calendar(
    drawn: list[tuple[date, int]], on: date
) -> None:
    periods = [Stretch(start, start + timedelta(days=length)) for start, length in drawn]
    found = count(periods, on)
    worked = {p.start + DAY * n for p in periods for n in range((p.end - p.start).days + 1) if p.end}  # type: ignore[operator] # each has an end
    assert sum(length for _stretch, length in found.stretches) == len({day for day in worked if day < on})
    assert len(tracks_of(found.total)) == 1
