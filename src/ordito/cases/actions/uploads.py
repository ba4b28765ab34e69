# SPDX-License-Identifier: EUPL-1.2
"""Files that enter a record and leave it: `files` keeps the bytes, the record says what they are and who had them."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import rules
from ordito.cases.actions.documents import attach_document
from ordito.cases.actions.errors import CaseError, permit
from ordito.files.actions import FileNotKeptError, store_file
from ordito.files.engine.kinds import DOCUMENTS
from ordito.files.models import StoredFile

if TYPE_CHECKING:
    from datetime import date, datetime

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
) -> Document:
    """Keep a file, sealed, and put it into a record; both or neither.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: a kind of file that is never kept, empty, too large, or a full disk; and as `attach_document`.
    """
    permit(rules.can_write_record(by, case_file))
    with transaction.atomic():
        try:
            file = store_file(stream, name=name, owner=case_file, kinds=DOCUMENTS, by=by, at=at)
        except FileNotKeptError as error:
            raise CaseError(str(error), field="file") from error
        return attach_document(
            by=by, at=at, case_file=case_file, stored_file_id=file.pk, kind=kind, title=title, dated=dated
        )


def hand_out_document(*, by: Actor, at: datetime, document: Document, purpose: str) -> StoredFile:
    """The file behind a document that the caller has loaded through `visible_to`; the download is logged.

    Raises:
        CaseError: the file is no longer kept.
    """
    file = StoredFile.objects.present().filter(pk=document.stored_file_id).first()
    if file is None:
        raise CaseError(_("Il file non è più conservato."))
    log_access(
        "cases.read_document", by=by, at=at, kind=Kind.READ, rows=[document, document.case_file], purpose=purpose
    )
    return file
