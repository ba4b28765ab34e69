# SPDX-License-Identifier: EUPL-1.2
"""Appointments for tests and for the pages of the atlas, made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ordito.agenda.enums import AppointmentState, ListKey
from ordito.agenda.models import Appointment, AppointmentMove, AppointmentPerson, AppointmentStaff
from ordito.cases.models import Code
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from tests.factories.cases import NOW, make_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.cases.models import CaseFile, Person
    from ordito.territory.models import Professional

HOUR = timedelta(hours=1)


def agenda_code(key: ListKey, name: str) -> Code:
    """A code of these lists; they are loaded the first time."""
    if not Code.objects.filter(code_list__key=key).exists():
        make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def make_appointment(
    case_file: CaseFile,
    *staff: Professional,
    starts_at: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    kind: str = "interview",
    people: Sequence[Person] | None = None,
    missed_by: str = "",
    place: str = "",
    note: str = "",
    outcome: str = "",
    **values: Any,
) -> Appointment:
    """An hour with the person of the record, planned unless a state is given."""
    missed = agenda_code(ListKey.MISSED_BY, missed_by) if missed_by else None
    values.setdefault("state", AppointmentState.MISSED if missed else AppointmentState.PLANNED)
    row = Appointment(
        case_file=case_file,
        form_key=uuid4(),
        kind=agenda_code(ListKey.KIND, kind),
        starts_at=starts_at,
        ends_at=values.pop("ends_at", starts_at + HOUR),
        missed_by=missed,
        created_at=NOW,
        updated_at=NOW,
        created_by_name="Anna Prova",
        **values,
    )
    seal_texts(row, place=place, note=note, outcome=outcome)
    with writing():
        row.save()
        AppointmentStaff.objects.bulk_create(AppointmentStaff(appointment=row, professional=one) for one in staff)
        there = [case_file.person] if people is None else people
        AppointmentPerson.objects.bulk_create(AppointmentPerson(appointment=row, person=one) for one in there)
    return row


def fill_agenda(case_file: CaseFile, worker: Professional, *, now: datetime) -> list[Appointment]:
    """An agenda with something in each of its lists: today, ahead, waiting to be told, held, missed, moved."""
    day = timedelta(days=1)
    at = now.replace(minute=0, second=0, microsecond=0)
    rows = [
        make_appointment(case_file, worker, starts_at=at, place="Stanza 4", comune=case_file.comune),
        make_appointment(case_file, worker, starts_at=at + 2 * HOUR, kind="home_visit", place="Via dei Tigli 3"),
        make_appointment(case_file, worker, starts_at=at + 5 * day, kind="hearing", note="Portare la relazione."),
        make_appointment(case_file, worker, starts_at=at - 3 * day, kind="team"),
        make_appointment(case_file, worker, starts_at=at - 10 * day, state=AppointmentState.HELD),
        make_appointment(
            case_file, worker, starts_at=at - 20 * day, missed_by="family", outcome="La madre era al lavoro."
        ),
    ]
    with writing():
        AppointmentMove.objects.create(
            appointment=rows[2],
            starts_at=at + 2 * day,
            ends_at=at + 2 * day + HOUR,
            moved_at=now,
            moved_by_name="Anna Prova",
        )
    return rows
