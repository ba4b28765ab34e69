# SPDX-License-Identifier: EUPL-1.2
"""Reads a day out of a cell, in whatever habit it was written: the day always comes before the month."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any

from ordito.core.dates import MONTHS
from ordito.imports.engine.problems import CellIssue, CellProblem
from ordito.imports.engine.words import clean_text

if TYPE_CHECKING:
    from ordito.imports.engine.words import RawCell

# The value (None when there is none or it is refused) and what is to be said about it.
Reading = tuple[Any, CellIssue | None]

SERIAL_ORIGIN = dt.date(1899, 12, 30)  # day 0 of spreadsheets, also what an emptied date cell turns into
SERIALS = range(3_000, 110_000)  # 1908 to 2201: below lie bare years and ages
YEARS = range(1850, 2151)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ENGLISH = {"jan": 1, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "dec": 12}
SHORTEST_NAME = 3  # letters of an abbreviated month
LONG_YEAR = 4

_BEFORE = re.compile(r"^(?:(?:dal|al|il|in data|data|gi[aà]|nat[oa](?: il)?|circa)\b\.?|dall['’]|l['’])[:\s]*")
_WEEKDAY = re.compile(
    r"^(?:(?:luned|marted|mercoled|gioved|venerd)[iì]['’]?,?\s+|(?:sabato|domenica),?\s+"
    r"|(?:lun|mar|mer|gio|ven|sab|dom)\.?,?\s+(?=\d))"
)
_TIME = re.compile(r"[ t,]*(?:ore|h\.?)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:z|[+-]\d{2}:?\d{2})?$")
_BETWEEN = r"\s*[/.,\-\\ _]+\s*"
_NUMERIC = re.compile(rf"(\d{{1,2}})\s*[°º]?{_BETWEEN}(\d{{1,2}}){_BETWEEN}['’]?(\d{{4}}|\d{{2}})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,2})")
_NAMED = re.compile(
    rf"(\d{{1,2}})\s*[°º]?(?:{_BETWEEN})?(?:di\s+)?([a-z]{{1,9}})\.?(?:{_BETWEEN})?(?:del(?:l['’])?\s*)?['’]?(\d{{4}}|\d{{2}})"
)
_EIGHT = re.compile(r"\d{8}")
_MONTH_ONLY = re.compile(rf"(\d{{1,2}}|[a-z]{{3,9}})\.?{_BETWEEN}['’]?(\d{{4}}|\d{{2}})")


def read_date(cell: RawCell, *, today: dt.date) -> Reading:
    """A day from a date cell, a spreadsheet's serial number, or text; bounds are checked by the caller."""
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return _not_zero(cell)
    if isinstance(cell, dt.time | dt.timedelta):  # a date cell emptied to zero shows 00/01/1900 or 30/12/1899
        return None, CellIssue(CellProblem.ZERO_DATE)
    if isinstance(cell, bool):
        return None, CellIssue(CellProblem.NOT_A_DATE)
    if isinstance(cell, float) and math.isfinite(cell) and int(cell) in SERIALS:  # the fraction is the time of the day
        cell = int(cell)
    text = clean_text(cell)
    return _date_of_digits(text) if text.isdecimal() else _date_of_text(text.lower(), today)


def _not_zero(day: dt.date) -> Reading:
    if day <= dt.date(1900, 1, 1):
        problem = CellProblem.ZERO_DATE if day >= SERIAL_ORIGIN else CellProblem.DATE_TOO_EARLY
        return None, CellIssue(problem, {"limit": "01/01/1900"} if problem is CellProblem.DATE_TOO_EARLY else {})
    return day, None


def _date_of_digits(text: str) -> Reading:
    """A bare number: yyyymmdd, ddmmyyyy, a year alone, or the serial number of a day."""
    if _EIGHT.fullmatch(text):
        for year, month, day in ((text[:4], text[4:6], text[6:]), (text[4:], text[2:4], text[:2])):
            if int(year) in YEARS and (found := _day(int(year), int(month), int(day))):
                return _not_zero(found)
        return None, CellIssue(CellProblem.NOT_A_DATE)
    number = int(text[:9])
    if number in YEARS:
        return None, CellIssue(CellProblem.ONLY_A_YEAR)
    if number == 0:
        return None, CellIssue(CellProblem.ZERO_DATE)
    if number in SERIALS:
        return SERIAL_ORIGIN + dt.timedelta(days=number), CellIssue(CellProblem.SERIAL_DATE)
    return None, CellIssue(CellProblem.NOT_A_DATE)


def _date_of_text(text: str, today: dt.date) -> Reading:
    """The same out of words and signs, once what people write around a day is taken away."""
    bare = _WEEKDAY.sub("", _BEFORE.sub("", text, count=1), count=1).strip(" .;,")
    for form in (bare, _TIME.sub("", bare).strip(" .;,")):
        if pieces := _pieces(form):
            return _date_of_pieces(*pieces, today)
    alone = _MONTH_ONLY.fullmatch(bare)
    if alone and (len(alone[2]) == LONG_YEAR if alone[1].isdecimal() else _month(alone[1])):
        return None, CellIssue(CellProblem.ONLY_A_MONTH)
    if bare != text and bare.isdecimal():
        return _date_of_digits(bare)
    return None, CellIssue(CellProblem.NOT_A_DATE)


def _pieces(text: str) -> tuple[str, str, str] | None:
    """Day, month and year as they are written; None when the text is none of the forms."""
    if found := _YEAR_FIRST.fullmatch(text):
        return found[3], found[2], found[1]
    if found := _NUMERIC.fullmatch(text) or _NAMED.fullmatch(text):
        return found[1], found[2], found[3]
    return None


def _date_of_pieces(day: str, month: str, year: str, today: dt.date) -> Reading:
    number = int(month) if month.isdecimal() else _month(month)
    short = len(year) < LONG_YEAR
    full = _latest_year(int(year), today) if short else int(year)
    found = _day(full, number, int(day))
    if found is None:
        swapped = month.isdecimal() and _day(full, int(day), number)
        return None, CellIssue(CellProblem.MONTH_AND_DAY_SWAPPED if swapped else CellProblem.NOT_A_DATE)
    value, issue = _not_zero(found)
    return value, issue or (CellIssue(CellProblem.TWO_DIGIT_YEAR) if short else None)


def _month(word: str) -> int:
    """From 1 to 12 by name, abbreviation or Roman number; 0 when it is none."""
    if word in ROMAN:
        return ROMAN.index(word) + 1
    if len(word) < SHORTEST_NAME:
        return 0
    return next((at for at, name in enumerate(MONTHS, 1) if name.startswith(word)), ENGLISH.get(word, 0))


def _latest_year(two_digits: int, today: dt.date) -> int:
    year = today.year - today.year % 100 + two_digits
    return year if year <= today.year else year - 100


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
