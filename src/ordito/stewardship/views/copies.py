# SPDX-License-Identifier: EUPL-1.2
"""The review of a copy for the person, its steps and its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases.actions import CaseError
from ordito.cases.views.loading import opened, record_page
from ordito.core.access import actor_of
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download
from ordito.files.models import StoredFile
from ordito.jobs.models import Job
from ordito.stewardship import actions, rules
from ordito.stewardship.enums import CopyState
from ordito.stewardship.forms.copies import DecisionsForm
from ordito.stewardship.forms.rights import LookForForm
from ordito.stewardship.models import SubjectCopy
from ordito.stewardship.queries.copy_paper import left_out
from ordito.stewardship.queries.notes import HERE
from ordito.stewardship.queries.requests import passage_views
from ordito.stewardship.views.rights import served_or_403

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.pages import Page
    from ordito.stewardship.models import CopyPassage

PAGE = 15
TO_DECIDE, ALL = "da-decidere", "tutti"
STEPS = {
    "copri": actions.cover_the_rest,
    "seconda": actions.ask_second_look,
    "riletto": actions.confirm_look,
    "rilascia": actions.release_copy,
    "abbandona": actions.drop_copy,
}


def _copy_or_404(record: RecordHeader, copy_pk: int) -> SubjectCopy:
    rows = SubjectCopy.objects.filter(request__case_file=record.case_file).select_related("request")
    copy = get_object_or_404(rows, pk=copy_pk)
    copy.request.case_file = record.case_file
    return copy


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponse:
    """The passages that may speak of somebody else, a page at a time: those to decide, or all with `mostra=tutti`."""
    record = served_or_403(request, pk)
    copy = _copy_or_404(record, copy_pk)
    shown = ALL if request.GET.get("mostra") == ALL else TO_DECIDE
    if request.method == "POST":
        return _decided(request, record, copy)
    opened(request, record, HERE)
    rows = copy.passages.all() if shown == ALL else copy.passages.filter(decision="")
    found: Page[CopyPassage] = page_of(request, rows, order=("number", "pk"), size=PAGE)
    form = DecisionsForm(passages=found.rows)
    views = passage_views(found.rows, copy)
    file = StoredFile.objects.present().filter(pk=copy.stored_file_id or 0, expires_at__gt=timezone.now()).first()
    return record_page(
        request,
        record,
        "stewardship/record/copy",
        tab=HERE,
        copy=copy,
        reviewing=copy.state == CopyState.REVIEW,
        passages=[(view, form[f"p{view.row.pk}"]) for view in views],
        list_page=found,
        shown=shown,
        total=copy.passages.count(),
        undecided=copy.passages.filter(decision="").count(),
        look_form=LookForForm(),
        left_out=left_out(),
        may_look=copy.second_look and copy.looked_at is None and rules.can_look(actor_of(request), copy),
        may_release=not copy.second_look or copy.looked_at is not None,
        job=Job.objects.filter(pk=copy.job_id or 0).first() if not copy.stored_file_id else None,
        file=file,
    )


def _decided(request: HttpRequest, record: RecordHeader, copy: SubjectCopy) -> HttpResponse:
    asked = [int(name[1:]) for name in request.POST if name[:1] == "p" and name[1:].isascii() and name[1:].isdigit()]
    form = DecisionsForm(request.POST, passages=list(copy.passages.filter(pk__in=asked[: PAGE * 4])))
    if not form.is_valid():
        messages.warning(request, _("Scegli una delle tre possibilità."))
    else:
        try:
            done = actions.decide_passages(
                by=actor_of(request), at=timezone.localtime(), copy=copy, decisions=form.decisions()
            )
        except CaseError as error:
            messages.warning(request, str(error))
        else:
            words = ngettext("%(count)s passaggio deciso.", "%(count)s passaggi decisi.", done)
            messages.success(request, words % {"count": done})
    return redirect("stewardship:copy", record.pk, copy.pk)


@require_POST
def look_for(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponse:
    """Flag the passages with some words."""
    record = served_or_403(request, pk)
    copy = _copy_or_404(record, copy_pk)
    form = LookForForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(str(message) for errors in form.errors.values() for message in errors))
        return redirect("stewardship:copy", pk, copy_pk)
    try:
        found = actions.look_for(by=actor_of(request), at=timezone.localtime(), copy=copy, **form.cleaned_data)
    except CaseError as error:
        messages.warning(request, str(error))
    else:
        words = ngettext("%(count)s passaggio con queste parole.", "%(count)s passaggi con queste parole.", found)
        messages.success(request, words % {"count": found})
    return redirect("stewardship:copy", pk, copy_pk)


@require_POST
def step(request: HttpRequest, pk: int, copy_pk: int, name: str) -> HttpResponse:
    """Go on with a copy: cover the rest, a second look, release, give up."""
    if name not in STEPS:
        raise Http404
    record = served_or_403(request, pk)
    copy = _copy_or_404(record, copy_pk)
    try:
        STEPS[name](by=actor_of(request), at=timezone.localtime(), copy=copy)
    except CaseError as error:
        messages.warning(request, str(error))
    if name == "abbandona":
        return redirect("stewardship:request", pk, copy.request_id)
    return redirect("stewardship:copy", pk, copy_pk)


@require_safe
def file(request: HttpRequest, pk: int, copy_pk: int) -> HttpResponseBase:
    """The archive, to be handed to the person."""
    record = served_or_403(request, pk)
    copy = _copy_or_404(record, copy_pk)
    try:
        stored = actions.hand_out_copy(by=actor_of(request), at=timezone.now(), copy=copy)
        name = f"copia-dati-{record.case_file.number}.zip".replace("/", "-")
        return download(stored, name=name)
    except (CaseError, FileGoneError) as error:
        messages.warning(request, str(error))
        return redirect("stewardship:copy", pk, copy_pk)
