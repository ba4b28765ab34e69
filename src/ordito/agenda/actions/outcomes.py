# SPDX-License-Identifier: EUPL-1.2
"""How an appointment went: held, missed, cancelled, told in the diary; and back to planned when that was a mistake."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.agenda import rules
from ordito.agenda.enums import AppointmentState, ListKey
from ordito.agenda.models import Appointment
from ordito.audit.actions import recorded
from ordito.cases.actions.diary import publish_entry
from ordito.cases.actions.errors import CaseError, check_alive, check_code, lock
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from ordito.cases.models import Code, DiaryEntry
    from ordito.core.access import Actor

FIELDS = ("state", "missed_by", "outcome")


def hold(*, by: Actor, at: datetime, appointment: Appointment, version: int) -> Appointment:
    """Say that an appointment was held.

    Raises:
        NotAllowedError: the actor may not write in the agenda of this record.
        ConflictError: somebody saved meanwhile.
        CaseError: its day has not come or is after the person's death, or its state does not allow it.
    """
    with _stepping("hold", appointment, version, by=by, at=at) as row:
        _check_come(row, at)
        _check_alive(row)
        row.state, row.missed_by = AppointmentState.HELD, None
        seal_texts(row, outcome="")
    return row


def miss(
    *, by: Actor, at: datetime, appointment: Appointment, version: int, missed_by: Code, outcome: str = ""
) -> Appointment:
    """Say that an appointment was missed, by whom and why.

    Raises:
        NotAllowedError, ConflictError, CaseError: as `hold`; a code out of its list.
    """
    check_code(missed_by, ListKey.MISSED_BY, at=timezone.localdate(at), field="missed_by")
    with _stepping("miss", appointment, version, by=by, at=at) as row:
        _check_come(row, at)
        _check_alive(row)
        row.state, row.missed_by = AppointmentState.MISSED, missed_by
        seal_texts(row, outcome=outcome.strip())
    return row


def cancel(*, by: Actor, at: datetime, appointment: Appointment, version: int, outcome: str = "") -> Appointment:
    """Call off an appointment; calendars get it as cancelled.

    Raises:
        NotAllowedError, ConflictError, CaseError: as `hold`.
    """
    with _stepping("cancel", appointment, version, by=by, at=at) as row:
        row.state = AppointmentState.CANCELLED
        seal_texts(row, outcome=outcome.strip())
    return row


def plan_again(*, by: Actor, at: datetime, appointment: Appointment, version: int) -> Appointment:
    """Take back what was said of an appointment: it is planned again.

    Raises:
        NotAllowedError, ConflictError, CaseError: as `hold`; its entry stands in the diary.
    """
    with _stepping("plan_again", appointment, version, by=by, at=at) as row:
        row.state, row.missed_by = AppointmentState.PLANNED, None
        seal_texts(row, outcome="")
    return row


def tell_in_diary(
    *,
    by: Actor,
    at: datetime,
    appointment: Appointment,
    kind: Code,
    happened_on: date,
    title: str = "",
    text: str = "",
    minutes: int | None = None,
) -> DiaryEntry:
    """Publish the diary entry of an appointment, which is thereby held and knows its entry; twice gives the same one.

    Raises:
        NotAllowedError: the actor may not write in the agenda and in the diary of this record.
        CaseError: it was missed or cancelled, its day has not come, and what `publish_entry` refuses.
    """
    permit(rules.can_write_agenda(by, appointment.case_file))
    with transaction.atomic():
        record = lock(CaseFile, appointment.case_file_id)
        row = lock(Appointment, appointment.pk)
        if row.diary_entry is not None:
            return row.diary_entry
        _check_tellable(row, at)
        entry = publish_entry(
            by=by,
            at=at,
            case_file=record,
            kind=kind,
            happened_on=happened_on,
            title=title,
            text=text,
            minutes=minutes,
        )
        with recorded("agenda.tell_in_diary", by=by, at=at) as trace:
            row.state, row.diary_entry = AppointmentState.HELD, entry
            _say(row, by=by, at=at)
            trace.touches(row, record, fields=("state", "diary_entry"))
    return entry


def _check_tellable(row: Appointment, at: datetime) -> None:
    if not rules.tellable(row):
        words = _("Questo appuntamento risulta «%(state)s»: rimettilo in programma, poi scrivi.")
        raise CaseError(words % {"state": row.get_state_display()})
    _check_come(row, at)


@contextmanager
def _stepping(step: str, appointment: Appointment, version: int, *, by: Actor, at: datetime) -> Iterator[Appointment]:
    """The row, locked, for a step that its state allows; saved and recorded at the end."""
    permit(rules.can_write_agenda(by, appointment.case_file))
    with transaction.atomic():
        record = lock(CaseFile, appointment.case_file_id)
        row = lock(Appointment, appointment.pk, version=version)
        if step not in rules.steps_of(row):
            raise CaseError(_("Questo appuntamento risulta già «%(state)s».") % {"state": row.get_state_display()})
        with recorded(f"agenda.{step}", by=by, at=at) as trace:
            yield row
            _say(row, by=by, at=at)
            trace.touches(row, record, fields=FIELDS)


def _say(row: Appointment, *, by: Actor, at: datetime) -> None:
    row.told_at, row.told_by_name = at, by.actor_name[:160]
    row.version, row.updated_at = row.version + 1, at
    row.save()


def _check_come(row: Appointment, at: datetime) -> None:
    """What is agreed for today may already be over."""
    if timezone.localdate(row.starts_at) > timezone.localdate(at):
        raise CaseError(_("Questo appuntamento è ancora nel futuro: per disdirlo usa «Annulla l’appuntamento»."))


def _check_alive(row: Appointment) -> None:
    """Of an appointment after the death only the diary tells: with relatives it may have been held."""
    check_alive(row.case_file.person, timezone.localdate(row.starts_at), field="day")
