# SPDX-License-Identifier: EUPL-1.2
"""The interventions of a record, and one of them whole: its steps, amounts, payers and attendance by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases import rules
from ordito.cases.enums import InterventionState, Part
from ordito.cases.models import Intervention
from ordito.cases.queries.waiting import positions_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile, InterventionAmount, InterventionPayer
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor

TONES = {
    InterventionState.REQUESTED: "info",
    InterventionState.AUTHORISED: "warning",
    InterventionState.ACTIVE: "success",
    InterventionState.SUSPENDED: "warning",
    InterventionState.CLOSED: "neutral",
    InterventionState.REFUSED: "danger",
    InterventionState.WITHDRAWN: "neutral",
}
STEP_LABELS = {
    "authorise": gettext_lazy("Autorizza"),
    "refuse": gettext_lazy("Non autorizzare"),
    "activate": gettext_lazy("Avvia"),
    "suspend": gettext_lazy("Sospendi"),
    "resume": gettext_lazy("Riprendi"),
    "withdraw": gettext_lazy("Ritira"),
    "close": gettext_lazy("Chiudi"),
}
"""The button of each step of `rules.STEPS`, in the order in which they are offered."""


@dataclass(frozen=True)
class InterventionLine:
    """An intervention in the record's list; `position` in its service's waiting list is 0 when it waits for no place."""

    row: Intervention
    tone: str
    position: int
    steps: tuple[str, ...]


@dataclass(frozen=True)
class StepLine:
    """One step of its life."""

    on: date
    target: str
    reason: str
    author_name: str
    written_at: datetime


@dataclass(frozen=True)
class MonthLine:
    """The attendance of a month: on how many days, how many hours and how many times."""

    month: date
    days: int
    hours: Decimal | None
    units: Decimal | None


@dataclass(frozen=True)
class InterventionPage:
    """One intervention, whole."""

    line: InterventionLine
    steps: Sequence[StepLine]
    amounts: Sequence[InterventionAmount]
    payers: Sequence[InterventionPayer]
    months: Sequence[MonthLine]


def interventions_of(actor: Actor, case_file: CaseFile) -> QuerySet[Intervention]:
    """The interventions of a record that the actor reads, with what a page says of each; the latest first."""
    rows = Intervention.objects.visible_to(actor).filter(taking__case_file=case_file)
    related = rows.select_related(
        "kind", "service_type", "service", "provider", "unit", "end_reason", "priority", "cost_per", "taking__case_file"
    )
    return related.order_by("-starts_on", "-pk")


def lines_of(rows: Iterable[Intervention], record: RecordHeader) -> list[InterventionLine]:
    """Interventions with what may be done with each: under way before over. One query more when some wait for a place."""
    found = list(rows)
    waiting = {row.service_id for row in found if row.state == InterventionState.AUTHORISED and row.service_id}
    positions = positions_in(waiting) if waiting else {}
    lines = [_line(row, record, positions.get(row.pk, 0)) for row in found]
    return sorted(lines, key=lambda line: not any(line.row.state in step.sources for step in rules.STEPS.values()))


def _line(row: Intervention, record: RecordHeader, position: int) -> InterventionLine:
    writes = Part.INTERVENTIONS in record.writable and row.taking.closed_on is None
    possible = rules.steps_from(row.state) if writes else []
    return InterventionLine(
        row, TONES[InterventionState(row.state)], position, tuple(name for name in STEP_LABELS if name in possible)
    )


def page_of_intervention(row: Intervention, record: RecordHeader) -> InterventionPage:
    """Everything of one intervention; five queries, six when it waits for a place."""
    [line] = lines_of([row], record)
    steps = [
        StepLine(
            step.on,
            str(InterventionState(step.target).label),
            str(step.reason or ""),
            step.author_name,
            step.written_at,
        )
        for step in row.steps.select_related("reason").order_by("on", "pk")
    ]
    return InterventionPage(
        line,
        steps,
        list(row.amounts.select_related("unit").order_by("valid_from")),
        list(row.payers.select_related("kind").order_by("-share", "pk")),
        attendance_by_month(row),
    )


def attendance_by_month(row: Intervention) -> list[MonthLine]:
    """What the provider told, month by month, the latest first."""
    months = (
        row.attendance.filter(annulled_at__isnull=True)
        .annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(days=Count("pk"), hours_sum=Sum("hours"), units_sum=Sum("units"))
        .order_by("-month")
    )
    return [MonthLine(one["month"], one["days"], one["hours_sum"], one["units_sum"]) for one in months]


def place_words(line: InterventionLine) -> str:
    """Where it stands in the waiting list; empty when it waits for no place of a service."""
    return _("%(place)s° in lista d’attesa") % {"place": line.position} if line.position else ""
