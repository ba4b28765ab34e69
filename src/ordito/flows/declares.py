# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile
from ordito.core.access import Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Panel, RecordPart, RecordTool
from ordito.flows.engine.bands import came_of_age
from ordito.flows.queries.story import benefits_printed, sinba_printed

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def _panel(_request: HttpRequest, row: Model) -> str:
    """The way to what goes to the national flows; that on minors for minors alone."""
    if not isinstance(row, CaseFile):
        return ""
    born = row.person.birth_date
    minor = born is None or came_of_age(born) > timezone.localdate()
    return render_to_string("flows/panel.html", {"case_file": row, "minor": minor})


KINDS = {
    "flows.flowitem": _("Cartella in un invio"),
    "flows.flowmapping": _("Corrispondenza di un flusso"),
    "flows.flowproblem": _("Ostacolo a un invio"),
    "flows.flowrun": _("Invio di un flusso nazionale"),
    "flows.flowsender": _("Ente che invia"),
    "flows.registerlookup": _("Richiesta all’anagrafe"),
    "flows.sinbaassessment": _("Valutazione per SINBA"),
    "flows.sinbasheet": _("Dati per SINBA"),
    "flows.socialbenefit": _("Prestazione sociale"),
}
ACTIONS = {
    "flows.add_benefit": _("prestazione sociale aggiunta"),
    "flows.annul_benefit": _("prestazione sociale tolta"),
    "flows.ask_register": _("anagrafe consultata"),
    "flows.keep_register_answer": _("risposta dell’anagrafe"),
    "flows.check_run": _("controllo di un flusso nazionale"),
    "flows.edit_benefit": _("prestazione sociale corretta"),
    "flows.mark_sent": _("invio di un flusso nazionale annotato"),
    "flows.read_file": _("file di un flusso nazionale scaricato"),
    "flows.read_run": _("invio di un flusso nazionale guardato"),
    "flows.record_outcomes": _("esiti di un flusso nazionale registrati"),
    "flows.save_mapping": _("corrispondenza di un flusso cambiata"),
    "flows.save_sender": _("ente che invia cambiato"),
    "flows.save_sheet": _("dati per SINBA scritti"),
    "flows.start_file": _("file di un flusso nazionale chiesto"),
    "flows.start_run": _("controllo di un flusso nazionale chiesto"),
    "flows.take_residence": _("residenza presa dall’anagrafe"),
    "flows.write_file": _("file di un flusso nazionale preparato"),
}

REGISTER = (
    RecordTool(
        "flows.register", _("Confronta con l’anagrafe"), "flows:register", Verb.WRITE_RECORD, "it-refresh", order=60
    ),
)

DECLARES = (
    *(REGISTER if settings.POPULATION_REGISTER else ()),
    RecordPart("sinba", "", _("Dati per SINBA"), printed=sinba_printed),
    RecordPart("benefits", Part.INTERVENTIONS, _("Prestazioni sociali"), printed=benefits_printed),
    Panel("flows.record", _panel, order=90),
    MenuEntry(_("Cartelle"), _("Flussi nazionali"), "flows:sendings", Verb.SEND_FLOWS, "it-upload", order=26),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
