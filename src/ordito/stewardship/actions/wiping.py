# SPDX-License-Identifier: EUPL-1.2
"""Carrying out a discard: what it destroys, in an order that an interruption at any moment leaves to be gone on with.

Of a person everything that is sealed under their key becomes unreadable when the key is destroyed, in every table at
once. What the ring itself seals (answers to questionnaires, messages, names of files) is emptied, the files are
deleted, the search forgets. The skeleton stays for statistics: dates, places and codes, with the month of birth and
of death in place of the day, and no tie to the same person elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import TruncMonth
from django.utils import timezone

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import lock
from ordito.cases.models import CaseFile, Contact, Person, SearchToken
from ordito.cases.queries.tokens import link_number
from ordito.core import crypto
from ordito.core.fields import SealedField, uuid7
from ordito.files.models import StoredFile
from ordito.stewardship import rules
from ordito.stewardship.engine.register import add_line, check_writable
from ordito.stewardship.enums import DiscardState, Obstacle
from ordito.stewardship.models import Discard, DiscardItem
from ordito.stewardship.queries.retention import FilingPlan, dues_of, obstacles_of
from ordito.stewardship.queries.walk import own_rows, same_person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress
    from ordito.stewardship.queries.walk import Rows

OWN_KEYS: tuple[type[Person | Contact], ...] = (Person, Contact)
LIFE = ("birth_date", "deceased_on")
"""Dates that tell who somebody is, of the person and of the relatives in their record."""


def register_path() -> Path:
    """The register outside the database lies beside the key ring: neither goes with the copy of the database."""
    return settings.ORDITO_KEYS.with_name("discards.jsonl")


def carry_out(*, by: Actor, discard: Discard, clock: Callable[[], datetime], progress: Progress) -> dict[str, int]:
    """Discard every record of a signed list, each in a transaction of its own; run again, it goes on where it was.

    A record that something holds by now is left out, and the list says why. Returns how many went and how many did not.
    Nothing is destroyed while the register outside the database cannot be written (`OSError`).
    """
    check_writable(register_path())
    items = list(discard.items.waiting().select_related("discard", "case_file__person").order_by("pk"))
    for number, item in enumerate(items):
        progress(number, len(items))
        discard_record(by=by, item=item, clock=clock)
    with recorded("stewardship.finish_discard", by=by, at=clock()) as trace:
        row = lock(Discard, discard.pk)
        if rules.may_become(row.state, DiscardState.DONE):
            row.state, row.done_at = DiscardState.DONE, clock()
            row.version += 1
            row.save()
        trace.touches(row)
    done = row.items.filter(done_at__isnull=False).count()
    return {"discarded": done, "left": row.items.count() - done}


def discard_record(*, by: Actor, item: DiscardItem, clock: Callable[[], datetime]) -> None:
    """Destroy the data of one record: the database first, then the register, then the disk, then it is done."""
    if item.wiped_at is None and not _wipe_item(item, by=by, at=clock()):
        return
    person = item.case_file.person
    add_line(register_path(), line_of(item))
    delete_files(own_rows(person))
    with recorded("stewardship.discard_record", by=by, at=clock()) as trace:
        DiscardItem.objects.filter(pk=item.pk).update(done_at=clock())
        trace.touches(item, item.case_file, person)


def _wipe_item(item: DiscardItem, *, by: Actor, at: datetime) -> bool:
    """Destroy the key, or write what stands in the way."""
    with recorded("stewardship.wipe_record", by=by, at=at) as trace:
        case_file = lock(CaseFile, item.case_file_id)
        item.obstacle = _obstacle(case_file, at) or ""
        if not item.obstacle:
            wipe_person(case_file.person, at=at)
            item.wiped_at = at
        item.save()
        trace.touches(item, case_file)
        trace.notes(obstacle=str(item.obstacle))
    return not item.obstacle


def _obstacle(case_file: CaseFile, at: datetime) -> Obstacle | None:
    today = timezone.localdate(at)
    [due] = dues_of([case_file], FilingPlan({case_file.ambito_id}, today))
    if obstacle := obstacles_of([case_file], today).get(case_file.pk):
        return obstacle
    return None if due.past(today) else Obstacle.NOT_DUE


def wipe_person(person: Person, *, at: datetime) -> None:
    """Within an action: destroy the keys, empty what the ring seals, mark the files, let the search forget."""
    rows = own_rows(person)
    ids = {one.model: one.ids for one in rows}
    SearchToken.objects.filter(person_id__in=ids[Person]).delete()
    for one in rows:
        if one.model in OWN_KEYS:
            continue
        if not hasattr(one.model, "key_holder"):
            _empty(one)
        _blur(one)
        if one.model is StoredFile:
            StoredFile.objects.present().filter(pk__in=one.ids).update(discarded_at=at)
    Contact.objects.filter(pk__in=ids.get(Contact, ())).update(wrapped_key=b"", version=F("version") + 1)
    for row in Person.objects.select_for_update().filter(pk__in=ids[Person]):
        _leave_skeleton(row)
    transaction.on_commit(crypto.forget_keys)


def _empty(rows: Rows) -> None:
    """Nothing in the columns that the ring seals."""
    sealed = [field.name for field in rows.model._meta.concrete_fields if isinstance(field, SealedField)]  # noqa: SLF001 - Django's public name
    if sealed:
        rows.queryset.order_by().update(**dict.fromkeys(sealed, b""))


def _blur(rows: Rows) -> None:
    """Only the month in the days by which somebody is recognised."""
    days = [field.name for field in rows.model._meta.concrete_fields if field.name in LIFE]  # noqa: SLF001 - Django's public name
    if days:
        rows.queryset.order_by().update(**{day: TruncMonth(day) for day in days})


def _leave_skeleton(person: Person) -> None:
    """No key, no index of the fiscal code, no tie to the person's rows elsewhere; of their life the months alone."""
    person.wrapped_key = b""
    person.fiscal_code_index = None
    person.link = link_number("", uuid7(), None, "")
    person.birth_place = ""
    for day in LIFE:
        known = getattr(person, day)
        setattr(person, day, known and known.replace(day=1))
    person.version += 1
    person.save()


def delete_files(rows: Iterable[Rows]) -> None:
    """Delete the bytes of files marked as discarded; those already gone are no matter."""
    for one in rows:
        if one.model is StoredFile:
            for file in StoredFile.objects.filter(pk__in=one.ids, discarded_at__isnull=False):
                file.path.unlink(missing_ok=True)


def line_of(item: DiscardItem) -> dict[str, object]:
    """The record in the register outside the database.

    `people` are also those who were joined to the person: a backup from before the merge does not know that they were.
    """
    discard, person = item.discard, item.case_file.person
    return {
        "person": str(person.public_id),
        "people": [str(one.public_id) for one in Person.objects.filter(pk__in=same_person(person.pk)).order_by("pk")],
        "number": item.number,
        "series": item.series,
        "counted_from": item.counted_from.isoformat(),
        "due_on": item.due_on.isoformat(),
        "wiped_at": item.wiped_at.isoformat() if item.wiped_at else "",
        "discard": str(discard.form_key),
        "ambito": discard.ambito_id,
        "body": discard.body_id,
        "authority": discard.authority,
        "authorisation_number": discard.authorisation_number,
        "authorised_on": discard.authorised_on.isoformat() if discard.authorised_on else "",
        "authorisation_file_id": discard.authorisation_file_id,
        "signed_by_name": discard.signed_by_name,
    }
