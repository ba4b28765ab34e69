# SPDX-License-Identifier: EUPL-1.2
"""Letters of a record and models to write one, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.cases.models import Document
from ordito.cases.rules import settings_of
from ordito.core.fields import open_text
from ordito.files.actions import FileGoneError, read_whole
from ordito.files.models import StoredFile
from ordito.papers.engine.letters import examine
from ordito.papers.models import Letter, LetterTemplate
from ordito.papers.queries.letter_fields import FIELDS, NAMES, ROWS, TYPED, rows_of, values_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.declare import Text


@dataclass(frozen=True)
class LetterLine:
    """A letter in the list."""

    document_pk: int
    title: str
    template: str
    template_version: int
    added_at: datetime
    added_by_name: str


@dataclass(frozen=True)
class FieldLine:
    """A field that a model uses: its name, what it is, its value in this record."""

    name: str
    label: Text
    value: str


def letters_of(actor: Actor, record: RecordHeader) -> list[LetterLine]:
    """The letters of a record that the actor reads, the latest first."""
    documents = Document.objects.visible_to(actor).filter(case_file=record.case_file)
    rows = Letter.objects.filter(document__in=documents).select_related("document__case_file__person", "template")
    return [
        LetterLine(
            row.document_id,
            open_text(row.document, "title"),
            row.template.title,
            row.template_version,
            row.document.added_at,
            row.document.added_by_name,
        )
        for row in rows.order_by("-document__added_at", "-pk")
    ]


def offered(record: RecordHeader) -> QuerySet[LetterTemplate]:
    """The models to choose from in this record."""
    return LetterTemplate.objects.offered_in(record.case_file.ambito_id).select_related("kind").order_by("title", "pk")


def managed(actor: Actor) -> QuerySet[LetterTemplate]:
    """The models that the actor decides, and Ordito's own to look at."""
    own = LetterTemplate.objects.in_use().filter(ambito_id__in=settings_of(actor))
    rows = own | LetterTemplate.objects.in_use().filter(ambito__isnull=True)
    return rows.select_related("kind", "ambito").order_by("title", "pk")


def preview(actor: Actor, record: RecordHeader, template: LetterTemplate, *, at: datetime) -> list[FieldLine]:
    """What the record puts into the fields that the model uses; those that are typed are not there.

    Raises:
        FileGoneError: the file of the model is no longer kept.
        LetterError: it cannot be read.
    """
    file = StoredFile.objects.present().filter(pk=template.stored_file_id or 0).first()
    if file is None:
        raise FileGoneError(template.title)
    used = examine(read_whole(file), fields=NAMES, lists=ROWS)
    values = values_of(actor, record, {}, at=at)
    lines = [FieldLine(name, FIELDS[name], values[name]) for name in FIELDS if name in used and name not in TYPED]
    rows = rows_of(actor, record) if used & set(ROWS) else {}
    return lines + [
        FieldLine(name, "", "; ".join(", ".join(filter(None, row.values())) for row in rows[name]))
        for name in ROWS
        if name in used
    ]
