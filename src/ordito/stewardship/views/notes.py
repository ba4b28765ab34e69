# SPDX-License-Identifier: EUPL-1.2
"""The person's version beside the record, and the limitation of processing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases.actions import CaseError
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.stewardship import actions
from ordito.stewardship.enums import NoteKind, RequestKind
from ordito.stewardship.forms.rights import DecisionForm, EndLimitationForm, ExceptionForm, LimitationForm, NoteForm
from ordito.stewardship.models import DataRequest, Limitation, RecordNote
from ordito.stewardship.views.rights import rights_form, rights_page, served_or_403

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _note_or_404(record: RecordHeader, note_pk: int) -> RecordNote:
    row = get_object_or_404(RecordNote.objects.filter(case_file=record.case_file), pk=note_pk)
    row.case_file = record.case_file
    return row


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the person's version beside a part of the record."""
    record = served_or_403(request, pk)
    asked = DataRequest.objects.filter(
        case_file=record.case_file, kind__in=(RequestKind.RECTIFICATION, RequestKind.OBJECTION)
    )
    form = NoteForm(request.POST or None, requests=asked, initial={"given_on": record.today})

    def act() -> None:
        given = form.cleaned_data
        values = {**given, "kind": NoteKind(given["kind"]), "form_key": given["form_key"] or uuid4()}
        actions.add_note(by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, **values)

    return rights_form(
        request,
        record,
        form,
        act,
        done=_("La versione della persona ora si legge accanto alla cartella."),
        heading=_("Versione della persona"),
        submit_label=_("Aggiungi"),
    )


@form_view
def decide(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Write what the service decided of it."""
    record = served_or_403(request, pk)
    row = _note_or_404(record, note_pk)
    first = {"version": row.version, "decision": row.decision_id, "decided_on": row.decided_on or record.today}
    form = DecisionForm(request.POST or None, initial={**first, "why": open_text(row, "why")})

    def act() -> None:
        actions.decide_note(by=actor_of(request), at=timezone.localtime(), note=row, **form.cleaned_data)

    return rights_form(
        request,
        record,
        form,
        act,
        done=_("Decisione registrata."),
        theirs=_decision_of,
        heading=_("Decisione del servizio"),
        submit_label=_("Salva"),
        lead=open_text(row, "words"),
    )


def _decision_of(row: RecordNote) -> dict[str, Any]:
    return {"decision": row.decision, "decided_on": row.decided_on, "why": open_text(row, "why")}


@form_view
def end(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Show the note no more; it stays in its story."""
    record = served_or_403(request, pk)
    row = _note_or_404(record, note_pk)
    if request.method == "POST":
        version = request.POST.get("version", "")
        try:
            number = int(version) if version.isascii() and version.isdigit() else row.version
            actions.end_note(by=actor_of(request), at=timezone.localtime(), note=row, version=number)
        except CaseError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("La nota non si mostra più. Resta tra i diritti della persona."))
        return redirect("stewardship:rights", pk)
    consequences = [_("Non si legge più accanto alla cartella."), _("Resta nell’elenco, con la sua decisione.")]
    return rights_page(
        request, record, None, heading=_("Togli la nota"), submit_label=_("Togli"), consequences=consequences
    )


@form_view
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    """Limit the processing of the record."""
    record = served_or_403(request, pk)
    form = LimitationForm(request.POST or None, initial={"starts_on": record.today})

    def act() -> None:
        values = {**form.cleaned_data, "form_key": form.cleaned_data["form_key"] or uuid4()}
        at = timezone.localtime()
        actions.limit_processing(by=actor_of(request), at=at, case_file=record.case_file, **values)

    consequences = [
        _("Tutti leggono in ogni pagina che il trattamento è limitato."),
        _("Nessuno scrive nella cartella, a meno di una deroga con motivo e data di fine."),
        _("Assegnare e chiudere la presa in carico si può ancora."),
    ]
    return rights_form(
        request,
        record,
        form,
        act,
        done=_("Trattamento limitato: la cartella si legge e non si cambia."),
        heading=_("Limitazione del trattamento"),
        submit_label=_("Limita"),
        consequences=consequences,
    )


def _limitation_or_404(record: RecordHeader, limitation_pk: int) -> Limitation:
    row = get_object_or_404(Limitation.objects.filter(case_file=record.case_file), pk=limitation_pk)
    row.case_file = record.case_file
    return row


@form_view
def depart(request: HttpRequest, pk: int, limitation_pk: int) -> HttpResponse:
    """Let the service write for some days all the same."""
    record = served_or_403(request, pk)
    row = _limitation_or_404(record, limitation_pk)
    form = ExceptionForm(request.POST or None)

    def act() -> None:
        actions.except_from_limitation(
            by=actor_of(request), at=timezone.localtime(), limitation=row, **form.cleaned_data
        )

    lead = _(
        "Per proteggere qualcuno si può scrivere subito: la deroga resta nella cartella, con il motivo e chi l’ha data."
    )
    return rights_form(
        request,
        record,
        form,
        act,
        done=_("Deroga registrata: fino a quella data si può scrivere."),
        heading=_("Deroga alla limitazione"),
        submit_label=_("Deroga"),
        lead=lead,
    )


@form_view
def release(request: HttpRequest, pk: int, limitation_pk: int) -> HttpResponse:
    """End a limitation, once the person was told."""
    record = served_or_403(request, pk)
    row = _limitation_or_404(record, limitation_pk)
    form = EndLimitationForm(request.POST or None, initial={"version": row.version})

    def act() -> None:
        actions.end_limitation(by=actor_of(request), at=timezone.localtime(), limitation=row, **form.cleaned_data)

    return rights_form(
        request,
        record,
        form,
        act,
        done=_("La limitazione è finita."),
        theirs=lambda _current: {},
        heading=_("Fine della limitazione"),
        submit_label=_("Fine"),
    )
