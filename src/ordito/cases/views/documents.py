# SPDX-License-Identifier: EUPL-1.2
"""The documents of a record: the list, one document with its versions, a file compared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import actions
from ordito.cases.actions import CaseError
from ordito.cases.actions.documents import Registration, digest_of, register_version
from ordito.cases.actions.uploads import hand_out_document, upload_document, upload_version
from ordito.cases.enums import Part, ProtocolDirection
from ordito.cases.forms.documents import CheckForm, DocumentForm, RegistrationForm, VersionForm
from ordito.cases.queries.record_documents import document_lines, documents_of, matches_of, versions_of
from ordito.cases.queries.record_header import ground_of
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import opened, part_or_403, part_written_or_403, record_page, written_or_403
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.files.engine.kinds import KINDS

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.cases.models import Document, DocumentVersion
    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _document_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> Document:
    return get_object_or_404(documents_of(actor_of(request), record.case_file), pk=pk)


@require_safe
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents of the record."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    rows = documents_of(actor_of(request), record.case_file)
    shown = page_of(request, rows, order=("-added_at", "-pk"))
    opened(request, record, "documents")
    return record_page(
        request,
        record,
        "documents",
        tab="documents",
        documents=document_lines(shown.rows),
        list_page=shown,
        may_write=Part.DOCUMENTS in record.writable,
    )


@require_safe
def detail(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """One document: what it is, and each of its versions with digest and protocol."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    row = _document_or_404(request, record, document_pk)
    opened(request, record, "documents")
    current, *earlier = versions_of(row)
    return record_page(
        request,
        record,
        "document",
        tab="documents",
        document=row,
        title=open_text(row, "title"),
        current=current,
        earlier=earlier,
        may_write=Part.DOCUMENTS in record.writable,
    )


@require_safe
def download(request: HttpRequest, pk: int, document_pk: int) -> HttpResponseBase:
    """Hand out the current file; every download is logged."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    return _hand_out(request, record, _document_or_404(request, record, document_pk))


@require_safe
def version(request: HttpRequest, pk: int, document_pk: int, number: int) -> HttpResponseBase:
    """Hand out the file of one version."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    row = _document_or_404(request, record, document_pk)
    return _hand_out(request, record, row, get_object_or_404(row.versions, number=number))


def _hand_out(
    request: HttpRequest, record: RecordHeader, row: Document, wanted: DocumentVersion | None = None
) -> HttpResponseBase:
    actor = actor_of(request)
    title = open_text(row, "title")
    name = title if wanted is None else _("%(title)s, versione %(number)s") % {"title": title, "number": wanted.number}
    try:
        file = hand_out_document(
            by=actor, at=timezone.localtime(), document=row, version=wanted, purpose=ground_of(actor, record)
        )
        return send(file, name=f"{name}{KINDS[file.kind].ending}")
    except (CaseError, FileGoneError) as error:
        messages.error(request, str(error))
        return redirect("cases:documents", record.pk)


