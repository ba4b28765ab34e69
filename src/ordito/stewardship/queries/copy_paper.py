# SPDX-License-Identifier: EUPL-1.2
"""The copy for the person as files: the same chapters on paper and for machines, with a note on what is not in it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.cases.queries.record_paper import TEMPLATE
from ordito.core.dates import format_date
from ordito.core.pdf import make_pdf
from ordito.stewardship.engine.passages import MARK

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.stewardship.models import SubjectCopy

FORMAT = "ordito-copia-1"
"""How the JSON is laid out; changes when its layout does."""


def copy_archive(record: RecordHeader, copy: SubjectCopy, chapters: list[dict[str, Any]], *, at: datetime) -> bytes:
    """The archive: the PDF, the same content as JSON, and what a reader should know first."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("copia.pdf", make_pdf(TEMPLATE, _paper(record, copy, chapters), at=at))
        archive.writestr("copia.json", json.dumps(_machine(record, copy, chapters), ensure_ascii=False, indent=1))
        archive.writestr("LEGGIMI.txt", "\r\n".join([_title(), "", *left_out()]))
    return held.getvalue()


def left_out() -> list[str]:
    """What a copy never holds, in words for the person and for who prepares it."""
    return [
        _("Questa copia contiene i dati che il servizio conserva della persona (art. 15 del Regolamento UE 2016/679)."),
        _("Al posto di ciò che riguarda altre persone può esserci %(mark)s.") % {"mark": MARK},
        _("Non contiene: le note riservate degli operatori, chi ha fatto una segnalazione, gli indirizzi segreti."),
        _("I documenti sono elencati; una copia di ciascuno si può chiedere al servizio."),
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
