# SPDX-License-Identifier: EUPL-1.2
"""The page where a record is printed, whole or in parts, and that of a print which takes long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases import rules as record_rules
from ordito.cases.actions import CaseError
from ordito.cases.queries.record_chapters import chapters_of
from ordito.cases.queries.record_paper import Span
from ordito.cases.queries.record_tabs import tabs_of
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, record_or_404, record_page
from ordito.core.access import Verb, actor_of, requires
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.files.models import StoredFile
from ordito.jobs.models import Job
from ordito.papers.actions import hand_out_print, print_record
from ordito.papers.forms.printing import PrintForm
from ordito.papers.models import RecordPrint
from ordito.papers.queries.composing import title_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@requires(Verb.PRINT_RECORD)
@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what to print and why; a short print is the answer, a long one has a page of its own."""
    record = record_or_404(request, pk)
    chapters = chapters_of(record)
    keys = [chapter.key for chapter in chapters]
    asked = tabs_of(record, request.GET.get("parte", "")).here  # only a part that the reader sees
    tab = asked.key if asked else ""
    first = [tab] if tab in keys and tab != "record" else keys
    form = PrintForm(request.POST or None, chapters=chapters, initial={"chapters": first})
    made: list[tuple[RecordPrint, bytes]] = []

    def act() -> None:
        values = form.cleaned_data
        made.append(
            print_record(
                by=actor_of(request),
                at=timezone.localtime(),
                record=record,
                purpose=values["purpose"],
                chapters=values["chapters"],
                span=Span(values["since"], values["until"]),
            )
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        [(row, content)] = made
        return _pdf(record, content) if content else redirect("papers:print", pk, row.pk)
    return record_page(
        request,
        record,
        "papers/record/print_form",
        tab=tab,
        writing=True,
        invalid=form.is_bound,
        form=form,
        leaves=record_rules.may_leave(record.case_file),
        cancel_url=reverse("cases:record", args=[pk]),
    )


def _pdf(record: RecordHeader, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=_name(record))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _name(record: RecordHeader, volume: int = 0) -> str:
    """By number: a name of a file tells nobody who it is about."""
    part = "-" + _("volume-%(number)s") % {"number": volume} if volume else ""
    return f"cartella-{record.case_file.number}{part}.pdf".replace("/", "-")


def _own_or_404(request: HttpRequest, record: RecordHeader, print_pk: int) -> RecordPrint:
    rows = RecordPrint.objects.visible_to(actor_of(request)).filter(case_file=record.case_file, job_id__isnull=False)
    return get_object_or_404(rows.select_related("purpose", "case_file"), pk=print_pk)


@requires(Verb.PRINT_RECORD)
@never_cache
@require_safe
def detail(request: HttpRequest, pk: int, print_pk: int) -> HttpResponse:
    """How far a long print is, and its file when it is there."""
    record = record_or_404(request, pk)
    row = _own_or_404(request, record, print_pk)
    volumes = list(row.volumes.order_by("number"))
    kept = StoredFile.objects.present().filter(expires_at__gt=timezone.now())
    files = kept.in_bulk([volume.stored_file_id for volume in volumes])
    opened(request, record, "print")
    return record_page(
        request,
        record,
        "papers/record/print",
        tab="print",
        row=row,
        title=title_of(record, row.chapters),
        volumes=volumes,
        expires_at=min((file.expires_at for file in files.values() if file.expires_at), default=None),
        job=Job.objects.filter(pk=row.job_id or 0).first(),
    )


@requires(Verb.PRINT_RECORD)
@require_safe
def download(request: HttpRequest, pk: int, print_pk: int, number: int) -> HttpResponseBase:
    """A volume of a long print."""
    record = record_or_404(request, pk)
    row = _own_or_404(request, record, print_pk)
    try:
        file = hand_out_print(by=actor_of(request), at=timezone.now(), row=row, number=number)
        return send(file, name=_name(record, number if row.volumes.count() > 1 else 0))
    except (CaseError, FileGoneError) as error:
        messages.warning(request, str(error))
        return redirect("papers:print_new", pk)
