# SPDX-License-Identifier: EUPL-1.2
"""Periods of a campaign: their days, how they are called, and which round came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.campaigns.enums import CampaignState, PeriodKind
from ordito.campaigns.models import Campaign
from ordito.core.dates import Period, format_date, quarter_period, year_period

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

FIRST_SCHOOL_MONTH = 9


@dataclass(frozen=True)
class NamedPeriod:
    """Days with the words for them."""

    days: Period
    label: str


def named_period(kind: str, *, year: int, number: int = 1) -> NamedPeriod:
    """The year, half (`number` 1–2), quarter (1–4) or school year that begins in `year`."""
    if kind == PeriodKind.HALF:
        first, last = quarter_period(year, 2 * number - 1), quarter_period(year, 2 * number)
        label = _("%(number)sº semestre %(year)s") % {"number": number, "year": year}
        return NamedPeriod(Period(first.start, last.end), label)
    if kind == PeriodKind.QUARTER:
        label = _("%(number)sº trimestre %(year)s") % {"number": number, "year": year}
        return NamedPeriod(quarter_period(year, number), label)
    if kind == PeriodKind.SCHOOL_YEAR:
        days = Period(date(year, FIRST_SCHOOL_MONTH, 1), date(year + 1, FIRST_SCHOOL_MONTH - 1, 31))
        return NamedPeriod(days, _("anno scolastico %(year)s/%(next)s") % {"year": year, "next": year + 1})
    return NamedPeriod(year_period(year), _("anno %(year)s") % {"year": year})


def dated_period(start: date, end: date) -> NamedPeriod:
    """Any days."""
    label = _("dal %(start)s al %(end)s") % {"start": format_date(start), "end": format_date(end)}
    return NamedPeriod(Period(start, end), label)


def earlier_rounds(actor: Actor, questionnaire_id: int, *, before: date) -> QuerySet[Campaign]:
    """Campaigns of the same questionnaire about an earlier period, the latest first."""
    rows = Campaign.objects.visible_to(actor).exclude(state=CampaignState.DRAFT)
    same = rows.filter(version__questionnaire=questionnaire_id, ends_on__lt=before)
    return same.order_by("-ends_on", "-pk")
