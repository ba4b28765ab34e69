# SPDX-License-Identifier: EUPL-1.2
"""Bytes on disk, sealed piece by piece: any size in constant memory, no piece moved, cut off or exchanged unseen.

Layout: the mark, then pieces, each four bytes of length (big end first) and the sealed piece. Every piece is bound to
the file, to its place in it and to whether it is the last.
"""

from __future__ import annotations

import os
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ordito.core.crypto import SealBrokenError, open_sealed, seal
from ordito.core.disk import is_full

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

MARK = b"ORDITO1\n"
PIECE = 256 * 1024
LENGTH = struct.Struct(">I")


class DiskFullError(Exception):
    """There is no room left; nothing was written."""


def write_sealed(path: Path, pieces: Iterable[bytes], *, name: str) -> None:
    """Write `pieces` sealed to `path`, whole or not at all, and safe on disk when this returns.

    `name` binds the bytes to their file. Raises `DiskFullError` when there is no room.
    """
    draft = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")  # mode 0600
        with os.fdopen(descriptor, "wb") as file:
            _write_pieces(file, pieces, name)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        if is_full(error):
            raise DiskFullError from error
        raise
    finally:
        if draft:
            Path(draft).unlink(missing_ok=True)


def _write_pieces(file: BinaryIO, pieces: Iterable[bytes], name: str) -> None:
    file.write(MARK)
    for place, (piece, last) in enumerate(_with_last(_cut(pieces))):
        sealed = seal(piece, context=_context(name, place, last=last))
        file.write(LENGTH.pack(len(sealed)) + sealed)


def read_sealed(path: Path, *, name: str) -> Iterator[bytes]:
    """The bytes of `path`, piece by piece.

    Raises `SealBrokenError` when the file was altered or cut, `FileNotFoundError` when it is gone.
    """
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            raise SealBrokenError("This is not a sealed file")
        size = path.stat().st_size
        place = 0
        while True:
            head = file.read(LENGTH.size)
            if len(head) != LENGTH.size:
                raise SealBrokenError("The file was cut")
            sealed = file.read(LENGTH.unpack(head)[0])
            last = file.tell() >= size
            yield open_sealed(sealed, context=_context(name, place, last=last))
            if last:
                return
            place += 1


def _context(name: str, place: int, *, last: bool) -> bytes:
    return f"files.content/{name}/{place}/{'last' if last else 'more'}".encode()


def _cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of equal size but the last."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = next(pieces)
    for piece in pieces:
        yield held, False
        held = piece
    yield held, True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
