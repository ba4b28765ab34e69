# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, NoReturn

import pytest

from ordito.core.crypto import SealBrokenError
from ordito.files.engine.sealing import LENGTH, MARK, PIECE, DiskFullError, read_sealed, write_sealed

if TYPE_CHECKING:
    from pathlib import Path

SECRET = b"Rossi Ada, segretissimo "


def round_trip(path: Path, content: bytes, cut: int = 1000) -> bytes:
    write_sealed(path, (content[start : start + cut] for start in range(0, len(content), cut)), name="a")
    return b"".join(read_sealed(path, name="a"))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_bytes_come_back_whatever_their_size(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    assert round_trip(tmp_path / "x" / "file", content, cut=70_000) == content


def test_disk_holds_no_plain_byte_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    round_trip(tmp_path / "file", SECRET * 100)
    assert b"segretissimo" not in (tmp_path / "file").read_bytes()
    assert (tmp_path / "file").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def pieces_of(content: bytes) -> list[bytes]:
    found = []
    place = len(MARK)
    while place < len(content):
        end = place + LENGTH.size + LENGTH.unpack(content[place : place + LENGTH.size])[0]
        found.append(content[place:end])
        place = end
    return found


def altered(content: bytes, how: str) -> bytes:
    first, second, third = pieces_of(content)
    return {
        "cut at a piece": MARK + first + second,
        "cut within a piece": content[:-5],
        "pieces exchanged": MARK + second + first + third,
        "piece repeated": MARK + first + first + second + third,
        "bit turned": content[:-1] + bytes([content[-1] ^ 1]),
        "another mark": b"X" + content[1:],
        "only the mark": MARK,
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "cut at a piece",
        "cut within a piece",
        "pieces exchanged",
        "piece repeated",
        "bit turned",
        "another mark",
        "only the mark",
    ],
)
def test_altered_file_does_not_open(tmp_path: Path, how: str) -> None:
    path = tmp_path / "file"
    round_trip(path, os.urandom(2 * PIECE + 10))
    path.write_bytes(altered(path.read_bytes(), how))
    with pytest.raises(SealBrokenError):
        list(read_sealed(path, name="a"))


def test_file_exchanged_for_another_does_not_open(tmp_path: Path) -> None:
    round_trip(tmp_path / "file", SECRET)
    with pytest.raises(SealBrokenError):
        list(read_sealed(tmp_path / "file", name="b"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(number, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError):
        write_sealed(tmp_path / "file", [SECRET], name="a")
    assert list(tmp_path.iterdir()) == []


def test_failing_source_leaves_the_old_file(tmp_path: Path) -> None:
    round_trip(tmp_path / "file", b"vecchio")

    def failing() -> object:
        yield SECRET
        raise ConnectionError

    with pytest.raises(ConnectionError):
        write_sealed(tmp_path / "file", failing(), name="a")  # type: ignore[arg-type]
    assert b"".join(read_sealed(tmp_path / "file", name="a")) == b"vecchio"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
