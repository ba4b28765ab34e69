# SPDX-License-Identifier: EUPL-1.2
"""The antivirus daemon, played by a socket that speaks its protocol."""

from __future__ import annotations

import io
import socket
import struct
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from ordito.config.env import socket_address
from ordito.core.access import SystemActor
from ordito.files.actions import FileNotKeptError, read_whole, store_file
from ordito.files.engine.scanning import Address, ScannerSilentError, found_in
from ordito.files.models import StoredFile
from tests.factories.territory import make_territory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

CLEAN = b"stream: OK\0"
EICAR = b"stream: Eicar-Signature FOUND\0"


class Daemon(Thread):
    """Answers one conversation; `heard` is what it was asked about."""

    def __init__(self, listening: socket.socket, answer: bytes, *, deaf: bool = False) -> None:
        super().__init__(daemon=True)
        self.listening, self.answer, self.deaf, self.heard = listening, answer, deaf, b""

    def run(self) -> None:
        line, _address = self.listening.accept()
        with line, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while not self.deaf and (length := struct.unpack(">I", stream.read(4))[0]):
                self.heard += stream.read(length)
            line.sendall(self.answer)


@contextmanager
def daemon(answer: bytes, *, path: Path | None = None, deaf: bool = False) -> Iterator[tuple[Daemon, Address]]:
    with socket.socket(socket.AF_UNIX if path else socket.AF_INET) as listening:
        listening.bind(str(path) if path else ("127.0.0.1", 0))
        listening.listen(1)
        playing = Daemon(listening, answer, deaf=deaf)
        playing.start()
        yield playing, str(path) if path else listening.getsockname()
        playing.join(timeout=5)


@pytest.mark.parametrize(("answer", "found"), [(CLEAN, ""), (EICAR, "Eicar-Signature")])
def test_every_byte_is_asked_about_over_tcp(answer: bytes, found: str) -> None:
    with daemon(answer) as (playing, address):
        assert found_in([b"uno", b"", b"due"], address=address) == found
    assert playing.heard == b"unodue"


def test_unix_socket_is_asked_as_well(tmp_path: Path) -> None:
    with daemon(EICAR, path=tmp_path / "clamd") as (_playing, address):
        assert found_in([b"x"], address=address) == "Eicar-Signature"


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream:  FOUND\0"])
def test_anything_but_a_verdict_counts_as_silence(answer: bytes) -> None:
    with daemon(answer, deaf=True) as (_playing, address), pytest.raises(ScannerSilentError):
        found_in([b"x" * 65536] * 64, address=address)


def test_nobody_there_counts_as_silence(tmp_path: Path) -> None:
    with pytest.raises(ScannerSilentError):
        found_in([b"x"], address=str(tmp_path / "nobody"))


def test_who_does_not_answer_in_time_counts_as_silent() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        with pytest.raises(ScannerSilentError):
            found_in([b"x"], address=listening.getsockname(), patience=0.05)


@pytest.mark.django_db
def test_only_what_was_judged_harmless_is_kept(settings: Settings, tmp_path: Path) -> None:
    def keep() -> StoredFile:
        return store_file(
            io.BytesIO(b"Dispensa\n"),
            name="dispensa.txt",
            owner=make_territory(),
            kinds={"text"},
            by=SystemActor("prova"),
            at=datetime(2026, 11, 28, tzinfo=UTC),
        )

    settings.ANTIVIRUS = str(tmp_path / "nobody")
    with pytest.raises(FileNotKeptError, match="non risponde"):
        keep()
    with daemon(EICAR) as (_playing, settings.ANTIVIRUS), pytest.raises(FileNotKeptError, match="Eicar-Signature"):
        keep()
    assert not StoredFile.objects.exists()
    with daemon(CLEAN) as (playing, settings.ANTIVIRUS):
        file = keep()
    assert read_whole(file) == playing.heard == b"Dispensa\n"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("", None),
        ("unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp:localhost:3310", ("localhost", 3310)),
        ("tcp:[::1]:3310", ("::1", 3310)),
    ],
)
def test_address_is_read_from_the_environment(
    said: str, address: Address | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDITO_ANTIVIRUS", said)
    assert socket_address("ORDITO_ANTIVIRUS") == address


@pytest.mark.parametrize("said", ["localhost:3310", "unix:clamd", "tcp:localhost", "tcp::3310", "tcp:x:porta"])
def test_address_that_is_none_stops_the_start(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDITO_ANTIVIRUS", said)
    with pytest.raises(ImproperlyConfigured, match="ORDITO_ANTIVIRUS"):
        socket_address("ORDITO_ANTIVIRUS")
