# SPDX-License-Identifier: EUPL-1.2
"""A review of a plan: for each objective and row how far it was reached, and when the next review is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.views.conflicts import attempt
from ordito.core.access import actor_of
from ordito.plans import actions
from ordito.plans.enums import Degree
from ordito.plans.forms.reviews import ObjectiveResultForm, ResultForm, ReviewForm
from ordito.plans.models import Objective, PlannedAction
from ordito.plans.queries.plan_page import plan_page
from ordito.plans.views.loading import form_page, form_view, plan_address, written_plan

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.plans.models import SupportPlan
    from ordito.plans.queries.plan_page import PlanPage


@dataclass(frozen=True)
class Row:
    """A row to be looked at: what it says, and the form of its result."""

    line: Any
    model: type[Objective | PlannedAction]
    form: ResultForm


@form_view
def review(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Record a review."""
    record, plan = written_plan(request, pk, plan_pk)
    page = plan_page(actor_of(request), record, plan_pk)
    if page is None or not plan.runs:
        messages.warning(request, _("La verifica si fa quando il progetto è concordato."))
        return redirect(plan_address(record, plan))
    form = ReviewForm(request.POST or None, initial={"held_on": record.today, "version": plan.version})
    rows = _rows(request, page)
    valid = [row.form.is_valid() for row in rows]
    if request.method == "POST" and form.is_valid() and all(valid):
        error = attempt(form, lambda: _hold(request, plan, form, rows))
        if error is None:
            messages.success(request, _("Verifica registrata."))
            return redirect(plan_address(record, plan) + "#verifiche")
        form.data = request.POST.copy()
        form.data["version"] = str(plan.version)
    return form_page(
        request,
        record,
        form,
        template="plans/record/review_form",
        page=page,
        objectives=[row for row in rows if row.model is Objective],
        actions=[row for row in rows if row.model is PlannedAction],
        wrong=[row for row in rows if row.form.errors],
        cancel_url=plan_address(record, plan),
    )


def _rows(request: HttpRequest, page: PlanPage) -> list[Row]:
    data = request.POST or None
    return [
        *(Row(line, Objective, ObjectiveResultForm(data, prefix=f"o{line.pk}")) for line in page.objectives),
        *(Row(line, PlannedAction, ResultForm(data, prefix=f"r{line.pk}")) for line in page.actions),
    ]


def _hold(request: HttpRequest, plan: SupportPlan, form: ReviewForm, rows: list[Row]) -> None:
    values = form.cleaned_data
    actions.hold_review(
        by=actor_of(request),
        at=timezone.localtime(),
        plan=plan,
        version=values["version"] or plan.version,
        held_on=values["held_on"],
        next_on=values["next_on"],
        present=values["present"],
        note=values["note"],
        results=_results(plan, rows),
    )


def _results(plan: SupportPlan, rows: list[Row]) -> list[actions.Result]:
    looked_at = [row for row in rows if row.form.cleaned_data.get("degree")]
    things: dict[type, dict[int, Any]] = {
        model: model.objects.filter(plan=plan).in_bulk() for model in (Objective, PlannedAction)
    }
    return [
        actions.Result(
            of=things[row.model][row.line.pk],
            degree=Degree(row.form.cleaned_data["degree"]),
            attainment=row.form.cleaned_data.get("attainment"),
            why=row.form.cleaned_data["why"],
        )
        for row in looked_at
    ]
