# SPDX-License-Identifier: EUPL-1.2
"""The copy for the person as files: the same chapters on paper and for machines, with a note on what is not in it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.cases.models import Document
from ordito.cases.queries.record_paper import TEMPLATE
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.core.pdf import make_pdf
from ordito.files.actions import read_whole
from ordito.files.engine.kinds import KINDS
from ordito.files.models import StoredFile
from ordito.stewardship.engine.passages import MARK, document_in
from ordito.stewardship.enums import Cover

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.stewardship.models import CopyPassage, SubjectCopy

FORMAT = "ordito-copia-1"
"""How the JSON is laid out; changes when its layout does."""


MOST_OF_DOCUMENTS = 100 * 1024 * 1024
"""Bytes of documents in one archive; what is more is handed over apart."""


@dataclass(frozen=True)
class Attached:
    """A document that goes along: its title in words, its file."""

    title: str
    file: StoredFile

    def name(self, number: int) -> str:
        """Its name in the archive, which tells nobody who it is about."""
        return f"documenti/{number:03}{KINDS[self.file.kind].ending}"


def attached(actor: Actor, record: RecordHeader, passages: Sequence[CopyPassage]) -> list[Attached]:
    """The documents that go along, if the actor still sees them: their files as they are now."""
    wanted = {
        number: open_text(one, "text")
        for one in passages
        if (number := document_in(one.place)) is not None and one.decision == Cover.KEEP
    }
    rows = Document.objects.visible_to(actor).filter(case_file=record.case_file, pk__in=wanted).order_by("pk")
    files = StoredFile.objects.present().in_bulk(list(rows.values_list("stored_file_id", flat=True)))
    return [Attached(wanted[row.pk], files[row.stored_file_id]) for row in rows if row.stored_file_id in files]


def copy_archive(
    record: RecordHeader,
    copy: SubjectCopy,
    chapters: list[dict[str, Any]],
    documents: Sequence[Attached] = (),
    *,
    at: datetime,
) -> bytes:
    """The archive: the PDF, the same content as JSON, the documents, and what a reader should know first.

    Raises:
        FileGoneError: a document is kept no longer.
    """
    lines, room = [_title(), "", *left_out()], MOST_OF_DOCUMENTS
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("copia.pdf", make_pdf(TEMPLATE, _paper(record, copy, chapters), at=at))
        archive.writestr("copia.json", json.dumps(_machine(record, copy, chapters), ensure_ascii=False, indent=1))
        for number, one in enumerate(documents, start=1):
            if one.file.size > room:
                lines.append(_("Troppo grande, si consegna a parte: %(title)s") % {"title": one.title})
                continue
            room -= one.file.size
            archive.writestr(one.name(number), read_whole(one.file))
            lines.append(f"{one.name(number)}: {one.title}")
        archive.writestr("LEGGIMI.txt", "\r\n".join(lines))
    return held.getvalue()


def left_out() -> list[str]:
    """What a copy never holds, in words for the person and for who prepares it."""
    return [
        _("Questa copia contiene i dati che il servizio conserva della persona (art. 15 del Regolamento UE 2016/679)."),
        _("Al posto di ciò che riguarda altre persone può esserci %(mark)s.") % {"mark": MARK},
        _("Non contiene: le note riservate degli operatori, chi ha fatto una segnalazione, gli indirizzi segreti."),
        _("I documenti sono elencati; sono allegati quelli che non parlano di altri."),
        _("Se qualcosa è sbagliato si può chiedere di correggerlo (art. 16)."),
    ]


def _title() -> str:
    return _("Copia dei dati personali")


def _paper(record: RecordHeader, copy: SubjectCopy, chapters: list[dict[str, Any]]) -> dict[str, Any]:
    cover = (
        (_("Persona"), record.name),
        (_("Nascita"), record.birth_text),
        (_("Cartella"), record.number),
        (_("Ente"), record.case_file.body.name),
        (_("Richiesta del"), format_date(copy.request.received_on)),
        (_("Dati del"), format_date(timezone.localdate(copy.asked_at))),
    )
    return {
        "language": get_language() or "it",
        "title": _title(),
        "number": f"{record.number}, {record.case_file.body.name}",
        "cover": [[label, value or "–"] for label, value in cover],
        "whole": True,
        "index_title": _("Che cosa contiene"),
        "notes": left_out(),
        "foot": _("Riservato: copia per la persona a cui si riferisce."),
        "page_word": _("Pagina"),
        "nothing": _("Niente da riportare."),
        "chapters": chapters,
    }


def _machine(record: RecordHeader, copy: SubjectCopy, chapters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "record": str(record.case_file.number),
        "body": record.case_file.body.name,
        "data_of": timezone.localdate(copy.asked_at).isoformat(),
        "covered_mark": MARK,
        "notes": left_out(),
        "chapters": chapters,
    }
