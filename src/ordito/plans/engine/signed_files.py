# SPDX-License-Identifier: EUPL-1.2
"""Whether a file carries a digital signature. Who signed, and whether the certificate was valid, is not judged here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

BYTE_RANGE = b"/ByteRange"
"""A signed PDF says in the open which of its bytes are signed (ISO 32000-1, 12.8.1; ETSI EN 319 142-1)."""
PIECE = 1024 * 1024


def pdf_is_signed(stream: BinaryIO) -> bool:
    """Whether a PDF holds a signature dictionary; the stream is left at its beginning."""
    before = b""
    try:
        while piece := stream.read(PIECE):
            if BYTE_RANGE in before + piece:
                return True
            before = piece[-len(BYTE_RANGE) :]
    finally:
        stream.seek(0)
    return False
