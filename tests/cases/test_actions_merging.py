# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from ordito.audit.models import Entry
from ordito.cases.actions import (
    CaseError,
    ConflictError,
    correct_entry,
    edit_person,
    merge_persons,
    publish_entry,
    record_contact,
    undo_merge,
)
from ordito.cases.enums import CaseFileState, ListKey, Protection
from ordito.cases.models import (
    CaseFile,
    Contact,
    DiaryDraft,
    DiaryEntry,
    Intervention,
    Person,
    PersonMerge,
    SearchToken,
)
from ordito.cases.queries.duplicates import done_since, moved_lines
from ordito.cases.queries.merging import plan_of, pointers_to
from ordito.cases.queries.people import find_people
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text, seal_texts
from ordito.core.models import writing
from tests.factories.cases import (
    NOW,
    TODAY,
    code,
    make_case_file,
    make_diary_entry,
    make_intervention,
    make_person,
    make_place,
    make_taking,
    make_worker,
    staff,
)

if TYPE_CHECKING:
    from django.db.models import Model

    from ordito.accounts.models import User
    from ordito.cases.models import TakingInCharge
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db
CODE = "RSSMRA85T10A562S"
BORN = date(1985, 12, 10)
LATER = NOW + timedelta(hours=1)


class Two:
    """One person written twice in a service, each time with a record that the same worker follows."""

    def __init__(self, *, closed: bool = True) -> None:
        self.place: Place = make_place()
        self.worker: User = make_worker(self.place)
        self.kept = make_person(self.place, "Rossi", "Mario", birth_date=BORN, phone="080 1")
        self.other = make_person(self.place, "Rosi", "Mario", birth_date=BORN, fiscal_code=CODE, street="Via Finta 3")
        self.first = self._taking(self.kept, closed_on=None)
        self.second = self._taking(self.other, closed_on=date(2026, 6, 1) if closed else None)

    def _taking(self, person: Person, *, closed_on: date | None) -> TakingInCharge:
        closing: dict[str, Any] = {}
        if closed_on is not None:
            closing = {"outcome": code(ListKey.OUTCOME, "improved"), "closure_reason": None}
        record = make_case_file(person, opened_by=staff(self.worker))
        return make_taking(record, worker=staff(self.worker), closed_on=closed_on, **closing)

    def merge(self, **given: Any) -> PersonMerge:
        kept = Person.objects.get(pk=self.kept.pk)
        values: dict[str, Any] = {"version": kept.version, "reason": "Stessa tessera sanitaria."}
        return merge_persons(by=self.worker, at=NOW, kept=kept, absorbed=self.other, **(values | given))


def test_everything_of_the_other_goes_with_the_one_that_stays() -> None:
    two = Two()
    entry = make_diary_entry(two.second.case_file, "Colloquio segreto.", author=two.worker)
    intervention = make_intervention(two.second)
    contact = _contact(two)
    merge = two.merge(take=["fiscal_code", "street"])

    kept = Person.objects.get(pk=two.kept.pk)
    assert (open_text(kept, "surname"), open_text(kept, "fiscal_code")) == ("Rossi", CODE)
    assert (open_text(kept, "street"), open_text(kept, "phone")) == ("Via Finta 3", "080 1")
    moved = DiaryEntry.objects.get(pk=entry.pk)
    assert moved.case_file == two.first.case_file
    assert open_text(moved, "text") == "Colloquio segreto."
    assert Intervention.objects.get(pk=intervention.pk).taking.case_file == two.first.case_file
    assert Contact.objects.get(pk=contact.pk).person == kept
    assert (merge.kept_record, merge.absorbed_record) == (two.first.case_file, two.second.case_file)
    assert open_text(PersonMerge.objects.get(), "reason") == "Stessa tessera sanitaria."


def test_the_other_is_no_longer_found_and_its_number_leads_to_the_one_that_stays() -> None:
    two = Two()
    number = two.second.case_file.number
    two.merge(take=["fiscal_code"])
    assert [found.full_name for found in find_people(two.worker, "rosi mario", at=NOW)] == ["Rossi Mario"]
    assert [found.full_name for found in find_people(two.worker, number, at=NOW)] == ["Rossi Mario"]
    assert [found.full_name for found in find_people(two.worker, CODE, at=NOW)] == ["Rossi Mario"]
    assert not SearchToken.objects.filter(person_id=two.other.pk).exists()
    assert not CaseFile.objects.current().filter(person=two.other).exists()
    assert not CaseFile.objects.visible_to(two.worker).filter(pk=two.second.case_file_id).exists()


