# SPDX-License-Identifier: EUPL-1.2
"""Files on their way in and out of the web."""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from ordito.files.actions import LARGEST, read_pieces
from ordito.files.engine.kinds import KINDS

if TYPE_CHECKING:
    from ordito.files.models import StoredFile

MOST_AT_ONCE = 4 * LARGEST
"""Bytes of all files of one request: they are held in memory."""


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


class BoundedUploadHandler(FileUploadHandler):
    """Holds an upload in memory, so that it never lies in plain on a disk, and lets go of what is beyond the limit.

    The whole request is still read, so that the form can answer with a sentence: the file knows its true size, and
    its bytes are one piece more than `store_file` accepts. A request with more than `MOST_AT_ONCE` is not read on.
    """

    held = 0

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Start a file."""
        super().new_file(*arguments, **options)
        self.buffer = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece unless the file is too large already."""
        self.held += len(raw_data)
        if self.held > MOST_AT_ONCE:
            raise RequestDataTooBig("files")
        if start <= LARGEST:
            self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file, at its beginning."""
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
