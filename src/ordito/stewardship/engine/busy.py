# SPDX-License-Identifier: EUPL-1.2
"""How much somebody did within some minutes: the fullest stretch of a day."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Deed:
    """One thing done on some records (their ids), or on none."""

    at: datetime
    records: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Stretch:
    """How many within a stretch of time, from when to when, on which records."""

    count: int
    first_at: datetime
    last_at: datetime
    records: frozenset[int]


def whole(deeds: Iterable[Deed], *, distinct: bool) -> Stretch | None:
    """All of them: the number of different records when `distinct`, else of deeds. None when there are none."""
    ordered = sorted(deeds, key=lambda deed: deed.at)
    if not ordered:
        return None
    records = frozenset(record for deed in ordered for record in deed.records)
    return Stretch(len(records) if distinct else len(ordered), ordered[0].at, ordered[-1].at, records)


def fullest(deeds: Iterable[Deed], *, minutes: int, distinct: bool) -> Stretch | None:
    """The stretch of so many minutes in which most was done, the first of equals; all of them when `minutes` is 0."""
    ordered = sorted(deeds, key=lambda deed: deed.at)
    if not minutes:
        return whole(ordered, distinct=distinct)
    best: list[Deed] = []
    most = 0
    held: deque[Deed] = deque()
    records: Counter[int] = Counter()
    for deed in ordered:
        held.append(deed)
        records.update(deed.records)
        while deed.at - held[0].at > timedelta(minutes=minutes):
            for record in held.popleft().records:
                records[record] -= 1
                if not records[record]:
                    del records[record]
        count = len(records) if distinct else len(held)
        if count > most:
            best, most = list(held), count
    return whole(best, distinct=distinct)
