# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json

import pytest

from ordito.audit.models import Subject
from ordito.core.models import UnauditedWriteError, copy_rows, writing
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
