# SPDX-License-Identifier: EUPL-1.2
"""A refresh reads what was touched, says which records it read again, and the night checks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.actions import recorded
from ordito.audit.models import Entry
from ordito.cases.actions import undo_batch
from ordito.core.declare import declared_datasets
from ordito.core.models import writing
from ordito.indicators.actions import extract_snapshot
from ordito.indicators.actions.extraction import MOST_LAYERS
from ordito.indicators.engine.store import Store
from ordito.indicators.enums import SnapshotState
from ordito.indicators.models import Snapshot
from ordito.indicators.queries.snapshots import folder_of
from tests.factories.cases import NOW, make_case_file, make_intervention, make_person, make_place, make_taking
from tests.indicators.conftest import SYSTEM, snapshot

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from ordito.core.declare import Dataset

pytestmark = pytest.mark.django_db


def touch(*rows: Model, **changed: Any) -> None:
    """Change the first row as an action does: all the rows are named in the log."""
    with recorded("cases.prova", by=SYSTEM, at=NOW) as trace:
        for name, value in changed.items():
            setattr(rows[0], name, value)
        rows[0].save()
        trace.touches(*rows)


def refreshed(**asked: Any) -> Store:
    return Store(folder_of(extract_snapshot(by=SYSTEM, at=NOW + timedelta(minutes=5), whole=False, **asked)))


def same(one: Store, other: Store) -> bool:
    names = [dataset.name for dataset in declared_datasets()]
    return [one.digest(name) for name in names] == [other.digest(name) for name in names]


def test_refresh_holds_what_a_whole_reading_would() -> None:
    place = make_place()
    takings = [
        make_taking(make_case_file(make_person(place, "Zanzotti", f"N{number}")), opened_on=date(2024, 2, 3))
        for number in range(5)
    ]
    first = Store(folder_of(snapshot()))
    closed, annulled, older, served, untouched = takings
    touch(closed, closed.case_file, closed_on=date(2025, 1, 2))
    touch(annulled, annulled.case_file, annulled_at=NOW)
    touch(older.case_file.person, birth_date=date(2001, 4, 5))
    make_intervention(served)
    touch(served, served.case_file)
    fresh = make_taking(make_case_file(make_person(place, "Zanzotti", "Nuova")), opened_on=date(2025, 9, 9))
    touch(fresh, fresh.case_file)
    found = refreshed()
    assert found.manifest.layers == 2
    assert found.facts("takings").rows == 5
    assert found.gone("takings").num_rows == 5, "those read again; the one that nobody touched is not among them"
    assert {path.split("/")[-1] for path in found.files("takings")} == {"0000.parquet", "0001.parquet"}
    assert not same(first, found)
    again = refreshed()
    assert again.manifest.layers == 3
    assert same(again, found), "reading a record twice changes nothing"
    whole = Store(folder_of(snapshot()))
    assert whole.manifest.layers == 1
    assert same(whole, found)
    assert untouched.pk


def test_refresh_forgets_an_import_that_was_undone() -> None:
    place = make_place()
    known, new = (make_case_file(make_person(place, "Zanzotti", name)) for name in ("Nota", "Nuova"))
    kept = make_taking(known, opened_on=date(2023, 1, 9), closed_on=date(2023, 8, 9))
    brought = [make_taking(record, opened_on=date(2024, 2, 3)) for record in (known, new)]
    served = [make_intervention(taking) for taking in (kept, brought[1])]
    rows: tuple[Any, ...] = (*brought, *served, new, new.person)
    with writing():
        for row in rows:
            row.import_batch = 5
            row.save()
    assert snapshot().takings == 3
    assert not any(undo_batch(by=SYSTEM, at=NOW, batch=5).values()), "nobody worked on them: nothing is kept"
    found = refreshed()
    assert [found.facts(name).rows for name in ("takings", "interventions")] == [1, 0]
    assert same(Store(folder_of(snapshot())), found)


def test_night_repairs_what_no_entry_told_of_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    taking = make_taking(make_case_file(make_person(make_place())), opened_on=date(2024, 2, 3))
    snapshot()
    with writing():
        taking.closed_on = date(2025, 5, 5)
        taking.save()
    assert refreshed().read("takings", ["end"])["end"].to_pylist() == [2**31 - 1]
    assert snapshot().takings == 1
    entry = Entry.objects.filter(action="indicators.publish_snapshot").latest("pk")
    assert entry.detail == {"takings": 1, "layers": 1, "drift": ["taking_plans", "takings", "taking_reasons"]}
    assert "had missed changes in: taking_plans, takings, taking_reasons" in caplog.text


def test_refresh_reads_whole_a_dataset_that_an_upgrade_declares_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    make_taking(make_case_file(make_person(make_place())), opened_on=date(2024, 2, 3))
    before = [without_mode(each) if each.name == "takings" else each for each in declared_datasets()]
    with monkeypatch.context() as patched:
        patched.setattr("ordito.indicators.queries.plans.all_datasets", lambda: before)
        assert "mode" not in Store(folder_of(snapshot())).facts("takings").columns
    found = refreshed()
    assert found.manifest.layers == 2
    assert found.facts("takings").codes["mode"] == ["consensual"]
    assert same(Store(folder_of(snapshot())), found)


def test_reading_that_was_overtaken_is_not_put_in_use() -> None:
    make_taking(make_case_file(make_person(make_place())), opened_on=date(2024, 2, 3))
    later: list[Snapshot] = []

    def meanwhile(done: int, _total: int) -> None:
        if not done:
            later.append(snapshot())

    found = extract_snapshot(by=SYSTEM, at=NOW - timedelta(hours=1), progress=meanwhile)
    assert Snapshot.objects.published() == later[0]
    assert (found.state, found.published_at, found.takings) == (SnapshotState.RETIRED, None, 1)
    assert folder_of(later[0]).exists()
    again = snapshot()
    assert Snapshot.objects.published() == again, "one of the same moment is"


def without_mode(dataset: Dataset) -> Dataset:
    """As an earlier version declared it."""
    columns = tuple(column for column in dataset.columns if column.name != "mode")
    names = [column.name for column in dataset.columns]

    def rows() -> QuerySet[Any, Any]:
        asked = dataset.rows()
        fields = [field for field, name in zip(asked.query.values_select, names, strict=True) if name != "mode"]
        return asked.values_list(*fields)

    return replace(dataset, columns=columns, rows=rows)


def test_refresh_reads_everything_when_there_is_nothing_to_follow(monkeypatch: pytest.MonkeyPatch) -> None:
    make_taking(make_case_file(make_person(make_place())), opened_on=date(2024, 2, 3))
    assert refreshed().manifest.layers == 1
    assert refreshed().manifest.layers == 2
    monkeypatch.setattr("ordito.indicators.actions.extraction.MOST_LAYERS", 2)
    assert MOST_LAYERS > 2
    assert refreshed().manifest.layers == 1
    published = Snapshot.objects.published()
    assert published is not None
    (folder_of(published) / "manifest.json").unlink()
    assert refreshed().manifest.layers == 1
