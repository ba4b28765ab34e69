# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb, actor_of
from ordito.core.declare import AuditedAction, AuditedKind, Following, MenuEntry, Node, Panel
from ordito.explore.models import Dashboard, Report, SavedView
from ordito.explore.queries.standing import address, reports_on
from ordito.indicators.enums import IndicatorState
from ordito.indicators.models import Indicator
from ordito.releases.models import Release

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

SECTION = _("Dati")


def _of_indicator(request: HttpRequest, row: Model) -> str:
    """Where the figures of an indicator in use are looked at."""
    if not isinstance(row, Indicator) or row.state != IndicatorState.IN_USE:
        return ""
    return render_to_string("explore/of_indicator.html", {"indicator": row}, request)


def _in_reports(request: HttpRequest, row: Model) -> str:
    """The reports that show an indicator, or the indicator of a table that left."""
    title = _("Relazioni in cui è usato")
    code = row.code if isinstance(row, Indicator) else ""
    if isinstance(row, Release):
        title, code = _("Relazioni con lo stesso indicatore"), row.definition.get("indicator", "")
    actor = actor_of(request)
    rows = list(reports_on(code, actor)) if code and actor.holds(Verb.VIEW_STATISTICS) else []
    return render_to_string("explore/used_by_reports.html", {"rows": rows, "title": title}, request) if rows else ""


def _find_report(actor: Actor, text: str) -> QuerySet[Report]:
    return Report.objects.visible_to(actor).filter(name__icontains=text)


DECLARES = (
    MenuEntry(SECTION, _("Tabelle e mappe"), "explore:pivot", Verb.VIEW_STATISTICS, "it-chart-line", 54),
    MenuEntry(SECTION, _("Cruscotti"), "explore:dashboards", Verb.VIEW_STATISTICS, "it-presentation", 53),
    *(
        Following(f"ordito.indicators.tasks.{job}", "ordito.explore.tasks.prepare", _("Preparazione dei cruscotti"))
        for job in ("extract", "refresh")
    ),
    Panel("explore.of_indicator", _of_indicator, order=10),
    Panel("explore.in_reports", _in_reports, order=25),
    Node(
        "explore.report",
        _("Relazione"),
        "explore.Report",
        str,
        address,
        Report.objects.visible_to,
        Report.get_state_display,
        _find_report,
    ),
    AuditedKind("explore.savedview", _("Vista salvata"), str, SavedView.objects.visible_to),
    AuditedKind("explore.dashboard", _("Cruscotto"), str, Dashboard.objects.visible_to),
    AuditedKind("explore.tile", _("Riquadro di un cruscotto")),
    AuditedKind("explore.report", _("Relazione"), str, Report.objects.visible_to),
    AuditedKind("explore.reportfigure", _("Figura di una relazione")),
    AuditedAction("explore.begin_report", _("Relazione cominciata")),
    AuditedAction("explore.write_report", _("Relazione scritta")),
    AuditedAction("explore.add_figure", _("Figura aggiunta a una relazione")),
    AuditedAction("explore.remove_figure", _("Figura tolta da una relazione")),
    AuditedAction("explore.approve_report", _("Relazione approvata")),
    AuditedAction("explore.begin_edition", _("Nuova edizione di una relazione")),
    AuditedAction("explore.delete_report", _("Bozza di relazione eliminata")),
    AuditedAction("explore.print_report", _("Relazione stampata")),
    AuditedAction("explore.save_view", _("Vista salvata")),
    AuditedAction("explore.change_view", _("Vista cambiata o condivisa")),
    AuditedAction("explore.delete_view", _("Vista eliminata")),
    AuditedAction("explore.create_dashboard", _("Cruscotto creato")),
    AuditedAction("explore.copy_dashboard", _("Cruscotto copiato")),
    AuditedAction("explore.change_dashboard", _("Cruscotto cambiato o condiviso")),
    AuditedAction("explore.delete_dashboard", _("Cruscotto eliminato")),
    AuditedAction("explore.add_tile", _("Riquadro aggiunto")),
    AuditedAction("explore.move_tile", _("Riquadro spostato")),
    AuditedAction("explore.remove_tile", _("Riquadro tolto")),
)
