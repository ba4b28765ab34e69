# SPDX-License-Identifier: EUPL-1.2
"""The interventions of a record: the list, one of them whole, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import actions
from ordito.cases.enums import Part
from ordito.cases.forms.fields import keep_present
from ordito.cases.forms.interventions import (
    AmountForm,
    ChangeForm,
    CostForm,
    InterventionForm,
    RequestForm,
    StepForm,
)
from ordito.cases.queries.choices import providers_of, services_of
from ordito.cases.queries.record_interventions import (
    STEP_BUTTONS,
    interventions_of,
    lines_of,
    page_of_intervention,
)
from ordito.cases.queries.record_timeline import intervention_name
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import opened, part_or_403, part_written_or_403, record_page
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import Intervention
    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def interventions(request: HttpRequest, pk: int) -> HttpResponse:
    """The interventions, those under way first."""
    record = part_or_403(request, pk, Part.INTERVENTIONS)
    lines = lines_of(interventions_of(actor_of(request), record.case_file), record)
    opened(request, record, "interventions")
    return record_page(request, record, "interventions", tab="interventions", lines=lines)


@require_safe
def intervention(request: HttpRequest, pk: int, intervention_pk: int) -> HttpResponse:
    """One intervention, whole: its steps, amounts, cost, attendance by month."""
    record = part_or_403(request, pk, Part.INTERVENTIONS)
    row = _intervention_or_404(request, record, intervention_pk)
    opened(request, record, "interventions")
    return record_page(
        request,
        record,
        "intervention",
        tab="interventions",
        row=row,
        shown=page_of_intervention(row, record),
        writes=Part.INTERVENTIONS in record.writable and row.taking.closed_on is None,
    )


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a service already delivered to the open taking in charge; "Salva e aggiungine un altro" stays on the page."""
    return _add(
        request,
        pk,
        InterventionForm,
        actions.add_intervention,
        initial_name="starts_on",
        heading=_("Aggiungi un intervento in corso"),
        lead=_("Per un servizio che la persona riceve già. Se va prima autorizzato, usa «Chiedi un intervento»."),
        done=_("Intervento aggiunto."),
    )


