# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.audit.actions import log_access
from ordito.audit.engine.triggers import without_triggers
from ordito.audit.enums import Kind
from ordito.audit.models import ChainLink, Entry, Seal, Subject
from ordito.audit.queries import BATCH, GENESIS, SAFE_HORIZON, Verdict, next_digest, seal_code, verify_chain
from ordito.audit.tasks import seal_audit, verify_audit
from ordito.core.access import SystemActor
from tests.factories.territory import make_territory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def write_entries(number: int, *, at: datetime = START, rows: tuple[Model, ...] = ()) -> list[Entry]:
    by = SystemActor("prova")
    return [
        log_access("audit.try", by=by, at=at + timedelta(seconds=step), kind=Kind.READ, rows=rows)
        for step in range(number)
    ]


def check(at: datetime = START + timedelta(days=3)) -> Verdict:
    return verify_chain(before=at - SAFE_HORIZON)


@pytest.fixture
def unguarded() -> Iterator[None]:
    """Somebody with the password of the database."""
    with without_triggers(connection):
        yield


@pytest.fixture
def sealed() -> list[Entry]:
    entries = write_entries(4, rows=(make_territory(),))
    seal_audit(now=START + timedelta(days=1))
    return entries


def rewrite_chain() -> None:
    """What an attacker who knows the code would do after changing an entry."""
    digest = GENESIS
    for link in ChainLink.objects.order_by("pk"):
        digest = next_digest(digest, Entry.objects.get(pk=link.entry_id))
        ChainLink.objects.filter(pk=link.pk).update(digest=digest)


def test_sealed_log_is_sound(sealed: list[Entry]) -> None:
    verdict = check()
    assert (verdict.links, verdict.waiting, verdict.problems) == (4, 0, ())
    assert verdict.sound


def test_empty_log_is_sound() -> None:
    assert check() == Verdict(0, 0, (), 0)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("change", [{"purpose": "altro"}, {"actor_name": "Altra"}, {"objects_touched": {}}])
def test_changed_entry_is_found(sealed: list[Entry], change: dict[str, Any]) -> None:
    Entry.objects.filter(pk=sealed[1].pk).update(**change)
    assert f"entry {sealed[1].pk}: changed, or a link before it is missing" in check().problems


@pytest.mark.usefixtures("unguarded")
def test_deleted_entry_is_found(sealed: list[Entry]) -> None:
    Entry.objects.filter(pk=sealed[2].pk).delete()
    assert check().problems == (f"entry {sealed[2].pk}: deleted",)


@pytest.mark.usefixtures("unguarded")
def test_deleted_entry_with_its_link_is_found(sealed: list[Entry]) -> None:
    Entry.objects.filter(pk=sealed[1].pk).delete()
    ChainLink.objects.filter(entry_id=sealed[1].pk).delete()
    assert check().problems[0] == "link 2: missing"


@pytest.mark.usefixtures("unguarded")
def test_rewritten_chain_is_found_by_the_seal(sealed: list[Entry]) -> None:
    Entry.objects.filter(pk=sealed[0].pk).update(purpose="altro")
    rewrite_chain()
    assert check().problems == ("seal 2026-03-02: the chain under it was rewritten",)


@pytest.mark.usefixtures("unguarded")
def test_rewritten_chain_with_a_remade_seal_is_found_by_its_code(sealed: list[Entry]) -> None:
    Entry.objects.filter(pk=sealed[0].pk).update(purpose="altro")
    rewrite_chain()
    Seal.objects.update(digest=ChainLink.objects.order_by("-pk")[0].digest)
    assert check().problems == ("seal 2026-03-02: not ours",)


@pytest.mark.usefixtures("unguarded")
def test_shortened_log_is_found_by_every_seal_of_its_end(sealed: list[Entry]) -> None:
    seal_audit(now=START + timedelta(days=2))  # a quiet day: a second seal on the same link
    Entry.objects.filter(pk=sealed[3].pk).delete()
    ChainLink.objects.filter(entry_id=sealed[3].pk).delete()
    days = ("2026-03-02", "2026-03-03")
    assert check().problems == tuple(f"seal {day}: the chain under it was shortened" for day in days)


@pytest.mark.usefixtures("unguarded")
def test_hidden_subject_is_found(sealed: list[Entry]) -> None:
    Subject.objects.filter(entry_id=sealed[0].pk).delete()
    assert check().problems == (f"entry {sealed[0].pk}: its index was changed",)


@pytest.mark.usefixtures("unguarded")
def test_seal_of_another_day_does_not_fit(sealed: list[Entry]) -> None:
    seal = Seal.objects.get()
    assert seal.code == seal_code("2026-03-02", seal.digest)
    Seal.objects.update(day="2026-02-01")
    assert check().problems == ("seal 2026-02-01: not ours",)


def test_entry_behind_the_horizon_without_link_is_waiting(sealed: list[Entry]) -> None:
    write_entries(1, at=START + timedelta(days=1))
    assert check().waiting == 1
    assert check(START + timedelta(days=1, minutes=4)).waiting == 0


def test_check_reads_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    assert BATCH >= 100
    monkeypatch.setattr("ordito.audit.queries.BATCH", 2)
    counts = []
    for _ in range(2):
        write_entries(4)
        seal_audit(now=START + timedelta(days=1))
        with CaptureQueriesContext(connection) as queries:
            assert check().sound
        counts.append(len(queries))
    assert counts[1] - counts[0] == 2 * 2  # two more batches: entries and subjects of each


def test_task_gives_the_verdict_and_its_progress(sealed: list[Entry]) -> None:
    seen: list[tuple[int, int]] = []
    result = verify_audit(lambda done, total: seen.append((done, total)))
    assert result == {"sound": True, "links": 4, "waiting": 0, "problem_count": 0, "problems": []}
    assert seen == [(4, 4)]


def test_command_prints_the_verdict(sealed: list[Entry]) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == "Anelli verificati: 4. In attesa di sigillo: 0.\n"


@pytest.mark.usefixtures("unguarded")
def test_command_fails_on_an_altered_log(sealed: list[Entry]) -> None:
    Entry.objects.filter(pk=sealed[0].pk).update(purpose="altro")
    err = StringIO()
    with pytest.raises(CommandError, match="alterato"):
        call_command("verify_audit", stdout=StringIO(), stderr=err)
    assert f"entry {sealed[0].pk}: changed" in err.getvalue()
