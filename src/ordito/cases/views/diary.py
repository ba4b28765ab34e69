# SPDX-License-Identifier: EUPL-1.2
"""Reading the diary: the list, one entry whole, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import rules
from ordito.cases.actions import CaseError
from ordito.cases.actions.diary_files import attach_to_entry, hand_out_attachment, withdraw_attachment
from ordito.cases.enums import Part
from ordito.cases.forms.work import AttachmentForm, DiaryFilterForm
from ordito.cases.models import DiaryAttachment
from ordito.cases.queries.record_diary import (
    attachments_of,
    diary_lines,
    diary_of,
    duration_words,
    earlier_texts,
    late_words,
    own_draft,
)
from ordito.cases.queries.record_header import ground_of
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, part_or_403, record_or_404, record_page
from ordito.core.access import NotAllowedError, actor_of
from ordito.core.fields import open_text
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.files.engine.kinds import KINDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.cases.models import DiaryEntry
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
    """One entry, whole, with its files and with what it said before each correction."""
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
        late=late_words(row),
        duration=duration_words(row.minutes),
        readers=list(row.readers.order_by("name")) if row.private else [],
        files=attachments_of(row),
        revisions=earlier_texts(row),
        may_correct=rules.can_correct_entry(actor_of(request), row),
    )


def _entry_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> DiaryEntry:
    return get_object_or_404(diary_of(actor_of(request), record.case_file), pk=pk)


def _own_entry_or_403(request: HttpRequest, record: RecordHeader, pk: int) -> DiaryEntry:
    row = _entry_or_404(request, record, pk)
    if not rules.can_correct_entry(actor_of(request), row):
        raise NotAllowedError(_("I file di una voce li cambia chi l’ha scritta o chi coordina il servizio."))
    return row


@form_view
def attach(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Join a file to an entry."""
    record = record_or_404(request, pk)
    row = _own_entry_or_403(request, record, entry_pk)
    form = AttachmentForm(request.POST or None, request.FILES or None)

    def act() -> None:
        sent = form.cleaned_data["file"]
        attach_to_entry(
            by=actor_of(request),
            at=timezone.localtime(),
            entry=row,
            stream=sent.file,
            name=sent.name,
            title=form.cleaned_data["title"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("File allegato."))
        return redirect("cases:diary_entry", pk, entry_pk)
    return record_page(
        request,
        record,
        "form",
        tab="diary",
        invalid=form.is_bound,
        form=form,
        heading=_("Allega un file alla voce"),
        lead=_("Il file viene cifrato e lo vede chi legge la voce. PDF, immagini e documenti, al massimo 30 MB."),
        submit_label=_("Allega"),
        cancel_url=reverse("cases:diary_entry", args=[pk, entry_pk]),
    )


def _file_or_404(entry: DiaryEntry, pk: int) -> DiaryAttachment:
    rows = DiaryAttachment.objects.filter(entry=entry, removed_at__isnull=True)
    return get_object_or_404(rows.select_related("entry__case_file__person"), pk=pk)


@require_safe
def download(request: HttpRequest, pk: int, entry_pk: int, file_pk: int) -> HttpResponseBase:
    """Hand out a file of an entry; every download is logged."""
    record = record_or_404(request, pk)
    row = _file_or_404(_entry_or_404(request, record, entry_pk), file_pk)
    actor = actor_of(request)
    try:
        file = hand_out_attachment(by=actor, at=timezone.localtime(), attachment=row, purpose=ground_of(actor, record))
        return send(file, name=f"{open_text(row, 'title')}{KINDS[file.kind].ending}")
    except (CaseError, FileGoneError) as error:
        messages.error(request, str(error))
        return redirect("cases:diary_entry", pk, entry_pk)


@form_view
def detach(request: HttpRequest, pk: int, entry_pk: int, file_pk: int) -> HttpResponse:
    """Take a file off an entry."""
    record = record_or_404(request, pk)
    row = _file_or_404(_own_entry_or_403(request, record, entry_pk), file_pk)
    if request.method == "POST":
        withdraw_attachment(by=actor_of(request), at=timezone.localtime(), attachment=row)
        messages.success(request, _("File tolto."))
        return redirect("cases:diary_entry", pk, entry_pk)
    return record_page(
        request,
        record,
        "form",
        tab="diary",
        form=None,
        heading=_("Togliere «%(title)s»?") % {"title": open_text(row, "title")},
        window_title=_("Togli il file"),
        consequences=[_("Non si vedrà più nella voce."), _("Resta scritto chi l’aveva aggiunto e chi l’ha tolto.")],
        submit_label=_("Togli il file"),
        danger=True,
        cancel_url=reverse("cases:diary_entry", args=[pk, entry_pk]),
    )
