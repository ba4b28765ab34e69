# SPDX-License-Identifier: EUPL-1.2
"""The agenda of a record: what is ahead and what was, one appointment, fixing it, moving it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ordito.agenda import actions, rules
from ordito.agenda.enums import AppointmentState
from ordito.agenda.forms.appointments import AppointmentForm, NewAppointmentForm
from ordito.agenda.queries.record import coming, past, people_of, staff_of
from ordito.agenda.queries.words import line_of, lines_of, moment_words
from ordito.agenda.views.common import appointment_or_404, form_view
from ordito.cases.enums import Part
from ordito.cases.queries.choices import colleagues_of
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import opened, part_or_403, part_written_or_403, record_page
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.agenda.models import Appointment
    from ordito.cases.actions import CaseError
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.cases.views.conflicts import Conflict


@require_safe
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """What is planned, the next first, and below what was."""
    record = part_or_403(request, pk, Part.AGENDA)
    opened(request, record, "agenda")
    actor, now = actor_of(request), timezone.now()
    ahead = coming(actor, record, now=now)
    was = page_of(request, past(actor, record), order=("-starts_at", "-pk"))
    return record_page(
        request,
        record,
        "agenda/record/agenda",
        tab="agenda",
        waiting=[line for line in ahead if line.waits],
        coming=[line for line in ahead if not line.waits],
        past=lines_of(was.rows, now=now),
        list_page=was,
        may_write=Part.AGENDA in record.writable,
        writes_diary=record.writes_diary,
    )


@require_safe
def appointment(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """One appointment whole, with the dates it had before."""
    record = part_or_403(request, pk, Part.AGENDA)
    row = appointment_or_404(request, record, appointment_pk)
    opened(request, record, "agenda")
    may_write = Part.AGENDA in record.writable
    return record_page(
        request,
        record,
        "agenda/record/appointment",
        tab="agenda",
        line=line_of(row, now=timezone.now()),
        moves=[(moment_words(move), move) for move in row.moves.order_by("-pk")],
        steps=rules.steps_of(row) if may_write else frozenset(),
        may_edit=may_write and row.state == AppointmentState.PLANNED,
        may_tell=may_write and record.writes_diary and _tellable(row, record),
        come=timezone.localdate(row.starts_at) <= record.today,
    )


def _tellable(row: Appointment, record: RecordHeader) -> bool:
    """Its day has come, and an entry may tell it."""
    return timezone.localdate(row.starts_at) <= record.today and rules.tellable(row)


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Fix an appointment, once or every few weeks."""
    record = part_written_or_403(request, pk, Part.AGENDA)
    actor = actor_of(request)
    form = NewAppointmentForm(
        request.POST or None,
        near=staff_of(actor, record),
        colleagues=colleagues_of(record.case_file, today=record.today),
        people=people_of(record),
        initial={
            "people": [record.person.pk],
            "staff": [actor.professional_id],
            "comune": record.case_file.comune_id,
        },
    )

    def act() -> list[Appointment]:
        values = form.cleaned_data
        return actions.plan_appointments(
            by=actor,
            at=timezone.localtime(),
            case_file=record.case_file,
            agreed=actions.Agreed(**form.agreed_values()),
            form_key=values["form_key"] or uuid4(),
            every=values["every"] or 1,
            times=values["times"] or 1,
            anyway=values["anyway"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act)
        if error is None:
            times = form.cleaned_data["times"] or 1
            words = ngettext("Appuntamento fissato.", "%(times)s appuntamenti fissati.", times) % {"times": times}
            messages.success(request, words)
            return redirect("agenda:agenda", pk)
        _ask(form, error)
    return _form_page(request, record, form, heading=_("Nuovo appuntamento"), submit_label=_("Fissa"))


@form_view
def edit(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """Move or correct an appointment that is still planned."""
    record = part_written_or_403(request, pk, Part.AGENDA)
    row = appointment_or_404(request, record, appointment_pk)
    if row.state != AppointmentState.PLANNED:
        messages.warning(request, _("Si cambia solo un appuntamento ancora fissato."))
        return redirect("agenda:appointment", pk, appointment_pk)
    actor = actor_of(request)
    form = AppointmentForm(
        request.POST or None,
        near=staff_of(actor, record, row),
        colleagues=colleagues_of(record.case_file, today=record.today),
        people=people_of(record, row),
        initial=_values_of(row),
    )
    conflict = None

    def act() -> None:
        values = form.cleaned_data
        actions.edit_appointment(
            by=actor,
            at=timezone.localtime(),
            appointment=row,
            version=values["version"] or row.version,
            agreed=actions.Agreed(**form.agreed_values()),
            anyway=values["anyway"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Appuntamento salvato."))
            return redirect("agenda:appointment", pk, appointment_pk)
        _ask(form, error)
        conflict = conflict_of(form, error, _values_of)
    heading = _("Sposta o modifica l’appuntamento")
    return _form_page(request, record, form, heading=heading, submit_label=_("Salva"), conflict=conflict, row=row)


def _values_of(row: Appointment) -> dict[str, Any]:
    start, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return {
        "kind": row.kind_id,
        "day": start.date(),
        "start": start.time(),
        "until": end.time(),
        "people": list(row.people.values_list("person_id", flat=True)),
        "staff": list(row.staff.values_list("professional_id", flat=True)),
        "comune": row.comune_id,
        "place": open_text(row, "place"),
        "note": open_text(row, "note"),
        "version": row.version,
    }


def _ask(form: AppointmentForm, error: CaseError) -> None:
    if isinstance(error, actions.BusyError):
        form.ask_anyway()


def _form_page(
    request: HttpRequest,
    record: RecordHeader,
    form: AppointmentForm,
    *,
    heading: str,
    submit_label: str,
    conflict: Conflict | None = None,
    row: Appointment | None = None,
) -> HttpResponse:
    cancel = (
        reverse("agenda:appointment", args=[record.pk, row.pk]) if row else reverse("agenda:agenda", args=[record.pk])
    )
    return record_page(
        request,
        record,
        "agenda/record/form",
        tab="agenda",
        writing=True,
        invalid=form.is_bound,
        form=form,
        conflict=conflict,
        heading=heading,
        submit_label=submit_label,
        cancel_url=cancel,
    )
