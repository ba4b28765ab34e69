# SPDX-License-Identifier: EUPL-1.2
"""A stored file as an answer on the web."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from ordito.files.actions import read_pieces
from ordito.files.engine.kinds import KINDS

if TYPE_CHECKING:
    from ordito.files.models import StoredFile


def download(file: StoredFile, *, name: str = "") -> StreamingHttpResponse:
    """Send `file` to be saved, never shown: what people upload is not ours to run in their browser.

    Raises `FileGoneError` before anything is sent.
    """
    pieces = read_pieces(file)
    answer = StreamingHttpResponse(chain([next(pieces)], pieces), content_type=KINDS[file.kind].content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name or file.name)
    answer["Content-Length"] = str(file.size)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
