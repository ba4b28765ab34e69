# SPDX-License-Identifier: EUPL-1.2
"""A plan as plain values: what the page, the PDF, the DOCX and a frozen version show alike."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.territory.enums import Profile

if TYPE_CHECKING:
    from ordito.training.models import PlanLine, TrainingPlan


def content_of(plan: TrainingPlan) -> dict[str, Any]:
    """The whole plan by name, as JSON takes it: numbers that are not whole as text with a point. Five queries."""
    lines = plan.lines.select_related("theme", "track").prefetch_related("needs__territory", "spread__territory")
    shown = [_line(line) for line in lines.order_by("position", "pk")]
    return {
        "title": plan.title,
        "year": plan.year,
        "organiser": str(plan.organiser),
        "territory": str(plan.territory),
        "bodies": sorted(str(body) for body in plan.bodies.all()),
        "aims": plan.aims,
        "lines": shown,
        "editions": sum(line["editions"] for line in shown),
        "hours": _text(sum((Decimal(line["total_hours"]) for line in shown), Decimal(0))),
        "budget": _text(sum((Decimal(line["budget"]) for line in shown if line["budget"]), Decimal(0))),
    }


def _line(line: PlanLine) -> dict[str, Any]:
    rows = sorted(line.spread.all(), key=lambda one: one.territory.name)
    editions = sum(one.number for one in rows)
    return {
        "id": line.pk,
        "title": line.title,
        "theme": str(line.theme or ""),
        "needs": [need.text for need in sorted(line.needs.all(), key=lambda need: need.pk)],
        "profiles": [str(Profile(code).label) for code in line.profiles if code in Profile.values],
        "track": str(line.track or ""),
        "hours": _text(line.hours),
        "budget": _text(line.budget) if line.budget is not None else "",
        "spread": [{"territory": str(one.territory), "number": one.number} for one in rows],
        "editions": editions,
        "total_hours": _text(line.hours * editions),
    }


def _text(value: Decimal) -> str:
    """A number without zeros at its end: "16", "12.5"."""
    return f"{value.normalize():f}"
