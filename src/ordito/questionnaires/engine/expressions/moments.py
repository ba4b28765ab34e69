# SPDX-License-Identifier: EUPL-1.2
"""Dates and times inside expressions: numbers of local days that remember how they are written."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import tzinfo

ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:T(\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d+))?)?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?",
    re.ASCII,
)
TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?", re.ASCII)
EPOCH = date(1970, 1, 1).toordinal()
DAY = 86_400_000  # milliseconds
LATEST = date.max.toordinal() - EPOCH
EARLIEST = date.min.toordinal() - EPOCH


class Moment(float):
    """Days since 1970-01-01, local; `text` is how it is stored. Not a number, without text, for no date at all."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, days: float, text: str) -> Self:
        """Tie a number of days to its text."""
        moment = super().__new__(cls, days)
        moment.text = text
        return moment


NEVER = Moment(math.nan, "")


def of_day(day: date) -> Moment:
    """A date without time."""
    return Moment(day.toordinal() - EPOCH, day.isoformat())


def of_datetime(at: datetime) -> Moment:
    """A time on a day, stored with milliseconds and offset; midnight is stored as the date alone."""
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    days = at.date().toordinal() - EPOCH
    milliseconds = ((at.hour * 60 + at.minute) * 60 + at.second) * 1000 + at.microsecond // 1000
    if milliseconds == 0:
        return of_day(at.date())
    return Moment(days + milliseconds / DAY, at.isoformat(timespec="milliseconds"))


def read_datetime(text: str, zone: tzinfo | None) -> datetime | None:
    """The local time that an ISO text of a date, with or without time, stands for; None for any other text."""
    match = ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    microsecond = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        at = datetime(  # noqa: DTZ001  # its zone follows
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), microsecond
        )
        return _in_zone(at, offset, zone)
    except (ValueError, OverflowError):
        return None


def _in_zone(at: datetime, offset: str | None, zone: tzinfo | None) -> datetime:
    zone = zone or UTC
    if offset is None:
        return at.replace(tzinfo=zone)
    shift = timedelta(0)
    if offset != "Z":
        shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6])) * (-1 if offset[0] == "-" else 1)
    return (at - shift).replace(tzinfo=UTC).astimezone(zone)


def read_moment(text: str, zone: tzinfo | None) -> Moment:
    """The moment an ISO text stands for, `NEVER` for any other text."""
    at = read_datetime(text, zone)
    return NEVER if at is None else of_datetime(at)


def from_days(days: float, zone: tzinfo | None) -> datetime | None:
    """The local time that lies so many days after 1970-01-01; None outside the years 1 to 9999."""
    if not EARLIEST <= days < LATEST + 1:
        return None
    whole = math.floor(days)
    milliseconds = min(round((days - whole) * DAY), DAY - 1)
    day = datetime.combine(date.fromordinal(EPOCH + whole), time(), tzinfo=zone or UTC)
    return day + timedelta(milliseconds=milliseconds)


def fraction_of_day(text: str, zone: tzinfo | None) -> float:
    """How much of the local day has gone by at a time (`10:30`, with seconds or offset) or date with time."""
    match = TIME.fullmatch(text)
    at = read_datetime(f"1970-01-01T{text}" if match else text, zone)
    if at is None or not (match or "T" in text):
        return math.nan
    return ((at.hour * 60 + at.minute) * 60 + at.second) / 86_400 + at.microsecond / 86_400_000_000


MONTHS = {
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
DAYS = {
    "it": ("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
PATTERN_SIGN = re.compile("%[YymnbdeaHhMS3]")


def write_moment(at: datetime, pattern: str, language: str) -> str:
    """`%d/%m/%Y` and ODK's other signs; the names of months and days in Italian, or English if the form's is."""
    names = "en" if re.search(r"\ben\b|english", language, re.IGNORECASE) else "it"
    written = {
        "%Y": f"{at.year:04}",
        "%y": f"{at.year % 100:02}",
        "%m": f"{at.month:02}",
        "%n": str(at.month),
        "%b": MONTHS[names][at.month - 1],
        "%d": f"{at.day:02}",
        "%e": str(at.day),
        "%a": DAYS[names][at.weekday()],
        "%H": f"{at.hour:02}",
        "%h": str(at.hour),
        "%M": f"{at.minute:02}",
        "%S": f"{at.second:02}",
        "%3": f"{at.microsecond // 1000:03}",
    }
    return PATTERN_SIGN.sub(lambda sign: written[sign.group()], pattern)
