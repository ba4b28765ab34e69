# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.audit.models import Entry
from ordito.cases.actions import (
    CaseError,
    ConflictError,
    correct_entry,
    discard_draft,
    publish_entry,
    save_draft,
)
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import DiaryDraft, DiaryEntry, DiaryRevision
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from tests.factories.accounts import make_user
from tests.factories.cases import (
    NOW,
    TODAY,
    code,
    make_diary_entry,
    make_place,
    make_record,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile

pytestmark = pytest.mark.django_db
PLANTED = "Il bambino dorme dalla zia Clotilde"


def _publish(by: User, case_file: CaseFile, text: str = PLANTED, happened_on: date = TODAY) -> DiaryEntry:
    return publish_entry(
        by=by,
        at=NOW,
        case_file=case_file,
        kind=code(ListKey.DIARY_KIND, "interview"),
        happened_on=happened_on,
        text=text,
        title="Colloquio",
    )


def test_draft_is_kept_sealed_and_replaced_by_its_next_version() -> None:
    place = make_place()
    worker = make_worker(place)
    record = make_record(place, worker=worker).case_file
    first = save_draft(by=worker, at=NOW, case_file=record, title="", text="Il bam")
    assert first.version == 1
    second = save_draft(by=worker, at=NOW, case_file=record, title="", text=PLANTED, version=1)
    assert (second.pk, second.version) == (first.pk, 2)
    stored = DiaryDraft.objects.get()
    assert open_text(stored, "text") == PLANTED
    assert b"Clotilde" not in bytes(stored.text)


def test_draft_of_a_second_window_conflicts_and_loses_nothing() -> None:
    place = make_place()
    worker = make_worker(place)
    record = make_record(place, worker=worker).case_file
    save_draft(by=worker, at=NOW, case_file=record, title="", text="dalla prima finestra")
    with pytest.raises(ConflictError) as raised:
        save_draft(by=worker, at=NOW, case_file=record, title="", text="dalla seconda")
    assert open_text(raised.value.current, "text") == "dalla prima finestra"
    assert open_text(DiaryDraft.objects.get(), "text") == "dalla prima finestra"


def test_two_writers_have_each_their_draft() -> None:
    place = make_place()
    worker = make_worker(place)
    coordinator = make_user(role=SERVICE_COORDINATOR, territory=place.comune)
    record = make_record(place, worker=worker).case_file
    for writer in (worker, coordinator):
        save_draft(by=writer, at=NOW, case_file=record, title="", text=writer.username)
    discard_draft(by=coordinator, case_file=record)
    assert [open_text(draft, "text") for draft in DiaryDraft.objects.all()] == [worker.username]


def test_publishing_takes_the_draft_away_and_is_audited_without_text() -> None:
    place = make_place()
    worker = make_worker(place)
    record = make_record(place, worker=worker).case_file
    save_draft(by=worker, at=NOW, case_file=record, title="", text=PLANTED)
    entry = _publish(worker, record, happened_on=date(2026, 11, 1))
    assert not DiaryDraft.objects.exists()
    assert (entry.happened_on, entry.written_at) == (date(2026, 11, 1), NOW)
    audit = Entry.objects.get(action="cases.publish_entry")
    assert audit.objects_touched == {"cases.diaryentry": [entry.pk], "cases.casefile": [record.pk]}
    assert "Clotilde" not in f"{audit.detail}{audit.fields_changed}"


def test_correction_keeps_what_was_written() -> None:
    place = make_place()
    worker = make_worker(place)
    entry = _publish(worker, make_record(place, worker=worker).case_file)
    kind = code(ListKey.DIARY_KIND, "home_visit")
    corrected = correct_entry(
        by=worker, at=NOW, entry=entry, version=1, kind=kind, happened_on=TODAY, text="Dorme dalla nonna"
    )
    assert open_text(corrected, "text") == "Dorme dalla nonna"
    revision = DiaryRevision.objects.get()
    assert (revision.number, open_text(revision, "text")) == (1, PLANTED)
    with pytest.raises(ConflictError):
        correct_entry(by=worker, at=NOW, entry=entry, version=1, kind=kind, happened_on=TODAY, text="tardi")


def test_only_writer_or_coordinator_corrects() -> None:
    place = make_place()
    worker, colleague = make_worker(place), make_worker(place)
    taking = make_record(place, worker=worker)
    entry = make_diary_entry(taking.case_file, author=worker)
    kind = code(ListKey.DIARY_KIND, "note")
    make_team_member(taking, staff(colleague), place.body, reads=[Part.INTERVENTIONS], writes=[Part.DIARY])
    with pytest.raises(NotAllowedError):
        correct_entry(by=colleague, at=NOW, entry=entry, version=1, kind=kind, happened_on=TODAY, text="x")
    coordinator = make_user(role=SERVICE_COORDINATOR, territory=place.comune)
    correct_entry(by=coordinator, at=NOW, entry=entry, version=1, kind=kind, happened_on=TODAY, text="x")


def test_who_does_not_follow_the_record_neither_reads_nor_writes() -> None:
    place = make_place()
    entry = make_diary_entry(make_record(place, worker=make_worker(place)).case_file)
    colleague = make_worker(place)
    assert not DiaryEntry.objects.visible_to(colleague).exists()
    with pytest.raises(NotAllowedError):
        _publish(colleague, entry.case_file)
    with pytest.raises(NotAllowedError):
        save_draft(by=colleague, at=NOW, case_file=entry.case_file, title="", text="x")


@pytest.mark.parametrize("shares_diary", [True, False])
def test_team_member_reads_and_writes_the_diary_only_when_shared(shares_diary: bool) -> None:  # noqa: FBT001
    taking = make_record(make_place())
    entry = make_diary_entry(taking.case_file)
    school = make_organisation()
    teacher = make_user(role="team_member", organisation=school, professional=make_professional(organisation=school))
    make_team_member(taking, staff(teacher), school, writes=[Part.DIARY] if shares_diary else [])
    assert list(DiaryEntry.objects.visible_to(teacher)) == ([entry] if shares_diary else [])
    if shares_diary:
        _publish(teacher, taking.case_file)
    else:
        with pytest.raises(NotAllowedError):
            _publish(teacher, taking.case_file)


@pytest.mark.parametrize(
    ("text", "happened_on", "field"), [("  ", TODAY, "text"), ("x", date(2027, 1, 1), "happened_on")]
)
def test_empty_or_future_entry_is_refused(text: str, happened_on: date, field: str) -> None:
    place = make_place()
    worker = make_worker(place)
    with pytest.raises(CaseError) as raised:
        _publish(worker, make_record(place, worker=worker).case_file, text, happened_on)
    assert raised.value.field == field
