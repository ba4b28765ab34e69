# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.concerns import tie_concerns
from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, check_order, lock
from ordito.cases.enums import CaseFileState, ListKey
from ordito.cases.models import (
    CaseFile,
    Person,
    TakingInCharge,
    TakingReason,
    WorkerAssignment,
)
from ordito.cases.queries.areas import usual_area
from ordito.core.access import permit
from ordito.territory.models import Organisation, Professional

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


def open_case_file(*, by: Actor, at: datetime, person: Person, opened_on: date) -> CaseFile:
    """Open the social record of a person, held by the body that holds the person; the number follows the last one.

    Raises:
        NotAllowedError: the actor does not open records in that service.
        CaseError: the body already has a record of this person, or the date is in the future.
    """
    permit(rules.can_open_case_file(by, person))
    check_not_future(opened_on, at=at, field="opened_on")
    check_alive(person, opened_on, field="opened_on")
    with recorded("cases.open_case_file", by=by, at=at) as trace:
        body = lock(Organisation, person.body_id)
        if CaseFile.objects.current().filter(person=person, body=body).exists():
            raise CaseError(_("Questa persona ha già una cartella nel servizio."))
        case_file = CaseFile.objects.create(
            person=person,
            body=body,
            comune_id=person.comune_id,
            ambito_id=person.ambito_id,
            year=opened_on.year,
            serial=next_serial(body.pk, opened_on.year),
            opened_on=opened_on,
            opened_by_id=by.professional_id,
            created_at=at,
            updated_at=at,
        )
        trace.touches(case_file, person)
    return case_file


def next_serial(body_id: int, year: int) -> int:
    """The next record number of a body in a year; the caller has locked the body."""
    last = CaseFile.objects.filter(body_id=body_id, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def take_in_charge(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    mode: Code,
    reasons: Sequence[Code],
    opened_on: date,
    worker: Professional | None = None,
    review_on: date | None = None,
    area: Code | None = None,
) -> TakingInCharge:
    """Take a person in charge; the first of `reasons` is the main one. Without `worker`, the actor is responsible.

    Without `area`, it is the one that the person's age has as usual.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: already in charge in this area, no reason, a code out of its list, dates out of order.
    """
    permit(rules.can_write_record(by, case_file))
    check_not_future(opened_on, at=at, field="opened_on")
    check_alive(case_file.person, opened_on, field="opened_on")
    check_order(opened_on, review_on, field="review_on")
    area = area or usual_area(case_file.person.birth_date, opened_on)
    check_codes(area, mode, reasons, at=opened_on)
    worker_id = _worker_id(worker, by)
    with recorded("cases.take_in_charge", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        refuse_second_open(record, body_id=record.body_id, area=area)
        taking = TakingInCharge(case_file=record, body_id=record.body_id, area=area, mode=mode, updated_at=at)
        taking.worker_id, taking.opened_on, taking.review_on = worker_id, opened_on, review_on
        taking.written_at = at
        taking.save(force_insert=True)
        add_reasons(taking, reasons)
        WorkerAssignment.objects.create(taking=taking, professional_id=worker_id, valid_from=opened_on)
        tie_concerns(taking, trace)
        refresh_case_file(record, at=at)
        trace.touches(taking, record, record.person)
    return taking


def refuse_second_open(record: CaseFile, *, body_id: int, area: Code, other_than: int | None = None) -> None:
    """A body follows somebody once in an area; the caller has locked the record."""
    same = record.takings.current().open().filter(body_id=body_id, area=area).exclude(pk=other_than or 0)
    if same.exists():
        raise CaseError(
            _("In quest’area la persona è già in carico: continua quella presa in carico, o chiudila prima."),
            field="area",
        )


def _worker_id(worker: Professional | None, by: Actor) -> int:
    found = worker.pk if worker else by.professional_id
    if found is None:
        raise CaseError(_("Scegli l'operatore responsabile."), field="worker")
    return found


def check_codes(
    area: Code | None, mode: Code, reasons: Sequence[Code], *, at: date, kept: Collection[tuple[str, int | None]] = ()
) -> None:
    """Area, mode and reasons are of their lists, in force or `kept` as they were; each reason once, one at least."""
    said = [("area", area, ListKey.AREA), ("mode", mode, ListKey.MODE)]
    said += [("reasons", reason, ListKey.REASON) for reason in reasons]
    if not reasons or len({reason.pk for reason in reasons}) < len(reasons):
        raise CaseError(_("Scegli almeno un motivo, ciascuno una volta sola."), field="reasons")
    for field, one, key in said:
        if one is not None and (field, one.pk) not in kept:
            check_code(one, key, at=at, field=field)


def add_reasons(taking: TakingInCharge, reasons: Sequence[Code]) -> None:
    """Write the reasons of a taking in charge that has none; the first is the main one."""
    TakingReason.objects.bulk_create(
        TakingReason(taking=taking, reason=reason, main=place == 0) for place, reason in enumerate(reasons)
    )


def assign_worker(
    *, by: Actor, at: datetime, taking: TakingInCharge, version: int, worker: Professional, valid_from: date
) -> TakingInCharge:
    """Give an open taking in charge to another responsible worker from a day on; who came before stays on record.

    Raises:
        NotAllowedError: the actor may not assign in this record.
        ConflictError: somebody saved meanwhile.
        CaseError: closed, the same worker, or a day before the present worker began.
    """
    permit(rules.can_assign_worker(by, taking.case_file))
    with recorded("cases.assign_worker", by=by, at=at) as trace:
        row = lock(TakingInCharge, taking.pk, version=version)
        refuse_closed(row)
        if row.worker_id == worker.pk:
            raise CaseError(_("Questo operatore è già il responsabile."), field="worker")
        open_row = row.assignments.select_for_update().filter(valid_to__isnull=True).first()
        start = open_row.valid_from if open_row else row.opened_on
        check_order(start, valid_from, field="valid_from")
        if open_row is not None:
            open_row.valid_to = max(start, valid_from - timedelta(days=1))
            open_row.save()
        WorkerAssignment.objects.create(taking=row, professional=worker, valid_from=valid_from)
        row.worker = worker
        save_taking(row, at=at)
        trace.touches(row, row.case_file, fields=["worker"])
    return row


def refresh_case_file(case_file: CaseFile, *, at: datetime) -> None:
    """Bring the state of a record in step with its takings in charge, and say that something happened in it."""
    takings = case_file.takings.current()
    if takings.open().exists():
        case_file.state = CaseFileState.IN_CHARGE
    else:
        case_file.state = CaseFileState.CLOSED if takings.exists() else CaseFileState.OPEN
    case_file.updated_at = at
    case_file.version += 1
    case_file.save()


def save_taking(row: TakingInCharge, *, at: datetime) -> None:
    """Save a changed taking in charge under its next version."""
    row.version += 1
    row.updated_at = at
    row.save()


def refuse_closed(row: TakingInCharge) -> None:
    """Nothing changes in a closed taking in charge any more."""
    if row.closed_on is not None:
        raise CaseError(_("Questa presa in carico è già chiusa."))