@form_view
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a service: it waits for an authorisation, then for a place."""
    return _add(
        request,
        pk,
        RequestForm,
        actions.request_intervention,
        initial_name="requested_on",
        heading=_("Chiedi un intervento"),
        lead=_("Resta tra i richiesti finché non è autorizzato; poi aspetta il suo posto."),
        done=_("Intervento richiesto."),
    )


def _add(
    request: HttpRequest,
    pk: int,
    form_class: type[InterventionForm | RequestForm],
    action: Callable[..., Intervention],
    *,
    initial_name: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """The page of a new intervention; ``?tipo=``, the id of a kind, fills it in, as from a row of a plan."""
    record = part_written_or_403(request, pk, Part.INTERVENTIONS)
    if not record.takings:
        messages.warning(request, _("Prima registra la presa in carico: gli interventi stanno lì dentro."))
        return redirect("cases:take_in_charge" if record.writes else "cases:interventions", pk)
    form = form_class(
        request.POST or None,
        takings=record.takings,
        services=services_of(record.case_file, today=record.today),
        providers=providers_of(record.case_file, today=record.today),
        initial={initial_name: record.today, "kind": request.GET.get("tipo")},
    )

    def act() -> None:
        action(by=actor_of(request), at=timezone.localtime(), **form.intervention_values())

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, done)
        again = request.resolver_match.view_name if request.resolver_match else "cases:interventions"
        return redirect(again if "ancora" in request.POST else "cases:interventions", pk)
    return _page(
        request,
        record,
        form,
        cancel_url=reverse("cases:interventions", args=[pk]),
        submit_label=_("Salva"),
        second_label=_("Salva e aggiungine un altro"),
        **context,
    )


@form_view
def edit(request: HttpRequest, pk: int, intervention_pk: int) -> HttpResponse:
    """Correct the start and the amount: what was written wrong."""
    return _change(
        request,
        pk,
        intervention_pk,
        AmountForm,
        lambda form, row: actions.edit_intervention(
            by=actor_of(request),
            at=timezone.localtime(),
            intervention=row,
            version=form.cleaned_data["version"] or row.version,
            starts_on=form.cleaned_data["starts_on"],
            quantity=form.cleaned_data["quantity"],
            unit=form.cleaned_data["unit"],
        ),
        values=lambda row: {"starts_on": row.starts_on, "quantity": row.quantity, "unit": row.unit_id},
        heading=_("Correggi: %(what)s"),
        lead=_("Per correggere un errore. Se la quantità è cambiata davvero, usa «Cambia la quantità»."),
        done=_("Intervento aggiornato."),
    )


@form_view
def change(request: HttpRequest, pk: int, intervention_pk: int) -> HttpResponse:
    """From a day on there is more or less of it."""
    return _change(
        request,
        pk,
        intervention_pk,
        ChangeForm,
        lambda form, row: actions.change_amount(
            by=actor_of(request),
            at=timezone.localtime(),
            intervention=row,
            version=form.cleaned_data["version"] or row.version,
            changed_on=form.cleaned_data["changed_on"],
            quantity=form.cleaned_data["quantity"],
            unit=form.cleaned_data["unit"],
        ),
        values=lambda row: {"quantity": row.quantity, "unit": row.unit_id},
        heading=_("Cambia la quantità: %(what)s"),
        lead=_("La quantità di prima resta scritta con i suoi giorni."),
        done=_("Quantità cambiata."),
    )


@form_view
def cost(request: HttpRequest, pk: int, intervention_pk: int) -> HttpResponse:
    """What it costs and who pays."""
    return _change(
        request,
        pk,
        intervention_pk,
        CostForm,
        lambda form, row: actions.set_cost(
            by=actor_of(request),
            at=timezone.localtime(),
            intervention=row,
            version=form.cleaned_data["version"] or row.version,
            cost=form.cleaned_data["cost"],
            cost_per=form.cleaned_data["cost_per"],
            payers=form.shares,
        ),
        values=_cost_values,
        heading=_("Costo: %(what)s"),
        lead=_("Le quote di chi paga fanno 100 in tutto; lasciale vuote se non si sanno."),
        done=_("Costo aggiornato."),
    )


def _cost_values(row: Intervention) -> dict[str, Any]:
    shares = {f"payer_{payer.kind.code}": payer.share for payer in row.payers.select_related("kind")}
    return {"cost": row.cost, "cost_per": row.cost_per_id, **shares}


@form_view
def step(request: HttpRequest, pk: int, intervention_pk: int, name: str) -> HttpResponse:
    """One step in its life: authorised, refused, begun, suspended, resumed, withdrawn, closed."""
    found = next((one for one in STEP_BUTTONS if one.slug == name), None)
    if found is None:
        raise Http404
    return _change(
        request,
        pk,
        intervention_pk,
        lambda *args, **kwargs: StepForm(*args, step=found.step, **kwargs),
        lambda form, row: actions.take_step(
            by=actor_of(request),
            at=timezone.localtime(),
            intervention=row,
            step=found.step,
            **form.cleaned_data | {"version": form.cleaned_data["version"] or row.version},
        ),
        values=lambda row: {
            "on": row.ends_on,
            "reason": row.end_reason_id,
            "priority": row.priority_id,
            "priority_reason": row.priority_reason_id,
        },
        first={"on": timezone.localdate()},
        heading=f"{found.label}: %(what)s",
        submit_label=str(found.label),
        danger=found.step in {"refuse", "withdraw"},
        done=_("Intervento aggiornato."),
    )


def _change(
    request: HttpRequest,
    pk: int,
    intervention_pk: int,
    form_class: Callable[..., Any],
    save: Callable[[Any, Intervention], Intervention],
    *,
    values: Callable[[Intervention], dict[str, Any]],
    heading: str,
    done: str,
    first: dict[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """The page of a form over one intervention; `first` are first values that do not come from the row."""
    record = part_written_or_403(request, pk, Part.INTERVENTIONS)
    row = _intervention_or_404(request, record, intervention_pk)
    form = form_class(request.POST or None, initial=values(row) | {"version": row.version} | (first or {}))
    keep_present(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        error = attempt(form, lambda: save(form, row), shows_conflict=True)
        if error is None:
            messages.success(request, done)
            return redirect("cases:intervention", pk, intervention_pk)
        conflict = conflict_of(form, error, values)
    return _page(
        request,
        record,
        form,
        cancel_url=reverse("cases:intervention", args=[pk, intervention_pk]),
        heading=heading % {"what": intervention_name(row)},
        conflict=conflict,
        **{"submit_label": _("Salva")} | context,
    )


def _intervention_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> Intervention:
    return get_object_or_404(interventions_of(actor_of(request), record.case_file), pk=pk)


def _page(request: HttpRequest, record: RecordHeader, form: Form, **context: Any) -> HttpResponse:
    return record_page(request, record, "form", tab="interventions", invalid=form.is_bound, form=form, **context)
