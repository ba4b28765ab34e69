# SPDX-License-Identifier: EUPL-1.2
"""Dates as Italian offices write them, ages and reporting periods. The clock is always an argument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
_NUMERIC = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_WORDS = re.compile(r"(\d{1,2})\s*[°º]?\s+([a-z]{3,9})\.?\s+(\d{4})")


def parse_date(text: str, *, today: date) -> date:
    """Read ``3/4/2019``, ``03-04-19``, ``3.4.2019``, ``2019-04-03`` or ``3 aprile 2019``; day before month, always.

    A year of two digits is the latest one that is not after ``today``.

    Raises:
        ValueError: not a date, or a day that does not exist. Whether the date makes sense is for the caller.
    """
    cleaned = text.strip().lower()
    if match := _NUMERIC.fullmatch(cleaned):
        day, month, year = match.groups()
        return date(_full_year(year, today), int(month), int(day))
    if match := _ISO.fullmatch(cleaned):
        return date(*map(int, match.groups()))
    if match := _WORDS.fullmatch(cleaned):
        day, name, year = match.groups()
        for number, month_name in enumerate(MONTHS, start=1):
            if month_name == name or (len(name) == len("gen") and month_name.startswith(name)):
                return date(int(year), number, int(day))
    raise ValueError("Not a date in a form that is understood")


def _full_year(digits: str, today: date) -> int:
    year = int(digits)
    if len(digits) == len("1999"):
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year else century - 100 + year


def format_date(day: date) -> str:
    """``03/04/2019``."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def completed_years(birth: date, at: date) -> int:
    """Age in completed years at the end of ``at``; negative before birth.

    Somebody born on 29 February completes a year on 1 March of common years.
    """
    return at.year - birth.year - ((at.month, at.day) < (birth.month, birth.day))


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("A period cannot end before it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def quarter(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def year_period(year: int) -> Period:
    """The calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def quarter_period(year: int, number: int) -> Period:
    """One quarter of the calendar year; ``number`` from 1 to 4."""
    start = date(year, 3 * number - 2, 1)
    after = date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)  # noqa: PLR2004 - the last quarter
    return Period(start, after - timedelta(days=1))


def periods_end(first: date, last: date) -> list[date]:
    """The last days of every quarter that touches ``first`` to ``last``, in order."""
    ends = []
    year, number = first.year, quarter(first)
    while quarter_period(year, number).start <= last:
        ends.append(quarter_period(year, number).end)
        year, number = (year + 1, 1) if number == 4 else (year, number + 1)  # noqa: PLR2004 - the last quarter
    return ends
