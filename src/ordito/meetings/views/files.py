# SPDX-License-Identifier: EUPL-1.2
"""The files of minutes: kept with them, read, replaced, taken off again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download
from ordito.files.models import StoredFile
from ordito.meetings import actions, rules
from ordito.meetings.enums import MinutesState
from ordito.meetings.forms.minutes import ChangeFileForm, FileForm
from ordito.meetings.queries.minutes import OWNER, minutes_of
from ordito.meetings.views.common import attempt, form_view, header_of, meeting_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from ordito.meetings.models import Minutes


@require_POST
@requires(Verb.VIEW_MEETINGS)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a file with the minutes."""
    row = meeting_or_404(request, pk)
    written = minutes_of(row)
    if written is None:
        raise Http404
    form = FileForm(request.POST, request.FILES)
    words = _("Scegli un file.")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            actions.attach_file(
                by=actor_of(request), at=timezone.now(), minutes=written, stream=sent.file, name=sent.name
            )
        except actions.MeetingError as error:
            words = str(error)
        else:
            messages.success(request, _("File allegato al verbale."))
            return redirect("meetings:minutes", pk)
    messages.error(request, words)
    return redirect("meetings:minutes", pk)


@require_safe
@requires(Verb.VIEW_MEETINGS)
def attachment(request: HttpRequest, pk: int, file_pk: int) -> StreamingHttpResponse:
    """A file of the minutes, always to be saved, never shown by the browser."""
    row = meeting_or_404(request, pk)
    written = minutes_of(row)
    hidden = written is None or (
        written.state == MinutesState.DRAFT and not header_of(actor_of(request), row).writes_minutes
    )
    if written is None or hidden:
        raise Http404
    return _file(_file_or_404(written, file_pk))


@form_view
@requires(Verb.VIEW_MEETINGS)
def change_attachment(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Put another file in the place of one, or take it off, as long as the minutes are a draft."""
    row, actor = meeting_or_404(request, pk), actor_of(request)
    written = minutes_of(row)
    if written is None or not header_of(actor, row).writes_minutes:
        raise Http404
    if not rules.is_written(written):
        messages.warning(request, _("Il verbale è già approvato: per cambiarlo, prima va riaperto."))
        return redirect("meetings:minutes", pk)
    file = _file_or_404(written, file_pk)
    sends = request.method == "POST"
    form = ChangeFileForm(request.POST if sends else None, request.FILES if sends else None)

    def act() -> None:
        known: dict[str, Any] = {"by": actor, "at": timezone.now(), "minutes": written, "file": file}
        sent = form.cleaned_data["file"]
        if "togli" in request.POST:
            actions.remove_file(reason=form.cleaned_data["reason"], **known)
        elif sent is None:
            raise actions.MeetingError(_("Scegli il nuovo file."), field="file")
        else:
            actions.replace_file(stream=sent.file, name=sent.name, **known)

    if sends and form.is_valid() and attempt(form, act) is None:
        gone = "togli" in request.POST
        messages.success(request, _("Allegato tolto.") if gone else _("Allegato sostituito."))
        return redirect("meetings:minutes", pk)
    context = {
        "form": form,
        "meeting": row,
        "title": _("Cambia l’allegato «%(name)s»") % {"name": file.name},
        "submit_label": _("Sostituisci"),
        "removes": _("Togli dal verbale"),
        "cancel_url": reverse("meetings:minutes", args=[pk]),
    }
    return page(request, "meetings/short_form.html", context, invalid=form.is_bound)


def _file_or_404(written: Minutes, pk: int) -> StoredFile:
    return get_object_or_404(StoredFile.objects.present(), owner_kind=OWNER, owner_id=written.pk, pk=pk)


def _file(file: StoredFile) -> StreamingHttpResponse:
    try:
        return download(file)
    except FileGoneError as error:
        raise Http404 from error
