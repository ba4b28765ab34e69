# SPDX-License-Identifier: EUPL-1.2
"""Whether a file carries a digital signature. Who signed, and whether the certificate was valid, is not judged here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

BYTE_RANGE = b"/ByteRange"
"""A signed PDF says in the open which of its bytes are signed (ISO 32000-1, 12.8.1; ETSI EN 319 142-1)."""
PIECE = 1024 * 1024


def pieces_are_signed_pdf(pieces: Iterable[bytes]) -> bool:
    """Whether a PDF, which comes in pieces, holds a signature dictionary."""
    before = b""
    for piece in pieces:
        held = before + piece
        if BYTE_RANGE in held:
            return True
        before = held[-len(BYTE_RANGE) :]
    return False


def pdf_is_signed(stream: BinaryIO) -> bool:
    """The same of a stream, which is left at its beginning."""
    try:
        return pieces_are_signed_pdf(iter(partial(stream.read, PIECE), b""))
    finally:
        stream.seek(0)
