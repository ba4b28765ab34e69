# SPDX-License-Identifier: EUPL-1.2
"""Discarding again what a restored backup has brought back, from the register outside the database."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.models import Person
from ordito.core.access import Verb, require
from ordito.stewardship.actions.wiping import delete_files, wipe_person
from ordito.stewardship.engine.register import lines_of
from ordito.stewardship.enums import DiscardState
from ordito.stewardship.models import Discard, DiscardItem
from ordito.stewardship.queries.walk import own_rows

if TYPE_CHECKING:
    from pathlib import Path

    from ordito.core.access import Actor


def apply_register(path: Path, *, by: Actor, at: datetime) -> int:
    """Discard whoever the register names and the database still reads; returns how many. Safe to run again.

    Authorisation and signature were given when the record was discarded the first time, and are written back with it.

    Raises:
        NotAllowedError: only the house itself restores (commands run as the system).
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    return sum(_apply(line, by=by, at=at) for line in lines_of(path))


def _apply(line: dict[str, Any], *, by: Actor, at: datetime) -> bool:
    named = Person.objects.filter(public_id__in=line.get("people", [line["person"]])).order_by("pk")
    people = list(named.exclude(wrapped_key=b""))
    if not people:
        return False
    with recorded("stewardship.apply_register", by=by, at=at) as trace:
        for person in people:
            wipe_person(person, at=at)
        kept = named.filter(public_id=line["person"]).first()
        item = _item(line, kept, at) if kept else None
        trace.touches(*people, *([item, item.case_file] if item else []))
    for person in people:
        delete_files(own_rows(person))
    return True


def _item(line: dict[str, Any], person: Person, at: datetime) -> DiscardItem | None:
    """The record in the register inside the database, as it was; None when the backup is older than the record."""
    case_file = person.case_files.current().first()
    if case_file is None:
        return None
    wiped_at = datetime.fromisoformat(line["wiped_at"]) if line["wiped_at"] else at
    item, _made = DiscardItem.objects.update_or_create(
        discard=_discard(line, at),
        case_file=case_file,
        defaults={
            "number": line["number"],
            "series": line["series"],
            "counted_from": date.fromisoformat(line["counted_from"]),
            "due_on": date.fromisoformat(line["due_on"]),
            "obstacle": "",
            "wiped_at": wiped_at,
            "done_at": at,
        },
    )
    return item


def _discard(line: dict[str, Any], at: datetime) -> Discard:
    """The discard with its authorisation: made again when the backup is older, else brought to its end."""
    restored = _("dal registro degli scarti")
    values = {
        "state": DiscardState.DONE,
        "authority": line["authority"],
        "authorisation_number": line["authorisation_number"],
        "authorised_on": date.fromisoformat(line["authorised_on"]),
        "authorisation_file_id": line["authorisation_file_id"],
        "entered_at": at,
        "entered_by_name": restored,
        "signed_at": at,
        "signed_by_name": line["signed_by_name"],
        "done_at": at,
    }
    key = line["discard"]
    row = Discard.objects.filter(form_key=key).first()
    if row is None:
        place = {"ambito_id": line["ambito"], "body_id": line["body"]}
        return Discard.objects.create(form_key=key, made_at=at, made_by_name=restored, **place, **values)
    if row.state != DiscardState.DONE:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row
