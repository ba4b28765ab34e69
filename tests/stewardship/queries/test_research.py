# SPDX-License-Identifier: EUPL-1.2
"""What the columns of a copy for research say."""

from __future__ import annotations

from datetime import date

import pytest

from ordito.cases.models import TakingInCharge
from ordito.stewardship.queries.research import BY_KEY


@pytest.mark.parametrize(
    ("opened_on", "closed_on", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 1), "0"),
        (date(2026, 1, 1), date(2026, 1, 31), "0"),
        (date(2026, 1, 31), date(2026, 3, 1), "1"),
        (date(2025, 11, 15), date(2026, 2, 15), "3"),
        (date(2025, 11, 15), date(2026, 2, 14), "2"),
        (date(2026, 1, 1), None, ""),
    ],
)
def test_whole_months_in_charge(opened_on: date, closed_on: date | None, months: str) -> None:
    assert BY_KEY["months"].value(TakingInCharge(opened_on=opened_on, closed_on=closed_on)) == months
