# SPDX-License-Identifier: EUPL-1.2
"""A review of a plan: for each objective and row how far it was reached, and when the next review is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.actions import ConflictError
from ordito.cases.views.conflicts import Line, attempt, conflict_of
from ordito.cases.views.drafting import drafting
from ordito.core.access import actor_of
from ordito.plans import actions
from ordito.plans.enums import Degree
from ordito.plans.forms.reviews import ObjectiveResultForm, ResultForm, ReviewForm
from ordito.plans.models import Objective, PlannedAction
from ordito.plans.queries.plan_page import plan_page
from ordito.plans.queries.reviews import last_review_id, result_words, review_since
from ordito.plans.views.loading import form_page, form_view, plan_address, written_plan

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.actions import CaseError
    from ordito.cases.views.conflicts import Conflict
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
    draft = drafting(request, record)
    if response := draft.answer():
        return response
    initial = {"held_on": record.today, "version": plan.version, "seen": last_review_id(plan.pk)}
    form = ReviewForm(request.POST or None, initial=initial)
    rows = _rows(request, page)
    draft.fill(form, *(row.form for row in rows))
    valid = [row.form.is_valid() for row in rows]
    conflict = None
    if request.method == "POST" and form.is_valid() and all(valid):
        error = attempt(form, lambda: _hold(request, plan, form, rows), shows_conflict=True)
        if error is None:
            draft.done()
            messages.success(request, _("Verifica registrata."))
            return redirect(plan_address(record, plan) + "#verifiche")
        conflict = _conflict(form, error, rows)
    return form_page(
        request,
        record,
        form,
        template="plans/record/review_form",
        page=page,
        draft=draft,
        conflict=conflict,
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


def _conflict(form: ReviewForm, error: CaseError, rows: list[Row]) -> Conflict | None:
    """A colleague's review of a moment ago beside this one, row by row; saving again adds this one to it."""
    theirs = review_since(error.current, form.cleaned_data["seen"]) if isinstance(error, ConflictError) else None
    if theirs is None:
        return conflict_of(form, error, lambda plan: {"next_on": plan.next_review_on})
    found = conflict_of(form, error, lambda _plan: theirs.values)
    if found is None:
        return None
    form.data["seen"] = str(theirs.pk)  # type: ignore[index]  # a copy by now
    said = [Line(_name(row), theirs.results.get((row.model, row.line.pk), ""), _said(row)) for row in rows]
    return replace(
        found,
        lines=(*found.lines, *(line for line in said if line.theirs != line.mine)),
        adds=True,
        text=_(
            "%(who)s La tua verifica è nei campi qui sotto, intera, e non sostituisce la sua: se salvi di nuovo, "
            "restano tutte e due."
        )
        % {"who": found.text},
    )


def _name(row: Row) -> str:
    return f"{'O' if row.model is Objective else 'R'}{row.line.number}"


def _said(row: Row) -> str:
    values = row.form.cleaned_data
    return result_words(values.get("degree") or "", values.get("attainment"), values["why"])


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
