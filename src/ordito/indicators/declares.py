# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.declare import AuditedAction, AuditedKind, MenuEntry, Recurring
from ordito.indicators.models import DisclosurePolicy, Snapshot, SnapshotQuerySet

SECTION = _("Dati")


def _snapshots(actor: Actor) -> SnapshotQuerySet:
    return Snapshot.objects.all() if actor.holds(Verb.VIEW_STATISTICS) else Snapshot.objects.none()


def _snapshot_name(snapshot: Snapshot) -> str:
    return str(_("Dati al %(day)s") % {"day": f"{snapshot.read_at:%d/%m/%Y %H:%M}"})


DECLARES = (
    MenuEntry(SECTION, _("Statistiche protette"), "indicators:figure", Verb.VIEW_STATISTICS, "it-chart-line", 55),
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
    AuditedAction("indicators.export_figure", _("Esportazione di una tabella")),
    AuditedAction("indicators.read_exact_figure", _("Lettura di cifre esatte")),
)
