# SPDX-License-Identifier: EUPL-1.2
"""How long records are kept, how they end, and what of them goes to research."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.declare import (
    AuditedAction,
    AuditedKind,
    Card,
    CardContent,
    CardItem,
    MenuEntry,
    RecordMark,
    RecordTool,
    Recurring,
)
from ordito.stewardship.queries.offices import discard_of, waiting_for_signature, wiped_items

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor

SECTION = _("Cartelle")
LINES = 6
KINDS = {
    "stewardship.retentionseries": _("Serie del piano di conservazione"),
    "stewardship.legalhold": _("Blocco dello scarto"),
    "stewardship.discard": _("Scarto"),
    "stewardship.discarditem": _("Cartella in uno scarto"),
    "stewardship.researchrelease": _("Copia per la ricerca"),
}
ACTIONS = {
    "add_series": _("serie di conservazione aggiunta"),
    "edit_series": _("serie di conservazione cambiata"),
    "load_series": _("proposte di conservazione caricate"),
    "place_hold": _("blocco dello scarto messo"),
    "lift_hold": _("blocco dello scarto tolto"),
    "prepare_discard": _("scarto preparato"),
    "remove_item": _("cartella tolta da uno scarto"),
    "authorise_discard": _("autorizzazione allo scarto registrata"),
    "sign_discard": _("scarto firmato"),
    "withdraw_discard": _("scarto ritirato"),
    "resume_discard": _("scarto ripreso"),
    "wipe_record": _("dati della cartella distrutti"),
    "discard_record": _("cartella scartata"),
    "finish_discard": _("scarto eseguito"),
    "start_release": _("copia per la ricerca chiesta"),
    "make_release": _("copia per la ricerca preparata"),
    "download_release": _("copia per la ricerca scaricata"),
    "read_authorisation": _("autorizzazione allo scarto scaricata"),
    "end_release": _("copia per la ricerca finita"),
    "apply_register": _("cartella scartata di nuovo dopo un ripristino"),
}


def _discarded() -> Exists:
    return Exists(wiped_items())


def _notice(request: HttpRequest, record: RecordHeader, _tab: str) -> str:
    """When the data were discarded, at the head of every page of the record."""
    return render_to_string("stewardship/record/discarded.html", {"item": discard_of(record.case_file)}, request)


def _to_sign(actor: Actor, _today: date) -> CardContent | None:
    waiting = waiting_for_signature(actor).order_by("authorised_on", "pk")
    items = [
        CardItem(
            gettext("Scarto n. %(number)s, autorizzazione %(code)s")
            % {"number": row.pk, "code": row.authorisation_number},
            reverse("stewardship:discard", args=[row.pk]),
        )
        for row in waiting[:LINES]
    ]
    return CardContent(items=items, count=waiting.count(), empty=gettext("Nessuno scarto aspetta la tua firma."))


DECLARES = (
    RecordMark("discarded", _discarded, _notice, order=5),
    RecordTool(
        "stewardship.retention", _("Conservazione"), "stewardship:retention", Verb.WRITE_RECORD, "it-box", order=40
    ),
    Card("stewardship.discards", _("Scarti da firmare"), Verb.SIGN_DISCARD, _to_sign, order=20, icon="it-delete"),
    MenuEntry(SECTION, _("Conservazione e scarto"), "stewardship:ready", Verb.MANAGE_RETENTION, "it-box", order=30),
    MenuEntry(SECTION, _("Registro degli scarti"), "stewardship:discards", Verb.SIGN_DISCARD, "it-box", order=31),
    Recurring(
        "ordito.stewardship.tasks.research.end_releases", _("Fine delle copie per la ricerca"), timedelta(days=1)
    ),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"stewardship.{action}", label) for action, label in ACTIONS.items()),
)
