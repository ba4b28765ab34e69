# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from ordito.audit.models import Subject
from ordito.core.models import UnauditedWriteError, copy_rows, insert_new, writing
from ordito.imports.enums import BatchState
from ordito.imports.models import Finding, ImportBatch
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito

pytestmark = pytest.mark.django_db


def test_copied_rows_are_there_with_ids_of_their_own() -> None:
    copy_rows(Subject, ("entry_id", "kind", "object_id"), [(1, "a.b", 7), (1, "a.b", 8)])
    assert list(Subject.objects.order_by("object_id").values_list("kind", "object_id")) == [("a.b", 7), ("a.b", 8)]
    Subject.objects.create(entry_id=2, kind="a.b", object_id=9)


def test_copied_values_keep_their_type_and_audited_tables_ask_the_guard() -> None:
    columns = ("batch_id", "row", "place", "field", "code", "warning", "detail")
    with writing():
        batch = ImportBatch(target="x", territory=make_ambito(), created_by=make_user(), created_at="2026-01-01T00:00Z")
        batch.save()
        copy_rows(Finding, columns, ((batch.pk, 3, None, "àè\t\\", "c", True, json.dumps({"a": "«b»"})) for _ in "x"))
    found = Finding.objects.get()
    assert (found.place, found.field, found.warning, found.detail) == (None, "àè\t\\", True, {"a": "«b»"})
    with pytest.raises(UnauditedWriteError):
        copy_rows(Finding, columns, [])


def finding(batch: ImportBatch, row: int) -> Finding:
    return Finding(
        batch=batch, row=row, place=row or None, field="è\t", code="c", warning=bool(row), detail={"a": str(row)}
    )


def test_new_rows_get_ids_and_come_back_as_they_were() -> None:
    now = datetime(2026, 11, 21, 10, 30, 15, 123456, tzinfo=UTC)
    with writing():
        user, place = make_user(), make_ambito()
        batches = [
            ImportBatch(
                target="x",
                territory=place,
                created_by=user,
                created_at=now,
                sealed_reading=bytes(range(256)),
                state=BatchState.CHECKED,
                mapping={"0": "«è»"},
            )
            for _number in range(3)
        ]
        insert_new(batches)
        insert_new([])
        insert_new([finding(batches[0], row) for row in (0, 1)])
        later = ImportBatch(target="y", territory=place, created_by=user, created_at=now)
        later.save()
    assert len({batch.pk for batch in batches} | {later.pk}) == 4
    for batch in batches:
        read = ImportBatch.objects.get(pk=batch.pk)
        for name in ("public_id", "target", "territory_id", "created_at", "state", "mapping", "file_id", "checkpoint"):
            assert getattr(read, name) == getattr(batch, name)
        assert bytes(read.sealed_reading) == bytes(range(256))
    assert [row.detail for row in Finding.objects.order_by("row")] == [{"a": "0"}, {"a": "1"}]
    assert [row.place for row in Finding.objects.order_by("row")] == [None, 1]


def test_new_rows_of_an_audited_table_ask_the_guard() -> None:
    with writing():
        batch = ImportBatch(target="x", territory=make_ambito(), created_by=make_user(), created_at=datetime.now(UTC))
        batch.save()
    with pytest.raises(UnauditedWriteError):
        insert_new([finding(batch, 1)])


def test_rows_that_break_a_constraint_are_refused_as_everywhere() -> None:
    with writing():
        batch = ImportBatch(target="x", territory=make_ambito(), created_by=make_user(), created_at=datetime.now(UTC))
        batch.save()
        twice = ImportBatch(target="x", territory_id=batch.territory_id, created_by_id=batch.created_by_id)
        twice.created_at, twice.public_id = batch.created_at, batch.public_id
        with pytest.raises(IntegrityError), transaction.atomic():
            insert_new([twice])
