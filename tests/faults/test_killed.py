# SPDX-License-Identifier: EUPL-1.2
"""`kill -9` of a real server while people save, and of a real worker while it imports."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from io import BytesIO
from itertools import count, pairwise, product
from string import ascii_lowercase
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.audit.models import Entry, Subject
from ordito.cases.enums import CaseFileState, ListKey
from ordito.cases.models import CaseFile, DiaryEntry, Person, TakingInCharge, WorkerAssignment
from ordito.cases.queries.spreadsheet import CASES
from ordito.core.fields import open_text
from ordito.imports.actions import map_columns, start_writing, upload_file
from ordito.imports.enums import BatchState
from ordito.imports.models import ImportBatch, WrittenObject
from ordito.imports.tasks import check_rows
from ordito.jobs.actions import SILENCE
from ordito.jobs.models import Job, JobState
from tests.factories.accounts import make_user
from tests.factories.cases import Place, code, make_case_file, make_codes, make_person, make_place, make_worker, staff
from tests.factories.territory import make_organisation, make_territory
from tests.faults.machines import Browser, kill, process, server, shared_database, wait_for

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HANDS = 3
ROWS = 2000
# A worker that writes in small steps, so that there is a middle to be killed in.
SLOW_WORKER = """
import django
django.setup()
from django.core.management import call_command
from ordito.imports.actions import work
work.CHUNK = 50
call_command("worker")
"""


@dataclass
class Saved:
    """What the server has acknowledged."""

    texts: list[str] = field(default_factory=list)
    records: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts) + len(self.records)


def save_until_killed(browser: Browser, records: list[CaseFile], saved: Saved, worker_id: int) -> None:
    """Take in charge one record after the other and write in its diary, until the server is gone."""
    today = f"{timezone.localdate():%d/%m/%Y}"
    taking = {
        "opened_on": today,
        "area": code(ListKey.AREA, "minors").pk,
        "mode": code(ListKey.MODE, "consensual").pk,
        "main_reason": code(ListKey.REASON, "parenting").pk,
        "reasons": [code(ListKey.REASON, "school").pk, code(ListKey.REASON, "poverty").pk],
        "worker": worker_id,
    }
    kind = code(ListKey.DIARY_KIND, "interview").pk
    try:
        for record in records:
            if browser.post(reverse("cases:take_in_charge", args=[record.pk]), taking) == 302:
                saved.records.append(record.pk)
            text = f"Colloquio {record.pk}"
            values = {"kind": kind, "happened_on": today, "text": text}
            if browser.post(reverse("cases:diary_write", args=[record.pk]), values) == 302:
                saved.texts.append(text)
    except (OSError, HTTPException):
        return
    finally:
        connection.close()


def assert_nothing_is_half_done() -> None:
    """Every row has what belongs to it, and its entry in the audit log; every entry has its row."""
    for model, action in ((DiaryEntry, "cases.publish_entry"), (TakingInCharge, "cases.take_in_charge")):
        kind = model._meta.label_lower
        entries = Entry.objects.filter(action=action)
        named = Subject.objects.filter(entry_id__in=entries.values("pk"), kind=kind).values_list("object_id", flat=True)
        assert Counter(named) == Counter(model.objects.values_list("pk", flat=True)), action
        assert entries.count() == model.objects.count()
    whole = TakingInCharge.objects.annotate(
        main=Count("reasons", filter=Q(reasons__main=True), distinct=True),
        others=Count("reasons", filter=Q(reasons__main=False), distinct=True),
        workers=Count("assignments", distinct=True),
    )
    assert set(whole.values_list("main", "others", "workers")) == {(1, 2, 1)}
    in_charge = CaseFile.objects.filter(state=CaseFileState.IN_CHARGE).values_list("pk", flat=True)
    assert Counter(in_charge) == Counter(TakingInCharge.objects.values_list("case_file", flat=True))
    assert WorkerAssignment.objects.count() == TakingInCharge.objects.count()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]


def test_killed_server_loses_no_acknowledged_save_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    with shared_database(tmp_path) as url:
        place = make_place()
        user = make_worker(place)
        records = [make_case_file(make_person(place), opened_by=staff(user)) for _ in range(150)]
        make_codes()
        saved = Saved()
        with server(url, tmp_path) as (running, port):
            browser = Browser(port, user)
            hands = [
                threading.Thread(target=save_until_killed, args=(browser, records[hand::HANDS], saved, staff(user).pk))
                for hand in range(HANDS)
            ]
            for hand in hands:
                hand.start()
            wait_for(lambda: len(saved) >= 12, every=0.01)
            kill(running)
            for hand in hands:
                hand.join()
        assert len(saved) < 2 * len(records), "the server was killed too late"
        texts = Counter(open_text(entry, "text") for entry in DiaryEntry.objects.select_related("case_file__person"))
        assert set(saved.texts) <= set(texts)
        assert set(texts.values()) == {1}
        assert set(saved.records) <= set(TakingInCharge.objects.values_list("case_file_id", flat=True))
        assert len(texts) + TakingInCharge.objects.count() - len(saved) <= HANDS
        assert_nothing_is_half_done()
        with server(url, tmp_path) as (running, port):
            late = Saved()
            left = records[-1:]
            save_until_killed(Browser(port, user), left, late, staff(user).pk)
        assert (late.records, late.texts) == ([left[0].pk], [f"Colloquio {left[0].pk}"])
        assert_nothing_is_half_done()


def spreadsheet() -> bytes:
    """So many invented children, each with a surname of their own."""
    numbers, letters = count(), product(ascii_lowercase, repeat=3)
    rows = (
        f"Zan{''.join(word)};Ezechiele;0{1 + number % 9}/03/2015;M;Roccainventata;1/9/2024;trascuratezza"
        for number, word in zip(numbers, letters, strict=False)
        if number < ROWS
    )
    return "\r\n".join(["Cognome;Nome;Nato il;Sesso;Residenza;Data apertura;Motivo", *rows]).encode()


def started_import() -> ImportBatch:
    """Uploaded, checked, and handed to the queue."""
    make_codes()
    ambito = make_place().ambito
    comune = make_territory("Roccainventata", parent=ambito)
    place = Place(ambito, comune, make_organisation(seat=comune))
    officer, now = make_user(role=AMBITO_OFFICER, territory=place.ambito), timezone.now()
    batch = upload_file(
        target=CASES, territory=place.ambito, stream=BytesIO(spreadsheet()), name="casi.csv", by=officer, at=now
    )
    mapping = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=CASES, mapping=mapping, by=officer, at=now)
    check_rows(lambda _done, _total: None, batch_id=batch.pk, by_id=officer.pk)
    Job.objects.all().delete()
    batch.refresh_from_db()
    assert (batch.rows_accepted, batch.rows_refused) == (ROWS, 0)
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=now)
    return batch


def assert_rows_are_whole(batch: ImportBatch, rows: int) -> None:
    """So many rows are in, each with all that belongs to it, and the audit log names them all."""
    assert batch.written == rows
    assert WrittenObject.objects.filter(batch=batch).values("row").distinct().count() == rows
    assert Person.objects.count() == CaseFile.objects.count() == TakingInCharge.objects.count() == rows
    assert set(TakingInCharge.objects.annotate(found=Count("reasons")).values_list("found", flat=True)) == {1}
    steps = Entry.objects.filter(action="imports.write_rows").order_by("id")
    assert sum(step.detail["accepted"] for step in steps) == rows
    ends = [(step.detail["first_row"], step.detail["last_row"]) for step in steps]
    assert all(before[1] < after[0] for before, after in pairwise(ends)), ends


def test_import_of_a_killed_worker_is_taken_up_without_a_row_twice(tmp_path: Path) -> None:
    with shared_database(tmp_path) as url:
        batch = started_import()
        with process(sys.executable, "-c", SLOW_WORKER, url=url, state=tmp_path) as running:
            wait_for(lambda: ImportBatch.objects.get(pk=batch.pk).written >= 100, every=0.01)
            kill(running)
        batch.refresh_from_db()
        assert batch.state == BatchState.RUNNING
        assert 100 <= batch.written < ROWS
        assert_rows_are_whole(batch, batch.written)

        job = Job.objects.filter(pk=batch.job_id or 0)
        assert job.get().state == JobState.RUNNING
        job.update(heartbeat_at=timezone.now() - SILENCE - timedelta(seconds=1))
        with process(sys.executable, "manage.py", "worker", url=url, state=tmp_path):
            wait_for(lambda: job.get().over)
        done = job.get()
        assert (done.state, done.attempts, done.result) == (JobState.DONE, 2, {"accepted": ROWS, "refused": 0})
        batch.refresh_from_db()
        assert batch.state == BatchState.DONE
        assert_rows_are_whole(batch, ROWS)
        assert Person.objects.values("wrapped_key").distinct().count() == ROWS
