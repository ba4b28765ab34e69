# SPDX-License-Identifier: EUPL-1.2
"""The documents of a record, each with its versions; a version has its digest and its line in the protocol register."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, lock
from ordito.cases.enums import ListKey, Part, ProtocolDirection, SignatureSeen
from ordito.cases.models import CaseFile, Document, DocumentVersion
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.files.actions import FileGoneError, read_pieces
from ordito.files.engine.signatures import pieces_are_signed_pdf

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.audit.actions import Trace
    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.files.models import StoredFile

PIECE = 1024 * 1024


@dataclass(frozen=True)
class Registration:
    """A line of the protocol register of the body."""

    direction: ProtocolDirection
    number: str
    on: date


def attach_document(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    file: StoredFile,
    kind: Code,
    title: str,
    dated: date | None = None,
    form_key: UUID | None = None,
) -> Document:
    """Put a stored file into a record, under a title of its own, as version 1; the same form twice puts one.

    Raises:
        NotAllowedError: the actor does not write the documents of the record.
        CaseError: no title, a date in the future, a code out of its list.
    """
    permit(rules.can_write_part(by, case_file, Part.DOCUMENTS))
    if not title.strip():
        raise CaseError(_("Scrivi il titolo del documento."), field="title")
    check_not_future(dated, at=at, field="dated")
    check_code(kind, ListKey.DOCUMENT_KIND, at=timezone.localdate(at), field="kind")
    with recorded("cases.attach_document", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        document = Document(
            case_file=record,
            kind=kind,
            stored_file_id=file.pk,
            dated=dated,
            added_at=at,
            added_by_id=by.professional_id,
            added_by_name=by.actor_name,
        )
        seal_texts(document, title=title.strip())
        document.save(force_insert=True)
        _add_version(document, file, by=by, at=at, form_key=form_key)
        _touch(trace, document, record, at=at)
    return document


def replace_document(
    *,
    by: Actor,
    at: datetime,
    document: Document,
    version: int,
    file: StoredFile,
    change: str,
    form_key: UUID | None = None,
) -> DocumentVersion:
    """Make a stored file the current version of a document; those before it stay readable.

    `version` is the state of the document that the form showed, `change` says what is different.

    Raises:
        NotAllowedError: the actor does not write the documents of the record.
        ConflictError: somebody changed the document meanwhile.
        CaseError: not said what changes; the same bytes as the current version; a document taken out.
    """
    permit(rules.can_write_part(by, document.case_file, Part.DOCUMENTS))
    if not change.strip():
        raise CaseError(_("Scrivi che cosa cambia in questa versione."), field="change")
    with recorded("cases.replace_document", by=by, at=at) as trace:
        row = _standing(document, version)
        current = row.versions.get(number=row.edition)
        if current.sha256 == file.sha256:
            raise CaseError(_("Questo file è identico alla versione che c’è già."), field="file")
        row.edition += 1
        row.stored_file_id = file.pk
        made = _add_version(row, file, by=by, at=at, form_key=form_key, change=change)
        _keep(row, trace, at=at, fields=["edition"])
    return made


def register_version(
    *, by: Actor, at: datetime, document: Document, version: int, number: int, registration: Registration
) -> DocumentVersion:
    """Say under which number the protocol register has a version; a wrong number is corrected the same way.

    Raises:
        NotAllowedError: the actor does not write the documents of the record.
        ConflictError: somebody changed the document meanwhile.
        CaseError: no number, a day in the future, a document taken out.
    """
    permit(rules.can_write_part(by, document.case_file, Part.DOCUMENTS))
    if not registration.number.strip():
        raise CaseError(_("Scrivi il numero di protocollo."), field="protocol_number")
    check_not_future(registration.on, at=at, field="protocol_date")
    with recorded("cases.register_version", by=by, at=at) as trace:
        row = _standing(document, version)
        registered = row.versions.get(number=number)
        registered.document = row
        registered.protocol_direction = registration.direction
        registered.protocol_number = registration.number.strip()
        registered.protocol_date = registration.on
        registered.save()
        trace.touches(registered)
        _keep(row, trace, at=at, fields=["protocol_number"])
    return registered


def withdraw_document(*, by: Actor, at: datetime, document: Document) -> Document:
    """Take a document out of a record's pages; the row and the audit stay, the stored file goes by its own rule.

    Raises:
        NotAllowedError: the actor does not follow the record.
    """
    permit(rules.can_write_record(by, document.case_file))
    with recorded("cases.withdraw_document", by=by, at=at) as trace:
        row = lock(Document, document.pk)
        row.removed_at = row.removed_at or at
        row.save()
        trace.touches(row, row.case_file, fields=["removed_at"])
    return row


def digest_of(stream: BinaryIO) -> str:
    """The SHA-256 of all bytes of a stream, in hexadecimal digits."""
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _standing(document: Document, version: int) -> Document:
    row = lock(Document, document.pk, version=version)
    if row.removed_at is not None:
        raise CaseError(_("Questo documento è stato tolto dalla cartella."))
    return row


def _add_version(
    document: Document, file: StoredFile, *, by: Actor, at: datetime, form_key: UUID | None, change: str = ""
) -> DocumentVersion:
    made = DocumentVersion(
        document=document,
        number=document.edition,
        stored_file_id=file.pk,
        sha256=file.sha256,
        signature=_signature_in(file),
        form_key=form_key,
        added_at=at,
        added_by_name=by.actor_name[:160],
    )
    seal_texts(made, change=change.strip())
    made.save(force_insert=True)
    return made


def _signature_in(file: StoredFile) -> str:
    if file.kind == "p7m":
        return SignatureSeen.CMS
    if file.kind != "pdf":
        return ""
    try:
        return SignatureSeen.PDF if pieces_are_signed_pdf(read_pieces(file)) else ""
    except FileGoneError:
        return ""


def _keep(row: Document, trace: Trace, *, at: datetime, fields: list[str]) -> None:
    row.version += 1
    row.save()
    _touch(trace, row, lock(CaseFile, row.case_file_id), at=at, fields=fields)


def _touch(
    trace: Trace, document: Document, record: CaseFile, *, at: datetime, fields: list[str] | None = None
) -> None:
    record.updated_at = at
    record.save()
    trace.touches(document, record, fields=fields or [])
