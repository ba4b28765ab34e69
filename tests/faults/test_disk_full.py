# SPDX-License-Identifier: EUPL-1.2
"""No room left on a disk: a sentence that says so, nothing half written, and what was there is still there."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow.parquet
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER
from ordito.audit.models import Entry
from ordito.cases.enums import ListKey
from ordito.cases.models import DiaryEntry, Document
from ordito.cases.queries.spreadsheet import CASES
from ordito.files.models import StoredFile
from ordito.imports.models import ImportBatch
from ordito.indicators.enums import SnapshotState
from ordito.indicators.models import Snapshot
from ordito.jobs.models import Job, JobState
from ordito.jobs.tasks import run
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_place, make_record, make_worker
from tests.faults.machines import shared_database
from tests.indicators.conftest import _empty_cache, counted, region, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import Settings

    from tests.indicators.conftest import Region

__all__ = ["_empty_cache", "counted", "region"]
pytestmark = pytest.mark.django_db
BY_AMBITO = {"misura": "persone_in_carico", "periodo": "2025", "righe": "ambito"}


def no_room(*_arguments: object, **_options: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def entered(user: Any) -> Client:
    """A browser that shows error pages, as people see them."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def is_our_page(answer: Any, status: int, said: str) -> None:
    text = answer.content.decode()
    assert answer.status_code == status
    assert said in text
    assert 'lang="it"' in text
    assert "css/ordito" in text
    assert "No space left" not in text
    assert "Traceback" not in text


def test_import_upload_says_so_and_keeps_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place()
    client = entered(make_user(role=AMBITO_OFFICER, territory=place.ambito))
    lines = b"Cognome;Nome;Data apertura;Residenza\r\nZanzotti;Ezechiele;1/9/2024;Roccainventata\r\n"
    sheet = SimpleUploadedFile("casi.csv", lines)
    monkeypatch.setattr(os, "fsync", no_room)
    sent = {"target": CASES.key, "territory": place.ambito.pk, "file": sheet}
    is_our_page(client.post(reverse("imports:upload"), sent), 422, "Lo spazio del sistema è esaurito")
    assert files_in(settings.FILES_ROOT) == []
    assert not StoredFile.objects.exists()
    assert not ImportBatch.objects.exists()


def test_document_says_so_and_keeps_what_was_typed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_place()
    worker = make_worker(place)
    record = make_record(place, worker=worker).case_file
    values = {
        "file": SimpleUploadedFile("relazione.txt", b"Relazione della scuola"),
        "kind": code(ListKey.DOCUMENT_KIND, "report").pk,
        "title": "Relazione di marzo",
    }
    monkeypatch.setattr(os, "fsync", no_room)
    answer = entered(worker).post(reverse("cases:document_new", args=[record.pk]), values)
    is_our_page(answer, 422, "Lo spazio del sistema è esaurito")
    assert "Relazione di marzo" in answer.content.decode()
    assert files_in(settings.FILES_ROOT) == []
    assert not Document.objects.exists()


def no_room_for_parquet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file of a snapshot does not fit."""
    write, written = pyarrow.parquet.write_table, []

    def filling(table: Any, path: Any, **options: Any) -> None:
        written.append(path)
        if len(written) > 1:
            no_room()
        write(table, path, **options)

    monkeypatch.setattr(pyarrow.parquet, "write_table", filling)


def test_extraction_fails_in_words_and_the_snapshot_before_stays(
    counted: Region, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot()
    kept = sorted(files_in(settings.PARQUET_ROOT))
    client = entered(make_user(role=REGIONAL_OFFICER, territory=counted.whole))
    no_room_for_parquet(monkeypatch)
    answer = client.post(reverse("indicators:refresh"))
    job = Job.objects.get()
    run.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Lo spazio del sistema è esaurito" in job.message
    assert sorted(files_in(settings.PARQUET_ROOT)) == kept
    assert [path.name for path in settings.PARQUET_ROOT.iterdir()] == [before.key]
    assert Snapshot.objects.published() == before
    assert sorted(Snapshot.objects.values_list("state", flat=True)) == [SnapshotState.FAILED, SnapshotState.PUBLISHED]
    is_our_page(client.get(answer["Location"]), 200, "Lo spazio del sistema è esaurito")
    is_our_page(client.get(reverse("explore:pivot"), BY_AMBITO), 200, "Persone in carico")


@pytest.mark.parametrize(
    ("form", "place"),
    [("csv", "ordito.explore.views.files.to_csv"), ("xlsx", "ordito.explore.views.files.write_xlsx")],
)
def test_export_says_so_and_is_not_written_down_as_handed_out(
    counted: Region, monkeypatch: pytest.MonkeyPatch, form: str, place: str
) -> None:
    snapshot()
    client = entered(make_user(role=REGIONAL_OFFICER, territory=counted.whole))
    sent = BY_AMBITO | {"formato": form, "scopo": "Relazione annuale"}
    with monkeypatch.context() as patch:
        patch.setattr(place, no_room)
        answer = client.post(reverse("explore:export"), sent)
    is_our_page(answer, 507, "Lo spazio del sistema è esaurito")
    assert "Content-Disposition" not in answer
    assert not Entry.objects.filter(action="indicators.export_figure").exists()
    assert client.post(reverse("explore:export"), sent).status_code == 200
    assert Entry.objects.filter(action="indicators.export_figure").count() == 1


@contextmanager
def full_database() -> Iterator[None]:
    """On SQLite the file may truly not grow; PostgreSQL is made to say what it says on a full disk."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            try:
                yield
            finally:
                cursor.execute("PRAGMA max_page_count = 1000000")
        return
    import psycopg

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            cause = psycopg.errors.DiskFull("could not extend file: No space left on device")
            raise OperationalError(str(cause)) from cause
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db(transaction=True)
def test_database_without_room_says_so_and_saves_nothing(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        place = make_place()
        worker = make_worker(place)
        record = make_record(place, worker=worker).case_file
        client, url = entered(worker), reverse("cases:diary_write", args=[record.pk])
        values = {
            "kind": code(ListKey.DIARY_KIND, "interview").pk,
            "happened_on": f"{timezone.localdate():%d/%m/%Y}",
            "text": "Parole lunghe " * 20_000,
        }
        assert client.get(url).status_code == 200
        with full_database():
            answer = client.post(url, values)
        is_our_page(answer, 507, "quello che era già salvato è al sicuro")
        assert "Parole lunghe Parole lunghe" in answer.content.decode()
        assert not DiaryEntry.objects.exists()
        assert not Entry.objects.filter(action="cases.publish_entry").exists()
        assert client.post(url, values).status_code == 302
        assert DiaryEntry.objects.count() == Entry.objects.filter(action="cases.publish_entry").count() == 1


def test_other_failures_are_not_said_to_be_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> NoReturn:
        with transaction.atomic():
            raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("ordito.portal.views.render", broken)
    answer = entered(make_user()).get("/")
    assert (answer.status_code, "esaurito" in answer.content.decode()) == (500, False)
