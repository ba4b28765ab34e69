# SPDX-License-Identifier: EUPL-1.2
"""Functions on dates and times. Days are of the local calendar everywhere, see `values`."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.moments import (
    NEVER,
    Moment,
    fraction_of_day,
    from_days,
    of_datetime,
    of_day,
    read_datetime,
    write_moment,
)
from ordito.questionnaires.engine.expressions.registry import function

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.values import Value

UNPADDED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(T.*)?", re.ASCII)


def _datetime(scope: Scope, value: Value) -> datetime | None:
    """The local time that a value means: a number of days, or an ISO text, also with one-digit month and day."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and not isinstance(value, Moment):
        return from_days(value, scope.zone)
    text = scope.text(value)
    if match := UNPADDED.fullmatch(text):
        year, month, day, rest = match.groups()
        text = f"{year}-{int(month):02}-{int(day):02}{rest or ''}"
    return read_datetime(text, scope.zone)


@function("today", fewest=0)
def today(scope: Scope) -> Value:
    """The date of the evaluation."""
    return of_day(scope.now.date())


@function("now", fewest=0)
def now(scope: Scope) -> Value:
    """The time of the evaluation."""
    return of_datetime(scope.now)


@function("date", fewest=1)
def date(scope: Scope, value: Value) -> Value:
    """The date alone, of a text or of a number of days; nothing if there is no such day."""
    at = _datetime(scope, value)
    return NEVER if at is None else of_day(at.date())


@function("date-time", fewest=1)
def date_time(scope: Scope, value: Value) -> Value:
    """The date with its time, of a text or of a number of days; nothing if there is no such day."""
    at = _datetime(scope, value)
    return NEVER if at is None else of_datetime(at)


@function("decimal-date-time", fewest=1)
def decimal_date_time(scope: Scope, value: Value) -> Value:
    """Days since 1970-01-01, with the time as a fraction: what `date` and `date-time` turn back."""
    at = _datetime(scope, value)
    return math.nan if at is None else float(of_datetime(at))


@function("decimal-time", fewest=1)
def decimal_time(scope: Scope, value: Value) -> Value:
    """How much of the day has gone by: noon is 0.5."""
    return fraction_of_day(scope.text(value), scope.zone)


@function("format-date", "format-date-time", fewest=2)
def format_date(scope: Scope, value: Value, pattern: Value) -> Value:
    """A date or time by a pattern: `%d/%m/%Y`; nothing if it is none."""
    at = _datetime(scope, value)
    return "" if at is None else scope.charged(write_moment(at, scope.text(pattern), scope.language))
