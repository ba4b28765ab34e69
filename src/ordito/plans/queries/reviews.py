# SPDX-License-Identifier: EUPL-1.2
"""A review that somebody else held while one was writing one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from ordito.core.fields import open_text
from ordito.plans.enums import Degree
from ordito.plans.models import Objective, PlannedAction, PlanReview

if TYPE_CHECKING:
    from ordito.plans.models import SupportPlan


@dataclass(frozen=True)
class OtherReview:
    """What a colleague's review says: `values` as the form names them, `results` by model and number of the row."""

    pk: int
    values: dict[str, Any]
    results: dict[tuple[type, int], str]


def last_review_id(plan_id: int) -> int:
    """The number of the last review written of a plan, 0 when there is none."""
    found: int | None = PlanReview.objects.filter(plan=plan_id).aggregate(last=Max("pk"))["last"]
    return found or 0


def review_since(plan: SupportPlan, seen: int | None) -> OtherReview | None:
    """The last review written after the one with number `seen`, None when there is none."""
    rows = PlanReview.objects.filter(plan=plan, pk__gt=seen or 0).select_related("plan__case_file__person")
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    values: dict[str, Any] = {"held_on": row.held_on, "next_on": row.next_on}
    values |= {name: open_text(row, name) for name in ("present", "note")}
    results: dict[tuple[type, int], str] = {}
    for check in row.checks.select_related("plan__case_file__person"):
        words = result_words(check.degree, check.attainment, open_text(check, "why"))
        if check.objective_id is not None:
            results[Objective, check.objective_id] = words
        elif check.action_id is not None:
            results[PlannedAction, check.action_id] = words
    return OtherReview(row.pk, values, results)


def result_words(degree: str, attainment: int | None, why: str) -> str:
    """How far a row was reached and why, in a few words; empty when nobody looked at it."""
    if not degree:
        return why
    scale = f" ({attainment}/10)" if attainment is not None else ""
    return f"{Degree(degree).label}{scale}" + (f": {why}" if why else "")
