# SPDX-License-Identifier: EUPL-1.2
"""A discard destroys what was said of somebody, everywhere, and leaves the rest as it was."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ordito.audit.tasks import seal_audit, verify_audit
from ordito.cases.actions import CaseError
from ordito.cases.models import CaseFile, Contact, Person, PersonMerge, SearchToken
from ordito.cases.queries.people import find_people
from ordito.cases.queries.record_header import birth_text
from ordito.cases.queries.record_identity import identity_of
from ordito.core.access import SystemActor
from ordito.core.crypto import CryptoError, open_sealed
from ordito.core.fields import SealedField, open_text
from ordito.core.models import writing
from ordito.files.actions import store_file
from ordito.files.models import StoredFile
from ordito.jobs.models import Job, JobState
from ordito.stewardship import rules
from ordito.stewardship.actions import wiping
from ordito.stewardship.actions.reapplying import apply_register
from ordito.stewardship.engine.register import add_line, lines_of
from ordito.stewardship.enums import DiscardState, Obstacle
from ordito.stewardship.models import Discard, DiscardItem
from ordito.stewardship.tasks.discards import carry_out_discard
from tests.factories.cases import Place, make_diary_entry, make_person, make_place, make_record, make_worker
from tests.factories.kinship import make_relative
from tests.factories.planting import SEED, Planting
from tests.factories.rights import make_limitation
from tests.factories.stewardship import (
    NOW,
    make_dpo,
    make_hold,
    make_officer,
    make_old_record,
    make_proposals,
    make_signed_discard,
)
from tests.repository.models import own_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import Model

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    make_proposals()
    return make_place()


def silent(_done: int, _total: int) -> None:
    return None


def signed(place: Place) -> Discard:
    return make_signed_discard(place, make_officer(place), make_dpo())


def sealed_values(model: type[Model]) -> Iterator[tuple[Any, str]]:
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
    for row in model._base_manager.all() if names else ():
        yield from ((row, name) for name in names if getattr(row, name))


def readable(row: Any, name: str) -> str:
    """The text of a sealed column, by the person's key or by the ring; nothing when neither opens it."""
    if hasattr(row, "key_holder"):
        return open_text(row, name)
    if isinstance(row, StoredFile):
        return row.name
    try:
        return open_sealed(bytes(getattr(row, name)), context=name.encode()).decode()
    except CryptoError:
        return ""


def readable_seeds() -> list[str]:
    """Where something planted can still be read."""
    return [
        f"{model._meta.label_lower}.{name}"
        for model in own_models()
        for row, name in sealed_values(model)
        if SEED in readable(row, name)
    ]


