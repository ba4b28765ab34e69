# SPDX-License-Identifier: EUPL-1.2
"""The walk from a person to every row that speaks of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.cases.models import Contact, Person
from ordito.stewardship.queries import walk
from ordito.stewardship.queries.walk import own_rows, rows_about
from tests.factories.agenda import fill_agenda
from tests.factories.cases import make_diary_entry, make_record, staff
from tests.factories.desk import fill_desk
from tests.factories.kinship import make_family, make_relative
from tests.factories.plans import fill_plans
from tests.repository.models import own_models

if TYPE_CHECKING:
    from django.db.models import Model

    from tests.records import House


def found(person: Person, *, own: bool) -> dict[str, set[int]]:
    return {rows.kind: set(rows.ids) for rows in rows_about(person) if rows.own is own}


def reached() -> set[type[Model]]:
    """Every model whose rows the walk may call a person's own."""
    seen: set[type[Model]] = set()
    fresh: set[type[Model]] = {Person}
    while fresh:
        seen |= fresh
        fresh = {pointer.model for model in fresh for pointer in walk._owning(model)} - seen
    return seen


def test_every_table_sealed_by_a_key_of_a_person_is_reached() -> None:
    sealed = {model for model in own_models() if hasattr(model, "key_holder")}
    assert sealed
    assert sealed <= reached()


def test_own_rows_of_the_record_are_found(house: House) -> None:
    entry = make_diary_entry(house.record)
    plan = fill_plans(house.taking)
    rows = found(house.record.person, own=True)
    assert rows["cases.person"] == {house.record.person_id}
    assert rows["cases.casefile"] == {house.record.pk}
    assert entry.pk in rows["cases.diaryentry"]
    assert plan.pk in rows["plans.supportplan"]
    assert rows["plans.objective"] == set(plan.objectives.values_list("pk", flat=True))


def test_rows_of_other_people_are_not_found(house: House) -> None:
    other = make_record(house.place, worker=house.worker)
    entry = make_diary_entry(other.case_file)
    rows = rows_about(house.record.person)
    assert all(entry.pk not in one.ids for one in rows if one.kind == "cases.diaryentry")
    assert all(other.pk not in one.ids for one in rows if one.kind == "cases.takingincharge")


def test_a_relative_in_anothers_record_is_a_mention(house: House) -> None:
    other = make_record(house.place, worker=house.worker)
    relative = make_relative(other.case_file, house.record.person)
    assert relative.pk in found(house.record.person, own=False)["kinship.relative"]
    assert relative.pk not in found(house.record.person, own=True).get("kinship.relative", set())
    assert relative.pk in found(other.case_file.person, own=True)["kinship.relative"]


def test_a_contact_is_of_whom_it_is_linked_to(house: House) -> None:
    fill_desk(house.place, house.worker)
    contact = Contact.objects.filter(person__isnull=False).select_related("person").latest("pk")
    assert contact.person is not None
    assert contact.pk in found(contact.person, own=True)["cases.contact"]


def test_own_rows_are_sealed_under_the_keys_of_the_person(house: House) -> None:
    make_family(house.place, house.record)
    fill_agenda(house.record, staff(house.worker), now=timezone.now())
    fill_plans(house.taking)
    sealed = 0
    for rows in own_rows(house.record.person):
        if hasattr(rows.model, "key_holder"):
            for row in rows.queryset:
                sealed += 1
                assert row.key_holder in {house.record.person, row}, row
    assert sealed > 10