def _form_page(request: HttpRequest, record: RecordHeader, form: Any, **words: Any) -> HttpResponse:
    values = {"submit_label": _("Salva"), "cancel_url": reverse("cases:documents", args=[record.pk]), **words}
    invalid = form is not None and form.is_bound
    return record_page(request, record, "form", tab="documents", invalid=invalid, form=form, **values)


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to the record."""
    record = part_written_or_403(request, pk, Part.DOCUMENTS)
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
            form_key=form.cleaned_data["form_key"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Documento aggiunto."))
        return redirect("cases:documents", pk)
    return _form_page(
        request,
        record,
        form,
        heading=_("Aggiungi un documento"),
        lead=_("Il file viene cifrato. PDF, immagini e documenti di testo o di calcolo, al massimo 30 MB."),
    )


@form_view
def replace(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Bring a new version of a document; the one before stays readable."""
    record = part_written_or_403(request, pk, Part.DOCUMENTS)
    row = _document_or_404(request, record, document_pk)
    form = VersionForm(request.POST or None, request.FILES or None, initial={"version": row.version})
    error = None

    def act() -> None:
        sent = form.cleaned_data["file"]
        upload_version(
            by=actor_of(request),
            at=timezone.localtime(),
            document=row,
            version=form.cleaned_data["version"],
            stream=sent.file,
            name=sent.name,
            change=form.cleaned_data["change"],
            form_key=form.cleaned_data["form_key"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Nuova versione aggiunta. Quella di prima resta nella storia."))
            return redirect("cases:document_page", pk, row.pk)
    return _form_page(
        request,
        record,
        form,
        heading=_("Nuova versione di «%(title)s»") % {"title": open_text(row, "title")},
        window_title=_("Nuova versione"),
        lead=_("Ora c’è la versione %(number)s: resta leggibile nella storia del documento.") % {"number": row.edition},
        conflict=conflict_of(form, error, lambda _row: {}),
        cancel_url=reverse("cases:document_page", args=[pk, row.pk]),
    )


@form_view
def register(request: HttpRequest, pk: int, document_pk: int, number: int) -> HttpResponse:
    """Write under which number the protocol register has a version."""
    record = part_written_or_403(request, pk, Part.DOCUMENTS)
    row = _document_or_404(request, record, document_pk)
    wanted = get_object_or_404(row.versions, number=number)
    form = RegistrationForm(request.POST or None, initial=_registration_of(wanted) | {"version": row.version})
    error = None

    def act() -> None:
        values = form.cleaned_data
        register_version(
            by=actor_of(request),
            at=timezone.localtime(),
            document=row,
            version=values["version"],
            number=number,
            registration=Registration(
                ProtocolDirection(values["direction"]), values["protocol_number"], values["protocol_date"]
            ),
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Protocollo salvato."))
            return redirect("cases:document_page", pk, row.pk)
    return _form_page(
        request,
        record,
        form,
        heading=_("Protocollo della versione %(number)s") % {"number": number},
        lead=_("«%(title)s». Il numero vale per questo file e per nessun altro: una versione nuova avrà il suo.")
        % {"title": open_text(row, "title")},
        conflict=conflict_of(form, error, lambda _row: _registration_of(row.versions.get(number=number))),
        cancel_url=reverse("cases:document_page", args=[pk, row.pk]),
    )


def _registration_of(version: DocumentVersion) -> dict[str, Any]:
    return {
        "direction": version.protocol_direction,
        "protocol_number": version.protocol_number,
        "protocol_date": version.protocol_date,
    }


@form_view
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell whether a file that somebody brings is, to the last bit, one that the record has."""
    record = part_or_403(request, pk, Part.DOCUMENTS)
    form = CheckForm(request.POST or None, request.FILES or None)
    digest = ""
    if request.method == "POST" and form.is_valid():
        digest = digest_of(form.cleaned_data["file"].file)
    return record_page(
        request,
        record,
        "document_check",
        tab="documents",
        writing=True,
        invalid=form.is_bound and not digest,
        form=form,
        digest=digest,
        matches=matches_of(actor_of(request), record.case_file, digest) if digest else [],
    )


@form_view
def remove(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Take a document out of the record's pages."""
    record = written_or_403(request, pk)
    row = _document_or_404(request, record, document_pk)
    if request.method == "POST":
        actions.withdraw_document(by=actor_of(request), at=timezone.localtime(), document=row)
        messages.success(request, _("Documento tolto."))
        return redirect("cases:documents", pk)
    return _form_page(
        request,
        record,
        None,
        heading=_("Togliere «%(title)s»?") % {"title": open_text(row, "title")},
        window_title=_("Togli il documento"),
        consequences=[
            _("Non si vedrà più nella cartella, con tutte le sue versioni."),
            _("Resta scritto chi l’aveva aggiunto e chi l’ha tolto."),
        ],
        submit_label=_("Togli il documento"),
        danger=True,
    )
