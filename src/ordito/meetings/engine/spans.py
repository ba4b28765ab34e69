# SPDX-License-Identifier: EUPL-1.2
"""The blocks of a meeting: what is left of it between its breaks. All in minutes from its start, real time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTE = timedelta(minutes=1)


class BreakError(ValueError):
    """A break is not inside the meeting, is empty, or runs into another one."""


@dataclass(frozen=True, order=True)
class Span:
    """One block, from the minute `begin` to the minute `end` after the start of the meeting."""

    begin: int
    end: int

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.end - self.begin

    def moments(self, starts_at: datetime) -> tuple[datetime, datetime]:
        """When it begins and ends, in the zone of `starts_at`; right on the night when the clock changes too."""
        start = starts_at.astimezone(UTC)
        zone = starts_at.tzinfo
        return (start + self.begin * MINUTE).astimezone(zone), (start + self.end * MINUTE).astimezone(zone)


def length(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes between two moments with zone."""
    return (ends_at.astimezone(UTC) - starts_at.astimezone(UTC)) // MINUTE


def spans_of(starts_at: datetime, ends_at: datetime, breaks: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """The blocks of a meeting with these breaks.

    Raises:
        BreakError: a break is empty, outside the meeting or overlaps another.
    """
    whole = length(starts_at, ends_at)
    found, begin = [], 0
    for first, last in sorted(tuple(pause) for pause in breaks):
        if not begin < first < last < whole:
            raise BreakError(f"break {first}-{last} in 0-{whole}")
        found.append(Span(begin, first))
        begin = last
    return (*found, Span(begin, whole))
