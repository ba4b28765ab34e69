# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.audit.models import ChainLink, Entry, Seal
from ordito.audit.queries import SAFE_HORIZON, verify_chain
from ordito.audit.tasks import seal_audit
from ordito.core.access import SystemActor

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = START + timedelta(hours=1)
# The SQLite of the tests is in memory, where a second writer is refused instead of waiting.
SEALERS = 4 if connection.vendor == "postgresql" else 1


def write_entry(at: datetime = START) -> Entry:
    return log_access("audit.try", by=SystemActor("prova"), at=at, kind=Kind.READ)


def chained() -> list[int]:
    return list(ChainLink.objects.order_by("pk").values_list("entry_id", flat=True))


@pytest.mark.django_db
def test_seal_leaves_what_is_inside_the_safe_horizon() -> None:
    old, young = write_entry(), write_entry(LATER - SAFE_HORIZON)
    assert seal_audit(now=LATER) == {"links": 1}
    assert chained() == [old.pk]
    assert seal_audit(now=LATER + timedelta(seconds=1)) == {"links": 1}
    assert chained() == [old.pk, young.pk]


@pytest.mark.django_db
def test_seal_run_twice_changes_nothing() -> None:
    write_entry()
    seal_audit(now=LATER)
    before = list(ChainLink.objects.values_list("pk", "digest"))
    assert seal_audit(now=LATER) == {"links": 0}
    assert list(ChainLink.objects.values_list("pk", "digest")) == before


@pytest.mark.django_db
def test_seal_works_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.audit.tasks.BATCH", 2)
    entries = [write_entry() for _ in range(5)]
    assert seal_audit(now=LATER) == {"links": 5}
    assert chained() == [entry.pk for entry in entries]
    assert list(ChainLink.objects.order_by("pk").values_list("pk", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_entry_committed_late_is_chained_after_its_neighbours() -> None:
    late = Entry(pk=10, at=START, kind=Kind.READ, action="audit.late", actor_name="prova")
    Entry.objects.create(pk=20, at=START, kind=Kind.READ, action="audit.try", actor_name="prova")
    seal_audit(now=LATER)
    late.save(force_insert=True)
    seal_audit(now=LATER)
    assert chained() == [20, 10]
    assert verify_chain(before=LATER).sound


@pytest.mark.django_db
def test_day_is_sealed_once() -> None:
    write_entry()
    for hours in (15, 16, 17):  # 1, 2 and 3 in the morning of the third of March, in Rome
        seal_audit(now=START + timedelta(hours=hours))
    assert list(Seal.objects.values_list("day", "last_link_id")) == [(date(2026, 3, 2), 1)]


@pytest.mark.django_db
def test_empty_log_has_no_seal() -> None:
    seal_audit(now=LATER)
    assert not Seal.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_make_one_chain() -> None:
    entries = [write_entry() for _ in range(60)]
    together = threading.Barrier(SEALERS)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            together.wait()
            seal_audit(now=LATER)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(SEALERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert chained() == [entry.pk for entry in entries]
    assert verify_chain(before=LATER).sound
