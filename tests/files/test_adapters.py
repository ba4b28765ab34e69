# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from ordito.files import adapters
from ordito.files.actions import LARGEST

if TYPE_CHECKING:
    from pathlib import Path


def uploaded(*contents: bytes) -> list[Any]:
    sent = {f"file{place}": SimpleUploadedFile(f"è {place}.csv", content) for place, content in enumerate(contents)}
    request = RequestFactory().post("/", sent)
    return [request.FILES[name] for name in sent]


def test_uploads_arrive_whole_and_apart() -> None:
    first, second = uploaded(b"uno;due\n" * 50_000, b"x")
    assert (first.name, first.size, first.read()) == ("è 0.csv", 400_000, b"uno;due\n" * 50_000)
    assert (second.name, second.size, second.read()) == ("è 1.csv", 1, b"x")


def test_upload_beyond_the_limit_knows_its_size_but_does_not_fill_memory() -> None:
    [file] = uploaded(bytes(LARGEST + 5 * 1024 * 1024))
    assert file.size == LARGEST + 5 * 1024 * 1024
    assert LARGEST < len(file.read()) <= LARGEST + 1024 * 1024


def test_files_of_one_request_do_not_fill_memory_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "MOST_AT_ONCE", 3_000_000)
    assert len(uploaded(bytes(1_000_000), bytes(1_000_000))) == 2
    with pytest.raises(RequestDataTooBig):
        uploaded(bytes(1_000_000), bytes(1_000_000), bytes(1_000_001))


def test_upload_never_lies_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    [file] = uploaded(b"Rossi;Ada\n" * 100_000)
    assert list(tmp_path.iterdir()) == []
    assert file.size == 1_000_000
