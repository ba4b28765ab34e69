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
from ordito.employment import rules
from ordito.employment.queries import due
from ordito.employment.queries.overview import going_path
from ordito.employment.queries.story import moments_of, printed_of

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest

    from ordito.cases.queries.record_header import RecordHeader


def _panel(request: HttpRequest, row: Model) -> str:
    """Where the path stands and what is due in it, on the record's overview; nothing without a path."""
    today = timezone.localdate()
    if not isinstance(row, CaseFile) or not rules.is_of_age_for_work(row.person, today):
        return ""
    path = going_path(actor_of(request), row)
    if path is None:
        return ""
    context = {
        "path": path,
        "due": due.due_of(actor_of(request), row, today),
        "url": reverse("employment:work", args=[row.pk]),
    }
    return render_to_string("employment/panel.html", context)


def _fits(record: RecordHeader) -> bool:
    """No path to work of a child: the tab would only be in the way."""
    return rules.is_of_age_for_work(record.person, record.today)


KINDS = {
    "employment.accommodation": _("Accomodamento ragionevole"),
    "employment.accreditation": _("Ente accreditato per il lavoro"),
    "employment.appraisal": _("Profilo o valutazione per il lavoro"),
    "employment.arealevel": _("Livello di un’area per il lavoro"),
    "employment.jobmonitoring": _("Monitoraggio di un inserimento lavorativo"),
    "employment.jobplacement": _("Inserimento lavorativo"),
    "employment.placementoutcome": _("Esito di un inserimento lavorativo"),
    "employment.stagestep": _("Fase di un percorso di lavoro"),
    "employment.workpath": _("Percorso di lavoro"),
}
ACTIONS = {
    "add_path": _("percorso di lavoro avviato"),
    "edit_path": _("percorso di lavoro modificato"),
    "move_path": _("fase del percorso di lavoro"),
    "add_appraisal": _("profilo o valutazione per il lavoro scritta"),
    "edit_appraisal": _("profilo o valutazione per il lavoro modificata"),
    "add_placement": _("inserimento lavorativo aggiunto"),
    "edit_placement": _("inserimento lavorativo modificato"),
    "end_placement": _("inserimento lavorativo finito"),
    "add_monitoring": _("monitoraggio di un inserimento lavorativo"),
    "edit_monitoring": _("monitoraggio di un inserimento lavorativo modificato"),
    "add_accommodation": _("accomodamento ragionevole aggiunto"),
    "edit_accommodation": _("accomodamento ragionevole modificato"),
    "check_outcome": _("esito di un inserimento lavorativo rilevato"),
    "annul_row": _("scheda del percorso di lavoro tolta"),
    "add_accreditation": _("ente accreditato aggiunto"),
    "edit_accreditation": _("accreditamento modificato"),
}

DECLARES = (
    RecordPart(
        "employment",
        Part.EMPLOYMENT,
        _("Lavoro"),
        "employment:work",
        order=85,
        moments=moments_of,
        printed=printed_of,
        group=TabGroup.PATH,
        fits=_fits,
    ),
    Panel("employment.path", _panel, order=40),
    Card("employment.due", _("Percorsi di lavoro"), Verb.WRITE_RECORD, due.card, order=22, icon="it-tool"),
    RecordSign("employment.visit", _("Lavoro"), due.visit_signs, order=30),
    RecordSign("employment.outcome", _("Esito lavorativo"), due.outcome_signs, order=31),
    MenuEntry(
        _("Regole delle cartelle"),
        _("Enti accreditati per il lavoro"),
        "employment:accreditations",
        Verb.MANAGE_RECORD_SETTINGS,
        "it-tool",
        order=20,
    ),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"employment.{action}", label) for action, label in ACTIONS.items()),
)
