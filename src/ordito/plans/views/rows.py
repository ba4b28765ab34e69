# SPDX-License-Identifier: EUPL-1.2
"""The rows of the micro-plan: one page for each, with who does what, saved by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.actions import ConflictError
from ordito.cases.views.conflicts import Line, attempt, conflict_of
from ordito.cases.views.drafting import drafting
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.plans import actions
from ordito.plans.forms.content import ActionForm, DoerForm, DoerFormSet
from ordito.plans.models import PlannedAction
from ordito.plans.queries.choices import doer_choices, sub_dimensions_for
from ordito.plans.queries.plan_text import doer_name
from ordito.plans.queries.scores import key_of, last_scores
from ordito.plans.views.loading import answer, form_page, form_view, open_plan, plan_address

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.cases.views.conflicts import Conflict
    from ordito.plans.models import Responsible, SupportPlan
    from ordito.plans.queries.choices import DoerChoices

DOER_PREFIX = "chi"
TEXTS = ("situation", "expected", "doing")
PLAIN = ("sub_dimension", "objective", "device", "due_on", "check_on", *TEXTS)


@form_view
def new(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Add a row; "Salva e aggiungine un’altra" keeps the page open."""
    record, plan = open_plan(request, pk, plan_pk)
    return _row_page(request, record, plan, None)


@form_view
def edit(request: HttpRequest, pk: int, plan_pk: int, action_pk: int) -> HttpResponse:
    """Change a row."""
    record, plan = open_plan(request, pk, plan_pk)
    return _row_page(request, record, plan, _row_or_404(plan, action_pk))


def _row_page(request: HttpRequest, record: RecordHeader, plan: SupportPlan, row: PlannedAction | None) -> HttpResponse:
    doing = _doers_of(row)
    choices = doer_choices(plan.case_file, today=record.today, kept=doing)
    form = _form(request, record, plan, row)
    draft = drafting(request, record)
    if response := draft.answer():
        return response
    draft.fill(form)
    drafted = draft.rows(DOER_PREFIX, tuple(DoerForm.base_fields))
    doers = DoerFormSet(
        request.POST or None,
        prefix=DOER_PREFIX,
        initial=[_doer_initial(one) for one in doing] if drafted is None else drafted,
        form_kwargs={"choices": choices},
    )
    conflict = None
    if request.method == "POST" and form.is_valid() and doers.is_valid():
        act = _act(request, plan, row, form, _chosen(doers, choices))
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            draft.done()
            messages.success(request, _("Riga salvata."))
            again = "ancora" in request.POST
            return redirect("plans:action_new", record.pk, plan.pk) if again else redirect(_rows(record, plan))
        conflict = _conflict(form, error, doers, choices)
    return form_page(
        request,
        record,
        form,
        template="plans/record/action_form",
        conflict=conflict,
        draft=draft,
        doers=doers,
        heading=_("Modifica la riga") if row else _("Aggiungi una riga"),
        scores=_scores(request, record),
        adding=row is None,
        cancel_url=_rows(record, plan),
    )


def _rows(record: RecordHeader, plan: SupportPlan) -> str:
    return plan_address(record, plan) + "#righe"


def _row_or_404(plan: SupportPlan, pk: int) -> PlannedAction:
    rows = PlannedAction.objects.filter(plan=plan, removed_at__isnull=True)
    return get_object_or_404(rows.select_related("plan__case_file__person", "sub_dimension"), pk=pk)


def _form(request: HttpRequest, record: RecordHeader, plan: SupportPlan, row: PlannedAction | None) -> ActionForm:
    objectives = plan.objectives.filter(removed_at__isnull=True).order_by("position", "pk")
    return ActionForm(
        request.POST or None,
        initial=_values(row) if row else None,
        sub_dimensions=sub_dimensions_for(plan.case_file, today=record.today, row=row),
        objectives=objectives,
        names={one.pk: open_text(one, "text") for one in objectives.select_related("plan__case_file__person")},
    )


