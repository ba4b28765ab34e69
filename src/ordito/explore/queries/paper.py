# SPDX-License-Identifier: EUPL-1.2
"""A figure, and a report, as the data of the printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.explore.queries.pictures import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.indicators.engine.table import Figure
    from ordito.indicators.queries.words import Line

NONE = Picture()
WIDE = 7
"""Columns from which a page is laid on its side."""


def paper_of(title: str, facts: Sequence[str], pieces: Sequence[dict[str, Any]], *, at: datetime) -> dict[str, Any]:
    """The data of `print/report.typ`."""
    return {
        "title": title,
        "language": get_language() or "it",
        "marker": _("Dati inventati: dimostrazione") if settings.DEMONSTRATION else "",
        "foot": _("Ordito, %(when)s") % {"when": f"{at:%d/%m/%Y %H:%M}"},
        "page_word": _("Pagina"),
        "facts": list(facts),
        "wide": any(len(piece.get("heads", ())) > WIDE for piece in pieces),
        "pieces": list(pieces),
    }


def figure_piece(
    figure: Figure, *, title: str = "", detail: str = "", picture: Picture = NONE, counted: Sequence[Line] = ()
) -> dict[str, Any]:
    """A figure: its drawing, its table with the notes of its rows under it, how it was counted."""
    noted = [f"{row.label}. {note}" for row in figure.rows if (note := figure.note(row))]
    return {
        "kind": "figure",
        "title": title,
        "detail": detail,
        "svg": picture.svg,
        "caption": picture.title,
        "alternative": picture.alternative,
        "heads": [figure.row_heading, *figure.columns],
        "rows": [
            [row.label, *(figure.text(cell, column) for column, cell in enumerate(row.cells))] for row in figure.rows
        ],
        "totals": [number for number, row in enumerate(figure.rows) if row.total],
        "notes": [
            figure.unit,
            *figure.notes,
            *noted,
            *(f"{line.label}: {line.text}." for line in counted),
            figure.attribution,
        ],
    }