def plain_seeds() -> list[str]:
    """Columns of any table in which the seed stands as it was written."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names that the database gave
            found += [table for row in cursor.fetchall() if SEED in str(row)]
    return found


def stored_bytes() -> list[Path]:
    return list(Path(settings.FILES_ROOT).glob("??/*"))


def test_nothing_planted_can_be_read_afterwards(place: Place) -> None:
    taking = make_old_record(place, surname=SEED, fiscal_code="")
    discard = signed(place)
    planting = Planting(taking)
    before = readable_seeds()
    assert len(planting.rows) > 100
    assert len(before) > 100
    assert stored_bytes()
    mine = {row.path: row.owner_kind for row in StoredFile.objects.present() if SEED in row.name}
    assert len(mine) > 100
    assert carry_out_discard(silent, discard_id=discard.pk) == {"discarded": 1, "left": 0}
    assert readable_seeds() == []
    assert plain_seeds() == []
    assert sorted(kind for path, kind in mine.items() if path.exists()) == []
    for holder in (*Person.objects.all(), *Contact.objects.all()):
        with pytest.raises(CryptoError):
            holder.data_key()


def test_skeleton_stays_and_says_the_month_alone(place: Place) -> None:
    taking = make_old_record(place, birth_place="A662", fiscal_code="", deceased_on=date(2002, 3, 9))
    life = {"birth_date": date(1931, 2, 28), "deceased": True, "deceased_on": date(1999, 12, 31)}
    relative = make_relative(taking.case_file, "Nonna Inventata", **life)
    nobody = make_relative(taking.case_file, "Nonno Inventato")
    link = taking.case_file.person.link
    carry_out_discard(silent, discard_id=signed(place).pk)
    person = Person.objects.get(pk=taking.case_file.person_id)
    assert person.discarded
    assert person.full_name() == "Dati scartati"
    assert (person.birth_date, person.birth_place, person.fiscal_code_index) == (date(1960, 5, 1), "", None)
    assert person.deceased_on == date(2002, 3, 1)
    relative.refresh_from_db()
    nobody.refresh_from_db()
    assert (relative.birth_date, relative.deceased_on) == (date(1931, 2, 1), date(1999, 12, 1))
    assert (nobody.birth_date, nobody.deceased_on) == (None, None)
    assert birth_text(person) == "data di nascita 05/1960"
    assert identity_of(person, full=False).birth == "05/1960", "the first of the month stands for all of it"
    assert person.link != link
    assert person.sex == "M"
    assert CaseFile.objects.current().filter(pk=taking.case_file_id).exists()


def test_search_finds_them_no_more_and_finds_others(place: Place) -> None:
    worker = make_worker(place)
    taking = make_old_record(place, worker=worker, surname="Vecchietti")
    make_record(place, worker=worker, surname="Vecchiotti")
    discard = signed(place)
    gone, stays = taking.case_file.person, Person.objects.exclude(pk=taking.case_file.person_id).get()
    carry_out_discard(silent, discard_id=discard.pk)
    assert not SearchToken.objects.filter(person_id=gone.pk).exists()
    assert SearchToken.objects.filter(person_id=stays.pk).exists()
    found = [one.person.pk for one in find_people(worker, "Vecchietti", at=NOW)]
    assert gone.pk not in found


def test_others_records_stay_as_they_are(place: Place) -> None:
    worker = make_worker(place)
    make_old_record(place)
    other = make_record(place, worker=worker)
    entry = make_diary_entry(other.case_file, text="Resta qui.")
    carry_out_discard(silent, discard_id=signed(place).pk)
    entry.refresh_from_db()
    assert open_text(entry, "text") == "Resta qui."


def test_audit_is_whole_afterwards(place: Place) -> None:
    make_old_record(place)
    carry_out_discard(silent, discard_id=signed(place).pk)
    seal_audit(now=NOW)
    assert verify_audit()["problems"] == []


def test_what_is_held_since_the_signature_is_left_out(place: Place) -> None:
    worker = make_worker(place)
    held = make_old_record(place, worker=worker)
    make_old_record(place)
    discard = signed(place)
    make_hold(held.case_file, worker)
    assert carry_out_discard(silent, discard_id=discard.pk) == {"discarded": 1, "left": 1}
    item = DiscardItem.objects.get(case_file=held.case_file)
    assert (item.obstacle, item.wiped_at) == (Obstacle.HOLD, None)
    assert not Person.objects.get(pk=held.case_file.person_id).discarded


@pytest.mark.parametrize(("write", "rule"), [(make_hold, "can_hold"), (make_limitation, "can_serve")])
def test_nothing_is_promised_of_what_went_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch, write: Any, rule: str
) -> None:
    monkeypatch.setattr(rules, rule, lambda *_: True)  # asked before the discard
    worker = make_worker(place)
    stale = make_old_record(place, worker=worker).case_file
    assert not stale.person.discarded
    carry_out_discard(silent, discard_id=signed(place).pk)
    with pytest.raises(CaseError, match="scartati"):
        write(stale, worker)


@pytest.mark.parametrize("step", ["wipe_person", "add_line", "delete_files", "line_of"])
def test_an_interruption_is_gone_on_with(place: Place, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    takings = [make_old_record(place) for _number in range(3)]
    for taking in takings:
        keep_file(taking.case_file)
    discard = signed(place)
    whole, calls = getattr(wiping, step), []

    def killed(*arguments: Any, **values: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*arguments, **values)

    monkeypatch.setattr(wiping, step, killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out_discard(silent, discard_id=discard.pk)
    assert DiscardItem.objects.filter(done_at__isnull=True).count() == 2
    assert carry_out_discard(silent, discard_id=discard.pk)["discarded"] == 3
    assert all(Person.objects.get(pk=taking.case_file.person_id).discarded for taking in takings)
    files = StoredFile.objects.filter(owner_kind="cases.casefile")
    assert not [file for file in files if file.path.exists()]
    discard.refresh_from_db()
    assert discard.state == DiscardState.DONE
    assert {line["person"] for line in lines_of(wiping.register_path())} >= {
        str(taking.case_file.person.public_id) for taking in takings
    }


def test_nothing_goes_without_the_register(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    taking = make_old_record(place)
    discard = signed(place)
    monkeypatch.setattr(wiping, "register_path", lambda: tmp_path / "nowhere" / "discards.jsonl")
    with pytest.raises(OSError, match="nowhere"):
        carry_out_discard(silent, discard_id=discard.pk)
    assert not Person.objects.get(pk=taking.case_file.person_id).discarded


def keep_file(case_file: CaseFile) -> None:
    by = make_worker(make_place())
    store_file(io.BytesIO(b"%PDF-1.4\n" + SEED.encode()), name=SEED, owner=case_file, kinds={"pdf"}, by=by, at=NOW)


def test_signing_starts_the_job(place: Place, jobs_at_once: None, django_capture_on_commit_callbacks: Any) -> None:
    taking = make_old_record(place)
    with django_capture_on_commit_callbacks(execute=True):
        discard = signed(place)
    assert Job.objects.get(pk=discard.job_id or 0).state == JobState.DONE
    assert Person.objects.get(pk=taking.case_file.person_id).discarded


def test_a_restored_backup_is_discarded_again(place: Place, tmp_path: Path) -> None:
    taking = make_old_record(place)
    register = tmp_path / "discards.jsonl"
    discard = signed(place)
    item = discard.items.select_related("discard", "case_file__person").get()
    item.wiped_at = NOW
    add_line(register, wiping.line_of(item))
    by = make_worker(place)
    with pytest.raises(Exception, match="permesso"):
        apply_register(register, by=by, at=NOW)
    call_command("apply_discards", str(register))
    assert Person.objects.get(pk=taking.case_file.person_id).discarded
    discard.refresh_from_db()
    assert discard.state == DiscardState.DONE
    assert discard.items.get().done_at is not None
    assert apply_register(register, by=SystemActor("prova"), at=NOW) == 0


def test_the_register_names_whoever_was_joined_by_a_merge(place: Place, tmp_path: Path) -> None:
    taking = make_old_record(place)
    kept = taking.case_file.person
    joined, before = make_person(place, "Vecchietti", "Uno"), make_person(place, "Vecchietti", "Due")
    with writing():
        PersonMerge.objects.create(kept=kept, absorbed=joined, merged_at=NOW, merged_by_name="Qualcuno")
    item = signed(place).items.select_related("discard", "case_file__person").get()
    line = wiping.line_of(item)
    assert line["people"] == [str(kept.public_id), str(joined.public_id)]
    register = tmp_path / "discards.jsonl"
    add_line(register, {**line, "people": [str(kept.public_id), str(before.public_id)]})
    assert apply_register(register, by=SystemActor("prova"), at=NOW) == 1
    before.refresh_from_db()
    assert before.discarded, "also where the backup knows of no merge"
    assert apply_register(register, by=SystemActor("prova"), at=NOW) == 0


def test_a_line_cut_short_loses_none_after_it(tmp_path: Path) -> None:
    register = tmp_path / "discards.jsonl"
    add_line(register, {"person": "a"})
    with register.open("a", encoding="utf-8") as file:
        file.write('{"person": "b')
    add_line(register, {"person": "b"})
    assert [line["person"] for line in lines_of(register)] == ["a", "b"]
    assert register.stat().st_mode & 0o077 == 0
