# SPDX-License-Identifier: EUPL-1.2
"""Objectives and participants of a plan: each a form of its own, saved by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.plans import actions
from ordito.plans.enums import Horizon
from ordito.plans.forms.content import ObjectiveForm, ParticipantForm
from ordito.plans.models import Objective, Participant
from ordito.plans.queries.choices import staff_of
from ordito.plans.queries.plan_text import participant_name
from ordito.plans.views.loading import answer, form_view, open_plan, plan_address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.plans.models import SupportPlan


@form_view
def objective_new(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Add an objective."""
    record, plan = open_plan(request, pk, plan_pk)
    form = ObjectiveForm(request.POST or None, initial={"horizon": Horizon.SHORT})
    return answer(
        request,
        record,
        form,
        lambda: actions.add_objective(
            by=actor_of(request), at=timezone.localtime(), plan=plan, **_objective_values(form)
        ),
        done=_("Obiettivo aggiunto."),
        to=plan_address(record, plan) + "#obiettivi",
        heading=_("Aggiungi un obiettivo"),
    )


@form_view
def objective_edit(request: HttpRequest, pk: int, plan_pk: int, objective_pk: int) -> HttpResponse:
    """Change an objective."""
    record, plan = open_plan(request, pk, plan_pk)
    row = _objective_or_404(plan, objective_pk)
    form = ObjectiveForm(request.POST or None, initial=_objective_of(row))
    return answer(
        request,
        record,
        form,
        lambda: actions.edit_objective(
            by=actor_of(request),
            at=timezone.localtime(),
            objective=row,
            version=form.cleaned_data["version"] or row.version,
            **_objective_values(form),
        ),
        done=_("Obiettivo aggiornato."),
        to=plan_address(record, plan) + "#obiettivi",
        values=_objective_of,
        heading=_("Modifica l’obiettivo"),
    )


@form_view
def objective_remove(request: HttpRequest, pk: int, plan_pk: int, objective_pk: int) -> HttpResponse:
    """Take an objective out of a plan that nobody signed."""
    record, plan = open_plan(request, pk, plan_pk)
    row = _objective_or_404(plan, objective_pk)
    return answer(
        request,
        record,
        _sure(request),
        lambda: actions.remove_objective(by=actor_of(request), at=timezone.localtime(), objective=row),
        done=_("Obiettivo tolto."),
        to=plan_address(record, plan) + "#obiettivi",
        heading=_("Togliere questo obiettivo?"),
        lead=open_text(row, "text"),
        consequences=[_("Le righe che lo riguardano restano, senza obiettivo.")],
        submit_label=_("Togli l’obiettivo"),
        danger=True,
    )


def _objective_or_404(plan: SupportPlan, pk: int) -> Objective:
    rows = Objective.objects.filter(plan=plan, removed_at__isnull=True).select_related("plan__case_file__person")
    return get_object_or_404(rows, pk=pk)


def _objective_values(form: ObjectiveForm) -> dict[str, Any]:
    values = form.cleaned_data
    return {"text": values["text"], "horizon": Horizon(values["horizon"]), "due_on": values["due_on"]}


def _objective_of(row: Objective) -> dict[str, Any]:
    return {"horizon": row.horizon, "text": open_text(row, "text"), "due_on": row.due_on, "version": row.version}


@form_view
def participant_new(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Add somebody who takes part."""
    record, plan = open_plan(request, pk, plan_pk)
    form = ParticipantForm(request.POST or None, staff=staff_of(plan.case_file, today=record.today))
    return answer(
        request,
        record,
        form,
        lambda: actions.add_participant(by=actor_of(request), at=timezone.localtime(), plan=plan, **form.cleaned_data),
        done=_("Aggiunto fra chi partecipa."),
        to=plan_address(record, plan),
        heading=_("Chi partecipa al progetto"),
        lead=_("Scrivere qui un nome non gli apre la cartella: per quello c’è l’équipe."),
    )


@form_view
def participant_remove(request: HttpRequest, pk: int, plan_pk: int, participant_pk: int) -> HttpResponse:
    """Take somebody out of a plan that nobody signed."""
    record, plan = open_plan(request, pk, plan_pk)
    rows = Participant.objects.filter(plan=plan, removed_at__isnull=True)
    row = get_object_or_404(rows.select_related("professional", "role", "plan__case_file__person"), pk=participant_pk)
    return answer(
        request,
        record,
        _sure(request),
        lambda: actions.remove_participant(by=actor_of(request), at=timezone.localtime(), participant=row),
        done=_("Tolto da chi partecipa."),
        to=plan_address(record, plan),
        heading=_("Togliere %(name)s da chi partecipa?") % {"name": participant_name(row)},
        window_title=_("Togli da chi partecipa"),
        submit_label=_("Togli"),
        danger=True,
    )


def _sure(request: HttpRequest) -> forms.Form:
    """A form without fields: to press its button is the answer."""
    return forms.Form(request.POST if request.method == "POST" else None)