def _act(
    request: HttpRequest,
    plan: SupportPlan,
    row: PlannedAction | None,
    form: ActionForm,
    doers: Sequence[actions.Doer],
) -> Callable[[], PlannedAction]:
    facts = actions.ActionFacts(doers=doers, **{name: form.cleaned_data[name] for name in PLAIN})
    by, at = actor_of(request), timezone.localtime()
    if row is None:
        return lambda: actions.add_action(by=by, at=at, plan=plan, facts=facts)
    version = form.cleaned_data["version"] or row.version
    return lambda: actions.edit_action(by=by, at=at, action=row, version=version, facts=facts)


def _values(row: PlannedAction) -> dict[str, Any]:
    return {
        "sub_dimension": row.sub_dimension_id,
        "objective": row.objective_id,
        "device": row.device_id,
        "due_on": row.due_on,
        "check_on": row.check_on,
        "version": row.version,
        **{name: open_text(row, name) for name in TEXTS},
    }


def _doers_of(row: PlannedAction | None) -> list[Responsible]:
    if row is None:
        return []
    found = row.responsibles.select_related("professional", "person", "service", "action__plan__case_file__person")
    return list(found.order_by("pk"))


def _doer_initial(row: Responsible) -> dict[str, str]:
    who = ""
    for kind, pk in (("professional", row.professional_id), ("person", row.person_id), ("service", row.service_id)):
        who = f"{kind}-{pk}" if pk else who
    return {"who": who, "name": open_text(row, "name"), "does": open_text(row, "does")}


def _chosen(doers: Any, choices: DoerChoices) -> list[actions.Doer]:
    found = []
    for line in doers.cleaned_data:
        who = line.get("who", "")
        if not who and not line.get("name"):
            continue
        found.append(
            actions.Doer(
                professional=choices.professionals.get(who),
                person=choices.family.get(who),
                service=choices.services.get(who),
                name=line.get("name", ""),
                does=line.get("does", ""),
            )
        )
    return found


def _conflict(form: ActionForm, error: Any, doers: Any, choices: DoerChoices) -> Conflict | None:
    """The two versions of a row, with who does what as one more line."""
    found = conflict_of(form, error, _values)
    if found is None or not isinstance(error, ConflictError):
        return None
    theirs = "\n".join(f"{doer_name(one)}: {open_text(one, 'does')}" for one in _doers_of(error.current))
    mine = "\n".join(f"{_name(one)}: {one.does}" for one in _chosen(doers, choices))
    if theirs == mine:
        return found
    return replace(found, lines=(*found.lines, Line(_("Chi fa che cosa"), theirs, mine)))


def _name(doer: actions.Doer) -> str:
    if doer.person:
        return doer.person.full_name()
    return str(doer.professional or doer.service or "") or doer.name


def _scores(request: HttpRequest, record: RecordHeader) -> list[tuple[str, Any]]:
    """The last scores, for whoever reads assessments: what a row is written from."""
    found = last_scores(actor_of(request), record.pk, day=record.today)
    rows = sub_dimensions_for(record.case_file, today=record.today)
    return [(row.label, found[key]) for row in rows if (key := key_of(row)) in found]


@form_view
def remove(request: HttpRequest, pk: int, plan_pk: int, action_pk: int) -> HttpResponse:
    """Take a row out of a plan that nobody signed."""
    record, plan = open_plan(request, pk, plan_pk)
    row = _row_or_404(plan, action_pk)
    return answer(
        request,
        record,
        forms.Form(request.POST if request.method == "POST" else None),
        lambda: actions.remove_action(by=actor_of(request), at=timezone.localtime(), action=row),
        done=_("Riga tolta."),
        to=_rows(record, plan),
        heading=_("Togliere questa riga?"),
        lead=open_text(row, "expected"),
        submit_label=_("Togli la riga"),
        danger=True,
    )
