# SPDX-License-Identifier: EUPL-1.2
"""The connection log of a remote platform as it exports it: who joined and left, several rows a person.

Platforms differ: comma, semicolon or tab; UTF-8 or UTF-16; lines before the headings; hours with or without AM/PM.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ordito.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import tzinfo

    from ordito.meetings.engine.spans import Span

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 20_000
HEADINGS = {
    "email": ("email", "e mail", "posta", "upn"),
    "join": ("join", "entrata", "ingresso", "accesso", "inizio"),
    "leave": ("leave", "uscita", "fine"),
    "name": ("name", "nome", "partecipante", "participant"),
}
"""Words of a heading, folded; the first column that holds one is taken, in this order."""
FORMATS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%y %I:%M:%S %p", "%m/%d/%y %I:%M %p",
)  # fmt: skip
"""With AM and PM the month stands first."""


class LogError(ValueError):
    """Not a log that can be read. `missing` names the columns that are not there."""

    def __init__(self, *missing: str) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@dataclass
class Connection:
    """Somebody in the log with all their times, in the order of the file; None is the end of the meeting."""

    name: str
    email: str
    times: list[tuple[datetime, datetime | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Log:
    """The people of a log, and the numbers of the lines that could not be read."""

    people: Sequence[Connection]
    unread: Sequence[int]


def read_log(content: bytes, *, zone: tzinfo) -> Log:
    """The log, people put together by e-mail, by name when they have none. Hours without a zone are of `zone`.

    Raises:
        LogError: no heading with a name or an e-mail, a time of joining and one of leaving.
    """
    rows = _rows(_text(content))
    start, columns = _headings(rows)
    people: dict[str, Connection] = {}
    unread = []
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        values = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        email, name = values.get("email", "").lower(), values.get("name", "")
        if not email and not name:
            continue
        joined, left = _moment(values["join"], zone), _moment(values["leave"], zone)
        if joined is None or (left is None and values["leave"]) or (left is not None and left < joined):
            unread.append(number)
            continue
        people.setdefault(email or fold(name), Connection(name, email)).times.append((joined, left))
    return Log(list(people.values()), unread)


def minutes_in(
    times: Iterable[tuple[datetime, datetime | None]], starts_at: datetime, blocks: Sequence[Span]
) -> list[int]:
    """Whole minutes of each block covered by some connections; what overlaps counts once, what is outside never."""
    found = []
    for block in blocks:
        first, last = block.moments(starts_at)
        cut = sorted((max(joined, first), min(left or last, last)) for joined, left in times)
        seconds, reached = 0.0, first
        for begin, end in cut:
            if end > max(begin, reached):
                seconds += (end - max(begin, reached)).total_seconds()
                reached = end
        found.append(int(seconds // 60))
    return found


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _rows(text: str) -> list[list[str]]:
    head = text[:4096]
    delimiter = max(";,\t", key=head.count)
    try:
        rows = list(csv.reader(text.splitlines(), delimiter=delimiter))
    except csv.Error as error:
        raise LogError("join", "leave") from error
    return rows[:MOST_ROWS]


def _headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The number of the line with the headings, and the place of each column."""
    best: dict[str, int] = {}
    for number, row in enumerate(rows[:50]):
        found = _columns(row)
        if {"join", "leave"} <= found.keys() and {"name", "email"} & found.keys():
            return number, found
        best = max(best, found, key=len)
    raise LogError(*(name for name in ("email", "join", "leave") if name not in best))


def _columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in HEADINGS.items():
        for place, heading in enumerate(row):
            if place not in found.values() and any(word in fold(heading) for word in words):
                found[name] = place
                break
    return found


def _moment(text: str, zone: tzinfo) -> datetime | None:
    cleaned = " ".join(text.replace(",", " ").replace("\u202f", " ").split())
    for read in (datetime.fromisoformat, *map(_reader, FORMATS)):
        try:
            found = read(cleaned)
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    return None


def _reader(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the zone comes afterwards
