# SPDX-License-Identifier: EUPL-1.2
"""Months on the calendar, and the number of months that a code stands for."""

from __future__ import annotations

import calendar
import re
from datetime import date

_NUMBER = re.compile(r"\d+")
LONGEST = 120
"""No outcome is looked at later than ten years after."""


def add_months(day: date, months: int) -> date:
    """The same day of another month, the last of it when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_of(code: str) -> int | None:
    """How many months a code of the list says: 6 for ``6`` and for ``own_dopo_6_mesi``; None when it says none."""
    found = _NUMBER.search(code)
    months = int(found.group()) if found else 0
    return months if 0 < months <= LONGEST else None
