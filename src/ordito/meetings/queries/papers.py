# SPDX-License-Identifier: EUPL-1.2
"""What stands on paper: the sheet to be signed, the minutes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.meetings.queries.calendar import Line
from ordito.meetings.queries.register import blocks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.meetings.models import Decision, Meeting, SignInSheet
    from ordito.meetings.queries.minutes import MinutesPage
    from ordito.meetings.queries.register import Block, RegisterRow

PRINT = Path(__file__).resolve().parents[1] / "templates" / "meetings" / "print"
SHEET, MINUTES = PRINT / "sheet.typ", PRINT / "minutes.typ"
LINES, SIDES, SPARE = 16, 2, 5
"""Lines of a page, parts of the meeting beside each other on it, blank lines at the end for who was not expected."""


def pages_of_sheet(meeting: Meeting, rows: Sequence[RegisterRow]) -> list[dict[str, Any]]:
    """The pages: for each two parts of the meeting all people, and some blank lines."""
    people = [row.participation.filed_name for row in rows] + [""] * SPARE
    return [
        {
            "blocks": [[block.label, block.hours] for block in blocks],
            "lines": [[str(number) if name else "", name] for number, name in lines],
        }
        for blocks in _sides(meeting)
        for lines in _batched(list(enumerate(people, start=1)))
    ]


def sheet_data(meeting: Meeting, sheet: SignInSheet, pages: list[dict[str, Any]]) -> dict[str, Any]:
    """All that the template of the sheet reads."""
    line = Line(meeting, mine=False)
    day = format_date(line.start.date())
    return {
        **_common(_("Foglio firme: %(title)s") % {"title": meeting.title}),
        "facts": [
            [_("Quando"), f"{day}, {line.hours}"],
            [_("Dove"), line.where],
            [_("Ente"), meeting.organiser.name],
        ],
        "number": _("Foglio %(number)s") % {"number": sheet.number},
        "page": _("Pagina"),
        "of": _("di"),
        "heads": {
            "name": _("Cognome e nome"),
            "arrival": _("Entrata: ora e firma"),
            "leaving": _("Uscita: ora e firma"),
            "keeper": _("Firma di chi tiene il registro"),
            "endorsed": _("Vidimazione"),
        },
        "pages": pages,
    }


def _sides(meeting: Meeting) -> list[Sequence[Block]]:
    blocks = blocks_of(meeting)
    return [blocks[start : start + SIDES] for start in range(0, len(blocks), SIDES)]


def _batched(lines: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    return [lines[start : start + LINES] for start in range(0, len(lines), LINES)]


def _common(title: str) -> dict[str, Any]:
    return {
        "title": title,
        "language": get_language() or "it",
        "marker": _("Dati inventati: dimostrazione") if settings.DEMONSTRATION else "",
        "foot": _("Ordito, %(day)s") % {"day": format_date(timezone.localdate())},
    }


def minutes_data(shown: MinutesPage) -> dict[str, Any]:
    """All that the template of the minutes reads."""
    meeting, line = shown.row.meeting, Line(shown.row.meeting, mine=False)
    approved = shown.row.approved_at
    facts = [
        [_("Quando"), f"{format_date(line.start.date())}, {line.hours}"],
        [_("Dove"), line.where],
        [_("Organizza"), meeting.organiser.name],
        [
            _("Stato"),
            _("approvato il %(day)s") % {"day": format_date(timezone.localdate(approved))} if approved else _("bozza"),
        ],
    ]
    return {
        **_common(_("Report dell’incontro: %(title)s") % {"title": meeting.title}),
        "facts": [fact for fact in facts if fact[1]],
        "text": shown.row.text,
        "items": [[item.title, item.text] for item in shown.items],
        "decisions": [_decision(one) for one in shown.decisions],
        "nodes": [node.text for node in shown.nodes],
        "heads": {
            "decisions": _("Decisioni"),
            "nodes": _("Nodi aperti"),
            "what": _("Che cosa"),
            "who": _("Chi"),
            "when": _("Entro il"),
        },
    }


def _decision(one: Decision) -> list[str]:
    who = ", ".join(part for part in (str(one.professional or ""), one.who_else) if part)
    return [one.text, who, format_date(one.due_on) if one.due_on else ""]
