# SPDX-License-Identifier: EUPL-1.2
"""What a page asks once."""

from __future__ import annotations

from ordito.core.asked import asked_once, once

told: list[tuple[int, int]] = []


@once
def doubled(number: int, *, times: int = 2) -> list[int]:
    """A list, so that it can be told whether it is the same one."""
    told.append((number, times))
    return [number * times]


def test_within_a_page_the_same_question_is_asked_once_and_elsewhere_each_time() -> None:
    told.clear()
    assert doubled(1) is not doubled(1)
    with asked_once():
        first = doubled(1)
        with asked_once():
            assert doubled(1) is first
        assert doubled(1) is first, "an inner page ends nothing"
        assert doubled(1, times=3) == [3]
        assert doubled(2) == [4]
    assert doubled(1) is not first
    assert told == [(1, 2), (1, 2), (1, 2), (1, 3), (2, 2), (1, 2)]
