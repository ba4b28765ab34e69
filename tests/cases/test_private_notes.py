# SPDX-License-Identifier: EUPL-1.2
"""A private note: who reads it, and that nobody else learns that it exists, from whatever page or count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.models import Entry
from ordito.audit.queries import about
from ordito.cases.actions import CaseError, correct_entry, publish_entry
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import DiaryEntry
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from tests.factories.cases import NOW, TODAY, code, make_diary_entry, make_team_member, make_worker, staff
from tests.factories.work import make_private_note
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
SECRET = "Sospetto che il nonno beva"  # what must appear nowhere


def publish(house: House, by: User | None = None, **values: Any) -> DiaryEntry:
    given: dict[str, Any] = {"text": SECRET, "private": True} | values
    return publish_entry(
        by=by or house.worker,
        at=NOW,
        case_file=house.record,
        kind=code(ListKey.DIARY_KIND, "note"),
        happened_on=TODAY,
        **given,
    )


@pytest.fixture
def reader(house: House) -> User:
    """A team member who reads the diary, and may be named."""
    user = make_worker(house.place, full_name="Rita Lettrice")
    make_team_member(house.taking, staff(user), house.place.body, reads=[Part.DIARY])
    return user


def test_only_writer_and_named_readers_read_it(house: House, coordinator: User, reader: User, outsider: User) -> None:
    entry = publish(house, readers=[reader.pk])
    for who, reads in ((house.worker, True), (reader, True), (coordinator, False), (outsider, False)):
        assert DiaryEntry.objects.readable_by(who).filter(pk=entry.pk).exists() is reads
        assert not DiaryEntry.objects.visible_to(who).exists()
    assert not DiaryEntry.objects.current().exists()


def test_named_reader_who_may_no_longer_open_the_record_reads_nothing(house: House, reader: User) -> None:
    publish(house, readers=[reader.pk])
    with writing():
        house.taking.team.update(valid_to=TODAY.replace(year=2020), valid_from=TODAY.replace(year=2020))
    assert not DiaryEntry.objects.readable_by(reader).exists()


def test_who_cannot_open_the_record_cannot_be_named(house: House, outsider: User) -> None:
    with pytest.raises(CaseError) as raised:
        publish(house, readers=[outsider.pk])
    assert raised.value.field == "readers"
    assert not DiaryEntry.objects.standing().exists()


def test_its_writing_leaves_no_trace_on_the_record(house: House) -> None:
    before = house.record.updated_at
    entry = publish(house)
    house.record.refresh_from_db()
    assert house.record.updated_at == before
    assert not about("cases.casefile", house.record.pk).filter(action__startswith="cases.publish").exists()
    audit = Entry.objects.get(action="cases.publish_private")
    assert audit.objects_touched == {"cases.diaryentry": [entry.pk]}
    assert "nonno" not in f"{audit.detail}{audit.fields_changed}"


@pytest.mark.parametrize("page", ["record", "diary", "timeline", "accesses", "diary_write"])
def test_no_page_of_the_coordinator_shows_that_it_exists(
    house: House, coordinator: User, enter: Callable[[User], Client], page: str
) -> None:
    client = enter(coordinator)
    without = text_of(client.get(house.url(page)))
    entry = publish(house, title="Riservatissimo")
    correct_entry(
        by=house.worker,
        at=NOW,
        entry=entry,
        version=1,
        kind=entry.kind,
        happened_on=TODAY,
        text=f"{SECRET} ancora",
        title="Riservatissimo",
    )
    html = text_of(client.get(house.url(page)))
    for word in ("nonno", "Riservatissimo", "riservata", "nota riservata"):
        assert html.count(word) == without.count(word)
    for name in ("diary_entry", "diary_correct"):
        assert client.get(house.url(name, entry.pk)).status_code == 404


def test_writer_sees_it_marked_on_the_diary_and_in_the_story(house: House, enter: Callable[[User], Client]) -> None:
    entry = make_private_note(house.record, SECRET, author=house.worker)
    client = enter(house.worker)
    for page in ("diary", "timeline"):
        assert "riservata" in text_of(client.get(house.url(page)))
    html = text_of(client.get(house.url("diary_entry", entry.pk)))
    assert SECRET in html
    assert "La legge solo chi l’ha scritta" in html


def test_coordinator_does_not_correct_it_and_its_writer_does(house: House, coordinator: User, reader: User) -> None:
    entry = publish(house, readers=[reader.pk])
    given: dict[str, Any] = {
        "at": NOW,
        "entry": entry,
        "version": 1,
        "kind": entry.kind,
        "happened_on": TODAY,
        "text": "Non beve",
    }
    for who in (coordinator, reader):
        with pytest.raises(NotAllowedError):
            correct_entry(by=who, **given)
    corrected = correct_entry(by=house.worker, readers=[coordinator.pk], **given)
    assert corrected.private
    assert [one.user_id for one in corrected.readers.all()] == [coordinator.pk]


def test_its_time_is_not_counted(house: House) -> None:
    with pytest.raises(CaseError) as raised:
        publish(house, minutes=30)
    assert raised.value.field == "minutes"


def test_form_writes_it_with_its_readers(house: House, reader: User, enter: Callable[[User], Client]) -> None:
    data = {
        "kind": code(ListKey.DIARY_KIND, "note").pk,
        "happened_on": f"{TODAY:%d/%m/%Y}",
        "text": SECRET,
        "private": "on",
        "readers": [reader.pk],
    }
    client = enter(house.worker)
    assert "Rita Lettrice" in text_of(client.get(house.url("diary_write")))
    assert client.post(house.url("diary_write"), data).status_code == 302
    entry = DiaryEntry.objects.standing().get()
    assert (entry.private, [one.name for one in entry.readers.all()]) == (True, ["Rita Lettrice"])
    answer = client.post(house.url("diary_write"), data | {"private": "", "text": "altro"})
    assert set(answer.context["form"].errors) == {"readers"}
    assert SECRET in text_of(enter(reader).get(house.url("diary")))


def test_shared_entries_are_read_as_before(house: House, coordinator: User) -> None:
    entry = make_diary_entry(house.record)
    assert list(DiaryEntry.objects.readable_by(coordinator)) == [entry]
