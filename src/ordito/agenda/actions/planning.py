# SPDX-License-Identifier: EUPL-1.2
"""Fixing appointments, once or every few weeks, and moving or correcting them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.agenda import rules
from ordito.agenda.enums import AppointmentState, ListKey
from ordito.agenda.models import Appointment, AppointmentMove, AppointmentPerson, AppointmentStaff
from ordito.agenda.queries.busy import busy_words
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_alive, check_code, lock
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.core.dates import format_date
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from ordito.cases.models import Code, Person
    from ordito.core.access import Actor
    from ordito.territory.models import Professional, Territory

MOST_TIMES = 52
MOST_WEEKS = 12
LONGEST = timedelta(hours=24)
FIELDS = ("kind", "starts_at", "ends_at", "comune", "place", "note", "staff", "people")


class BusyError(CaseError):
    """Somebody is taken at that hour; the same call with `anyway` goes on."""


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What an appointment says; times with their zone."""

    kind: Code
    starts_at: datetime
    ends_at: datetime
    comune: Territory | None = None
    place: str = ""
    note: str = ""
    staff: Sequence[Professional] = ()
    people: Sequence[Person] = ()

    def check(self, case_file: CaseFile, row: Appointment | None = None) -> None:
        """Refuse hours out of order, a code out of its list that `row` does not have yet, nobody of the service."""
        if self.ends_at <= self.starts_at:
            raise CaseError(_("La fine viene dopo l’inizio."), field="until")
        if self.ends_at - self.starts_at > LONGEST:
            raise CaseError(_("Un appuntamento dura al massimo un giorno."), field="until")
        if not self.staff:
            raise CaseError(_("Scegli almeno un operatore."), field="staff")
        day = timezone.localdate(self.starts_at)
        if row is None or row.kind_id != self.kind.pk:
            check_code(self.kind, ListKey.KIND, at=day, field="kind")
        check_alive(case_file.person, day, field="day")

    def later(self, weeks: int) -> Agreed:
        """The same some weeks later, at the same hour of the wall clock."""
        return replace(self, starts_at=_weeks_later(self.starts_at, weeks), ends_at=_weeks_later(self.ends_at, weeks))


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    local = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(local.date() + timedelta(weeks=weeks), local.time()))


def plan_appointments(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    agreed: Agreed,
    form_key: UUID,
    every: int = 1,
    times: int = 1,
    anyway: bool = False,
) -> list[Appointment]:
    """Fix an appointment, or `times` of them `every` so many weeks; the same form sent again gives what it wrote.

    Raises:
        NotAllowedError: the actor may not write in the agenda of this record.
        BusyError: an operator is taken at one of these hours, and not `anyway`.
        CaseError: the record is closed, hours out of order, no operator, a code out of its list, too many times.
    """
    permit(rules.can_write_agenda(by, case_file))
    if not 1 <= times <= MOST_TIMES:
        raise CaseError(_("Da una a %(most)s volte.") % {"most": MOST_TIMES}, field="times")
    if not 1 <= every <= MOST_WEEKS:
        raise CaseError(_("Ogni quante settimane: da 1 a %(most)s.") % {"most": MOST_WEEKS}, field="every")
    with transaction.atomic():
        record = lock(CaseFile, case_file.pk)
        written = list(record.appointments.filter(form_key=form_key).order_by("number"))
        if written:
            return written
        _check_open(record)
        series = [agreed.later(every * number) for number in range(times)]
        for one in series:
            one.check(record)
            _check_free(one, anyway=anyway)
        return _write(record, series, form_key, by=by, at=at)


def _write(record: CaseFile, series: Sequence[Agreed], form_key: UUID, *, by: Actor, at: datetime) -> list[Appointment]:
    shared = uuid4() if len(series) > 1 else None
    made = []
    with recorded("agenda.plan_appointments", by=by, at=at) as trace:
        for number, agreed in enumerate(series, start=1):
            row = Appointment(case_file=record, form_key=form_key, number=number, series=shared)
            row.created_at, row.updated_at, row.created_by_name = at, at, by.actor_name[:160]
            _put(row, agreed)
            made.append(row)
        trace.touches(*made, record)
    return made


def edit_appointment(
    *, by: Actor, at: datetime, appointment: Appointment, version: int, agreed: Agreed, anyway: bool = False
) -> Appointment:
    """Correct an appointment; one that goes to another hour keeps the old one (`AppointmentMove`).

    Raises:
        NotAllowedError: the actor may not write in the agenda of this record.
        ConflictError: somebody saved meanwhile.
        BusyError: an operator is taken at the new hour, and not `anyway`.
        CaseError: no longer planned, and what `plan_appointments` refuses.
    """
    permit(rules.can_write_agenda(by, appointment.case_file))
    with transaction.atomic():
        record = lock(CaseFile, appointment.case_file_id)
        row = lock(Appointment, appointment.pk, version=version)
        if row.state != AppointmentState.PLANNED:
            raise CaseError(_("Si cambia solo un appuntamento ancora fissato."))
        _check_open(record)
        agreed.check(record, row)
        _check_free(agreed, anyway=anyway, but=row)
        moved = (row.starts_at, row.ends_at) != (agreed.starts_at, agreed.ends_at)
        action = "agenda.move_appointment" if moved else "agenda.edit_appointment"
        with recorded(action, by=by, at=at) as trace:
            if moved:
                old = AppointmentMove(appointment=row, starts_at=row.starts_at, ends_at=row.ends_at)
                old.moved_at, old.moved_by_name = at, by.actor_name[:160]
                old.save()
                trace.touches(old)
            row.version, row.updated_at = row.version + 1, at
            _put(row, agreed)
            trace.touches(row, record, fields=FIELDS)
    return row


def _put(row: Appointment, agreed: Agreed) -> None:
    row.kind, row.comune = agreed.kind, agreed.comune
    row.starts_at, row.ends_at = agreed.starts_at, agreed.ends_at
    seal_texts(row, place=agreed.place.strip(), note=agreed.note.strip())
    row.save()
    row.staff.all().delete()
    row.people.all().delete()
    AppointmentStaff.objects.bulk_create(
        AppointmentStaff(appointment=row, professional_id=pk) for pk in sorted({one.pk for one in agreed.staff})
    )
    AppointmentPerson.objects.bulk_create(
        AppointmentPerson(appointment=row, person_id=pk) for pk in sorted({one.pk for one in agreed.people})
    )


def _check_open(record: CaseFile) -> None:
    if record.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: riaprila per fissare un appuntamento."))


def _check_free(agreed: Agreed, *, anyway: bool, but: Appointment | None = None) -> None:
    """Nobody knows what else an operator does at that hour: the warning names the hours, not whom they see."""
    if anyway:
        return
    taken = busy_words(agreed.staff, agreed.starts_at, agreed.ends_at, but=but)
    if taken:
        day = format_date(timezone.localdate(agreed.starts_at))
        words = _("Il %(day)s c’è già un impegno: %(taken)s. Cambia ora, oppure segna qui che va bene lo stesso.")
        raise BusyError(words % {"day": day, "taken": "; ".join(taken)}, field="anyway")
