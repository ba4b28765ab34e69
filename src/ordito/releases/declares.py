# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb, actor_of
from ordito.core.declare import AuditedAction, AuditedKind, Card, CardContent, CardItem, MenuEntry, Node, Panel
from ordito.indicators.models import Indicator
from ordito.releases.models import Ledger, OpenSeries, Release
from ordito.releases.queries.uses import on_the_card, released_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

SECTION = _("Dati")


def _address(release: Release) -> str:
    return reverse("releases:release", args=[release.pk])


def _find(actor: Actor, text: str) -> QuerySet[Release]:
    return Release.objects.visible_to(actor).filter(title__icontains=text)


def _of_indicator(request: HttpRequest, row: Model) -> str:
    """The tables of an indicator that left."""
    actor = actor_of(request)
    if not isinstance(row, Indicator) or not actor.holds(Verb.VIEW_STATISTICS):
        return ""
    rows = list(released_of(row, actor))
    return render_to_string("releases/of_indicator.html", {"rows": rows}, request) if rows else ""


def _card(actor: Actor, _today: date) -> CardContent:
    """Tables that wait to leave, and the last that did."""
    rows = on_the_card(actor)
    items = [CardItem(row.title, _address(row), row.get_state_display()) for row in rows]
    return CardContent(items, _("Nessuna tabella è ancora uscita."), more_url=reverse("releases:catalogue"))


DECLARES = (
    Card("releases.open_data", _("Dati aperti"), Verb.PUBLISH_OPEN_DATA, _card, 60, "it-share"),
    MenuEntry(SECTION, _("Pubblicazioni"), "releases:ledger", Verb.VIEW_STATISTICS, "it-share", 57),
    Panel("releases.of_indicator", _of_indicator, order=20),
    Node(
        "releases.release",
        _("Tabella pubblicata"),
        "releases.Release",
        str,
        _address,
        Release.objects.visible_to,
        Release.get_state_display,
        _find,
    ),
    AuditedKind("releases.release", _("Tabella che esce"), str, Release.objects.visible_to),
    AuditedKind("releases.openseries", _("Serie di dati aperti"), str, lambda _actor: OpenSeries.objects.all()),
    AuditedKind("releases.ledger", _("Registro delle pubblicazioni"), str, lambda _actor: Ledger.objects.none()),
    AuditedAction("releases.prepare", _("Tabella preparata per uscire")),
    AuditedAction("releases.check", _("Tabella verificata prima di uscire")),
    AuditedAction("releases.check_again", _("Tabella da verificare di nuovo")),
    AuditedAction("releases.let_out", _("Tabella fatta uscire")),
    AuditedAction("releases.withdraw", _("Tabella ritirata")),
    AuditedAction("releases.read_draft", _("Tabella in preparazione guardata")),
    AuditedAction("releases.download", _("File di una tabella pubblicata scaricato")),
)
