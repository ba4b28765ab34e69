# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ordito.training.engine.credits import Earned, Owed, by_period, period_of

THREE = Owed(2014, 3, Decimal(60), Decimal(15), verified=False)
FROM_2026 = Owed(2025, 2, Decimal(40), Decimal(12), verified=True)


def test_credits_are_counted_in_three_years() -> None:
    firsts = [period_of(year, [THREE])[0] for year in (2014, 2016, 2017, 2026, 2028, 2013)]
    assert firsts == [2014, 2014, 2017, 2026, 2026, 2011]
    earned = [
        Earned(date(2025, 12, 31), Decimal(10), Decimal(5)),
        Earned(date(2026, 1, 1), Decimal("40.5"), Decimal(16)),
        Earned(date(2028, 12, 31), Decimal(12), Decimal(0)),
    ]
    now, before = by_period(earned, [THREE], today=date(2027, 5, 1))
    assert (now.first, now.last, now.credits, now.missing, now.missing_deontological) == (
        2026, 2028, Decimal("52.5"), Decimal("7.5"), Decimal(0),
    )  # fmt: skip
    assert (before.first, before.credits, before.missing_deontological) == (2023, Decimal(10), Decimal(10))
    [empty] = by_period([], [THREE], today=date(2026, 5, 1))
    assert (empty.credits, empty.missing) == (Decimal(0), Decimal(60))


@pytest.mark.parametrize(
    ("year", "found"),
    [(2024, (2023, 2024, THREE)), (2025, (2025, 2026, FROM_2026)), (2028, (2027, 2028, FROM_2026))],
)
def test_another_rule_ends_the_period_before_it(year: int, found: tuple[int, int, Owed]) -> None:
    assert period_of(year, [FROM_2026, THREE]) == found


def test_without_a_rule_nothing_is_owed_in_words() -> None:
    with pytest.raises(ValueError, match="No rule"):
        period_of(2026, [])
