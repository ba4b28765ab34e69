# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile
from ordito.core.access import Verb, actor_of
from ordito.core.declare import AuditedAction, AuditedKind, Card, MenuEntry, Panel, RecordPart, RecordSign, TabGroup
from ordito.protection.queries import cards
from ordito.protection.queries.deadlines import deadlines_of, most_pressing
from ordito.protection.queries.story import moments_of, printed_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

MOST_SHOWN = 5


def _panel(request: HttpRequest, row: Model) -> str:
    """What is late or near in this record, on its overview."""
    if not isinstance(row, CaseFile):
        return ""
    running = most_pressing(deadlines_of(actor_of(request), row, now=timezone.now()))
    found = [one for one in running if one.late or one.near]
    if not found:
        return ""
    context = {"deadlines": found[:MOST_SHOWN], "url": reverse("protection:protection", args=[row.pk])}
    return render_to_string("protection/panel.html", context)


KINDS = {
    "protection.careleaverproject": _("Progetto di autonomia"),
    "protection.clockrule": _("Termine dell’articolo 403"),
    "protection.emergencyplacement": _("Allontanamento d’urgenza"),
    "protection.emergencystep": _("Adempimento dell’allontanamento d’urgenza"),
    "protection.fostercare": _("Affidamento familiare"),
    "protection.fosterstep": _("Stato dell’affidamento familiare"),
    "protection.measurecontent": _("Contenuto di un provvedimento"),
    "protection.outofhomeplacement": _("Collocamento fuori famiglia"),
    "protection.proceeding": _("Procedimento"),
    "protection.protectedmeeting": _("Incontro protetto"),
    "protection.protectedmeetingplan": _("Programma di incontri protetti"),
    "protection.protectivemeasure": _("Provvedimento"),
    "protection.reportdue": _("Relazione all’autorità"),
    "protection.semestralcard": _("Scheda semestrale"),
}
ACTIONS = {
    "protection.add_emergency": _("allontanamento d’urgenza registrato"),
    "protection.edit_emergency": _("allontanamento d’urgenza corretto"),
    "protection.mark_step": _("adempimento dell’allontanamento d’urgenza"),
    "protection.end_emergency": _("esito dell’allontanamento d’urgenza"),
    "protection.change_clock_rule": _("termine dell’articolo 403 cambiato"),
    "protection.add_proceeding": _("procedimento aggiunto"),
    "protection.edit_proceeding": _("procedimento modificato"),
    "protection.add_measure": _("provvedimento aggiunto"),
    "protection.edit_measure": _("provvedimento modificato"),
    "protection.add_report": _("relazione all’autorità aggiunta"),
    "protection.edit_report": _("relazione all’autorità modificata"),
    "protection.send_report": _("relazione all’autorità inviata"),
    "protection.drop_report": _("relazione all’autorità non più dovuta"),
    "protection.add_placement": _("collocamento fuori famiglia aggiunto"),
    "protection.edit_placement": _("collocamento fuori famiglia modificato"),
    "protection.end_placement": _("collocamento fuori famiglia concluso"),
    "protection.fill_card": _("scheda semestrale scritta"),
    "protection.send_card": _("scheda semestrale inviata"),
    "protection.add_foster": _("affidamento familiare aggiunto"),
    "protection.edit_foster": _("affidamento familiare modificato"),
    "protection.move_foster": _("stato dell’affidamento familiare"),
    "protection.add_leaver": _("progetto di autonomia aggiunto"),
    "protection.edit_leaver": _("progetto di autonomia modificato"),
    "protection.add_meeting_plan": _("incontri protetti aggiunti"),
    "protection.edit_meeting_plan": _("incontri protetti modificati"),
    "protection.plan_meetings": _("incontri protetti in programma"),
    "protection.close_meeting": _("incontro protetto annotato"),
    "protection.annul_row": _("scheda di tutela tolta"),
    "protection.read_siblings": _("dove vivono i familiari"),
}

DECLARES = (
    RecordPart(
        "protection",
        Part.PROTECTION,
        _("Tutela"),
        "protection:protection",
        order=80,
        moments=moments_of,
        printed=printed_of,
        group=TabGroup.PATH,
    ),
    Panel("protection.deadlines", _panel, order=5, pressing=True),
    Card(
        "protection.due",
        _("Termini della tutela"),
        Verb.WRITE_RECORD,
        cards.running_out,
        order=9,
        icon="it-warning-circle",
    ),
    RecordSign("protection.due", _("Tutela"), cards.signs, order=10),
    MenuEntry(
        _("Regole delle cartelle"),
        _("Termini dell’articolo 403"),
        "protection:clock",
        Verb.MANAGE_RECORD_SETTINGS,
        "it-clock",
        order=19,
    ),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
