# SPDX-License-Identifier: EUPL-1.2
"""What the template of a print reads: cover, notes, chapters, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.cases.queries.record_chapters import chapters_of
from ordito.core.dates import format_date
from ordito.papers.engine.volumes import volumes_of
from ordito.papers.queries.chapters import content_of, span_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.cases.queries.record_paper import Span
    from ordito.core.access import Actor
    from ordito.papers.models import RecordPrint


def composed(
    actor: Actor, record: RecordHeader, row: RecordPrint, span: Span, count: Callable[[int], None]
) -> dict[str, Any]:
    """The data of a print, as the actor reads the record; a chapter that is no longer theirs is not there."""
    content = content_of(actor, record, row.chapters, span, count)
    whole = len(content) > 1
    return {
        "language": get_language() or "it",
        "title": title_of(record, row.chapters),
        "number": f"{record.number}, {record.case_file.body.name}",
        "cover": _cover(record, row),
        "whole": whole,
        "index_title": _("Che cosa contiene"),
        "notes": _notes(span),
        "foot": _("Riservato: contiene dati di una persona seguita dai servizi sociali."),
        "page_word": _("Pagina"),
        "nothing": _("Niente da riportare."),
        "chapters": content,
    }


def composed_volumes(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The data of a print, cut into volumes; each has the cover, its number and an index of its own."""
    parts = volumes_of(data["chapters"], continued=lambda title: _("%(chapter)s (segue)") % {"chapter": title})
    if len(parts) <= 1:
        return [data]
    made = []
    for number, chapters in enumerate(parts, start=1):
        words = _("volume %(number)s di %(total)s") % {"number": number, "total": len(parts)}
        cover = [*data["cover"], [_("Volume"), _("%(number)s di %(total)s") % {"number": number, "total": len(parts)}]]
        made.append(
            {**data, "cover": cover, "number": f"{data['number']}, {words}", "chapters": chapters, "whole": True}
        )
    return made


def title_of(record: RecordHeader, keys: Collection[str]) -> str:
    """What the print is: the whole record, one part by its name, or some parts."""
    possible = chapters_of(record)
    chosen = [chapter for chapter in possible if chapter.key in keys]
    if len(chosen) == 1:
        return str(chosen[0].title)
    return _("Cartella sociale") if len(chosen) == len(possible) else _("Cartella sociale, alcune parti")


def _cover(record: RecordHeader, row: RecordPrint) -> list[list[str]]:
    pairs = (
        (_("Persona"), record.name),
        (_("Nascita"), record.birth_text),
        (_("Cartella"), record.number),
        (_("Comune ed ente"), f"{record.case_file.comune.name}, {record.case_file.body.name}"),
        (_("Stampata da"), row.asked_by_name),
        (_("Il"), _moment(row.asked_at)),
        (_("Motivo della stampa"), str(row.purpose)),
    )
    return [[label, value or "–"] for label, value in pairs]


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return _("%(day)s alle %(hour)s") % {"day": format_date(here.date()), "hour": f"{here:%H:%M}"}


def _notes(span: Span) -> list[str]:
    period = span_words(span)
    return [
        *([_("Periodo: %(period)s.") % {"period": period}] if period else []),
        _("Contiene solo le parti che legge chi l’ha stampata. Note riservate e indirizzi segreti non si stampano."),
    ]
