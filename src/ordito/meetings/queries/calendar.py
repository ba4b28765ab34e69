# SPDX-License-Identifier: EUPL-1.2
"""The calendar: a month, a week, a list, each a few queries whatever stands in it."""

from __future__ import annotations

import calendar as gregorian
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.meetings.models import Meeting, Participation
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.meetings.models import MeetingQuerySet

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MINE = "miei"


@dataclass(frozen=True)
class Line:
    """A meeting in a list: when and where in words, and whether the reader takes part."""

    row: Meeting
    mine: bool

    @property
    def start(self) -> datetime:
        """In Rome."""
        return timezone.localtime(self.row.starts_at)

    @property
    def end(self) -> datetime:
        """In Rome."""
        return timezone.localtime(self.row.ends_at)

    @property
    def hours(self) -> str:
        """From when to when; the day of the end too when it is another one."""
        start, end = self.start, self.end
        last = f"{end:%H:%M}" if start.date() == end.date() else f"{format_date(end.date())} {end:%H:%M}"
        return f"{start:%H:%M}–{last}"

    @property
    def where(self) -> str:
        """Venue, room and Comune, or that it is held at a distance."""
        row = self.row
        if row.venue is None:
            return _("a distanza") if row.remote_url else ""
        parts = (row.venue.name, row.room.name if row.room else "", row.venue.municipality.name)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class CalendarDay:
    """One day with what takes place on it."""

    on: date
    lines: Sequence[Line]
    today: bool
    outside: bool
    """Of another month than the one that is looked at."""


def filtered(actor: Actor, chosen: Mapping[str, Any]) -> MeetingQuerySet:
    """What the actor sees, by what a `CalendarFilter` says."""
    rows = Meeting.objects.visible_to(actor)
    if chosen.get("chi") == MINE:
        rows = rows.of_actor(actor)
    if chosen.get("tipo"):
        rows = rows.filter(kind=chosen["tipo"])
    if place := chosen.get("territorio"):
        inside = TerritoryLink.objects.within([place.pk])
        rows = rows.filter(Q(territory__in=inside) | Q(venue__municipality__in=inside))
    return rows


def month_of(actor: Actor, rows: MeetingQuerySet, first: date, *, today: date) -> list[list[CalendarDay]]:
    """The weeks that touch the month of `first`, Monday first."""
    weeks = gregorian.Calendar().monthdatescalendar(first.year, first.month)
    days = days_of(actor, rows, weeks[0][0], len(weeks) * WEEK, today=today, month=first.month)
    return [days[start : start + WEEK.days] for start in range(0, len(days), WEEK.days)]


def days_of(
    actor: Actor, rows: MeetingQuerySet, first: date, lasting: timedelta, *, today: date, month: int | None = None
) -> list[CalendarDay]:
    """So many days, each with its meetings; one that lasts several days stands on each of them."""
    end = first + lasting
    found: dict[date, list[Line]] = defaultdict(list)
    for line in lines_of(actor, rows.between(midnight(first), midnight(end)).order_by("starts_at", "pk")):
        on = max(line.start.date(), first)
        while on <= line.end.date() and on < end:
            found[on].append(line)
            on += DAY
    days = [first + number * DAY for number in range(lasting.days)]
    return [CalendarDay(day, found[day], day == today, month is not None and day.month != month) for day in days]


def lines_of(actor: Actor, rows: QuerySet[Meeting] | Sequence[Meeting]) -> list[Line]:
    """The same meetings as lines; two queries for a query set, one for rows that are loaded."""
    listed = list(rows if isinstance(rows, list) else whole(rows))  # type: ignore[arg-type]  # rows of either kind
    own = Participation.objects.filter(meeting__in=[row.pk for row in listed], professional=actor.professional_id or 0)
    mine = set(own.values_list("meeting_id", flat=True))
    return [Line(row, row.pk in mine) for row in listed]


def whole(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With all that a line says."""
    return rows.select_related("venue__municipality", "room", "organiser", "territory", "series")


def midnight(day: date) -> datetime:
    """When a day begins in Rome."""
    return timezone.make_aware(datetime.combine(day, time.min))


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first.replace(day=1) - DAY).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the next month."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)
