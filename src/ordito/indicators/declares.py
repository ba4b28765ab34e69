# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Node, Recurring
from ordito.indicators.models import DisclosurePolicy, Indicator, IndicatorQuerySet, Snapshot, SnapshotQuerySet

SECTION = _("Dati")


def _snapshots(actor: Actor) -> SnapshotQuerySet:
    return Snapshot.objects.all() if actor.holds(Verb.VIEW_STATISTICS) else Snapshot.objects.none()


def _snapshot_name(snapshot: Snapshot) -> str:
    return str(_("Dati al %(day)s") % {"day": f"{snapshot.read_at:%d/%m/%Y %H:%M}"})


def _indicator_address(row: Indicator) -> str:
    return reverse("indicators:indicator", args=[row.pk])


def _find_indicator(actor: Actor, text: str) -> IndicatorQuerySet:
    return Indicator.objects.visible_to(actor).filter(name__icontains=text).order_by("position", "pk")


LIFE = {
    "propose_indicator": _("Indicatore proposto"),
    "edit_indicator": _("Scheda dell’indicatore modificata"),
    "comment_on": _("Commento a un indicatore"),
    "define_indicator": _("Bozza della definizione di un indicatore"),
    "discard_draft": _("Bozza della definizione eliminata"),
    "put_in_use": _("Versione di un indicatore messa in uso"),
    "take_up": _("Indicatore recepito"),
    "withdraw_uptake": _("Recepimento revocato"),
    "retire_indicator": _("Indicatore ritirato"),
    "bring_in": _("Indicatori portati qui da un testo"),
    "load_shipped": _("Indicatori forniti con Ordito caricati"),
}

DECLARES = (
    MenuEntry(SECTION, _("Indicatori"), "indicators:list", Verb.VIEW_STATISTICS, "it-list", 55),
    MenuEntry(SECTION, _("Regole di protezione"), "indicators:rules", Verb.MANAGE_STATISTICS, "it-locked", 56),
    Recurring("ordito.indicators.tasks.extract", _("Aggiornamento notturno delle statistiche"), timedelta(days=1)),
    AuditedKind("indicators.snapshot", _("Dati delle statistiche"), _snapshot_name, _snapshots),
    AuditedKind(
        "indicators.disclosurepolicy",
        _("Regola di protezione"),
        str,
        lambda actor: (
            DisclosurePolicy.objects.all() if actor.holds(Verb.VIEW_STATISTICS) else DisclosurePolicy.objects.none()
        ),
    ),
    AuditedAction("indicators.request_snapshot", _("Richiesta di aggiornare le statistiche")),
    AuditedAction("indicators.begin_snapshot", _("Inizio della lettura per le statistiche")),
    AuditedAction("indicators.publish_snapshot", _("Statistiche aggiornate")),
    AuditedAction("indicators.fail_snapshot", _("Aggiornamento delle statistiche non riuscito")),
    AuditedAction("indicators.set_policy", _("Cambio delle regole di protezione")),
    AuditedAction("indicators.try_recipe", _("Prova delle cifre di una definizione")),
    AuditedAction("indicators.export_figure", _("Esportazione di una tabella")),
    AuditedAction("indicators.read_exact_figure", _("Lettura di cifre esatte")),
    Node(
        "indicators.indicator",
        _("Indicatore"),
        "indicators.Indicator",
        str,
        _indicator_address,
        Indicator.objects.visible_to,
        Indicator.get_state_display,
        _find_indicator,
    ),
    AuditedKind("indicators.indicator", _("Indicatore"), str, Indicator.objects.visible_to),
    AuditedKind("indicators.indicatorversion", _("Versione di un indicatore")),
    AuditedKind("indicators.indicatorcomment", _("Commento a un indicatore")),
    AuditedKind("indicators.uptake", _("Recepimento di un indicatore")),
    *(AuditedAction(f"indicators.{name}", label) for name, label in LIFE.items()),
)
