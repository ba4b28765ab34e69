# SPDX-License-Identifier: EUPL-1.2
"""A record that goes from the service of one Comune to another of the same body: it is one and stays whole.

A union of Comuni or a consortium is one body, and a body has one record of a person. Between its services nothing is
handed on by dossier: what moves is who follows.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.actions.records import refuse_closed, save_taking
from ordito.cases.models import CaseFile, Person, TakingInCharge, TeamMember, WorkerAssignment
from ordito.cases.models.scopes import ServicePlace
from ordito.core.access import Verb, permit

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.audit.actions import Trace
    from ordito.core.access import Actor
    from ordito.territory.models import Professional, Territory


def move_record(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    comune: Territory,
    ambito_id: int,
    worker: Professional | None = None,
) -> CaseFile:
    """Bring the record of an open taking in charge to another service of the same body; the new worker answers today.

    Whoever followed it before has let it go by another action, and the team of before ends: the service that receives
    says anew with whom it shares. Without `worker`, the actor is responsible.

    Raises:
        NotAllowedError: the actor does not open records in the service that receives.
        CaseError: closed, no worker, or followed in another area too: the record is one, and cannot be in two services.
    """
    place = ServicePlace(comune.pk, ambito_id, taking.body_id)
    permit(place.allows(by, Verb.OPEN_RECORD))
    worker_id = worker.pk if worker else by.professional_id
    if worker_id is None:
        raise CaseError(_("Scegli l’operatore responsabile."), field="worker")
    with recorded("cases.move_record", by=by, at=at) as trace:
        record = lock(CaseFile, taking.case_file_id)
        row = lock(TakingInCharge, taking.pk)
        refuse_closed(row)
        check_alone(row)
        person = lock(Person, record.person_id)
        for held in (record, person):
            held.comune, held.ambito_id = comune, ambito_id
        record.updated_at = at
        record.version += 1
        person.version += 1
        record.save()
        person.save()
        trace.touches(_assign(row, worker_id, at=at), row, record, person, fields=["comune", "ambito", "worker"])
        _end_team(record, trace, at=at)
    return record


def check_alone(taking: TakingInCharge) -> None:
    """No other taking in charge is open in the record: it would stay behind without its record."""
    others = taking.case_file.takings.current().open().exclude(pk=taking.pk).select_related("area")
    if other := others.first():
        raise CaseError(
            _("La cartella è una sola per ente, e la persona è in carico anche per «%(area)s»: prima chiudi quella.")
            % {"area": other.area}
        )


def _assign(row: TakingInCharge, worker_id: int, *, at: datetime) -> WorkerAssignment:
    today = timezone.localdate(at)
    before = row.assignments.select_for_update().filter(valid_to__isnull=True).first()
    start = today
    if before is not None:
        before.valid_to = max(before.valid_from, today - timedelta(days=1))
        before.save()
        start = max(today, before.valid_from)
    assignment = WorkerAssignment.objects.create(taking=row, professional_id=worker_id, valid_from=start)
    row.worker_id = worker_id
    save_taking(row, at=at)
    return assignment


def _end_team(record: CaseFile, trace: Trace, *, at: datetime) -> None:
    """End the team on the day before: who began today reads nothing any more, who was still to begin never does."""
    today = timezone.localdate(at)
    going_on = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    for member in TeamMember.objects.select_for_update().filter(going_on, taking__case_file=record).order_by("pk"):
        trace.touches(member, fields=["valid_to"])
        if member.valid_from >= today:
            member.shares.all().delete()
        if member.valid_from > today:
            member.delete()
            continue
        member.deputy = member.deputy and member.valid_from < today
        member.valid_to = max(member.valid_from, today - timedelta(days=1))
        member.version += 1
        member.save()