def test_record_of_the_other_alone_becomes_the_record_of_the_one_that_stays() -> None:
    place = make_place()
    worker = make_worker(place)
    kept, other = make_person(place, "Rossi", "Mario"), make_person(place, "Rosi", "Mario")
    record = make_case_file(other, opened_by=staff(worker))
    make_taking(record, worker=staff(worker))
    entry = make_diary_entry(record, "Testo.")
    merge = merge_persons(by=worker, at=NOW, kept=kept, absorbed=other, version=1, reason="Stessa persona.")
    assert CaseFile.objects.current().get(person=kept) == record
    assert merge.absorbed_record is None
    assert open_text(DiaryEntry.objects.get(pk=entry.pk), "text") == "Testo."
    undo_merge(by=worker, at=LATER, merge=merge, version=1)
    assert CaseFile.objects.current().get(person=other) == record
    assert open_text(DiaryEntry.objects.get(pk=entry.pk), "text") == "Testo."


def test_state_of_the_record_that_goes_on_follows_its_takings() -> None:
    two = Two()
    with writing():
        two.first.closed_on = date(2026, 7, 1)
        two.first.save()
        two.second.closed_on, two.second.outcome = None, None
        two.second.save()
    two.merge()
    assert CaseFile.objects.get(pk=two.first.case_file_id).state == CaseFileState.IN_CHARGE


def test_two_takings_open_in_one_area_are_for_people_to_decide() -> None:
    two = Two(closed=False)
    plan = plan_of(two.kept, two.other)
    assert [obstacle.case_file_id for obstacle in plan.obstacles] == [two.second.case_file_id]
    with pytest.raises(CaseError, match="chiudi prima la presa in carico"):
        two.merge()
    assert not PersonMerge.objects.exists()
    assert Person.objects.get(pk=two.other.pk).annulled_at is None


def test_what_may_be_there_once_stands_in_the_way() -> None:
    """The same worker has a draft in both diaries, and the two are of one family."""
    two = Two()
    for taking in (two.first, two.second):
        draft = DiaryDraft(case_file=taking.case_file, owner_id=two.worker.pk, saved_at=NOW)
        seal_texts(draft, title="", text="bozza")
        draft.save()
    with pytest.raises(CaseError, match="è già anche dall’altra parte"):
        two.merge()


def test_undo_puts_everything_back() -> None:
    two = Two()
    entry = make_diary_entry(two.second.case_file, "Prima.")
    contact = _contact(two)
    merge = two.merge(take=["surname", "fiscal_code", "street"])
    merge = undo_merge(by=two.worker, at=LATER, merge=merge, version=merge.version)

    kept, other = Person.objects.get(pk=two.kept.pk), Person.objects.get(pk=two.other.pk)
    assert (kept.full_name(), open_text(kept, "fiscal_code"), open_text(kept, "street")) == ("Rossi Mario", "", "")
    assert (other.full_name(), open_text(other, "fiscal_code"), other.annulled_at) == ("Rosi Mario", CODE, None)
    back = DiaryEntry.objects.get(pk=entry.pk)
    assert (back.case_file, open_text(back, "text")) == (two.second.case_file, "Prima.")
    assert Contact.objects.get(pk=contact.pk).person == other
    names = {found.full_name for found in find_people(two.worker, "rosi mario", at=NOW)}
    assert names == {"Rosi Mario", "Rossi Mario"}
    assert CaseFile.objects.get(pk=two.second.case_file_id).annulled_at is None
    with pytest.raises(CaseError, match="già stata annullata"):
        undo_merge(by=two.worker, at=LATER, merge=merge, version=merge.version)


