# SPDX-License-Identifier: EUPL-1.2
"""Files on the page of answers: those of the form, shown; those given as answers, shown when they are pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ordito.core.access import actor_of
from ordito.files.actions import FileGoneError, read_pieces
from ordito.files.adapters import download
from ordito.files.engine.kinds import KINDS
from ordito.questionnaires.models import Attachment, Draft, DraftFile

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

    from ordito.files.models import StoredFile

SHOWN = frozenset({"png", "jpeg"})
"""Pictures are shown in the page, without any right to do more; everything else is sent to be saved."""


def media(draft: Draft, name: str) -> HttpResponseBase:
    """A file of the form, by the name that the form gives it."""
    row = get_object_or_404(Attachment.objects.select_related("file"), version=draft.version_id, name=name)
    return _sent(row.file)


def kept_file(draft: Draft, name: str) -> HttpResponseBase:
    """A file given as an answer of the draft."""
    row = get_object_or_404(DraftFile.objects.select_related("file"), draft=draft, name=name)
    return _sent(row.file)


def _sent(file: StoredFile) -> HttpResponseBase:
    try:
        if file.kind not in SHOWN:
            return download(file)
        answer = HttpResponse(b"".join(read_pieces(file)), content_type=KINDS[file.kind].content_type)
    except FileGoneError as error:
        raise Http404 from error
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_safe
def fill_media(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """A file of the form, for who may see the draft."""
    return media(get_object_or_404(Draft.objects.visible_to(actor_of(request)), public_id=public_id), name)


@require_safe
def fill_file(request: HttpRequest, public_id: UUID, name: str) -> HttpResponseBase:
    """A file given as an answer, for who may see the draft."""
    return kept_file(get_object_or_404(Draft.objects.visible_to(actor_of(request)), public_id=public_id), name)
