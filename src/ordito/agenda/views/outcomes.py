# SPDX-License-Identifier: EUPL-1.2
"""How an appointment went: one click for those held, one form for those missed or called off, and the diary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ordito.agenda import actions, rules
from ordito.agenda.forms.appointments import CancelForm, MissedForm, TellForm
from ordito.agenda.queries.diary import entry_values
from ordito.agenda.views.common import appointment_or_404, form_view
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import Part
from ordito.cases.queries.record_diary import draft_values, own_draft
from ordito.cases.views.conflicts import Conflict, attempt, conflict_of
from ordito.cases.views.loading import part_written_or_403, record_page
from ordito.core.access import NotAllowedError, actor_of
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from ordito.agenda.models import Appointment
    from ordito.cases.models import DiaryDraft


@require_POST
def held(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """It was held, and there is nothing to write."""
    return _pressed(request, pk, appointment_pk, actions.hold, _("Segnato come svolto."))


@require_POST
def plan_again(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """What was said of it was a mistake."""
    return _pressed(request, pk, appointment_pk, actions.plan_again, _("L’appuntamento è di nuovo fissato."))


def _pressed(request: HttpRequest, pk: int, appointment_pk: int, action: Callable[..., Any], said: str) -> HttpResponse:
    record = part_written_or_403(request, pk, Part.AGENDA)
    row = appointment_or_404(request, record, appointment_pk)
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdecimal() else row.version
    try:
        action(by=actor_of(request), at=timezone.localtime(), appointment=row, version=version)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("agenda:appointment", pk, appointment_pk)


def _missed_values(row: Appointment) -> dict[str, Any]:
    return {"missed_by": row.missed_by_id, **_cancel_values(row)}


def _cancel_values(row: Appointment) -> dict[str, Any]:
    return {"outcome": open_text(row, "outcome"), "version": row.version}


@dataclass(frozen=True)
class _Step:
    """A step that asks something: its form, its action, the form's values of the row as it stands, its title."""

    form: type[Form]
    action: Callable[..., Any]
    values: Callable[[Any], dict[str, Any]]
    heading: _StrPromise


MISS = _Step(MissedForm, actions.miss, _missed_values, gettext_lazy("Appuntamento mancato"))
CANCEL = _Step(CancelForm, actions.cancel, _cancel_values, gettext_lazy("Annulla l’appuntamento"))


@form_view
def missed(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """Who was missing, and why."""
    return _asked(request, pk, appointment_pk, MISS)


@form_view
def cancel(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """It is called off before it comes."""
    return _asked(request, pk, appointment_pk, CANCEL)


def _asked(request: HttpRequest, pk: int, appointment_pk: int, step: _Step) -> HttpResponse:
    record = part_written_or_403(request, pk, Part.AGENDA)
    row = appointment_or_404(request, record, appointment_pk)
    form = step.form(request.POST or None, initial=step.values(row))
    conflict = None

    def act() -> None:
        values = dict(form.cleaned_data)
        version = values.pop("version") or row.version
        step.action(by=actor_of(request), at=timezone.localtime(), appointment=row, version=version, **values)

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Salvato."))
            return redirect("agenda:appointment", pk, appointment_pk)
        conflict = conflict_of(form, error, step.values)
    return record_page(
        request,
        record,
        "cases/record/form",
        tab="agenda",
        writing=True,
        invalid=form.is_bound,
        form=form,
        conflict=conflict,
        heading=step.heading,
        submit_label=_("Salva"),
        cancel_url=reverse("agenda:appointment", args=[pk, appointment_pk]),
    )


@form_view
def tell(request: HttpRequest, pk: int, appointment_pk: int) -> HttpResponse:
    """Write the diary entry: kind, day, time and who was there are filled in, and the appointment becomes held."""
    record = part_written_or_403(request, pk, Part.AGENDA)
    row = appointment_or_404(request, record, appointment_pk)
    if row.diary_entry_id is not None:
        messages.info(request, _("Questo appuntamento è già nel diario."))
        return redirect("agenda:appointment", pk, appointment_pk)
    if not rules.can_tell_in_diary(actor_of(request), row):
        raise NotAllowedError(_("Nel diario scrive chi segue la cartella, di un appuntamento fissato o svolto."))
    kept = own_draft(actor_of(request), record.case_file)
    if kept is not None and kept.private:
        messages.warning(request, _("Hai in bozza una nota riservata: pubblicala o buttala, poi torna qui."))
        return redirect("cases:diary_write", pk)
    form = TellForm(request.POST or None, initial=_first_values(row, kept))
    conflict = None

    def act() -> None:
        values = form.entry_values()
        actions.tell_in_diary(by=actor_of(request), at=timezone.localtime(), appointment=row, **values)

    if request.method == "POST" and form.is_valid():
        conflict = _other_window(form, kept)
        if conflict is None and not attempt(form, act):
            messages.success(request, _("Scritto nel diario: l’appuntamento risulta svolto."))
            return redirect("agenda:appointment", pk, appointment_pk)
    return record_page(
        request,
        record,
        "agenda/record/tell",
        tab="agenda",
        writing=True,
        invalid=form.is_bound,
        form=form,
        conflict=conflict,
        appointment=row,
        draft=kept,
        saved_at=f"{timezone.localtime(kept.saved_at):%H:%M}" if kept else "",
    )


def _first_values(row: Appointment, kept: DiaryDraft | None) -> dict[str, Any]:
    """What the appointment knows; a text left as a draft in this record comes back."""
    values = entry_values(row)
    if kept is None:
        return values
    drafted = draft_values(kept)
    return values | {name: drafted[name] for name in ("text", "title", "version") if drafted[name]}


def _other_window(form: TellForm, kept: DiaryDraft | None) -> Conflict | None:
    """A draft saved elsewhere that says something else must not vanish when this text is published."""
    if kept is None or form.cleaned_data["version"] == kept.version:
        return None
    if open_text(kept, "text").strip() == form.cleaned_data["text"].strip():
        return None
    return conflict_of(form, ConflictError(kept), draft_values)
