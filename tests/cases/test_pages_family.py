# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from ordito.cases.enums import ListKey
from ordito.cases.models import FamilyMembership, FamilyUnit, Person
from tests.factories.cases import code, make_case_file, make_person, make_place
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.accounts.models import User


@pytest.fixture
def unit(house: House, enter: Callable[[User], Client]) -> FamilyUnit:
    """The unit of the person of the record, made through its page."""
    data = {
        "composition": code(ListKey.COMPOSITION, "registry").pk,
        "relation": code(ListKey.RELATION, "child").pk,
        "valid_from": "01/02/2020",
    }
    answer = enter(house.worker).post(house.url("unit_new"), data)
    unit = FamilyUnit.objects.get()
    assert answer["Location"] == house.url("member_new", unit.pk)
    return unit


def place_in_unit(**changes: Any) -> dict[str, Any]:
    return {"relation": code(ListKey.RELATION, "parent").pk, "valid_from": "01/02/2020"} | changes


def test_unit_starts_with_the_person_of_the_record(house: House, unit: FamilyUnit) -> None:
    member = unit.memberships.get()
    assert (member.person, member.relation.code, member.valid_from) == (house.record.person, "child", date(2020, 2, 1))


def test_unit_without_kind_is_refused(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).post(house.url("unit_new"), {"valid_from": "ieri"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"composition", "relation", "valid_from"})
    assert not FamilyUnit.objects.exists()


def test_known_person_is_found_and_enters(house: House, unit: FamilyUnit, enter: Callable[[User], Client]) -> None:
    mother, client = make_person(house.place, "Immaginaria", "Rosa"), enter(house.worker)
    html = text_of(client.post(house.url("member_new", unit.pk), {"q": "imaginaria"}))
    add = house.url("member_add", unit.pk, mother.public_id)
    assert add in html
    assert client.post(add, place_in_unit(ancora="1"))["Location"] == house.url("member_new", unit.pk)
    assert unit.memberships.filter(person=mother, relation__code="parent").exists()
    again = client.post(add, place_in_unit())
    assert again.status_code == 422
    assert "fa già parte del nucleo" in text_of(again)


def test_member_without_record_leads_to_where_one_is_opened(
    house: House, unit: FamilyUnit, enter: Callable[[User], Client]
) -> None:
    brother = make_person(house.place, name="Egidio")
    client = enter(house.worker)
    client.post(
        house.url("member_add", unit.pk, brother.public_id), place_in_unit(relation=code(ListKey.RELATION, "child").pk)
    )
    page = reverse("cases:person", args=[brother.public_id])
    assert f'href="{page}"' in text_of(client.get(house.url("family")))
    make_case_file(brother)
    assert f'href="{page}"' not in text_of(client.get(house.url("family")))


def test_new_person_enters_as_it_is_registered(house: House, unit: FamilyUnit, enter: Callable[[User], Client]) -> None:
    client, url = enter(house.worker), house.url("member_register", unit.pk)
    form = client.post(url, {"q": "Immaginaria Rosa"}).context["form"]
    assert (form["surname"].value(), form["name"].value()) == ("Immaginaria", "Rosa")
    data = {"surname": "Immaginaria", "name": "Rosa", "birth_date": "1/6/1990"} | place_in_unit()
    assert client.post(url, data)["Location"] == house.url("family")
    member = unit.memberships.latest("pk")
    assert member.person.full_name() == "Immaginaria Rosa"
    assert member.person.comune == house.place.comune
    assert "Immaginaria Rosa" in text_of(client.get(house.url("family")))


def test_new_person_with_a_bad_date_is_not_half_registered(
    house: House, unit: FamilyUnit, enter: Callable[[User], Client]
) -> None:
    before = Person.objects.count()
    data = {"surname": "Immaginaria", "name": "Rosa"} | place_in_unit(valid_from="01/01/2019")
    answer = enter(house.worker).post(house.url("member_register", unit.pk), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"valid_from"})
    assert Person.objects.count() == before
    assert unit.memberships.count() == 1


def test_person_of_another_service_does_not_enter(
    house: House, unit: FamilyUnit, enter: Callable[[User], Client]
) -> None:
    stranger = make_person(make_place(), "Lontana")
    answer = enter(house.worker).post(house.url("member_add", unit.pk, stranger.public_id), place_in_unit())
    assert answer.status_code == 404


def test_member_leaves_and_the_unit_ends(house: House, unit: FamilyUnit, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(house.url("member_add", unit.pk, make_person(house.place, "Uscente").public_id), place_in_unit())
    member = unit.memberships.latest("pk")
    assert client.post(house.url("member_end", unit.pk, member.pk), {"valid_to": "01/02/2021"}).status_code == 302
    assert "dal 01/02/2020 al 01/02/2021" in text_of(client.get(house.url("family")))
    early = client.post(house.url("unit_end", unit.pk), {"valid_to": "01/01/2019"})
    assert (early.status_code, set(early.context["form"].errors)) == (422, {"valid_to"})
    assert client.post(house.url("unit_end", unit.pk), {"valid_to": "01/02/2022"}).status_code == 302
    unit.refresh_from_db()
    assert unit.valid_to == date(2022, 2, 1)
    assert not FamilyMembership.objects.filter(unit=unit, valid_to__isnull=True).exists()


@pytest.mark.parametrize("name", ["member_new", "member_register", "unit_end"])
def test_unit_of_somebody_else_is_not_found(house: House, enter: Callable[[User], Client], name: str) -> None:
    assert enter(house.worker).get(house.url(name, 999_999)).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("colleague", 404), ("teammate", 403)])
def test_unit_is_changed_by_who_follows_alone(
    house: House, unit: FamilyUnit, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(who))
    assert client.post(house.url("unit_end", unit.pk), {"valid_to": "01/02/2022"}).status_code == status
    assert client.get(house.url("family")).status_code == status
    unit.refresh_from_db()
    assert unit.valid_to is None
