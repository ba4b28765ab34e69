# SPDX-License-Identifier: EUPL-1.2
"""The diary: read, write with a draft that saves itself, correct without losing what was written before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases import actions, rules
from ordito.cases.actions import ConflictError
from ordito.cases.enums import Part
from ordito.cases.forms.work import DiaryFilterForm, DiaryForm, DraftForm
from ordito.cases.queries.record_diary import diary_lines, diary_of, draft_values, earlier_texts, own_draft
from ordito.cases.views.conflicts import Conflict, attempt, conflict_of
from ordito.cases.views.loading import opened, part_or_403, record_or_404, record_page
from ordito.core.access import NotAllowedError, actor_of
from ordito.core.fields import open_text
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.cases.models import DiaryDraft, DiaryEntry
    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def diary(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries that the reader may see, latest first."""
    record = part_or_403(request, pk, Part.DIARY)
    actor = actor_of(request)
    form = DiaryFilterForm(request.GET)
    kind = form.cleaned_data["tipo"] if form.is_valid() else None
    entries = diary_of(actor, record.case_file)
    shown = page_of(request, entries.filter(kind=kind) if kind else entries, order=("-happened_on", "-pk"))
    opened(request, record, "diary")
    return record_page(
        request,
        record,
        "diary",
        tab="diary",
        entries=diary_lines(shown.rows),
        list_page=shown,
        filter=form,
        filtered=kind is not None,
        draft=own_draft(actor, record.case_file),
    )


