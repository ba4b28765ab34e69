# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal

import pytest

from ordito.training.engine.attendance import is_enough, needed, share


@pytest.mark.parametrize(
    ("hours", "enough"), [(12, False), (13, True), (16, True)], ids=["12 of 16", "13 of 16", "16 of 16"]
)
def test_hours_of_sixteen_at_eighty_per_cent(hours: int, enough: bool) -> None:  # noqa: FBT001 - a table of cases
    assert is_enough(hours * 60, 16 * 60, 80) is enough


def test_the_least_is_never_rounded_down() -> None:
    assert needed(16 * 60, 80) == 768
    assert is_enough(768, 960, 80)
    assert not is_enough(767, 960, 80)
    assert needed(100, 33) == 33
    assert needed(101, 33) == 34


def test_nothing_due_is_never_enough() -> None:
    assert not is_enough(0, 0, 80)


def test_a_share_below_the_threshold_never_reads_as_the_threshold() -> None:
    assert share(767, 960) == Decimal("79.8")
    assert share(7999, 10000) == Decimal("79.9")
    assert share(0, 0) == 0
