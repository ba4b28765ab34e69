# SPDX-License-Identifier: EUPL-1.2
"""Who opened records unusually: for who reads the log, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.declare import AuditedAction, AuditedKind, Card, CardContent, CardItem, MenuEntry, Recurring
from ordito.stewardship.models import WatchFinding

if TYPE_CHECKING:
    from datetime import date

    from ordito.core.access import Actor

HOUSE = _("Amministrazione")
LINES = 5


def _unseen(actor: Actor, _today: date) -> CardContent | None:
    rows = WatchFinding.objects.visible_to(actor).unseen()
    found = list(rows.order_by("-day", "-pk")[: LINES + 1])
    if not found:
        return None
    items = [
        CardItem(
            f"{row.reader_name}: {row.get_kind_display()}",
            reverse("stewardship:finding", args=[row.pk]),
            format_date(row.day),
        )
        for row in found[:LINES]
    ]
    return CardContent(items, more_url=reverse("stewardship:findings") if len(found) > LINES else "")


KINDS = {
    "stewardship.watchrule": _("Regola sugli accessi insoliti"),
    "stewardship.watchfinding": _("Accesso insolito"),
    "stewardship.watchedday": _("Giorno del registro guardato"),
}
ACTIONS = {
    "watch_day": _("accessi insoliti cercati"),
    "list_findings": _("accessi insoliti: elenco"),
    "read_finding": _("accesso insolito letto"),
    "see_finding": _("accesso insolito visto"),
    "change_rule": _("regola sugli accessi insoliti cambiata"),
}

DECLARES = (
    MenuEntry(HOUSE, _("Accessi insoliti"), "stewardship:findings", Verb.VIEW_AUDIT, "it-warning-circle", order=82),
    Recurring("ordito.stewardship.tasks.watching.watch_accesses", _("Accessi insoliti"), timedelta(hours=6)),
    Card(
        "stewardship.unseen", _("Accessi insoliti da guardare"), Verb.VIEW_AUDIT, _unseen, 8, icon="it-warning-circle"
    ),
    *(AuditedKind(kind, label) for kind, label in KINDS.items()),
    *(AuditedAction(f"stewardship.{action}", label) for action, label in ACTIONS.items()),
)
