# SPDX-License-Identifier: EUPL-1.2
"""What belongs to one placement: the visits, what is adapted, whether work lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.employment import rules
from ordito.employment.models import Accommodation, JobMonitoring, PlacementOutcome
from ordito.employment.queries.facts import rows_of
from ordito.employment.queries.words import day_text, months_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.employment.models import JobPlacement

BAD = frozenset({"hard", "risk"})
"""Codes of `ListKey.MONITORING_TREND` that ask for attention."""


@dataclass(frozen=True)
class VisitLine:
    """A visit in words."""

    row: JobMonitoring
    title: str
    tone: str
    note: str


@dataclass(frozen=True)
class AccommodationLine:
    """Something adapted, in words."""

    row: Accommodation
    when: str
    badge: str
    tone: str
    detail: str


@dataclass(frozen=True)
class OutcomeLine:
    """An outcome, looked at or waited for."""

    row: PlacementOutcome
    title: str
    when: str
    badge: str
    tone: str
    note: str
    may_check: bool
    """Whether it is time to look, or it was looked at and may be corrected."""


def visits_of(actor: Actor, placement: JobPlacement) -> list[VisitLine]:
    """The visits, the latest first."""
    rows = rows_of(JobMonitoring).visible_to(actor).filter(placement=placement).order_by("-held_on", "-pk")
    return [
        VisitLine(
            row,
            _("%(day)s, %(mode)s") % {"day": format_date(row.held_on), "mode": str(row.mode).lower()},
            "warning" if row.trend.code in BAD else "success",
            open_text(row, "note"),
        )
        for row in rows
    ]


def accommodations_of(actor: Actor, placement: JobPlacement) -> list[AccommodationLine]:
    """What is adapted, those still needed first."""
    rows = rows_of(Accommodation).visible_to(actor).filter(placement=placement).order_by("asked_on", "pk")
    lines = [_accommodation(row) for row in rows]
    return sorted(lines, key=lambda line: line.row.ended_on is not None)


def _accommodation(row: Accommodation) -> AccommodationLine:
    if row.ended_on is not None:
        badge, tone = _("non serve più"), "neutral"
        when = _("fino al %(day)s") % {"day": format_date(row.ended_on)}
    elif row.in_place_on is not None:
        badge, tone = _("in atto"), "success"
        when = _("dal %(day)s") % {"day": format_date(row.in_place_on)}
    else:
        badge, tone = _("da attuare"), "warning"
        when = _("chiesto il %(day)s") % {"day": format_date(row.asked_on)}
    return AccommodationLine(row, when, badge, tone, open_text(row, "detail"))


def outcomes_of(actor: Actor, placement: JobPlacement, today: date) -> Sequence[OutcomeLine]:
    """The outcomes in the order in which they come."""
    rows = PlacementOutcome.objects.visible_to(actor).filter(placement=placement).select_related("state")
    lines = []
    for row in rows.order_by("months"):
        row.placement = placement
        lines.append(_outcome(row, today))
    return lines


def _outcome(row: PlacementOutcome, today: date) -> OutcomeLine:
    title = months_text(row.months)
    if row.checked_on is not None:
        values = {"day": format_date(row.checked_on), "who": row.by_name}
        when = _("rilevato il %(day)s, scritto da %(who)s") % values
        return OutcomeLine(row, title, when, str(row.state), "success", open_text(row, "note"), may_check=True)
    when = _("il %(day)s, %(words)s") % {"day": format_date(row.due_on), "words": day_text(row.due_on, today)}
    badge, tone = (_("da rilevare"), "warning") if row.due_on <= today else (_("più avanti"), "info")
    near = today >= row.due_on - timedelta(days=rules.EARLY_DAYS)
    return OutcomeLine(row, title, when, badge, tone, "", may_check=near)
