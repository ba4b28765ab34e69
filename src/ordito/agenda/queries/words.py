# SPDX-License-Identifier: EUPL-1.2
"""Appointments in words, for pages, cards, the story and paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.agenda.enums import AppointmentState
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ordito.agenda.models import Appointment, AppointmentMove
    from ordito.agenda.models.appointments import AppointmentQuerySet

TONES = {
    AppointmentState.PLANNED: "info",
    AppointmentState.HELD: "success",
    AppointmentState.MISSED: "warning",
    AppointmentState.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class AppointmentLine:
    """An appointment opened for a list. `whom` are names of the family, `staff` those of operators."""

    row: Appointment
    day: date
    hours: str
    kind: str
    whom: str
    staff: str
    where: str
    place: str
    note: str
    outcome: str
    waits: bool
    """Its day has come and nobody has said yet how it went."""

    @property
    def day_words(self) -> str:
        """``03/04/2026``."""
        return format_date(self.day)

    @property
    def state(self) -> str:
        """The state in words."""
        return _("da annotare") if self.waits else str(self.row.get_state_display())

    @property
    def tone(self) -> str:
        """The state as a tone of the badge."""
        return "warning" if self.waits else TONES[AppointmentState(self.row.state)]


def hours_words(row: Appointment | AppointmentMove) -> str:
    """``10:00–11:00``, with the day of the end when it is another one."""
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%H:%M} {end:%d/%m/%Y}"
    return f"{start:%H:%M}–{last}"


def moment_words(row: Appointment | AppointmentMove) -> str:
    """``03/04/2026, 10:00–11:00``."""
    return f"{format_date(timezone.localdate(row.starts_at))}, {hours_words(row)}"


def whole(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    """The rows with all that a line says; two queries more, whatever their number."""
    related = rows.select_related("kind", "comune", "missed_by", "case_file__person")
    return related.prefetch_related("staff__professional", "people__person")


def lines_of(rows: Iterable[Appointment], *, now: datetime) -> list[AppointmentLine]:
    """Rows of `whole`, opened."""
    return [line_of(row, now=now) for row in rows]


def line_of(row: Appointment, *, now: datetime) -> AppointmentLine:
    """A row of `whole`, opened."""
    place = open_text(row, "place")
    return AppointmentLine(
        row,
        timezone.localdate(row.starts_at),
        hours_words(row),
        row.kind.label,
        ", ".join(sorted(one.person.spoken_name() for one in row.people.all())),
        ", ".join(sorted(str(one.professional) for one in row.staff.all())),
        ", ".join(part for part in (row.comune.name if row.comune else "", place) if part),
        place,
        open_text(row, "note"),
        open_text(row, "outcome"),
        row.state == AppointmentState.PLANNED and row.starts_at <= now,
    )
