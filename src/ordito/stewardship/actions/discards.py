# SPDX-License-Identifier: EUPL-1.2
"""The way of a discard before anything is destroyed: the list, the authorisation, the signature."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_not_future, lock
from ordito.cases.models import CaseFile
from ordito.core.access import NotAllowedError, permit
from ordito.files.actions import FileNotKeptError, store_file
from ordito.jobs.actions import enqueue
from ordito.jobs.models import Job
from ordito.stewardship import rules
from ordito.stewardship.enums import DiscardState
from ordito.stewardship.models import Discard, DiscardItem
from ordito.stewardship.queries.retention import FilingPlan, dues_of, obstacles_of, ready_for_discard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Territory

CARRIER = "ordito.stewardship.tasks.discards.carry_out_discard"
LARGEST = 1000
"""Records in one discard: what a person can look through before answering for it."""
AT_ONCE = 500
"""Records looked at in one turn."""


def prepare_discard(*, by: Actor, at: datetime, ambito: Territory, body: Organisation, form_key: UUID) -> Discard:
    """List the records of a body that are ready and that nothing holds, oldest number first; the same form lists once.

    Raises:
        NotAllowedError: the actor does not manage the retention of that body there.
        CaseError: there is none.
    """
    permit(rules.can_prepare(by, ambito_id=ambito.pk, body_id=body.pk))
    if made := Discard.objects.filter(form_key=form_key).first():
        return made
    today = timezone.localdate(at)
    with recorded("stewardship.prepare_discard", by=by, at=at) as trace:
        ready = ready_for_discard(by, today).filter(ambito=ambito, body=body)
        discard = Discard.objects.create(
            ambito=ambito,
            body=body,
            made_at=at,
            made_by_id=by.actor_id,
            made_by_name=by.actor_name[:160],
            form_key=form_key,
        )
        items = list(islice(_items(discard, ready, today), LARGEST))
        if not items:
            raise CaseError(_("Nessuna cartella di questo ente si può scartare oggi."))
        DiscardItem.objects.bulk_create(items)
        trace.touches(discard)
        trace.touches_ids("cases.casefile", [item.case_file_id for item in items])
        trace.notes(records=len(items))
    return discard


def _items(discard: Discard, ready: QuerySet[CaseFile], today: date) -> Iterator[DiscardItem]:
    """The records that nothing holds, each with how its time was counted; the first many may all be held."""
    plan = FilingPlan({discard.ambito_id}, today)
    ids = list(ready.order_by("year", "serial").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = CaseFile.objects.filter(pk__in=ids[start : start + AT_ONCE])
        records = list(some.select_related("person").order_by("year", "serial"))
        obstacles = obstacles_of(records, today)
        for due in dues_of(records, plan):
            if due.counted_from and due.due_on and due.past(today) and due.case_file.pk not in obstacles:
                yield DiscardItem(
                    discard=discard,
                    case_file=due.case_file,
                    number=due.case_file.number,
                    series=str(due.series)[:200],
                    counted_from=due.counted_from,
                    due_on=due.due_on,
                )


def _move(discard: Discard, target: DiscardState, version: int) -> Discard:
    """The discard, locked, on its way to a state; the caller saves."""
    row = lock(Discard, discard.pk, version=version)
    if not rules.may_become(row.state, target):
        raise CaseError(_("Questo scarto è già andato avanti: riapri la pagina."))
    row.state = target
    row.version += 1
    return row


def remove_item(*, by: Actor, at: datetime, item: DiscardItem) -> None:
    """Take a record off a list that nobody has authorised yet.

    Raises:
        NotAllowedError: the actor does not manage it.
        CaseError: the list is authorised, and is now the authority's.
    """
    permit(rules.can_manage_discard(by, item.discard))
    with recorded("stewardship.remove_item", by=by, at=at) as trace:
        discard = lock(Discard, item.discard_id)
        if discard.state != DiscardState.DRAFT:
            raise CaseError(_("L’elenco è già autorizzato e non si cambia più."))
        trace.touches(discard, item.case_file)
        DiscardItem.objects.filter(pk=item.pk).delete()
        discard.version += 1
        discard.save()


def authorise_discard(
    *,
    by: Actor,
    at: datetime,
    discard: Discard,
    version: int,
    authority: str,
    number: str,
    authorised_on: date,
    stream: BinaryIO,
    name: str,
) -> Discard:
    """Enter the authorisation of the archival authority, with its file; the list can change no more.

    Raises:
        NotAllowedError: the actor does not manage it.
        CaseError: an empty list, a day in the future, a file that is not a PDF.
        ConflictError: somebody changed the list meanwhile.
    """
    permit(rules.can_manage_discard(by, discard))
    check_not_future(authorised_on, at=at, field="authorised_on")
    if not discard.items.exists():
        raise CaseError(_("L’elenco è vuoto: ritira lo scarto."))
    with recorded("stewardship.authorise_discard", by=by, at=at) as trace:
        row = _move(discard, DiscardState.AUTHORISED, version)
        try:
            file = store_file(stream, name=name, owner=row, kinds={"pdf", "p7m"}, by=by, at=at)
        except FileNotKeptError as error:
            raise CaseError(str(error), field="file") from error
        row.authority, row.authorisation_number, row.authorised_on = authority, number, authorised_on
        row.authorisation_file_id = file.pk
        row.entered_at, row.entered_by_id, row.entered_by_name = at, by.actor_id, by.actor_name[:160]
        row.save()
        trace.touches(row)
    return row


def sign_discard(*, by: Actor, at: datetime, discard: Discard, version: int) -> Discard:
    """Sign for data protection and have a job carry it out; from here there is no way back.

    Raises:
        NotAllowedError: the actor does not sign there, or took part in the list or in its authorisation.
        CaseError: it is not authorised, or no more.
        ConflictError: somebody changed it meanwhile.
    """
    if not rules.can_sign(by, discard):
        raise NotAllowedError(_("Firma il responsabile della protezione dei dati, che non ha preparato lo scarto."))
    with recorded("stewardship.sign_discard", by=by, at=at) as trace:
        row = _move(discard, DiscardState.SIGNED, version)
        row.signed_at, row.signed_by_id, row.signed_by_name = at, by.actor_id, by.actor_name[:160]
        _hand_over(row, by=by, at=at)
        trace.touches(row)
        trace.touches_ids("cases.casefile", row.items.values_list("case_file_id", flat=True))
    return row


def _hand_over(row: Discard, *, by: Actor, at: datetime) -> None:
    row.job_id = enqueue(CARRIER, by=by, at=at, label=_("Scarto di cartelle"), discard_id=row.pk).pk
    row.save()


def resume_discard(*, by: Actor, at: datetime, discard: Discard) -> None:
    """Have a job go on with a signed discard whose job was given up (a full disk, a machine that died three times).

    Raises:
        NotAllowedError: the actor neither manages it nor signs there.
        CaseError: nothing is left to do, or a job is at it.
    """
    permit(rules.can_manage_discard(by, discard) or rules.signs_in(by, discard))
    with recorded("stewardship.resume_discard", by=by, at=at) as trace:
        row = lock(Discard, discard.pk)
        if row.state != DiscardState.SIGNED or Job.objects.filter(pk=row.job_id or 0, finished_at=None).exists():
            raise CaseError(_("Lo scarto è già in corso, o è finito."))
        _hand_over(row, by=by, at=at)
        trace.touches(row)


def withdraw_discard(*, by: Actor, at: datetime, discard: Discard, version: int) -> None:
    """Give up a discard that nobody has signed; its records may be listed again.

    Raises:
        NotAllowedError: the actor does not manage it.
        CaseError: it is signed.
        ConflictError: somebody changed it meanwhile.
    """
    permit(rules.can_manage_discard(by, discard))
    with recorded("stewardship.withdraw_discard", by=by, at=at) as trace:
        row = _move(discard, DiscardState.WITHDRAWN, version)
        row.save()
        trace.touches(row)
