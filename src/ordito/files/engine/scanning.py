# SPDX-License-Identifier: EUPL-1.2
"""Asking an antivirus daemon about bytes before they are kept: clamd's command INSTREAM.

The command, then pieces, each with four bytes of length (big end first), then a length of zero; the daemon answers
``stream: OK``, ``stream: <name> FOUND`` or an error (manual page clamd(8), "COMMANDS").
"""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Address = str | tuple[str, int]
"""The path of a Unix socket, or host and port."""

COMMAND = b"zINSTREAM\0"  # "z": what both sides say ends with a zero byte
LENGTH = struct.Struct(">I")
LONGEST_ANSWER = 4096
PATIENCE = 10.0
"""Seconds without a word from the daemon after which it counts as silent."""


class ScannerSilentError(Exception):
    """The daemon does not answer, or answers with an error: nobody knows whether the bytes are harmless."""


def found_in(pieces: Iterable[bytes], *, address: Address, patience: float = PATIENCE) -> str:
    """What the daemon at `address` finds in the bytes, by the name it gives it; "" for nothing.

    Raises `ScannerSilentError`; whatever the source of the bytes raises goes through.
    """
    try:
        with _connected(address, patience) as line:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough: its answer says why
                _say(line, pieces)
            return _verdict(_heard(line))
    except OSError as error:
        raise ScannerSilentError(type(error).__name__) from error


@contextlib.contextmanager
def _connected(address: Address, patience: float) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) if isinstance(address, str) else _over_tcp(address, patience) as line:
        line.settimeout(patience)
        if isinstance(address, str):
            line.connect(address)
        yield line


def _over_tcp(address: tuple[str, int], patience: float) -> socket.socket:
    return socket.create_connection(address, timeout=patience)


def _say(line: socket.socket, pieces: Iterable[bytes]) -> None:
    line.sendall(COMMAND)
    for piece in pieces:
        if piece:  # an empty one would end the stream
            line.sendall(LENGTH.pack(len(piece)) + piece)
    line.sendall(LENGTH.pack(0))


def _heard(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        if not (more := line.recv(LONGEST_ANSWER)):
            break
        answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    name, _space, last = said.rpartition(" ")
    if last == "FOUND" and name:
        return name
    raise ScannerSilentError(said[-80:])  # its own words, such as a size limit: nothing of the file