@require_safe
def entry(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """One entry, whole, with what it said before each correction."""
    record = record_or_404(request, pk)
    row = _entry_or_404(request, record, entry_pk)
    opened(request, record, "diary")
    return record_page(
        request,
        record,
        "diary_entry",
        tab="diary",
        entry=row,
        title=open_text(row, "title") or row.kind.label,
        text=open_text(row, "text"),
        revisions=earlier_texts(row),
        may_correct=rules.can_correct_entry(actor_of(request), row),
    )


def _entry_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> DiaryEntry:
    return get_object_or_404(diary_of(actor_of(request), record.case_file), pk=pk)


def _writer_or_403(request: HttpRequest, pk: int) -> RecordHeader:
    record = record_or_404(request, pk)
    if not record.writes_diary:
        raise NotAllowedError(_("Puoi leggere questa cartella, non scriverci."))
    return record


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed: 204, or 409 when another window saved first. The version goes back in a header."""
    record = _writer_or_403(request, pk)
    form = DraftForm(request.POST)
    form.is_valid()  # what cannot be read yet is left out: half a date is not worth losing a page of text
    try:
        kept = _save_draft(request, record, form)
    except ConflictError:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-Draft-Version": str(kept.version)})


def _save_draft(request: HttpRequest, record: RecordHeader, form: DraftForm) -> DiaryDraft:
    values = form.cleaned_data
    return actions.save_draft(
        by=actor_of(request),
        at=timezone.localtime(),
        case_file=record.case_file,
        title=values.get("title", ""),
        text=values.get("text", ""),
        kind=values.get("kind"),
        happened_on=values.get("happened_on"),
        version=values.get("version"),
    )


@form_view
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an entry; a draft left here or on another device comes back."""
    record = _writer_or_403(request, pk)
    kept = own_draft(actor_of(request), record.case_file)
    if "butta" in request.POST:
        actions.discard_draft(by=actor_of(request), case_file=record.case_file)
        messages.success(request, _("Bozza buttata."))
        return redirect("cases:diary", pk)
    if "bozza" in request.POST:
        return _keep(request, record, kept)
    initial = draft_values(kept) if kept else {"happened_on": record.today}
    form = DiaryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        conflict = _other_window(form, kept)
        if conflict is None and not attempt(form, lambda: _publish(request, record, form)):
            messages.success(request, _("Voce aggiunta al diario."))
            return redirect("cases:diary", pk)
        return _write_page(request, record, form, kept, conflict)
    return _write_page(request, record, form, kept, None)


def _keep(request: HttpRequest, record: RecordHeader, kept: DiaryDraft | None) -> HttpResponse:
    """The button "Salva la bozza", for who has no JavaScript."""
    form = DraftForm(request.POST)
    if form.is_valid():
        error = attempt(form, lambda: _save_draft(request, record, form), shows_conflict=True)
        if error is None:
            messages.success(request, _("Bozza salvata: la trovi qui quando torni, anche da un altro dispositivo."))
            return redirect("cases:diary_write", record.pk)
        return _write_page(request, record, form, kept, _named(conflict_of(form, error, draft_values)))
    return _write_page(request, record, form, kept, None)


def _other_window(form: DiaryForm, kept: DiaryDraft | None) -> Conflict | None:
    """A draft saved elsewhere that says something else must not vanish when this text is published."""
    if kept is None or form.cleaned_data["version"] == kept.version:
        return None
    if open_text(kept, "text").strip() == form.cleaned_data["text"].strip():
        return None
    return _named(conflict_of(form, ConflictError(kept), draft_values))


def _named(conflict: Conflict | None) -> Conflict | None:
    title = _("Hai una bozza diversa, salvata da un’altra finestra o da un altro dispositivo")
    return replace(conflict, title=title, text="") if conflict else None


def _publish(request: HttpRequest, record: RecordHeader, form: DiaryForm) -> None:
    actions.publish_entry(
        by=actor_of(request),
        at=timezone.localtime(),
        case_file=record.case_file,
        kind=form.cleaned_data["kind"],
        happened_on=form.cleaned_data["happened_on"],
        text=form.cleaned_data["text"],
        title=form.cleaned_data["title"],
    )


def _write_page(
    request: HttpRequest, record: RecordHeader, form: DiaryForm, kept: DiaryDraft | None, conflict: Conflict | None
) -> HttpResponse:
    return record_page(
        request,
        record,
        "diary_write",
        tab="diary",
        invalid=form.is_bound,
        form=form,
        conflict=conflict,
        heading=_("Nuova voce del diario"),
        submit_label=_("Pubblica nel diario"),
        autosave_url=reverse("cases:diary_draft", args=[record.pk]),
        saved_at=f"{timezone.localtime(kept.saved_at):%H:%M}" if kept else "",
        draft=kept,
        cancel_url=reverse("cases:diary", args=[record.pk]),
    )


@form_view
def correct(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Correct an entry; what it said before stays readable below it."""
    record = record_or_404(request, pk)
    row = _entry_or_404(request, record, entry_pk)
    if not rules.can_correct_entry(actor_of(request), row):
        raise NotAllowedError(_("Una voce del diario la corregge chi l’ha scritta o chi coordina il servizio."))
    form = DiaryForm(request.POST or None, initial=_values_of(row))
    conflict = None

    def act() -> None:
        actions.correct_entry(
            by=actor_of(request),
            at=timezone.localtime(),
            entry=row,
            version=form.cleaned_data["version"] or row.version,
            kind=form.cleaned_data["kind"],
            happened_on=form.cleaned_data["happened_on"],
            text=form.cleaned_data["text"],
            title=form.cleaned_data["title"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Voce corretta. Il testo di prima resta leggibile sotto."))
            return redirect("cases:diary_entry", pk, entry_pk)
        conflict = conflict_of(form, error, _values_of)
    return record_page(
        request,
        record,
        "diary_write",
        tab="diary",
        invalid=form.is_bound,
        form=form,
        conflict=conflict,
        heading=_("Correggi la voce del diario"),
        submit_label=_("Salva la correzione"),
        cancel_url=reverse("cases:diary_entry", args=[pk, entry_pk]),
    )


def _values_of(row: DiaryEntry) -> dict[str, Any]:
    return {
        "kind": row.kind_id,
        "happened_on": row.happened_on,
        "title": open_text(row, "title"),
        "text": open_text(row, "text"),
        "version": row.version,
    }
