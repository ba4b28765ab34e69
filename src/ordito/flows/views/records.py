# SPDX-License-Identifier: EUPL-1.2
"""What of a record goes to the national flows, for who follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.queries.record_header import log_refusal
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import (
    opened,
    part_or_403,
    part_written_or_403,
    record_or_404,
    record_page,
    written_or_403,
)
from ordito.core.access import NotAllowedError, actor_of
from ordito.flows import actions
from ordito.flows.forms.benefits import BenefitForm, VersionForm
from ordito.flows.forms.sinba import SinbaSheetForm
from ordito.flows.models import SocialBenefit
from ordito.flows.queries.pages import answers_of, benefit_words, form_values, record_of, section_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

SINBA, BENEFITS = "sinba", "benefits"
form_view = require_http_methods(["GET", "HEAD", "POST"])


def _whole_or_403(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who reads all of it: what is sent stands on every part."""
    record = record_or_404(request, pk)
    if not record.whole:
        log_refusal(actor_of(request), pk, at=timezone.now())
        raise NotAllowedError(_("Questa pagina è di chi legge tutta la cartella."))
    return record


@require_safe
def sinba(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be sent of the record today, from where each value comes, what is missing."""
    record = _whole_or_403(request, pk)
    opened(request, record, SINBA)
    found = record_of(record.case_file, starts_on=record.today.replace(month=1, day=1), ends_on=record.today)
    return record_page(
        request,
        record,
        "flows/record/sinba",
        tab=SINBA,
        found=found,
        section=section_of(found) if found else None,
        may_write=record.writes and record.case_file.state != CaseFileState.CLOSED,
    )


@form_view
def sinba_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what the record does not say: the assessments, and what no code stands for."""
    record = written_or_403(request, pk)
    form = SinbaSheetForm(request.POST or None, initial=answers_of(record.case_file))
    conflict = None

    def act() -> None:
        values = actions.SheetValues(**form.values())
        version = form.cleaned_data["version"]
        actions.save_sheet(values, by=actor_of(request), at=timezone.now(), case_file=record.case_file, version=version)

    back = reverse("flows:sinba", args=[pk])
    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Risposte salvate."))
            return redirect(back)
        conflict = conflict_of(form, error, form_values)
    return _form_page(
        request,
        record,
        form,
        tab=SINBA,
        conflict=conflict,
        heading=_("Dati per SINBA: valutazioni e risposte"),
        lead=_("Una risposta data qui viene prima di quello che dice la cartella. Dove puoi, correggi la cartella."),
        cancel_url=back,
    )


def _form_page(request: HttpRequest, record: RecordHeader, form: Any, *, tab: str, **context: Any) -> HttpResponse:
    context.setdefault("submit_label", _("Salva"))
    return record_page(
        request, record, "cases/record/form", tab=tab, writing=True, invalid=form.is_bound, form=form, **context
    )


@require_safe
def benefits(request: HttpRequest, pk: int) -> HttpResponse:
    """The benefits of the record, for the benefits flow."""
    record = part_or_403(request, pk, Part.INTERVENTIONS)
    opened(request, record, BENEFITS)
    rows = SocialBenefit.objects.current().visible_to(actor_of(request)).filter(case_file=record.case_file)
    return record_page(
        request,
        record,
        "flows/record/benefits",
        tab=BENEFITS,
        rows=[(row, list(benefit_words(row))) for row in rows.order_by("-starts_on", "-paid_on", "-pk")],
        may_write=_may_write_benefits(record),
    )


def _may_write_benefits(record: RecordHeader) -> bool:
    return Part.INTERVENTIONS in record.writable and record.case_file.state != CaseFileState.CLOSED


@form_view
def benefit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a benefit granted."""
    record = part_written_or_403(request, pk, Part.INTERVENTIONS)
    form = BenefitForm(request.POST or None)
    back = reverse("flows:benefits", args=[pk])

    def act() -> None:
        actions.add_benefit(
            actions.BenefitValues(**form.values()),
            by=actor_of(request),
            at=timezone.now(),
            case_file=record.case_file,
            form_key=form.cleaned_data["form_key"] or uuid4(),
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Prestazione salvata."))
        return redirect(back)
    heading = _("Nuova prestazione sociale")
    return _form_page(request, record, form, tab=BENEFITS, heading=heading, cancel_url=back)


@form_view
def benefit_edit(request: HttpRequest, pk: int, benefit_pk: int) -> HttpResponse:
    """Correct a benefit; if it was sent, the next sending sends it again."""
    record = part_written_or_403(request, pk, Part.INTERVENTIONS)
    row = _benefit_or_404(request, record, benefit_pk)
    form = BenefitForm(request.POST or None, initial=_values_of(row))
    back, conflict = reverse("flows:benefits", args=[pk]), None

    def act() -> None:
        values = actions.BenefitValues(**form.values())
        version = form.cleaned_data["version"] or row.version
        actions.edit_benefit(values, by=actor_of(request), at=timezone.now(), benefit=row, version=version)

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Prestazione salvata."))
            return redirect(back)
        conflict = conflict_of(form, error, _values_of)
    heading = _("Correggi la prestazione")
    return _form_page(request, record, form, tab=BENEFITS, conflict=conflict, heading=heading, cancel_url=back)


@form_view
def benefit_annul(request: HttpRequest, pk: int, benefit_pk: int) -> HttpResponse:
    """Take away a benefit written by mistake."""
    record = part_written_or_403(request, pk, Part.INTERVENTIONS)
    row = _benefit_or_404(request, record, benefit_pk)
    back = reverse("flows:benefits", args=[pk])
    form = VersionForm(request.POST or None, initial={"version": row.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        actions.annul_benefit(by=actor_of(request), at=timezone.now(), benefit=row, version=version)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Prestazione tolta."))
        return redirect(back)
    return _form_page(
        request,
        record,
        form,
        tab=BENEFITS,
        heading=_("Togli la prestazione scritta per errore"),
        lead=str(row),
        consequences=[_("Se è già stata inviata, il prossimo invio ne manda la cancellazione.")],
        submit_label=_("Togli"),
        danger=True,
        cancel_url=back,
    )


def _benefit_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> SocialBenefit:
    rows = SocialBenefit.objects.current().visible_to(actor_of(request)).select_related("case_file__person")
    return get_object_or_404(rows.filter(case_file=record.case_file), pk=pk)


def _values_of(row: SocialBenefit) -> dict[str, Any]:
    names = (name for name in BenefitForm.base_fields if name != "form_key")
    return {name: getattr(row, name) for name in names}
