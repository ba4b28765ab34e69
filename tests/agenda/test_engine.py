# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from ordito.agenda.engine.ical import LONGEST_LINE, Event, calendar
from tests.agenda.reading import events_in

ROME = timezone(timedelta(hours=1))
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def event(**values: object) -> Event:
    given = {
        "uid": "u1@ordito",
        "sequence": 3,
        "changed_at": AT,
        "starts_at": datetime(2026, 11, 23, 10, 0, tzinfo=ROME),
        "ends_at": datetime(2026, 11, 23, 11, 30, tzinfo=ROME),
        "summary": "Colloquio",
    }
    return Event(**given | values)  # type: ignore[arg-type]  # a mapping of mixed values


def test_times_are_written_in_utc() -> None:
    (found,) = events_in(calendar("Agenda", [event()]))
    assert found["DTSTART"] == "20261123T090000Z"
    assert found["DTEND"] == "20261123T103000Z"
    assert found["DTSTAMP"] == "20261121T093000Z"
    assert found["UID"] == "u1@ordito"
    assert found["SEQUENCE"] == "3"
    assert found["STATUS"] == "CONFIRMED"
    assert "LOCATION" not in found


def test_cancelled_says_so() -> None:
    (found,) = events_in(calendar("Agenda", [event(cancelled=True)]))
    assert found["STATUS"] == "CANCELLED"


def test_text_survives_marks_and_lines() -> None:
    text = "Équipe, scuola; a\\b\nseconda riga"
    (found,) = events_in(calendar("Agenda", [event(summary=text, location="Sant’Agata")]))
    assert found["SUMMARY"] == text
    assert found["LOCATION"] == "Sant’Agata"


def test_lines_are_folded_at_75_octets_without_cutting_characters() -> None:
    text = "è" * 200
    content = calendar("Agenda", [event(summary=text)])
    assert all(len(line) <= LONGEST_LINE for line in content.split(b"\r\n"))
    assert all(line.decode() for line in content.split(b"\r\n")[:-1])
    assert b"\n" not in content.replace(b"\r\n", b"")
    (found,) = events_in(content)
    assert found["SUMMARY"] == text


def test_empty_calendar_is_a_calendar() -> None:
    content = calendar("Agenda", [])
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert events_in(content) == []
