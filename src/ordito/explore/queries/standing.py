# SPDX-License-Identifier: EUPL-1.2
"""What a report stands on, and which reports stand on an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.explore.models import Report, ReportFigure
from ordito.indicators.models import Indicator
from ordito.releases.models import Release
from ordito.releases.queries.uses import Use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from ordito.core.access import Actor

MOST = 12


def stands_on(report: Report, figures: Iterable[ReportFigure], actor: Actor) -> list[Use]:
    """The edition before, the indicators of the figures with the version that they count by, their tables that left.

    Of a draft that version is the one of the day on which the figure was added.
    """
    versions = {figure.question.get("misura", ""): figure.definition for figure in figures}
    found = []
    if report.previous_id and (before := Report.objects.visible_to(actor).filter(pk=report.previous_id).first()):
        found.append(Use(_("Edizione precedente"), _titled(before), address(before)))
    for row in Indicator.objects.visible_to(actor).filter(code__in=versions).order_by("position", "pk"):
        text = ", ".join(filter(None, (row.name, versions[row.code])))
        found.append(Use(_("Indicatore"), text, reverse("indicators:indicator", args=[row.pk])))
    tables = Release.objects.visible_to(actor).out().filter(definition__indicator__in=list(versions))
    for table in tables.defer("table", "audit").order_by("-number")[:MOST]:
        text = _("n. %(number)s, %(title)s") % {"number": table.number, "title": table.title}
        found.append(Use(_("Tabella uscita"), text, reverse("releases:release", args=[table.pk])))
    return found


def reports_on(indicator: str, actor: Actor) -> QuerySet[Report]:
    """The reports with a figure of an indicator (by its code) that somebody may open, the last changed first."""
    figures = ReportFigure.objects.filter(question__misura=indicator)
    return (
        Report.objects.visible_to(actor).filter(pk__in=figures.values("report")).order_by("-changed_at", "-pk")[:MOST]
    )


def address(report: Report) -> str:
    """The page of a report."""
    return reverse("explore:report", args=[report.pk])


def _titled(report: Report) -> str:
    return _("%(name)s, edizione %(number)s") % {"name": report.name, "number": report.edition}
