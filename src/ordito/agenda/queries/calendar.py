# SPDX-License-Identifier: EUPL-1.2
"""The appointments of a worker, day by day, and those of a record for the apps above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.agenda.enums import AppointmentState
from ordito.agenda.models import Appointment
from ordito.agenda.queries.words import lines_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.agenda.models.appointments import AppointmentQuerySet
    from ordito.agenda.queries.words import AppointmentLine
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor

WEEK = timedelta(days=7)
UNTOLD_SINCE = timedelta(days=60)
MOST_UNTOLD = 20


@dataclass(frozen=True)
class Day:
    """A day of the week page, with what is in it."""

    on: date
    lines: Sequence[AppointmentLine]
    today: bool


def midnight(day: date) -> datetime:
    """When a day begins in the office."""
    return timezone.make_aware(datetime.combine(day, time.min))


def of_actor(actor: Actor) -> AppointmentQuerySet:
    """Those in which the actor takes part, of the records whose agenda they read."""
    return whole(Appointment.objects.visible_to(actor).of_worker(actor.professional_id))


def appointments_between(actor: Actor, first: date, last: date) -> list[AppointmentLine]:
    """The actor's appointments from a day to another, both included, in order; without those cancelled."""
    rows = of_actor(actor).between(midnight(first), midnight(last + timedelta(days=1)))
    rows = rows.exclude(state=AppointmentState.CANCELLED).order_by("starts_at", "pk")
    return lines_of(rows, now=timezone.now())


def untold(actor: Actor, *, now: datetime) -> list[AppointmentLine]:
    """The actor's appointments of the last two months, before today, of which nobody has said how they went."""
    today = midnight(timezone.localdate(now))
    rows = of_actor(actor).planned().between(today - UNTOLD_SINCE, today)
    return lines_of(rows.order_by("-starts_at", "-pk")[:MOST_UNTOLD], now=now)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def week_of(actor: Actor, monday: date, *, today: date) -> list[Day]:
    """The seven days; Saturday and Sunday only when something is in them."""
    lines = appointments_between(actor, monday, monday + WEEK - timedelta(days=1))
    days = [monday + timedelta(days=number) for number in range(WEEK.days)]
    found = [Day(day, [line for line in lines if line.day == day], day == today) for day in days]
    return [day for day in found if day.lines or day.on.weekday() < 5]  # noqa: PLR2004 - Monday to Friday


def planned(case_file: CaseFile, *kinds: str) -> AppointmentQuerySet:
    """The appointments of a record still planned, the next first; of some kinds only (codes of `appointment_kind`)."""
    rows = Appointment.objects.planned().filter(case_file=case_file)
    if kinds:
        rows = rows.filter(kind__code__in=kinds)
    return rows.select_related("kind").order_by("starts_at", "pk")
