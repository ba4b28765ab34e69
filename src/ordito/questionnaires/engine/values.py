# SPDX-License-Identifier: EUPL-1.2
"""Whether the text of an answer is a value of its question's type, as XForms of ODK writes values."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_ANSWER = 100_000  # characters
INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", re.ASCII)
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
TIME = re.compile(r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\.[0-9]{1,9})?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?", re.ASCII)
FILE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,255}")
POINT_SIZES = (2, 3, 4)
SHAPE_POINTS = 3
SEPARATOR = ";"
TOLERANCE = 1e-9


def is_integer(text: str) -> bool:
    """Digits with an optional sign."""
    return INTEGER.fullmatch(text) is not None


def is_decimal(text: str) -> bool:
    """A finite number with a point."""
    return DECIMAL.fullmatch(text) is not None and math.isfinite(float(text))


def is_date(text: str) -> bool:
    """A day that exists, as 2026-01-31."""
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_time(text: str) -> bool:
    """A time of day, with or without seconds and zone."""
    match = TIME.fullmatch(text)
    if not match:
        return False
    try:
        time.fromisoformat(match.group(1))
    except ValueError:
        return False
    return True


def is_moment(text: str) -> bool:
    """A day and a time of day with "T" between them."""
    day, separator, hour = text.partition("T")
    return bool(separator) and is_date(day) and is_time(hour)


def is_point(text: str) -> bool:
    """Latitude and longitude in degrees, then perhaps altitude and accuracy in metres."""
    parts = text.split()
    if len(parts) not in POINT_SIZES or not all(map(is_decimal, parts)):
        return False
    return abs(float(parts[0])) <= 90 and abs(float(parts[1])) <= 180  # noqa: PLR2004  # degrees


def is_trace(text: str) -> bool:
    """Two points or more."""
    points = _points(text)
    return len(points) > 1 and all(map(is_point, points))


def is_shape(text: str) -> bool:
    """Points of a closed line: three or more, and the first one again."""
    points = _points(text)
    return len(points) > SHAPE_POINTS and all(map(is_point, points)) and points[0].split()[:2] == points[-1].split()[:2]


def _points(text: str) -> list[str]:
    return [point.strip() for point in text.rstrip(f"{SEPARATOR} ").split(SEPARATOR)]


def is_file_name(text: str) -> bool:
    """A name without folders."""
    return FILE_NAME.fullmatch(text) is not None and text not in (".", "..")


CHECKS: dict[str, Callable[[str], bool]] = {
    "int": is_integer,
    "integer": is_integer,
    "long": is_integer,
    "decimal": is_decimal,
    "double": is_decimal,
    "date": is_date,
    "time": is_time,
    "dateTime": is_moment,
    "geopoint": is_point,
    "geotrace": is_trace,
    "geoshape": is_shape,
    "binary": is_file_name,
    "boolean": lambda text: text in ("true", "false", "1", "0"),
}


def has_type(text: str, kind: str) -> bool:
    """Whether a text that is not empty is a value of the bind's type; types without a form of their own take any."""
    check = CHECKS.get(kind)
    return check is None or check(text)


def in_range(text: str, start: str, end: str, step: str) -> bool:
    """Whether a number is one that a range offers; limits that are no numbers do not count."""
    if not is_decimal(text):
        return False
    value = float(text)
    low, high = (float(limit) if is_decimal(limit) else None for limit in (start, end))
    if low is not None and high is not None and low > high:
        low, high = high, low
    if (low is not None and value < low - TOLERANCE) or (high is not None and value > high + TOLERANCE):
        return False
    width = abs(float(step)) if is_decimal(step) else 0.0
    origin = float(start) if is_decimal(start) else 0.0
    return not width or abs((value - origin) / width - round((value - origin) / width)) < TOLERANCE * 1000


def same_value(one: str, other: str) -> bool:
    """Whether two texts say the same, so that 1.0 is 1 and a moment is the same in another zone."""
    if one == other:
        return True
    if is_decimal(one) and is_decimal(other):
        return math.isclose(float(one), float(other), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    if is_moment(one) and is_moment(other):
        return _moment(one) == _moment(other)
    return False


def _moment(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text
