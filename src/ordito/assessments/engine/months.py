# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from calendar import monthrange
from datetime import date

MONTHS_OF_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month when there is none such (31 January → 28 February)."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
