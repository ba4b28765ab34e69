# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import actions
from ordito.cases.actions import CaseError
from ordito.cases.actions.uploads import hand_out_document, upload_document
from ordito.cases.enums import Part
from ordito.cases.forms.work import DocumentForm
from ordito.cases.models import Document
from ordito.cases.queries.record_header import ground_of
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, part_or_403, record_page, written_or_403
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.files.engine.kinds import KINDS

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list, readable."""

    pk: int
    title: str
    kind: str
    dated: date | None
    added_at: datetime
    added_by_name: str


def _documents(request: HttpRequest, record: RecordHeader) -> QuerySet[Document]:
    rows = Document.objects.visible_to(actor_of(request)).filter(case_file=record.case_file)
    return rows.select_related("kind", "case_file__person")


@require_safe
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents of the record."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    shown = page_of(request, _documents(request, record), order=("-added_at", "-pk"))
    lines = [
        DocumentLine(row.pk, open_text(row, "title"), row.kind.label, row.dated, row.added_at, row.added_by_name)
        for row in shown.rows
    ]
    opened(request, record, "documents")
    return record_page(request, record, "documents", tab="documents", documents=lines, list_page=shown)


@require_safe
def download(request: HttpRequest, pk: int, document_pk: int) -> HttpResponseBase:
    """Hand out the file; every download is logged."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    row = get_object_or_404(_documents(request, record), pk=document_pk)
    actor = actor_of(request)
    try:
        file = hand_out_document(by=actor, at=timezone.localtime(), document=row, purpose=ground_of(actor, record))
        return send(file, name=f"{open_text(row, 'title')}{KINDS[file.kind].ending}")
    except (CaseError, FileGoneError) as error:
        messages.error(request, str(error))
        return redirect("cases:documents", pk)


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to the record."""
    record = written_or_403(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)

    def act() -> None:
        sent = form.cleaned_data["file"]
        upload_document(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            stream=sent.file,
            name=sent.name,
            kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"],
            dated=form.cleaned_data["dated"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Documento aggiunto."))
        return redirect("cases:documents", pk)
    return record_page(
        request,
        record,
        "form",
        tab="documents",
        invalid=form.is_bound,
        form=form,
        heading=_("Aggiungi un documento"),
        lead=_("Il file viene cifrato. PDF, immagini e documenti di testo o di calcolo, al massimo 30 MB."),
        submit_label=_("Salva"),
        cancel_url=reverse("cases:documents", args=[pk]),
    )


@form_view
def remove(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Take a document out of the record's pages."""
    record = written_or_403(request, pk)
    row = get_object_or_404(_documents(request, record), pk=document_pk)
    if request.method == "POST":
        actions.withdraw_document(by=actor_of(request), at=timezone.localtime(), document=row)
        messages.success(request, _("Documento tolto."))
        return redirect("cases:documents", pk)
    return record_page(
        request,
        record,
        "form",
        tab="documents",
        form=None,
        heading=_("Togliere «%(title)s»?") % {"title": open_text(row, "title")},
        window_title=_("Togli il documento"),
        consequences=[_("Non si vedrà più nella cartella."), _("Resta scritto chi l’aveva aggiunto e chi l’ha tolto.")],
        submit_label=_("Togli il documento"),
        danger=True,
        cancel_url=reverse("cases:documents", args=[pk]),
    )
