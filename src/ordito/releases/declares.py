# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Node
from ordito.releases.models import Ledger, OpenSeries, Release

if TYPE_CHECKING:
    from django.db.models import QuerySet

SECTION = _("Dati")


def _address(release: Release) -> str:
    return reverse("releases:release", args=[release.pk])


def _find(actor: Actor, text: str) -> QuerySet[Release]:
    return Release.objects.visible_to(actor).filter(title__icontains=text)


DECLARES = (
    MenuEntry(SECTION, _("Pubblicazioni"), "releases:ledger", Verb.VIEW_STATISTICS, "it-share", 57),
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
