# SPDX-License-Identifier: EUPL-1.2
"""A letter made of a model: a document of the record, like any that was uploaded."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.documents import attach_document
from ordito.cases.actions.errors import CaseError
from ordito.core.access import permit
from ordito.files.actions import FileGoneError, FileNotKeptError, read_whole, store_file
from ordito.files.models import StoredFile
from ordito.papers import rules
from ordito.papers.actions.templates import refusal_words
from ordito.papers.engine.letters import LetterError, make_letter
from ordito.papers.models import Letter
from ordito.papers.queries.letter_fields import rows_of, values_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from ordito.cases.models import Document
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.papers.models import LetterTemplate


def write_letter(
    *,
    by: Actor,
    at: datetime,
    record: RecordHeader,
    template: LetterTemplate,
    title: str,
    typed: Mapping[str, str],
    form_key: UUID,
) -> Letter:
    """Make a letter of a model and keep it among the documents of the record; the same form twice makes one.

    `typed` has the fields that whoever writes fills in (`letter_fields.TYPED`).

    Raises:
        NotAllowedError: the actor does not print, or does not write the record whole.
        CaseError: no title, a model that is not offered here or cannot be read, a full disk.
    """
    permit(rules.can_write_letter(by, record.case_file))
    if made := Letter.objects.filter(form_key=form_key, document__case_file=record.case_file).first():
        return made
    if template.retired_at or template.ambito_id not in {None, record.case_file.ambito_id}:
        raise CaseError(_("Questo modello non si usa più: scegline un altro."))
    content = _made(by, record, template, typed, at)
    with transaction.atomic():
        document = _kept(content, by=by, at=at, record=record, template=template, title=title)
        with recorded("papers.write_letter", by=by, at=at) as trace:
            letter = Letter.objects.create(
                document=document, template=template, template_version=template.version, form_key=form_key
            )
            trace.touches(letter, document, record.case_file)
    return letter


def _kept(
    content: bytes, *, by: Actor, at: datetime, record: RecordHeader, template: LetterTemplate, title: str
) -> Document:
    """The letter among the documents of the record, dated today."""
    try:
        file = store_file(
            io.BytesIO(content), name=f"{title[:100]}.docx", owner=record.case_file, kinds={"docx"}, by=by, at=at
        )
    except FileNotKeptError as error:
        raise CaseError(str(error)) from error
    return attach_document(
        by=by,
        at=at,
        case_file=record.case_file,
        file=file,
        kind=template.kind,
        title=title,
        dated=timezone.localdate(at),
    )


def _made(by: Actor, record: RecordHeader, template: LetterTemplate, typed: Mapping[str, str], at: datetime) -> bytes:
    file = StoredFile.objects.present().filter(pk=template.stored_file_id or 0).first()
    if file is None:
        raise CaseError(_("Il file del modello non è più conservato."))
    try:
        return make_letter(read_whole(file), values=values_of(by, record, typed, at=at), rows=rows_of(by, record))
    except FileGoneError as error:
        raise CaseError(str(error)) from error
    except LetterError as error:
        raise CaseError(refusal_words(error)) from error
