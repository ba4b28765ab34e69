# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import errno
import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.db import connection, transaction

from ordito.core.access import SystemActor
from ordito.core.declare import Scope
from ordito.files.actions import (
    FileGoneError,
    FileNotKeptError,
    discard_file,
    expire_files,
    read_whole,
    store_file,
    store_made,
    sweep_orphans,
)
from ordito.files.adapters import download
from ordito.files.models import StoredFile, path_of
from ordito.files.tasks import expire
from tests.factories.accounts import make_user
from tests.factories.territory import make_territory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
CONTENT = b"Cognome;Nome\nRossi;Ada\n"


def keep(content: bytes = CONTENT, **options: Any) -> StoredFile:
    values: dict[str, Any] = {
        "name": "minori Rossi.csv",
        "owner": make_territory(),
        "kinds": {"text"},
        "by": SystemActor("prova"),
        "at": NOW,
    }
    return store_file(io.BytesIO(content), **{**values, **options})


def files_on_disk(settings: Settings) -> list[Path]:
    return list(settings.FILES_ROOT.glob("*/*")) if settings.FILES_ROOT.exists() else []


def test_file_is_kept_sealed_and_read_back(settings: Settings) -> None:
    file = StoredFile.objects.get(pk=keep().pk)
    assert read_whole(file) == CONTENT
    assert (file.kind, file.size, file.sha256) == ("text", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert file.name == "minori Rossi.csv"
    assert b"Rossi" not in bytes(file.sealed_name)
    assert b"Rossi" not in file.path.read_bytes()
    assert files_on_disk(settings) == [file.path]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"%PDF-1.7", {}, "tipo di file"),
        (b"", {}, "tipo di file"),
        (b"x" * 2 * 1024 * 1024, {"largest": 1024 * 1024}, "al massimo 1 MB"),
    ],
)
def test_file_refused_leaves_nothing(settings: Settings, content: bytes, options: dict[str, Any], said: str) -> None:
    with pytest.raises(FileNotKeptError, match=said):
        keep(content, **options)
    assert files_on_disk(settings) == []
    assert not StoredFile.objects.exists()


def test_full_disk_is_said_and_leaves_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileNotKeptError, match="spazio del sistema è esaurito"):
        keep()
    assert files_on_disk(settings) == []
    assert not StoredFile.objects.exists()


def test_row_that_cannot_be_saved_leaves_no_bytes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_arguments: object, **_options: object) -> NoReturn:
        raise RuntimeError

    monkeypatch.setattr(StoredFile, "save", failing)
    with pytest.raises(RuntimeError):
        keep()
    assert files_on_disk(settings) == []


def test_made_bytes_are_kept_sealed_piece_by_piece(settings: Settings) -> None:
    later = NOW + timedelta(days=7)
    owner = make_territory()
    file = store_made(
        (piece for piece in (b"uno;", b"Rossi\n")),
        name="risposte Rossi.csv",
        kind="text",
        owner=owner,
        by=SystemActor("prova"),
        at=NOW,
        expires_at=later,
    )
    assert read_whole(file) == b"uno;Rossi\n"
    assert (file.size, file.owner_id, file.expires_at) == (10, owner.pk, later)
    assert b"Rossi" not in file.path.read_bytes()
    assert files_on_disk(settings) == [file.path]


def test_work_that_fails_while_making_leaves_no_bytes(settings: Settings) -> None:
    def broken() -> Iterator[bytes]:
        yield b"uno"
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        store_made(
            broken(), name="x", kind="text", owner=make_territory(), by=SystemActor("prova"), at=NOW, expires_at=NOW
        )
    assert files_on_disk(settings) == []
    assert not StoredFile.objects.exists()


def test_discarded_file_is_gone_with_its_name(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file = keep()
    with django_capture_on_commit_callbacks(execute=True):
        discard_file(file, at=NOW)
    assert not file.path.exists()
    file.refresh_from_db()
    assert (file.name, file.discarded_at) == ("", NOW)
    with pytest.raises(FileGoneError):
        read_whole(file)


@pytest.mark.django_db(transaction=True)
def test_discarding_that_is_rolled_back_keeps_the_bytes() -> None:
    file = keep()

    def fail_after_discarding() -> NoReturn:
        with transaction.atomic():
            discard_file(file, at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_discarding()
    assert read_whole(StoredFile.objects.get(pk=file.pk)) == CONTENT


def test_bytes_lost_on_disk_are_said_to_be_gone() -> None:
    file = keep()
    file.path.unlink()
    with pytest.raises(FileGoneError):
        read_whole(file)
    with pytest.raises(FileGoneError):
        download(file)


def test_files_expire_at_their_time_and_only_then(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    over = keep(expires_at=NOW)
    later = keep(expires_at=NOW + timedelta(seconds=1))
    for_ever = keep()
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_files(now=NOW) == 1
    assert expire_files(now=NOW) == 0
    assert not over.path.exists()
    assert later.path.exists()
    assert for_ever.path.exists()


def test_orphans_are_swept_when_they_are_old(settings: Settings) -> None:
    kept = keep()
    old, young = path_of("0" * 30 + "ab"), path_of("1" * 30 + "cd")
    for path in (old, young):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for path in (old, kept.path):
        os.utime(path, (1, 1))
    assert sweep_orphans(now=datetime.now(UTC)) == 1
    assert sorted(files_on_disk(settings)) == sorted([kept.path, young])


def test_sweep_without_any_file() -> None:
    assert expire(lambda _done, _total: None) == {"expired": 0, "orphans": 0}


def test_download_is_saved_never_shown() -> None:
    answer = download(keep())
    assert b"".join(answer) == CONTENT
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"] == 'attachment; filename="minori Rossi.csv"'
    assert answer["Cache-Control"] == "private, no-store"


def test_files_are_visible_by_the_scopes_of_their_owners(monkeypatch: pytest.MonkeyPatch) -> None:
    user = make_user()
    seen, unseen = keep(), keep()
    assert list(StoredFile.objects.visible_to(user)) == []

    def owner_ids(_actor: object) -> Any:
        return type(make_territory()).objects.filter(pk=seen.owner_id).values("pk")

    scope = Scope("territory.territory", owner_ids)
    monkeypatch.setattr("ordito.files.models.declared", lambda _kind: (scope,))
    assert list(StoredFile.objects.visible_to(user)) == [seen]
    assert set(StoredFile.objects.visible_to(SystemActor("prova"))) == {seen, unseen}


def test_no_personal_value_stands_in_plain_in_the_table() -> None:
    keep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM files_storedfile")
        assert "Rossi" not in repr(cursor.fetchall())
