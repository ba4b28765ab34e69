# SPDX-License-Identifier: EUPL-1.2
"""Between what Italians type and what XForms stores: dates, numbers with comma, hours, places.

What cannot be read is kept as it was typed, so that the field shows it again and the check says what is wrong with it.
Whatever is stored in the XForms way reads back to itself.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING

from ordito.core.dates import MONTHS, format_date, parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence

YEARS_AHEAD = 20
"""A year of two digits may be so far in the future: questionnaires ask for plans too."""

_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_MONTH = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MONTH_WORDS = re.compile(r"([a-z]{3,9})\.?\s+(\d{4})")
_HOUR = re.compile(r"(\d{1,2})(?:\s*[:.,h]\s*(\d{2}))?(?:[:.](\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\s*([^T]*?)\s*(?:T|\s+(?:alle\s+|ore\s+)?)(\d{1,2}(?:[:.]\d{2})?\S*)\s*", re.IGNORECASE)
YEAR_DIGITS = 4


def read_number(typed: str, *, whole: bool = False) -> str:
    """``1.234,5`` → ``1234.5``; ``+12`` → ``12``. As typed when it is no number, or not `whole` as asked.

    A single point before three digits separates thousands, as on every Italian form; any other is the decimal one.
    """
    plain = typed.replace("\u00a0", "").replace(" ", "").replace("’", "").replace("'", "")
    if "," in plain and plain.count(",") == 1:
        before, after = plain.split(",")
        if "." not in before or _GROUPED.fullmatch(before):
            plain = f"{before.replace('.', '')}.{after}"
    elif _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    if not _NUMBER.fullmatch(plain):
        return typed.strip()
    number = plain.removeprefix("+").removesuffix(".")
    if "." in number:
        number = number.rstrip("0").removesuffix(".") if whole and not number.split(".")[1].strip("0") else number
    if number.startswith((".", "-.")):
        number = number.replace(".", "0.", 1)
    return typed.strip() if whole and "." in number else number


def show_number(stored: str) -> str:
    """``1234.5`` → ``1234,5``; no separator of thousands, because a year may be asked as a number."""
    return stored.replace(".", ",") if _NUMBER.fullmatch(stored) else stored


def read_day(typed: str, *, today: date) -> str:
    """``3/4/2025``, ``3 aprile 2025``, ``3.4.25`` → ``2025-04-03``; as typed when it is no day."""
    try:
        return parse_date(typed, today=date(today.year + YEARS_AHEAD, 12, 31)).isoformat()
    except ValueError:
        return typed.strip()


def show_day(stored: str) -> str:
    """``2025-04-03`` → ``03/04/2025``."""
    head = stored[:10]
    if _ISO_DAY.fullmatch(head) and stored[10:11] in {"", "T"}:
        try:
            return format_date(date.fromisoformat(head))
        except ValueError:
            return stored
    return stored


def read_month(typed: str, *, today: date) -> str:
    """``4/2025`` or ``aprile 2025`` → ``2025-04-01``: a month is stored as its first day."""
    cleaned = typed.strip().lower()
    year, month = 0, 0
    if match := _MONTH.fullmatch(cleaned):
        month, year = int(match[1]), int(match[2])
    elif match := _ISO_MONTH.fullmatch(cleaned):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_WORDS.fullmatch(cleaned):
        year = int(match[2])
        month = next((number for number, name in enumerate(MONTHS, 1) if name.startswith(match[1])), 0)
    if 1 <= month <= len(MONTHS) and year:
        return f"{year:04}-{month:02}-01"
    return read_day(typed, today=today)


def show_month(stored: str) -> str:
    """``2025-04-01`` → ``04/2025``."""
    return f"{stored[5:7]}/{stored[:4]}" if _ISO_DAY.fullmatch(stored[:10]) else stored


def read_year(typed: str, *, today: date) -> str:
    """``2025`` → ``2025-01-01``: a year is stored as its first day."""
    cleaned = typed.strip()
    if len(cleaned) == YEAR_DIGITS and cleaned.isdecimal() and cleaned.isascii():
        return f"{cleaned}-01-01"
    return read_day(typed, today=today)


def show_year(stored: str) -> str:
    """``2025-01-01`` → ``2025``."""
    return stored[:4] if _ISO_DAY.fullmatch(stored[:10]) else stored


def read_hour(typed: str) -> str:
    """``14.30``, ``9`` → ``14:30:00.000``, ``09:00:00.000``; as typed when it is no hour of the day.

    An offset from Greenwich, which other programs write, is kept.
    """
    match = _HOUR.fullmatch(typed.strip())
    if match is None:
        return typed.strip()
    try:
        hour = time(int(match[1]), int(match[2] or 0), int(match[3] or 0))
    except ValueError:
        return typed.strip()
    return f"{hour.isoformat()}.000{match[4] or ''}"


def show_hour(stored: str) -> str:
    """``14:30:00.000+01:00`` → ``14:30``."""
    match = _HOUR.fullmatch(stored)
    return f"{int(match[1]):02}:{match[2] or '00'}" if match else stored


def read_moment(typed: Sequence[str], *, today: date) -> str:
    """Day and hour, from two fields or one text, → ``2025-04-03T14:30:00.000``."""
    parts = [text.strip() for text in typed if text.strip()]
    if len(parts) == 1 and (match := _MOMENT.fullmatch(parts[0])):
        parts = [match[1], match[2]]
    if len(parts) != 2:  # noqa: PLR2004 - a day and an hour
        return parts[0] if parts else ""
    day, hour = read_day(parts[0], today=today), read_hour(parts[1])
    sound = _ISO_DAY.fullmatch(day) and _HOUR.fullmatch(hour) and ":" in hour
    return f"{day}T{hour}" if sound else " ".join(parts)


def show_moment(stored: str) -> tuple[str, str]:
    """``2025-04-03T14:30:00.000+01:00`` → ``("03/04/2025", "14:30")``."""
    if match := _MOMENT.fullmatch(stored):
        return show_day(match[1]), show_hour(match[2])
    return show_day(stored), ""


def read_point(typed: Sequence[str]) -> str:
    """Latitude, longitude, altitude, accuracy → ``41.117 16.871 0 0``; as typed when a part is no number."""
    parts = [text.strip() for text in typed]
    if not any(parts[:2]):
        return ""
    numbers = [_coordinate(part) for part in parts[:2]]
    rest = [_coordinate(part) if part else "0" for part in parts[2:4]]
    while len(rest) < 2:  # noqa: PLR2004 - altitude and accuracy, unknown
        rest.append("0")
    return " ".join([*(number or "?" for number in numbers), *rest])


def _coordinate(typed: str) -> str:
    """Here a point never separates thousands."""
    plain = typed.replace(",", ".").replace("°", "").replace(" ", "")
    return plain.removeprefix("+") if _NUMBER.fullmatch(plain) else typed.replace(" ", "_")


def show_point(stored: str) -> tuple[str, str, str, str]:
    """``41.117 16.871 0 0`` → ``("41,117", "16,871", "0", "0")``; four empty texts when there is none."""
    parts = ["" if part == "?" else show_number(part) for part in stored.split()[:4]]
    parts += [""] * (4 - len(parts))
    return parts[0], parts[1], parts[2], parts[3]


def read_line(typed: str) -> str:
    """A point a line (latitude and longitude) → points with ``;`` between, as XForms writes traces and areas."""
    lines = [line.strip().rstrip(";") for line in re.split(r"[\n;]", typed.replace("\r", "")) if line.strip(" ;")]
    return ";".join(read_point(re.split(r"[\s]+", line)) for line in lines)


def show_line(stored: str) -> str:
    """Back to a point a line: ``41,1 16,8``."""
    return "\n".join(" ".join(show_point(point)[:2]).strip() for point in stored.split(";") if point.strip())


def read_text(typed: str) -> str:
    """Line ends of browsers become one character; nothing else is touched."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")
