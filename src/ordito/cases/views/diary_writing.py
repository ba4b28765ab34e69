# SPDX-License-Identifier: EUPL-1.2
"""Writing in the diary: with a draft that saves itself and keeps its history, and corrections that lose nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ordito.cases import actions, rules
from ordito.cases.actions import ConflictError
from ordito.cases.forms.fields import keep_present
from ordito.cases.forms.work import CorrectionForm, DiaryForm, DraftForm
from ordito.cases.queries.record_diary import (
    diary_of,
    draft_values,
    earlier_drafts,
    own_draft,
    reader_candidates,
    templates_for,
)
from ordito.cases.views.conflicts import Conflict, attempt, conflict_of
from ordito.cases.views.loading import record_or_404, record_page
from ordito.core.access import NotAllowedError, actor_of
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from ordito.accounts.models import User
    from ordito.cases.models import DiaryDraft, DiaryEntry
    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _writer_or_403(request: HttpRequest, pk: int) -> RecordHeader:
    record = record_or_404(request, pk)
    if not record.writes_diary:
        raise NotAllowedError(_("Puoi leggere questa cartella, non scriverci."))
    return record


def _readers(request: HttpRequest, record: RecordHeader) -> list[User]:
    """Whom the writer may name to read a private note: everybody possible but themselves."""
    return [user for user in reader_candidates(record.case_file, on=record.today) if user != request.user]


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed: 204, or 409 when another window saved first. The version goes back in a header."""
    record = _writer_or_403(request, pk)
    form = DraftForm(request.POST, readers=_readers(request, record))
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
        minutes=values.get("minutes"),
        private=values.get("private", False),
        readers=values.get("readers", ()),
        version=values.get("version"),
    )


@form_view
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an entry; a draft left here or on another device comes back. `?modello=` starts from a model of text."""
    record = _writer_or_403(request, pk)
    kept = own_draft(actor_of(request), record.case_file)
    readers = _readers(request, record)
    if "butta" in request.POST:
        actions.discard_draft(by=actor_of(request), case_file=record.case_file)
        messages.success(request, _("Bozza buttata."))
        return redirect("cases:diary", pk)
    if "bozza" in request.POST:
        return _keep(request, record, kept, readers)
    form = DiaryForm(request.POST or None, initial=_first_values(request, record, kept), readers=readers)
    if request.method == "POST" and form.is_valid():
        conflict = _other_window(form, kept)
        if conflict is None and not attempt(form, lambda: _publish(request, record, form)):
            messages.success(
                request, _("Nota riservata scritta.") if form.cleaned_data["private"] else _("Voce aggiunta al diario.")
            )
            _say_after_death(request, record, form)
            return redirect("cases:diary", pk)
        return _write_page(request, record, form, kept, conflict)
    return _write_page(request, record, form, kept, None)


def _first_values(request: HttpRequest, record: RecordHeader, kept: DiaryDraft | None) -> dict[str, Any]:
    """The draft, else today; a model of text asked for goes below what is written already."""
    values: dict[str, Any] = draft_values(kept) if kept else {"happened_on": record.today}
    asked = request.GET.get("modello", "")
    if not asked.isdecimal():
        return values
    template = get_object_or_404(templates_for(actor_of(request), record.case_file), pk=int(asked))
    texts = [part for part in (str(values.get("text", "")).strip(), template.text) if part]
    return values | {"text": "\n\n".join(texts), "kind": values.get("kind") or template.kind_id}


def _keep(request: HttpRequest, record: RecordHeader, kept: DiaryDraft | None, readers: Sequence[User]) -> HttpResponse:
    """The button "Salva la bozza", for who has no JavaScript."""
    form = DraftForm(request.POST, readers=readers)
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
        by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, **form.entry_values()
    )


def _say_after_death(request: HttpRequest, record: RecordHeader, form: DiaryForm) -> None:
    """What comes after a death is written too, relatives are met for months; but a wrong day is seen at once."""
    died = record.case_file.person.deceased_on
    if died is not None and form.cleaned_data["happened_on"] > died:
        words = _("La voce è del %(day)s, dopo il decesso del %(died)s: se la data è sbagliata, correggila.")
        days = {"day": format_date(form.cleaned_data["happened_on"]), "died": format_date(died)}
        messages.warning(request, words % days)


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
        models=() if form.is_bound else templates_for(actor_of(request), record.case_file),
        cancel_url=reverse("cases:diary", args=[record.pk]),
    )


@form_view
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """What the actor's own draft said earlier, each to be brought back."""
    record = _writer_or_403(request, pk)
    kept = own_draft(actor_of(request), record.case_file)
    if kept is None:
        messages.info(request, _("Non hai bozze in questa cartella."))
        return redirect("cases:diary", pk)
    if request.method == "POST":
        chosen = request.POST.get("versione", "")
        revision = get_object_or_404(kept.revisions, pk=int(chosen) if chosen.isdecimal() else 0)
        try:
            actions.restore_draft(
                by=actor_of(request), at=timezone.localtime(), revision=revision, version=kept.version
            )
        except ConflictError:
            messages.warning(request, _("Nel frattempo la bozza è cambiata in un’altra finestra: scegli di nuovo."))
            return redirect("cases:diary_draft_versions", pk)
        messages.success(request, _("Testo ripreso. Quello che c’era prima è tra le versioni."))
        return redirect("cases:diary_write", pk)
    return record_page(
        request, record, "diary_versions", tab="diary", writing=True, draft=kept, earlier=earlier_drafts(kept)
    )


@form_view
def correct(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Correct an entry; what it said before stays readable below it."""
    record = record_or_404(request, pk)
    row = get_object_or_404(diary_of(actor_of(request), record.case_file), pk=entry_pk)
    if not rules.can_correct_entry(actor_of(request), row):
        raise NotAllowedError(_("Una voce del diario la corregge chi l’ha scritta o chi coordina il servizio."))
    readers = _readers(request, record) if row.private else []
    form = CorrectionForm(request.POST or None, initial=_values_of(row), private=row.private, readers=readers)
    keep_present(form)
    conflict = None

    def act() -> None:
        values = form.entry_values()
        actions.correct_entry(
            by=actor_of(request),
            at=timezone.localtime(),
            entry=row,
            version=form.cleaned_data["version"] or row.version,
            **values,
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
        heading=_("Correggi la nota riservata") if row.private else _("Correggi la voce del diario"),
        submit_label=_("Salva la correzione"),
        cancel_url=reverse("cases:diary_entry", args=[pk, entry_pk]),
    )


def _values_of(row: DiaryEntry) -> dict[str, Any]:
    return {
        "kind": row.kind_id,
        "happened_on": row.happened_on,
        "title": open_text(row, "title"),
        "text": open_text(row, "text"),
        "minutes": row.minutes,
        "readers": list(row.readers.values_list("user_id", flat=True)) if row.private else [],
        "version": row.version,
    }
