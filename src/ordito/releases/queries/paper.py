# SPDX-License-Identifier: EUPL-1.2
"""A table that left, on paper: its cells with a note for each that is not there, its audit and its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.releases.engine.frozen import Wanted
from ordito.releases.queries.pages import about_lines, audit_lines, sheet_of, wanted_words

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from ordito.core.access import Actor
    from ordito.releases.models import Release
    from ordito.releases.queries.pages import Row

ACROSS = 8
"""Columns that fit on a page held sideways; wider tables come in several blocks."""
UPRIGHT = 4


def paper_of(release: Release, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """What the template prints of a release."""
    sheet = sheet_of(release)
    whys = list(dict.fromkeys(cell.why for row in sheet.rows for cell in row.cells if cell.why))
    marks = {why: str(number) for number, why in enumerate(whys, start=1)}
    starts = range(0, len(sheet.columns), ACROSS)
    blocks = [
        {
            "heads": [sheet.heading, *sheet.columns[start : start + ACROSS], *([_("Nota")] if marks else [])],
            "rows": [_line(row, start, marks) for row in sheet.rows],
            "totals": [number for number, row in enumerate(sheet.rows) if row.total],
        }
        for start in starts
    ]
    said = {"number": release.number, "day": format_date(timezone.localdate(at))}
    return {
        "title": release.title,
        "subtitle": wanted_words(Wanted.from_json(release.definition)),
        "language": get_language() or "it",
        "foot": _("Pubblicazione n. %(number)s, stampata il %(day)s") % said,
        "page_word": _("pagina"),
        "wide": len(sheet.columns) > UPRIGHT,
        "blocks": blocks,
        "legend_title": _("Note"),
        "legend": [[mark, why] for why, mark in marks.items()] + [["–", text] for text in _without(sheet.without)],
        "audit_title": _("La verifica"),
        "audit": audit_lines(release, actor),
        "facts": [[label, text] for label, text in about_lines(release)[2:]],
    }


def _line(row: Row, start: int, marks: dict[str, str]) -> list[str]:
    """A row of a block: its cells, and in the last column the notes of those that are not there."""
    cells = row.cells[start : start + ACROSS]
    notes = ", ".join(dict.fromkeys(marks[cell.why] for cell in cells if cell.why))
    return [row.label, *(cell.text for cell in cells), *([notes] if marks else [])]


def _without(places: tuple[str, ...]) -> list[str]:
    text = _("Senza dati, perché nessun Comune ne ha ancora caricati: %(places)s.") % {"places": ", ".join(places)}
    return [text] if places else []
