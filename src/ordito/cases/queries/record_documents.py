# SPDX-License-Identifier: EUPL-1.2
"""The documents of a record and their versions, readable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.models import Document, DocumentVersion
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.files.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor


@dataclass(frozen=True)
class VersionLine:
    """A version of a document; `size` in bytes, None when the file is no longer kept."""

    number: int
    current: bool
    change: str
    sha256: str
    signature: str
    protocol: str
    registered: bool
    added_at: datetime
    added_by_name: str
    size: int | None


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list, as its current version has it."""

    pk: int
    title: str
    kind: str
    dated: date | None
    edition: int
    protocol: str
    added_at: datetime
    added_by_name: str


@dataclass(frozen=True)
class Match:
    """A version whose digest is the one looked for."""

    document_pk: int
    title: str
    number: int
    current: bool


def documents_of(actor: Actor, case_file: CaseFile) -> QuerySet[Document]:
    """The documents of a record that the actor reads."""
    rows = Document.objects.visible_to(actor).filter(case_file=case_file)
    return rows.select_related("kind", "case_file__person")


def document_lines(rows: Iterable[Document]) -> list[DocumentLine]:
    """The lines of a page of documents, each with who added the current version."""
    shown = list(rows)
    current = {version.document_id: version for version in _current(shown)}
    return [
        DocumentLine(
            row.pk,
            open_text(row, "title"),
            row.kind.label,
            row.dated,
            row.edition,
            protocol_words(current[row.pk]),
            current[row.pk].added_at,
            current[row.pk].added_by_name,
        )
        for row in shown
    ]


def _current(documents: Iterable[Document]) -> Iterable[DocumentVersion]:
    numbers = {row.pk: row.edition for row in documents}
    versions = DocumentVersion.objects.filter(document__in=numbers)
    return (version for version in versions if version.number == numbers[version.document_id])


def versions_of(document: Document) -> list[VersionLine]:
    """Every version of a document, the latest first."""
    rows = list(document.versions.order_by("-number"))
    sizes = dict(
        StoredFile.objects.present().filter(pk__in=[row.stored_file_id for row in rows]).values_list("pk", "size")
    )
    for row in rows:
        row.document = document  # one key for all of them
    return [
        VersionLine(
            number=row.number,
            current=row.number == document.edition,
            change=open_text(row, "change"),
            sha256=row.sha256,
            signature=row.get_signature_display(),
            protocol=protocol_words(row),
            registered=bool(row.protocol_number),
            added_at=row.added_at,
            added_by_name=row.added_by_name,
            size=sizes.get(row.stored_file_id),
        )
        for row in rows
    ]


def protocol_words(version: DocumentVersion) -> str:
    """Where the protocol register has a version; empty when it does not."""
    if not version.protocol_number or version.protocol_date is None:
        return ""
    return _("%(number)s del %(day)s, %(direction)s") % {
        "number": version.protocol_number,
        "day": format_date(version.protocol_date),
        "direction": version.get_protocol_direction_display(),
    }


def matches_of(actor: Actor, case_file: CaseFile, sha256: str) -> list[Match]:
    """The versions of the record's documents, among those the actor reads, that have this digest."""
    documents = documents_of(actor, case_file)
    found = DocumentVersion.objects.filter(sha256=sha256, document__in=documents)
    rows = found.select_related("document__case_file__person").order_by("document_id", "-number")
    return [
        Match(row.document_id, open_text(row.document, "title"), row.number, row.number == row.document.edition)
        for row in rows
    ]
