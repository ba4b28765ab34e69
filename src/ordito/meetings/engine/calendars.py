# SPDX-License-Identifier: EUPL-1.2
"""Calendars as others read them (RFC 5545), written by the `icalendar` library. Hours are those of Rome."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import icalendar
from icalendar.parser import Contentline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

ROME = ZoneInfo("Europe/Rome")
HOUR = timedelta(hours=1)
LINE = 75
"""Octets of a content line before it is folded."""
PRODUCT = "-//Ordito//Calendario//IT"
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
"""The rule of the European Union since 1996 (now directive 2000/84/EC)."""


@dataclass(frozen=True)
class Series:
    """The series that a meeting belongs to: its name for calendars, its rule, and when the rule begins.

    `moments` are all those for which the rule makes a meeting, so that those left out of a calendar can be named.
    """

    uid: str
    rule: str
    starts_at: datetime
    moments: tuple[datetime, ...]


@dataclass(frozen=True)
class Event:
    """One meeting as a calendar may know it. `sequence` grows with every change; `recurrence_at` is of its series."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    series: Series | None = None
    recurrence_at: datetime | None = None

    @property
    def lasting(self) -> timedelta:
        """From start to end on the wall."""
        start, end = (moment.astimezone(ROME).replace(tzinfo=None) for moment in (self.starts_at, self.ends_at))
        return end - start

    @property
    def likeness(self) -> tuple[object, ...]:
        """What meetings of a series that went by the rule have in common."""
        moved = self.starts_at != self.recurrence_at
        return (self.summary, self.description, self.location, self.lasting, moved, self.cancelled)


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """A calendar with these events: UTF-8, lines folded at 75 octets and ended by CRLF.

    Meetings of a series stand under its UID: one event with the rule for those that go by it, one with RECURRENCE-ID
    for each that was changed, moved or cancelled, and EXDATE for those that are not in this calendar. All of them carry
    the highest SEQUENCE among them: readers leave aside an exception that looks older than its rule.
    """
    head, foot = _frame(name)
    return b"".join((head, *(_folded(line) for line in _lines(events)), foot))


def _frame(name: str) -> tuple[bytes, bytes]:
    """What stands before and after the events."""
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    whole.add_component(icalendar.Timezone.from_ical(ZONE))
    foot = b"END:VCALENDAR\r\n"
    return whole.to_ical().removesuffix(foot), foot


def _folded(line: str) -> bytes:
    """A content line as it is sent; the few that are long, or hold more than ASCII, are the library's."""
    if len(line) < LINE and line.isascii():
        return f"{line}\r\n".encode()
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]  # its module has no types
    return folded + b"\r\n"


def _lines(events: Iterable[Event]) -> Iterator[str]:
    series: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.series is None:
            yield from _event(event, event.uid)
        else:
            series[event.series.uid].append(event)
    for uid, rows in series.items():
        yield from _series(uid, rows)


def _series(uid: str, rows: Sequence[Event]) -> Iterator[str]:
    sequence = max(row.sequence for row in rows)
    alive = [row for row in rows if not row.cancelled]
    regular = Counter(row.likeness for row in alive if row.starts_at == row.recurrence_at)
    common = regular.most_common(1)[0][0] if regular else None
    if alive:
        pattern = next((row for row in alive if row.likeness == common), alive[0])
        changed_at = max(row.changed_at for row in rows)
        yield from _master(uid, replace(pattern, sequence=sequence, changed_at=changed_at), rows)
    for row in rows:
        if row.likeness != common:
            instead = f"RECURRENCE-ID;{_local(row.recurrence_at or row.starts_at)}"
            yield from _event(replace(row, sequence=sequence), uid, instead)


def _master(uid: str, event: Event, rows: Sequence[Event]) -> Iterator[str]:
    series = event.series
    assert series is not None
    starts_at = series.starts_at.astimezone(ROME)
    here = {row.recurrence_at for row in rows}
    left_out = (f"EXDATE;{_local(moment)}" for moment in series.moments if moment not in here)
    whole = replace(event, starts_at=starts_at, ends_at=starts_at + event.lasting)
    yield from _event(whole, uid, f"RRULE:{series.rule}", *left_out)


def _event(event: Event, uid: str, *more: str) -> Iterator[str]:
    """The content lines of one event. The library writes them too, many times as slowly: here it escapes and folds."""
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}"
    yield f"DTSTAMP:{_universal(event.changed_at)}"
    yield f"LAST-MODIFIED:{_universal(event.changed_at)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;{_local(event.starts_at)}"
    yield f"DTEND;{_local(event.ends_at)}"
    yield from more
    for name, text in (("SUMMARY", event.summary), ("DESCRIPTION", event.description), ("LOCATION", event.location)):
        if text:
            yield f"{name}:{icalendar.vText(text).to_ical().decode()}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _local(moment: datetime) -> str:
    return f"TZID=Europe/Rome:{moment.astimezone(ROME):%Y%m%dT%H%M%S}"


def _universal(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
