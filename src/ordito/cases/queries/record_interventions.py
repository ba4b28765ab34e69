# SPDX-License-Identifier: EUPL-1.2
"""The interventions of a record, and one of them whole: its steps, amounts, payers and attendance by month."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.cases import rules
from ordito.cases.enums import InterventionState, Part
from ordito.cases.models import Intervention
from ordito.cases.queries.waiting import positions_in
from ordito.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile, Code
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.declare import Text

TONES = {
    InterventionState.REQUESTED: "info",
    InterventionState.AUTHORISED: "warning",
    InterventionState.ACTIVE: "success",
    InterventionState.SUSPENDED: "warning",
    InterventionState.CLOSED: "neutral",
    InterventionState.REFUSED: "danger",
    InterventionState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class StepButton:
    """How a page offers a step of `rules.STEPS`: its address ends in `slug`."""

    step: str
    slug: str
    label: Text


STEP_BUTTONS = (
    StepButton("authorise", "autorizza", gettext_lazy("Autorizza")),
    StepButton("activate", "avvia", gettext_lazy("Avvia")),
    StepButton("suspend", "sospendi", gettext_lazy("Sospendi")),
    StepButton("resume", "riprendi", gettext_lazy("Riprendi")),
    StepButton("close", "fine", gettext_lazy("Chiudi")),
    StepButton("refuse", "non-autorizzare", gettext_lazy("Non autorizzare")),
    StepButton("withdraw", "ritira", gettext_lazy("Ritira")),
)
"""In the order in which they are offered."""


@dataclass(frozen=True)
class InterventionLine:
    """An intervention in the list; `position` is its place in the service's waiting list, 0 when it waits for none."""

    row: Intervention
    tone: str
    position: int
    steps: tuple[StepButton, ...]


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
    amount: str
    earlier: Sequence[tuple[str, str]]
    """The amounts before this one: the days, and how much."""
    cost: str
    payers: Sequence[tuple[str, str]]
    """Who pays, and which share."""
    months: Sequence[MonthLine]


def interventions_of(actor: Actor, case_file: CaseFile) -> QuerySet[Intervention]:
    """The interventions of a record that the actor reads, with what a page says of each; the latest first."""
    rows = Intervention.objects.of(case_file, actor)
    related = rows.select_related(
        "kind", "service_type", "service", "provider", "unit", "end_reason", "priority", "cost_per", "taking__case_file"
    )
    return related.order_by("-starts_on", "-pk")


def lines_of(rows: Iterable[Intervention], record: RecordHeader) -> list[InterventionLine]:
    """Interventions with what may be done with each, under way before over; one query when some wait for a place."""
    found = list(rows)
    waiting = {row.service_id for row in found if row.state == InterventionState.AUTHORISED and row.service_id}
    positions = positions_in(waiting) if waiting else {}
    lines = [_line(row, record, positions.get(row.pk, 0)) for row in found]
    return sorted(lines, key=lambda line: not rules.steps_from(line.row.state))


def _line(row: Intervention, record: RecordHeader, position: int) -> InterventionLine:
    writes = Part.INTERVENTIONS in record.writable and row.taking.closed_on is None
    possible = rules.steps_from(row.state) if writes else []
    return InterventionLine(
        row, TONES[InterventionState(row.state)], position, tuple(one for one in STEP_BUTTONS if one.step in possible)
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
        _measured(row.quantity, row.unit),
        [
            (_days(one.valid_from, one.valid_to), _measured(one.quantity, one.unit))
            for one in row.amounts.select_related("unit").order_by("valid_from")
        ],
        _cost(row),
        [
            (payer.kind.label, f"{number_words(payer.share)}%")
            for payer in row.payers.select_related("kind").order_by("-share", "pk")
        ],
        attendance_by_month(row),
    )


def _cost(row: Intervention) -> str:
    if row.cost is None:
        return ""
    words = {"cost": formats.number_format(row.cost, 2, force_grouping=True), "per": str(row.cost_per or "").lower()}
    return _("%(cost)s euro, %(per)s") % words


def _measured(quantity: Decimal | None, unit: Code | None) -> str:
    return f"{number_words(quantity)} {str(unit or '').lower()}" if quantity is not None else ""


def _days(first: date, last: date) -> str:
    return _("Dal %(first)s al %(last)s") % {"first": format_date(first), "last": format_date(last)}


def number_words(value: Decimal) -> str:
    """A quantity without idle zeros: 2,5 and 1.200."""
    whole = value == value.to_integral_value()
    return formats.number_format(value.quantize(Decimal(1)) if whole else value.normalize(), force_grouping=True)


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
