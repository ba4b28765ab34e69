# SPDX-License-Identifier: EUPL-1.2
"""Snapshots: nothing of an identity in them, the pointer moves at once, killed work leaves the old one in use."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from ordito.accounts.roles import ADMINISTRATOR, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.declare import declared_datasets
from ordito.core.models import writing
from ordito.indicators.actions import (
    IndicatorError,
    UnlawfulThresholdError,
    extract_snapshot,
    extraction,
    request_snapshot,
    set_policy,
)
from ordito.indicators.actions.protection import NOISE_STAYS
from ordito.indicators.engine.cell_keys import Perturbation
from ordito.indicators.engine.laid import lay_down
from ordito.indicators.engine.store import FIXED, Store
from ordito.indicators.enums import Audience, SnapshotState
from ordito.indicators.models import DisclosurePolicy, Snapshot
from ordito.indicators.queries.noise import noise_for, noise_wanted
from ordito.indicators.tasks import extract
from ordito.jobs.models import Job
from tests.factories.accounts import make_user
from tests.factories.cases import (
    NOW,
    make_case_file,
    make_diary_entry,
    make_intervention,
    make_person,
    make_place,
    make_record,
    make_taking,
)
from tests.factories.territory import make_service_type
from tests.indicators.conftest import SYSTEM, Region, snapshot

if TYPE_CHECKING:
    from datetime import datetime

    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db

PLANTED = {
    "surname": "Spinarocca",
    "name": "Ermelinda",
    "fiscal_code": "SPNRLN12C44F205X",
    "street": "Via delle Ortensie 77",
    "phone": "3339998887",
}
NARRATIVE = "Colloquio riservato sulla nonna paterna."


def folder_of(made: Snapshot) -> Path:
    return Path(settings.PARQUET_ROOT) / made.key


def columns_of(made: Snapshot, name: str = "takings") -> dict[str, list[Any]]:
    store = Store(folder_of(made))
    found: dict[str, list[Any]] = store.read(name, [*FIXED, *store.facts(name).columns]).to_pydict()
    return found


def planted(place: Place) -> Any:
    record = make_case_file(make_person(place, birth_date=date(2012, 3, 4), sex="F", **PLANTED))
    taking = make_taking(record, opened_on=date(2025, 5, 6))
    make_diary_entry(record, NARRATIVE)
    return taking


def test_snapshot_holds_no_planted_string_nor_any_id_or_birthday() -> None:
    taking = planted(make_place())
    made = snapshot()
    person = taking.case_file.person
    files = [path for path in folder_of(made).rglob("*") if path.is_file()]
    everything = b"".join(path.read_bytes() for path in files)
    values = repr([pq.read_table(path).to_pydict() for path in files if path.suffix == ".parquet"])
    for secret in (*PLANTED.values(), NARRATIVE, "Spinarocca".lower(), "2012-03-04", str(person.public_id)):
        assert secret.encode() not in everything
        assert secret not in values
    assert columns_of(made)["birth"] == [2012 * 12 + 2], "what could leak is there, as a month"
    ids = {taking.pk, taking.case_file.pk, person.pk, person.link}
    for name in ("row", "owner", "person", "key"):
        assert not ids & set(columns_of(made)[name])


def test_columns_of_a_snapshot_are_exactly_these() -> None:
    planted(make_place())
    facts = Store(folder_of(snapshot())).manifest.datasets
    assert set(facts["takings"].columns) == {"mode", "body", "outcome", "closure_reason"}
    assert set(facts["taking_reasons"].columns) == {"taking", "reason", "main"}
    assert set(facts["interventions"].columns) == {"taking", "kind", "service_type", "provider"}
    assert facts["interventions"].parents == {"taking": "takings"}


def test_one_person_has_one_pseudonym_and_one_key_in_every_snapshot() -> None:
    """Else the average of many nights would be the truth (decision 0021)."""
    place = make_place()
    record = make_case_file(make_person(place, **PLANTED))
    make_taking(record, opened_on=date(2024, 1, 1), closed_on=date(2024, 6, 1))
    make_taking(record, opened_on=date(2025, 1, 1))
    first, second = columns_of(snapshot()), columns_of(snapshot())
    for name in ("person", "key"):
        assert first[name] == second[name]
        assert len(set(first[name])) == 1


def test_persons_known_to_two_bodies_by_one_fiscal_code_are_one() -> None:
    for place in (make_place(), make_place()):
        planted(place)
    made = snapshot()
    assert (made.takings, made.persons) == (2, 1)


def test_facets_are_read_from_what_was_done() -> None:
    taking = planted(make_place())
    make_intervention(taking, service_type=make_service_type("ADE"))
    make_intervention(taking)
    made = snapshot()
    assert sorted(columns_of(made, "interventions")["service_type"]) == ["", "ADE"]
    assert columns_of(made)["body"] == [str(taking.body_id)]


def test_annulled_takings_are_not_counted() -> None:
    taking = planted(make_place())
    with writing():
        taking.annulled_at = NOW
        taking.save()
    assert snapshot().takings == 0


def test_publication_moves_the_pointer_and_retires_the_old_one() -> None:
    first = snapshot()
    second = snapshot()
    first.refresh_from_db()
    assert first.state == SnapshotState.RETIRED
    assert Snapshot.objects.published() == second
    with pytest.raises(IntegrityError), transaction.atomic(), writing():
        Snapshot.objects.filter(pk=first.pk).update(state=SnapshotState.PUBLISHED)


def test_extraction_that_fails_halfway_leaves_the_old_snapshot_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    planted(make_place())
    old = snapshot()

    def disk_full(*_args: Any, **_values: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ordito.indicators.engine.store.pq.write_table", disk_full)
    with pytest.raises(OSError, match="No space"):
        snapshot()
    assert Snapshot.objects.published() == old
    assert Snapshot.objects.filter(state=SnapshotState.FAILED).count() == 1
    assert [path.name for path in Path(settings.PARQUET_ROOT).iterdir()] == [old.key]


def test_a_snapshot_without_room_to_be_laid_down_is_in_use_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def disk_full(*_args: Any, **_values: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(extraction, "lay_down", partial(lay_down, least=0))
    monkeypatch.setattr("ordito.indicators.engine.laid.os.fsync", disk_full)
    made = snapshot()
    assert Snapshot.objects.published() == made
    assert not [path.name for path in folder_of(made).iterdir() if "laid" in path.name]
    assert "not laid down" in caplog.text


def test_what_a_killed_worker_left_is_swept_and_recent_snapshots_are_kept() -> None:
    with writing():
        dead = Snapshot.objects.create(key="d" * 32, read_at=NOW - timedelta(days=1))
        alive = Snapshot.objects.create(key="a" * 32, read_at=NOW)
    root = Path(settings.PARQUET_ROOT)
    for key in (dead.key, alive.key):
        (root / f".{key}").mkdir(parents=True)
    made = [extract_snapshot(by=SYSTEM, at=NOW + timedelta(minutes=minute)) for minute in range(4)]
    dead.refresh_from_db()
    assert dead.state == SnapshotState.FAILED
    assert {path.name for path in root.iterdir()} == {f".{alive.key}", *(one.key for one in made[1:])}


def test_snapshots_lie_where_nobody_else_may_look() -> None:
    made = snapshot()
    assert folder_of(made).stat().st_mode & 0o077 == 0


def test_extraction_is_written_in_the_audit_without_personal_ids() -> None:
    planted(make_place())
    snapshot()
    entry = Entry.objects.filter(action="indicators.publish_snapshot").latest("pk")
    assert entry.detail == {"takings": 1, "layers": 1}
    assert set(entry.objects_touched) == {"indicators.snapshot"}


def test_request_starts_one_job_and_not_two() -> None:
    officer = make_user(role=REGIONAL_OFFICER)
    first, second = (request_snapshot(by=officer, at=NOW) for _ in range(2))
    assert first == second
    assert Job.objects.get().function == extraction.REFRESH
    assert Job.objects.get().arguments == {}


def test_request_and_policy_are_refused_without_the_verb() -> None:
    worker = make_user(role=SOCIAL_WORKER)
    with pytest.raises(NotAllowedError):
        request_snapshot(by=worker, at=NOW)
    with pytest.raises(NotAllowedError):
        extract_snapshot(by=make_user(role=ADMINISTRATOR), at=NOW)
    with pytest.raises(NotAllowedError):
        set_policy(audience=Audience.NETWORK, threshold=5, exact_in_own_place=True, by=worker, at=NOW)


def test_job_runs_the_extraction_and_says_what_it_found() -> None:
    planted(make_place())
    steps: list[tuple[int, int]] = []
    found = extract(lambda done, total: steps.append((done, total)))
    assert found["takings"] == 1
    total = len(declared_datasets())
    assert steps == [(number, total) for number in range(total + 1)]


def test_threshold_below_three_is_refused_by_the_action_and_by_the_database() -> None:
    officer = make_user(role=REGIONAL_OFFICER)
    with pytest.raises(UnlawfulThresholdError):
        set_policy(audience=Audience.NETWORK, threshold=2, exact_in_own_place=True, by=officer, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), writing():
        DisclosurePolicy.objects.filter(audience=Audience.NETWORK).update(threshold=2)
    policy = set_policy(audience=Audience.NETWORK, threshold=10, exact_in_own_place=False, by=officer, at=NOW)
    assert (policy.threshold, policy.exact_in_own_place) == (10, False)


def test_new_noise_waits_for_the_nightly_reading_and_then_stays(region: Region) -> None:
    def ask(variance: float, at: datetime = NOW) -> DisclosurePolicy:
        noise = Perturbation(variance, 8)
        return set_policy(
            audience=Audience.NETWORK, threshold=5, exact_in_own_place=True, noise=noise, by=officer, at=at
        )

    officer = make_user(role=REGIONAL_OFFICER, territory=region.whole)
    first = snapshot()
    assert ask(4.0).noise_changed_at == NOW
    refreshed = extract_snapshot(by=SYSTEM, at=NOW, whole=False)
    for made in (first, refreshed):
        assert noise_for(Audience.NETWORK, made).table.perturbation == Perturbation(3.0, 6)
    assert noise_wanted(Audience.NETWORK) == Perturbation(4.0, 8)
    assert noise_for(Audience.NETWORK, snapshot()).table.perturbation == Perturbation(4.0, 8)
    with pytest.raises(IndicatorError, match="90 giorni") as refused:
        ask(5.0, NOW + NOISE_STAYS - timedelta(seconds=1))
    assert refused.value.field == "rumore"
    assert ask(4.0, NOW + timedelta(days=1)).noise_changed_at == NOW, "what stays as it is may be said again"
    assert ask(5.0, NOW + NOISE_STAYS).noise_variance == 5
    assert Entry.objects.filter(action="indicators.set_policy").latest("pk").detail["variance"] == 5.0


def test_snapshot_of_a_house_without_takings_is_empty_and_published(region: Region) -> None:
    made = snapshot()
    assert (made.takings, made.persons, made.first_day) == (0, 0, None)
    assert region.places


@pytest.mark.django_db(transaction=True)
def test_column_reader_reads_what_is_committed() -> None:
    """On PostgreSQL through its column driver; SQLite's tests are in memory and read rows."""
    make_record(make_place(), surname="Spinarocca")
    assert snapshot().takings == 1
