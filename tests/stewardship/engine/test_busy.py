# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ordito.stewardship.engine.busy import Deed, fullest, whole

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def deed(minute: int, *records: int) -> Deed:
    return Deed(START + timedelta(minutes=minute), frozenset(records))


def test_nothing_done_is_no_stretch() -> None:
    assert fullest([], minutes=60, distinct=True) is None
    assert whole([], distinct=False) is None


def test_the_same_record_counts_once() -> None:
    found = fullest([deed(0, 1), deed(5, 1), deed(9, 2)], minutes=60, distinct=True)
    assert found is not None
    assert (found.count, found.records) == (2, frozenset({1, 2}))
    again = fullest([deed(0, 1), deed(5, 1), deed(9, 2)], minutes=60, distinct=False)
    assert again is not None
    assert again.count == 3


def test_the_fullest_stretch_is_found_wherever_it_lies() -> None:
    deeds = [deed(0, 1), deed(100, 2), deed(110, 3), deed(160, 4), deed(161, 5), deed(400, 6)]
    found = fullest(deeds, minutes=60, distinct=True)
    assert found is not None
    assert (found.count, found.records) == (3, frozenset({2, 3, 4}))
    assert found.first_at == START + timedelta(minutes=100)
    assert found.last_at == START + timedelta(minutes=160)


def test_without_minutes_the_whole_day_counts_in_any_order() -> None:
    found = fullest([deed(500, 2), deed(0, 1)], minutes=0, distinct=True)
    assert found is not None
    assert (found.count, found.first_at) == (2, START)
