# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import actions
from ordito.cases.actions.family_register import register_family_member
from ordito.cases.enums import Part
from ordito.cases.forms.people import EndForm, FamilyDayForm, FamilyMemberForm, FamilyUnitForm, NewMemberForm
from ordito.cases.models import FamilyUnit, Person
from ordito.cases.queries.record_family import family_units
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, part_or_403, record_page, written_or_403
from ordito.cases.views.searching import duplicates_context, search_context, values_from_search
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """The family units of the person with their history, or as they stood on a day."""
    record = part_or_403(request, pk, Part.FAMILY)
    form = FamilyDayForm(request.GET if request.GET.get("giorno") else None)
    day = form.cleaned_data["giorno"] if form.is_bound and form.is_valid() else None
    units = family_units(actor_of(request), record.person, today=day or record.today, current_only=day is not None)
    opened(request, record, "family")
    wrong = form.is_bound and not form.is_valid()
    return record_page(request, record, "family", tab="family", units=units, form=form, day=day, invalid=wrong)


@form_view
def unit_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a family unit, starting from the person of the record."""
    record = written_or_403(request, pk)
    form = FamilyUnitForm(request.POST or None, initial={"valid_from": record.today})
    made: list[FamilyUnit] = []

    def act() -> None:
        made.append(
            actions.open_family_unit(
                by=actor_of(request), at=timezone.localtime(), person=record.person, **form.cleaned_data
            )
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Nucleo creato. Aggiungi chi ne fa parte."))
        return redirect("cases:member_new", pk, made[0].pk)
    return _page(request, record, form, heading=_("Crea il nucleo"), submit_label=_("Crea il nucleo"))


def _unit_or_404(record: RecordHeader, pk: int) -> FamilyUnit:
    units = FamilyUnit.objects.filter(annulled_at__isnull=True, memberships__person=record.person).distinct()
    return get_object_or_404(units, pk=pk)


@form_view
def member_new(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Look for who enters the unit: somebody already known, or somebody to register."""
    record = written_or_403(request, pk)
    unit = _unit_or_404(record, unit_pk)
    return record_page(request, record, "member_search", tab="family", unit=unit, **search_context(request))


@form_view
def member_add(request: HttpRequest, pk: int, unit_pk: int, public_id: UUID) -> HttpResponse:
    """Put somebody already known into the unit."""
    record = written_or_403(request, pk)
    unit = _unit_or_404(record, unit_pk)
    person = get_object_or_404(Person.objects.searchable_by(actor_of(request)), public_id=public_id)
    form = FamilyMemberForm(request.POST or None, initial={"valid_from": unit.valid_from})

    def act() -> None:
        actions.add_family_member(
            by=actor_of(request), at=timezone.localtime(), unit=unit, person=person, **form.cleaned_data
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        return _added(request, pk, unit_pk)
    heading = _("%(name)s entra nel nucleo") % {"name": person.spoken_name()}
    return _page(
        request,
        record,
        form,
        heading=heading,
        window_title=_("Aggiungi un componente"),
        submit_label=_("Salva"),
        second_label=_("Salva e aggiungine un altro"),
    )


@form_view
def member_register(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Register somebody straight into the unit; it starts from a search."""
    record = written_or_403(request, pk)
    unit = _unit_or_404(record, unit_pk)
    if request.method != "POST":
        return redirect("cases:member_new", pk, unit_pk)
    if "q" in request.POST:
        first = values_from_search(request.POST["q"]) | {
            "valid_from": unit.valid_from,
            "residence": record.person.residence_id,
        }
        return _register_page(request, record, NewMemberForm(workplaces=(), initial=first))
    form = NewMemberForm(request.POST, workplaces=())
    if not form.is_valid():
        return _register_page(request, record, form)

    def act() -> None:
        register_family_member(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            unit=unit,
            relation=form.cleaned_data["relation"],
            valid_from=form.cleaned_data["valid_from"],
            surely_new="nuova" in request.POST,
            **form.person_values(),
        )

    error = attempt(form, act)
    if error is None:
        return _added(request, pk, unit_pk)
    return _register_page(request, record, form, **duplicates_context(actor_of(request), error))


def _added(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    messages.success(request, _("Componente aggiunto al nucleo."))
    if "ancora" in request.POST:
        return redirect("cases:member_new", pk, unit_pk)
    return redirect("cases:family", pk)


def _register_page(request: HttpRequest, record: RecordHeader, form: NewMemberForm, **context: Any) -> HttpResponse:
    return record_page(
        request,
        record,
        "member_register",
        tab="family",
        invalid=form.is_bound,
        form=form,
        cancel_url=reverse("cases:family", args=[record.pk]),
        **context,
    )


@form_view
def member_end(request: HttpRequest, pk: int, unit_pk: int, member_pk: int) -> HttpResponse:
    """Somebody leaves the unit."""
    record = written_or_403(request, pk)
    unit = _unit_or_404(record, unit_pk)
    member = get_object_or_404(unit.memberships.select_related("person", "unit"), pk=member_pk)
    form = EndForm(request.POST or None, initial={"valid_to": record.today})

    def act() -> None:
        actions.end_family_member(
            by=actor_of(request),
            at=timezone.localtime(),
            membership=member,
            version=member.version,
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Nucleo aggiornato."))
        return redirect("cases:family", pk)
    heading = _("%(name)s esce dal nucleo") % {"name": member.person.spoken_name()}
    title = _("Esce dal nucleo")
    return _page(request, record, form, heading=heading, window_title=title, submit_label=_("Salva"))


@form_view
def unit_end(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """The unit as a whole is over."""
    record = written_or_403(request, pk)
    unit = _unit_or_404(record, unit_pk)
    form = EndForm(request.POST or None, initial={"valid_to": record.today})

    def act() -> None:
        actions.close_family_unit(
            by=actor_of(request),
            at=timezone.localtime(),
            unit=unit,
            version=unit.version,
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Il nucleo è chiuso e resta nella storia. Puoi crearne uno nuovo."))
        return redirect("cases:family", pk)
    lead = _("Il nucleo resta nella storia della cartella. Se ne è nato un altro, crealo subito dopo.")
    return _page(request, record, form, heading=_("Il nucleo è cambiato"), lead=lead, submit_label=_("Salva"))


def _page(request: HttpRequest, record: RecordHeader, form: Form, **context: Any) -> HttpResponse:
    cancel = reverse("cases:family", args=[record.pk])
    return record_page(
        request, record, "form", tab="family", invalid=form.is_bound, form=form, cancel_url=cancel, **context
    )
