# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, lock, permit
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, Document
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


def attach_document(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    stored_file_id: int,
    kind: Code,
    title: str,
    dated: date | None = None,
) -> Document:
    """Put a stored file into a record, under a title of its own.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: no title, a date in the future, a code out of its list.
    """
    permit(rules.can_write_record(by, case_file))
    if not title.strip():
        raise CaseError(_("Scrivi il titolo del documento."), field="title")
    check_not_future(dated, at=at, field="dated")
    check_code(kind, ListKey.DOCUMENT_KIND, at=timezone.localdate(at), field="kind")
    with recorded("cases.attach_document", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        document = Document(
            case_file=record,
            kind=kind,
            stored_file_id=stored_file_id,
            dated=dated,
            added_at=at,
            added_by_id=by.professional_id,
            added_by_name=by.actor_name,
        )
        seal_texts(document, title=title.strip())
        document.save(force_insert=True)
        record.updated_at = at
        record.save()
        trace.touches(document, record)
    return document


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
