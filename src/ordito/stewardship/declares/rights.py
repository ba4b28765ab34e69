# SPDX-License-Identifier: EUPL-1.2
"""What the person asks about their data, their version beside the record, the limitation of processing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.declare import (
    AuditedAction,
    AuditedKind,
    Card,
    CardContent,
    CardItem,
    RecordFreeze,
    RecordMark,
    RecordPart,
    TabGroup,
)
from ordito.stewardship.models import DataRequest
from ordito.stewardship.queries.limitation import limitation_freezes, limitation_stands, limitations_of
from ordito.stewardship.queries.notes import HERE, OVERVIEW, notes_beside, notes_stand, other_parts_with_notes
from ordito.stewardship.queries.requests import moments_of, printed_of
from ordito.stewardship.rules import NEAR

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor

LINES = 6


def _notes(request: HttpRequest, record: RecordHeader, tab: str) -> str:
    """The person's version beside the open tab; on the overview also where else one stands."""
    notes = [] if tab == HERE else notes_beside(record, tab)
    elsewhere = other_parts_with_notes(record) if tab == OVERVIEW else []
    if not notes and not elsewhere:
        return ""
    url = reverse("stewardship:rights", args=[record.pk]) if record.whole else ""
    context = {"notes": notes, "elsewhere": elsewhere, "url": url}
    return render_to_string("stewardship/record/notes_beside.html", context, request)


def _limitation(request: HttpRequest, record: RecordHeader, _tab: str) -> str:
    context = {"limitations": limitations_of(record, standing=True), "record": record}
    return render_to_string("stewardship/record/limited.html", context, request)


def _due(actor: Actor, today: date) -> CardContent | None:
    """The requests without an answer in the records that the actor answers for, the first due first."""
    rows = DataRequest.objects.visible_to(actor).waiting().filter(due_on__lte=today + NEAR)
    found = list(rows.select_related("case_file__body").order_by("due_on", "pk")[: LINES + 1])
    if not found:
        return None
    items = [
        CardItem(
            str(row.case_file.number),
            reverse("stewardship:request", args=[row.case_file_id, row.pk]),
            _("%(kind)s, entro il %(day)s") % {"kind": row.get_kind_display(), "day": format_date(row.due_on)},
            late=row.due_on < today,
        )
        for row in found[:LINES]
    ]
    return CardContent(items, named=[row.case_file for row in found[:LINES]])


KINDS = {
    "stewardship.datarequest": _("Richiesta della persona sui suoi dati"),
    "stewardship.subjectcopy": _("Copia dei dati per la persona"),
    "stewardship.copypassage": _("Passaggio di una copia"),
    "stewardship.erasure": _("Testo cancellato su richiesta"),
    "stewardship.recordnote": _("Versione della persona"),
    "stewardship.limitation": _("Limitazione del trattamento"),
    "stewardship.limitationexception": _("Deroga alla limitazione"),
}
ACTIONS = {
    "record_request": _("richiesta della persona registrata"),
    "extend_request": _("risposta alla persona prorogata"),
    "answer_request": _("risposta alla persona"),
    "prepare_copy": _("copia per la persona: preparazione"),
    "draft_copy": _("copia per la persona: bozza pronta"),
    "decide_passages": _("copia per la persona: passaggi decisi"),
    "look_for": _("copia per la persona: parole cercate"),
    "ask_second_look": _("copia per la persona: seconda lettura chiesta"),
    "confirm_look": _("copia per la persona: seconda lettura fatta"),
    "release_copy": _("copia per la persona rilasciata"),
    "pack_copy": _("copia per la persona pronta"),
    "drop_copy": _("copia per la persona abbandonata"),
    "download_copy": _("copia per la persona scaricata"),
    "erase_texts": _("testi cancellati su richiesta della persona"),
    "add_note": _("versione della persona aggiunta"),
    "decide_note": _("decisione sulla versione della persona"),
    "end_note": _("versione della persona tolta"),
    "limit_processing": _("trattamento limitato"),
    "except_from_limitation": _("deroga alla limitazione del trattamento"),
    "end_limitation": _("limitazione del trattamento finita"),
}

DECLARES = (
    RecordPart(
        HERE,
        "",
        _("Diritti della persona"),
        "stewardship:rights",
        order=97,
        group=TabGroup.RECORD,
        moments=moments_of,
        printed=printed_of,
    ),
    RecordMark("limitation", limitation_stands, _limitation, order=10),
    RecordMark("notes", notes_stand, _notes, order=20),
    RecordFreeze("limitation", limitation_freezes, limitation_stands),
    Card("stewardship.due", _("Richieste sui dati"), Verb.EXPORT_PERSON, _due, order=14, icon="it-card"),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"stewardship.{action}", label) for action, label in ACTIONS.items()),
)
