# SPDX-License-Identifier: EUPL-1.2
"""Accepting a handover: the person, a record and a taking in charge in one's own body, with the dossier in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions import CaseError, open_case_file, register_person, take_in_charge
from ordito.cases.actions.moving import move_record
from ordito.cases.actions.people import PLAIN, SEALED
from ordito.cases.actions.uploads import upload_document
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import CaseFile, Code, Document, Person
from ordito.core.fields import open_text, seal_texts
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.handovers.actions.steps import step_row, tell_sender
from ordito.handovers.enums import PassageState

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.handovers.models import Handover
    from ordito.territory.models import Professional


def accept_handover(
    *, by: Actor, at: datetime, handover: Handover, worker: Professional | None = None, answer: str = ""
) -> CaseFile:
    """Take the responsibility: the record that is opened, or the one that the body had of this person already.

    Within one body the record itself comes, and nothing is left to be closed: the handover is done.

    Raises:
        NotAllowedError: the actor does not open records in that service.
        CaseError: answered already, or the person is followed here by others already.
    """
    with recorded("handovers.accept_handover", by=by, at=at) as trace:
        row = step_row(handover, "accept", by=by)
        if row.within_body:
            moved = _move(row, worker, answer, by=by, at=at)
            trace.touches(row, moved, fields=["state"])
            return moved
        person = _person_here(row, by=by, at=at)
        record = CaseFile.objects.current().filter(person=person, body=row.body).select_related("person").first()
        if record is None:
            record = open_case_file(by=by, at=at, person=person, opened_on=timezone.localdate(at))
        elif not CaseFile.objects.followed_by(by, among=[record.pk]).exists():
            raise CaseError(
                _("Questa persona ha già una cartella nel tuo servizio, seguita da altri: può accettare chi la segue.")
            )
        _take(row, record, worker, by=by, at=at)
        _deliver(row, record, by=by, at=at)
        row.answered_at, row.answered_by_name, row.received_case_file = at, by.actor_name[:160], record
        seal_texts(row, answer=answer.strip())
        row.save()
        tell_sender(row, by=by, at=at)
        trace.touches(row, row.case_file, record, fields=["state"])
    record.refresh_from_db()  # the taking in charge changed it
    return record


def _move(row: Handover, worker: Professional | None, answer: str, *, by: Actor, at: datetime) -> CaseFile:
    if row.comune is None or row.ambito_id is None:
        raise CaseError(_("Questo passaggio non dice a quale Comune."))
    record = move_record(by=by, at=at, taking=row.taking, comune=row.comune, ambito_id=row.ambito_id, worker=worker)
    row.answered_at, row.answered_by_name, row.received_case_file = at, by.actor_name[:160], record
    row.state, row.ended_at = PassageState.DONE, at
    seal_texts(row, answer=answer.strip())
    row.save()
    tell_sender(row, by=by, at=at)
    return record


def _person_here(row: Handover, *, by: Actor, at: datetime) -> Person:
    """The person's row in the body that accepts, found by fiscal code, else registered from the sender's."""
    given = row.case_file.person
    if given.body_id == row.body_id:
        return given
    if given.fiscal_code_index is not None:
        known = Person.objects.current().filter(body=row.body, fiscal_code_index=given.fiscal_code_index).first()
        if known is not None:
            return known
    comune = row.comune
    if comune is None:
        raise CaseError(_("Questo passaggio non dice a quale Comune."))
    details: dict[str, Any] = {name: open_text(given, name) for name in SEALED}
    surname, name = details.pop("surname"), details.pop("name")
    details |= {field: getattr(given, field) for field in PLAIN}
    person = register_person(
        by=by, at=at, comune=comune, body=row.body, surname=surname, name=name, surely_new=True, **details
    )
    person.link = given.link  # one person, in figures, before and after
    person.save()
    return person


def _take(row: Handover, record: CaseFile, worker: Professional | None, *, by: Actor, at: datetime) -> None:
    taking = row.taking
    reasons = [one.reason for one in taking.reasons.select_related("reason__code_list").order_by("-main", "pk")]
    take_in_charge(
        by=by,
        at=at,
        case_file=record,
        area=taking.area,
        mode=taking.mode,
        reasons=reasons,
        opened_on=timezone.localdate(at),
        worker=worker,
    )


def _deliver(row: Handover, record: CaseFile, *, by: Actor, at: datetime) -> None:
    """The dossier, and the files of the documents that were there when it was made, if that part was agreed."""
    incoming = Code.objects.select_related("code_list").get(code_list__key=ListKey.DOCUMENT_KIND, code="incoming")
    files: list[tuple[int, str, Code]] = []
    if row.dossier_id is not None:
        title = _("Fascicolo del passaggio da %(body)s") % {"body": row.case_file.body.name}
        files.append((row.dossier_id, title, incoming))
    if row.parts.filter(part=Part.DOCUMENTS).exists():
        documents = Document.objects.filter(
            case_file=row.case_file, added_at__lte=row.offered_at, removed_at__isnull=True
        )
        related = documents.select_related("kind__code_list", "case_file__person").order_by("added_at", "pk")
        files += [(one.stored_file_id, open_text(one, "title"), one.kind) for one in related]
    kept = StoredFile.objects.present().in_bulk([pk for pk, _title, _kind in files])
    for pk, title, kind in files:
        if pk in kept:
            upload_document(
                by=by,
                at=at,
                case_file=record,
                stream=io.BytesIO(read_whole(kept[pk])),
                name=kept[pk].name,
                kind=kind,
                title=title,
            )
