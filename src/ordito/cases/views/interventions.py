# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases import actions
from ordito.cases.forms.work import AmountForm, EndInterventionForm, InterventionForm
from ordito.cases.models import Intervention
from ordito.cases.queries.choices import providers_of, services_of
from ordito.cases.queries.record_timeline import intervention_name
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import record_page, written_or_403
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a service to the open taking in charge; "Salva e aggiungine un altro" keeps the page open."""
    record = written_or_403(request, pk)
    taking = record.taking
    if taking is None:
        messages.warning(request, _("Prima registra la presa in carico: gli interventi stanno lì dentro."))
        return redirect("cases:take_in_charge", pk)
    form = InterventionForm(
        request.POST or None,
        services=services_of(record.case_file, today=record.today),
        providers=providers_of(record.case_file, today=record.today),
        initial={"starts_on": record.today},
    )

    def act() -> None:
        actions.add_intervention(
            by=actor_of(request), at=timezone.localtime(), taking=taking, **form.intervention_values()
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Intervento aggiunto."))
        return redirect("cases:intervention_new" if "ancora" in request.POST else "cases:interventions", pk)
    return _page(
        request,
        record,
        form,
        heading=_("Aggiungi un intervento"),
        submit_label=_("Salva"),
        second_label=_("Salva e aggiungine un altro"),
    )


@form_view
def edit(request: HttpRequest, pk: int, intervention_pk: int) -> HttpResponse:
    """Correct the start and the amount."""
    record = written_or_403(request, pk)
    row = _intervention_or_404(request, record, intervention_pk)
    form = AmountForm(request.POST or None, initial=_values_of(row))
    conflict = None

    def act() -> None:
        actions.edit_intervention(
            by=actor_of(request),
            at=timezone.localtime(),
            intervention=row,
            version=form.cleaned_data["version"] or row.version,
            starts_on=form.cleaned_data["starts_on"],
            quantity=form.cleaned_data["quantity"],
            unit=form.cleaned_data["unit"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Intervento aggiornato."))
            return redirect("cases:interventions", pk)
        conflict = conflict_of(form, error, _values_of)
    return _page(request, record, form, heading=intervention_name(row), submit_label=_("Salva"), conflict=conflict)


def _values_of(row: Intervention) -> dict[str, Any]:
    return {"starts_on": row.starts_on, "quantity": row.quantity, "unit": row.unit_id, "version": row.version}


@form_view
def end(request: HttpRequest, pk: int, intervention_pk: int) -> HttpResponse:
    """Say when and why the intervention ended."""
    record = written_or_403(request, pk)
    row = _intervention_or_404(request, record, intervention_pk)
    initial = {"ends_on": record.today, "version": row.version}
    form = EndInterventionForm(request.POST or None, initial=initial)
    conflict = None

    def act() -> None:
        actions.end_intervention(
            by=actor_of(request),
            at=timezone.localtime(),
            intervention=row,
            version=form.cleaned_data["version"] or row.version,
            ends_on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Intervento chiuso."))
            return redirect("cases:interventions", pk)
        conflict = conflict_of(
            form, error, lambda current: {"ends_on": current.ends_on, "reason": current.end_reason_id}
        )
    heading = _("Chiudi: %(what)s") % {"what": intervention_name(row)}
    return _page(request, record, form, heading=heading, submit_label=_("Chiudi l’intervento"), conflict=conflict)


def _intervention_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> Intervention:
    rows = Intervention.objects.visible_to(actor_of(request)).filter(taking__case_file=record.case_file)
    return get_object_or_404(rows.select_related("taking__case_file", "kind", "service_type"), pk=pk)


def _page(request: HttpRequest, record: RecordHeader, form: Form, **context: Any) -> HttpResponse:
    cancel = reverse("cases:interventions", args=[record.pk])
    return record_page(
        request, record, "form", tab="interventions", invalid=form.is_bound, form=form, cancel_url=cancel, **context
    )