def test_undo_takes_along_what_was_touched_and_leaves_what_was_written_since() -> None:
    two = Two()
    entry = make_diary_entry(two.second.case_file, "Prima.", author=two.worker)
    merge = two.merge(take=["street"])
    kept = Person.objects.get(pk=two.kept.pk)
    edit_person(by=two.worker, at=LATER, person=kept, version=kept.version, street="Via Nuova 9")
    moved = DiaryEntry.objects.get(pk=entry.pk)
    happened_on = moved.happened_on
    correct_entry(
        by=two.worker, at=LATER, entry=moved, version=1, kind=moved.kind, happened_on=happened_on, text="Dopo."
    )
    new = publish_entry(
        by=two.worker,
        at=LATER,
        case_file=CaseFile.objects.get(pk=two.first.case_file_id),
        kind=code(ListKey.DIARY_KIND, "interview"),
        happened_on=TODAY,
        title="",
        text="Nuovo.",
    )
    assert sum(line.touched for line in moved_lines(merge)) > 0
    assert {line.what for line in done_since(merge)} >= {"dati della persona", "voce del diario"}
    undo_merge(by=two.worker, at=LATER, merge=merge, version=merge.version)
    back, left = DiaryEntry.objects.get(pk=entry.pk), DiaryEntry.objects.get(pk=new.pk)
    assert (back.case_file_id, open_text(back, "text")) == (two.second.case_file_id, "Dopo.")
    assert [open_text(row, "text") for row in back.revisions.all()] == ["Prima."]
    assert (left.case_file_id, open_text(left, "text")) == (two.first.case_file_id, "Nuovo.")
    assert open_text(Person.objects.get(pk=two.kept.pk), "street") == "Via Nuova 9"


def test_of_two_merges_the_later_is_undone_first() -> None:
    two = Two()
    third = make_person(two.place, "Russi", "Mario")
    first = two.merge()
    kept = Person.objects.get(pk=two.kept.pk)
    second = merge_persons(
        by=two.worker, at=LATER, kept=kept, absorbed=third, version=kept.version, reason="Stesso documento."
    )
    with pytest.raises(CaseError, match="annulla prima quella"):
        undo_merge(by=two.worker, at=LATER, merge=first, version=1)
    undo_merge(by=two.worker, at=LATER, merge=second, version=1)
    undo_merge(by=two.worker, at=LATER, merge=first, version=1)
    assert Person.objects.current().count() == 3


@pytest.mark.parametrize("protection", [Protection.ADDRESS, Protection.ADOPTION])
def test_protected_person_is_never_merged(protection: Protection) -> None:
    two = Two()
    with writing():
        Person.objects.filter(pk=two.other.pk).update(protection=protection)
    with pytest.raises(NotAllowedError):
        two.merge()


def test_merge_is_for_who_follows_both_in_one_service() -> None:
    two = Two()
    colleague, outsider = make_worker(two.place), make_worker(make_place())
    elsewhere = make_person(make_place(), "Rossi", "Mario")
    given: dict[str, Any] = {"at": NOW, "kept": two.kept, "version": 1, "reason": "Forse."}
    for by, absorbed in ((colleague, two.other), (outsider, two.other), (two.worker, elsewhere)):
        with pytest.raises(NotAllowedError):
            merge_persons(by=by, absorbed=absorbed, **given)
    with pytest.raises(CaseError):
        merge_persons(by=two.worker, absorbed=two.kept, **given)
    with pytest.raises(CaseError) as raised:
        merge_persons(by=two.worker, absorbed=two.other, **(given | {"reason": " "}))
    assert raised.value.field == "reason"
    with pytest.raises(ConflictError):
        merge_persons(by=two.worker, absorbed=two.other, **(given | {"version": 9}))


def test_merge_is_audited_on_both_persons_and_records_without_values() -> None:
    two = Two()
    merge = two.merge(take=["street"])
    entry = Entry.objects.get(action="cases.merge_persons")
    assert entry.objects_touched == {
        "cases.personmerge": [merge.pk],
        "cases.person": [two.kept.pk, two.other.pk],
        "cases.casefile": [two.first.case_file_id, two.second.case_file_id],
    }
    assert entry.fields_changed == ["street"]
    assert "Finta" not in f"{entry.detail} {entry.objects_touched}"


@pytest.mark.parametrize("target", [Person, CaseFile])
def test_every_pointer_is_followed_those_of_the_apps_above_too(target: type[Model]) -> None:
    """Against a walk over every column of every table: a key hidden from its target counts as much as a named one."""
    found = {f"{model._meta.label_lower}.{field.name}" for model, field in pointers_to(target)}
    columns = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is target and model is not PersonMerge
    }
    assert found == columns
    assert len({name.split(".")[0] for name in found}) > 1


def _contact(two: Two) -> Contact:
    return record_contact(
        by=two.worker,
        at=NOW,
        comune=two.place.comune,
        body=two.place.body,
        happened_on=TODAY,
        channel=code(ListKey.ACCESS_CHANNEL, "phone"),
        request="Chiede un colloquio.",
        person=two.other,
    )
