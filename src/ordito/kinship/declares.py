# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile
from ordito.core.access import actor_of
from ordito.core.declare import AuditedAction, AuditedKind, Panel, RecordPart, TabGroup
from ordito.kinship.queries.panel import held_today
from ordito.kinship.queries.story import KEY, moments, printed

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def _panel(request: HttpRequest, row: Model) -> str:
    if not isinstance(row, CaseFile):
        return ""
    held = held_today(actor_of(request), row, day=timezone.localdate())
    return render_to_string("kinship/panel.html", {"case_file": row, "held": held}) if held else ""


KINDS = {
    "kinship.relative": _("Persona del genogramma"),
    "kinship.kin": _("Legame di famiglia"),
    "kinship.parentalresponsibility": _("Responsabilità genitoriale"),
    "kinship.tie": _("Legame dell’ecomappa"),
}
ACTIONS = {
    "kinship.add_kin": _("legami di famiglia aggiunti"),
    "kinship.edit_kin": _("legame di famiglia corretto"),
    "kinship.edit_relative": _("dati di un familiare corretti"),
    "kinship.add_responsibility": _("responsabilità genitoriale aggiunta"),
    "kinship.edit_responsibility": _("responsabilità genitoriale corretta"),
    "kinship.add_tie": _("legame dell’ecomappa aggiunto"),
    "kinship.edit_tie": _("legame dell’ecomappa corretto"),
    "kinship.end_row": _("legame finito"),
    "kinship.withdraw_row": _("legame tolto perché sbagliato"),
}

DECLARES = (
    RecordPart(
        KEY,
        Part.FAMILY,
        _("Legami"),
        "kinship:ties",
        order=22,
        moments=moments,
        printed=printed,
        group=TabGroup.PERSON,
    ),
    Panel("kinship.essentials", _panel, order=20),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(action, label) for action, label in ACTIONS.items()),
)
