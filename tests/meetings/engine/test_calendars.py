# SPDX-License-Identifier: EUPL-1.2
"""What we write is read back by two libraries that know nothing of each other, with the same content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import vobject  # type: ignore[import-untyped]  # its package has no types

from ordito.meetings.engine.calendars import Event, Series, calendar
from ordito.meetings.engine.recurrence import occurrences, weekly

ROME = ZoneInfo("Europe/Rome")
TEN = datetime(2026, 10, 6, 10, 0, tzinfo=ROME)
CHANGED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
HOURS = timedelta(hours=3)
LONG = "Laboratorio «Ordito» 🧵, con virgole; e punti e virgola, \\ barre e un titolo tanto lungo da essere piegato"
ALONE = Event(
    uid="uno@ordito",
    sequence=0,
    changed_at=CHANGED,
    starts_at=TEN,
    ends_at=TEN + HOURS,
    summary=LONG,
    description="Prima riga\nSeconda riga 😀",
    location="Biblioteca, Via di Prova 1",
    url="https://esempio.invalid/calendario/1/",
)
RULE = weekly([1], 5)
MOMENTS = tuple(occurrences(RULE, TEN))
SERIES = Series("serie@ordito", RULE, TEN, MOMENTS)


def of_series(number: int, **values: Any) -> Event:
    """The meeting of the series for one of its moments, as it went by the rule."""
    moment = MOMENTS[number]
    event = replace(ALONE, uid=f"{number}@ordito", starts_at=moment, ends_at=moment + HOURS, summary="Serie")
    return replace(event, series=SERIES, recurrence_at=moment, **values)


def read_by_icalendar(content: bytes) -> list[dict[str, Any]]:
    found = []
    events: list[Any] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    for event in events:
        recurrence = event.get("recurrence-id")
        found.append(
            {
                "uid": str(event["uid"]),
                "sequence": int(event["sequence"]),
                "summary": str(event["summary"]),
                "description": str(event.get("description", "")),
                "location": str(event.get("location", "")),
                "status": str(event["status"]),
                "start": event["dtstart"].dt.astimezone(UTC),
                "end": event["dtend"].dt.astimezone(UTC),
                "recurrence": recurrence.dt.astimezone(UTC) if recurrence else None,
                "rule": "RRULE" in event,
            }
        )
    return sorted(found, key=lambda one: (one["uid"], one["start"]))


def read_by_vobject(content: bytes) -> list[dict[str, Any]]:
    found = []
    for event in vobject.readOne(content.decode()).vevent_list:
        recurrence = getattr(event, "recurrence_id", None)
        found.append(
            {
                "uid": event.uid.value,
                "sequence": int(event.sequence.value),
                "summary": event.summary.value,
                "description": event.description.value if hasattr(event, "description") else "",
                "location": event.location.value if hasattr(event, "location") else "",
                "status": event.status.value,
                "start": event.dtstart.value.astimezone(UTC),
                "end": event.dtend.value.astimezone(UTC),
                "recurrence": recurrence.value.astimezone(UTC) if recurrence else None,
                "rule": hasattr(event, "rrule"),
            }
        )
    return sorted(found, key=lambda one: (one["uid"], one["start"]))


def both(content: bytes) -> list[dict[str, Any]]:
    """What the two readers agree on."""
    read = read_by_icalendar(content)
    assert read == read_by_vobject(content)
    return read


def test_lines_are_folded_and_ended_as_the_standard_says() -> None:
    content = calendar("Prova", [ALONE])
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert any(line.startswith(b" ") for line in lines)


def test_breaks_of_lines_and_emoji_come_back_whole() -> None:
    (event,) = both(calendar("Prova", [ALONE]))
    assert event["summary"] == LONG
    assert event["description"] == "Prima riga\nSeconda riga 😀"
    assert (event["start"], event["end"]) == (TEN.astimezone(UTC), (TEN + HOURS).astimezone(UTC))


def test_moved_and_cancelled_keep_their_uid() -> None:
    moved = replace(ALONE, sequence=1, starts_at=TEN + HOURS, ends_at=TEN + 2 * HOURS)
    off = replace(moved, sequence=2, cancelled=True)
    before, after, end = (both(calendar("Prova", [one]))[0] for one in (ALONE, moved, off))
    assert before["uid"] == after["uid"] == end["uid"]
    assert [one["sequence"] for one in (before, after, end)] == [0, 1, 2]
    assert (before["status"], end["status"]) == ("CONFIRMED", "CANCELLED")


def test_a_series_is_one_event_with_its_rule_and_its_exceptions() -> None:
    moved = of_series(2, sequence=1)
    moved = replace(moved, starts_at=moved.starts_at + HOURS, ends_at=moved.ends_at + HOURS)
    events = [of_series(0), of_series(1), moved, of_series(3, sequence=1, cancelled=True)]  # the fifth is not ours
    content = calendar("Prova", events)
    master, *changed = sorted(both(content), key=lambda one: not one["rule"])
    assert {one["uid"] for one in (master, *changed)} == {"serie@ordito"}
    assert master["start"] == TEN.astimezone(UTC)
    assert {one["recurrence"] for one in changed} == {MOMENTS[2].astimezone(UTC), MOMENTS[3].astimezone(UTC)}
    assert content.count(b"EXDATE") == 1
    assert f"EXDATE;TZID=Europe/Rome:{MOMENTS[4]:%Y%m%dT%H%M%S}".encode() in content


def test_the_readers_find_the_moments_of_the_series_across_the_change_of_the_clock() -> None:
    event = vobject.readOne(calendar("Prova", [of_series(number) for number in range(5)]).decode()).vevent
    assert [moment.astimezone(UTC) for moment in event.getrruleset(addRDate=True)] == [
        moment.astimezone(UTC) for moment in MOMENTS
    ]


def test_a_series_all_of_whose_meetings_were_changed_has_no_rule_left() -> None:
    off = [of_series(number, sequence=1, cancelled=True) for number in range(5)]
    read = both(calendar("Prova", off))
    assert [one["status"] for one in read] == ["CANCELLED"] * 5
    assert not any(one["rule"] for one in read)
