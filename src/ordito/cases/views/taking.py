# SPDX-License-Identifier: EUPL-1.2
"""Taking in charge: start, change, give to another worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases import actions
from ordito.cases.actions.taking_edit import edit_taking
from ordito.cases.forms.fields import keep_present
from ordito.cases.forms.taking import AssignForm, ReasonsForm, TakeInChargeForm
from ordito.cases.queries.areas import usual_area
from ordito.cases.queries.choices import colleagues_of
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import taking_or_404, taking_page, written_or_403
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import Code, TakingInCharge

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def take_in_charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Start to follow the person."""
    record = written_or_403(request, pk)
    colleagues = colleagues_of(record.case_file, today=record.today)
    first = {
        "opened_on": record.today,
        "worker": actor_of(request).professional_id,
        "area": usual_area(record.person.birth_date, record.today).pk,
    }
    form = TakeInChargeForm(request.POST or None, colleagues=colleagues, initial=first)

    def act() -> None:
        actions.take_in_charge(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            area=form.cleaned_data["area"],
            mode=form.cleaned_data["mode"],
            reasons=_reasons(form),
            opened_on=form.cleaned_data["opened_on"],
            worker=form.cleaned_data["worker"],
            review_on=form.cleaned_data["review_on"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Presa in carico registrata. Ora puoi aggiungere gli interventi."))
        return redirect("cases:taking", pk)
    return taking_page(request, record, form, heading=_("Prendi in carico"), submit_label=_("Prendi in carico"))


@form_view
def edit(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Change mode, reasons and review."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    form = ReasonsForm(request.POST or None, initial=_values_of(row))
    keep_present(form)
    conflict = None

    def act() -> None:
        edit_taking(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            area=form.cleaned_data["area"],
            mode=form.cleaned_data["mode"],
            reasons=_reasons(form),
            review_on=form.cleaned_data["review_on"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Presa in carico aggiornata."))
            return redirect("cases:taking", pk)
        conflict = conflict_of(form, error, _values_of)
    heading = _("Modifica la presa in carico")
    return taking_page(request, record, form, heading=heading, submit_label=_("Salva"), conflict=conflict)


def _values_of(row: TakingInCharge) -> dict[str, Any]:
    """A taking in charge as the form shows it."""
    reasons = list(row.reasons.order_by("-main", "reason__position"))
    return {
        "area": row.area_id,
        "mode": row.mode_id,
        "main_reason": next((item.reason_id for item in reasons if item.main), None),
        "reasons": [item.reason_id for item in reasons if not item.main],
        "review_on": row.review_on,
        "version": row.version,
    }


def _reasons(form: Form) -> list[Code]:
    """The main reason first, then the others, each once."""
    main: Code = form.cleaned_data["main_reason"]
    return [main, *(reason for reason in form.cleaned_data["reasons"] if reason != main)]


@form_view
def assign(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Hand the work to another responsible worker."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    colleagues = colleagues_of(record.case_file, today=record.today).exclude(pk=row.worker_id or 0)
    initial = {"valid_from": record.today, "version": row.version}
    form = AssignForm(request.POST or None, colleagues=colleagues, initial=initial)
    conflict = None

    def act() -> None:
        actions.assign_worker(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            worker=form.cleaned_data["worker"],
            valid_from=form.cleaned_data["valid_from"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Ora segue %(worker)s.") % {"worker": form.cleaned_data["worker"]})
            return redirect("cases:worklist")
        conflict = conflict_of(form, error, lambda current: {"worker": current.worker})
    lead = _("Chi segue ora resta nella storia della cartella, ma non la vede più se non fa parte dell’équipe.")
    heading = _("Cambia operatore")
    return taking_page(request, record, form, heading=heading, submit_label=_("Salva"), lead=lead, conflict=conflict)
