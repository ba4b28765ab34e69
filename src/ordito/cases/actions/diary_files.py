# SPDX-License-Identifier: EUPL-1.2
"""Files joined to a diary entry: kept sealed, read by whoever reads the entry, each download logged."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.models import DiaryAttachment, DiaryEntry
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.files.actions import FileNotKeptError, store_file
from ordito.files.engine.kinds import DOCUMENTS
from ordito.files.models import StoredFile

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor


def _told(entry: DiaryEntry, *rows: Model) -> tuple[Model, ...]:
    """The rows that the log of an action names: of a private note, never the record."""
    return rows if entry.private else (*rows, entry.case_file)


def attach_to_entry(
    *, by: Actor, at: datetime, entry: DiaryEntry, stream: BinaryIO, name: str, title: str
) -> DiaryAttachment:
    """Join a file to an entry; the file and the row, both or neither.

    Raises:
        NotAllowedError: the actor may not correct the entry.
        CaseError: no title, a kind of file that is never kept, empty, too large, or a full disk.
    """
    permit(rules.can_correct_entry(by, entry))
    if not title.strip():
        raise CaseError(_("Scrivi il titolo del file."), field="title")
    with recorded("cases.attach_to_entry", by=by, at=at) as trace:
        row = lock(DiaryEntry, entry.pk)
        try:
            file = store_file(stream, name=name, owner=row, kinds=DOCUMENTS, by=by, at=at)
        except FileNotKeptError as error:
            raise CaseError(str(error), field="file") from error
        attachment = DiaryAttachment(entry=row, stored_file_id=file.pk, added_at=at, added_by_name=by.actor_name)
        seal_texts(attachment, title=title.strip())
        attachment.save(force_insert=True)
        trace.touches(*_told(row, attachment, row))
    return attachment


def withdraw_attachment(*, by: Actor, at: datetime, attachment: DiaryAttachment) -> DiaryAttachment:
    """Take a file off an entry; the row stays, and says that there was one.

    Raises:
        NotAllowedError: the actor may not correct the entry.
    """
    permit(rules.can_correct_entry(by, attachment.entry))
    with recorded("cases.withdraw_attachment", by=by, at=at) as trace:
        row = lock(DiaryAttachment, attachment.pk)
        row.removed_at = row.removed_at or at
        row.save()
        trace.touches(*_told(row.entry, row, row.entry), fields=["removed_at"])
    return row


def hand_out_attachment(*, by: Actor, at: datetime, attachment: DiaryAttachment, purpose: str) -> StoredFile:
    """The file of an attachment whose entry the caller has loaded through `readable_by`; the download is logged.

    Raises:
        CaseError: the file is no longer kept.
    """
    file = StoredFile.objects.present().filter(pk=attachment.stored_file_id).first()
    if file is None:
        raise CaseError(_("Il file non è più conservato."))
    rows = _told(attachment.entry, attachment, attachment.entry)
    log_access("cases.read_attachment", by=by, at=at, kind=Kind.READ, rows=list(rows), purpose=purpose)
    return file
