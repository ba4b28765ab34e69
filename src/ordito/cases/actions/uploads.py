# SPDX-License-Identifier: EUPL-1.2
"""Files that enter a record and leave it: `files` keeps the bytes, the record says what they are and who had them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import rules
from ordito.cases.actions.documents import attach_document, replace_document
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import Part
from ordito.cases.models import DocumentVersion
from ordito.core.access import permit
from ordito.files.actions import FileNotKeptError, store_file
from ordito.files.engine.kinds import DOCUMENTS
from ordito.files.models import StoredFile

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import CaseFile, Code, Document
    from ordito.core.access import Actor


def upload_document(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    stream: BinaryIO,
    name: str,
    kind: Code,
    title: str,
    dated: date | None = None,
    form_key: UUID | None = None,
) -> Document:
    """Keep a file, sealed, and put it into a record; both or neither. The same form twice keeps one.

    Raises:
        NotAllowedError: the actor does not write the documents of the record.
        CaseError: a kind of file that is never kept, empty, too large, or a full disk; and as `attach_document`.
    """
    permit(rules.can_write_part(by, case_file, Part.DOCUMENTS))
    if made := _made_by(form_key, case_file):
        return made.document
    with transaction.atomic():
        file = _kept(stream, name, case_file, by=by, at=at)
        return attach_document(
            by=by, at=at, case_file=case_file, file=file, kind=kind, title=title, dated=dated, form_key=form_key
        )


def upload_version(
    *,
    by: Actor,
    at: datetime,
    document: Document,
    version: int,
    stream: BinaryIO,
    name: str,
    change: str,
    form_key: UUID | None = None,
) -> DocumentVersion:
    """Keep a file, sealed, as the new version of a document; both or neither. The same form twice keeps one.

    Raises:
        NotAllowedError, ConflictError: as `replace_document`.
        CaseError: a file that is not kept, as `upload_document`; and as `replace_document`.
    """
    permit(rules.can_write_part(by, document.case_file, Part.DOCUMENTS))
    if made := _made_by(form_key, document.case_file):
        return made
    with transaction.atomic():
        file = _kept(stream, name, document.case_file, by=by, at=at)
        return replace_document(
            by=by, at=at, document=document, version=version, file=file, change=change, form_key=form_key
        )


def _made_by(form_key: UUID | None, case_file: CaseFile) -> DocumentVersion | None:
    """What the same form made before."""
    if form_key is None:
        return None
    rows = DocumentVersion.objects.filter(form_key=form_key, document__case_file=case_file)
    return rows.select_related("document__case_file__person").first()


def _kept(stream: BinaryIO, name: str, case_file: CaseFile, *, by: Actor, at: datetime) -> StoredFile:
    try:
        return store_file(stream, name=name, owner=case_file, kinds=DOCUMENTS, by=by, at=at)
    except FileNotKeptError as error:
        raise CaseError(str(error), field="file") from error


def hand_out_document(
    *, by: Actor, at: datetime, document: Document, purpose: str, version: DocumentVersion | None = None
) -> StoredFile:
    """The file behind a document that the caller has loaded through `visible_to`; the download is logged.

    The current one, or that of one of its versions.

    Raises:
        CaseError: the file is no longer kept.
    """
    wanted = document.stored_file_id if version is None else version.stored_file_id
    file = StoredFile.objects.present().filter(pk=wanted).first()
    if file is None:
        raise CaseError(_("Il file non è più conservato."))
    rows = [document, document.case_file] if version is None else [version, document, document.case_file]
    log_access("cases.read_document", by=by, at=at, kind=Kind.READ, rows=rows, purpose=purpose)
    return file
