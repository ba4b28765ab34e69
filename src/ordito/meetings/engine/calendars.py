# SPDX-License-Identifier: EUPL-1.2
"""Calendars as others read them (RFC 5545), written by the `icalendar` library. Hours are those of Rome."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import icalendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

ROME = ZoneInfo("Europe/Rome")
HOUR = timedelta(hours=1)
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
        return _local(self.ends_at).replace(tzinfo=None) - _local(self.starts_at).replace(tzinfo=None)

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
    whole = icalendar.Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    whole.add_component(icalendar.Timezone.from_ical(ZONE))
    for component in _components(events):
        whole.add_component(component)
    content: bytes = whole.to_ical()
    return content


def _components(events: Iterable[Event]) -> Iterator[icalendar.Event]:
    series: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.series is None:
            yield _component(event, uid=event.uid)
        else:
            series[event.series.uid].append(event)
    for uid, rows in series.items():
        yield from _series(uid, rows)


def _series(uid: str, rows: Sequence[Event]) -> Iterator[icalendar.Event]:
    sequence = max(row.sequence for row in rows)
    alive = [row for row in rows if not row.cancelled]
    regular = Counter(row.likeness for row in alive if row.starts_at == row.recurrence_at)
    common = regular.most_common(1)[0][0] if regular else None
    if alive:
        pattern = next((row for row in alive if row.likeness == common), alive[0])
        changed_at = max(row.changed_at for row in rows)
        yield _master(uid, replace(pattern, sequence=sequence, changed_at=changed_at), rows)
    for row in rows:
        if row.likeness != common:
            yield _changed(uid, row, sequence)


def _master(uid: str, event: Event, rows: Sequence[Event]) -> icalendar.Event:
    series = event.series
    assert series is not None
    starts_at = _local(series.starts_at)
    made = _component(replace(event, starts_at=starts_at, ends_at=starts_at + event.lasting), uid=uid)
    made.add("rrule", icalendar.vRecur.from_ical(series.rule))
    here = {row.recurrence_at for row in rows}
    for moment in series.moments:
        if moment not in here:
            made.add("exdate", _local(moment))
    return made


def _changed(uid: str, event: Event, sequence: int) -> icalendar.Event:
    made = _component(replace(event, sequence=sequence), uid=uid)
    made.add("recurrence-id", _local(event.recurrence_at or event.starts_at))
    return made


def _component(event: Event, *, uid: str) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", uid)
    made.add("dtstamp", event.changed_at)
    made.add("last-modified", event.changed_at)
    made.add("sequence", event.sequence)
    made.add("dtstart", _local(event.starts_at))
    made.add("dtend", _local(event.ends_at))
    made.add("summary", event.summary)
    for name, text in (("description", event.description), ("location", event.location), ("url", event.url)):
        if text:
            made.add(name, text)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return made


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ROME)
