# SPDX-License-Identifier: EUPL-1.2
"""Events of a family through their pages: shown first, then done, and the past stays readable."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from ordito.cases.enums import FamilyEvent, ListKey
from ordito.cases.models import FamilyMembership, FamilyUnit, Person
from ordito.core.fields import open_text
from tests.factories.cases import code, make_person, make_record
from tests.factories.kinship import make_unit
from tests.factories.territory import make_territory
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.accounts.models import User

DAY = date(2026, 6, 1)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def client(house: House, enter: Callable[[User], Client]) -> Client:
    """The browser of who follows the record."""
    return enter(house.worker)


@pytest.fixture
def mother(house: House) -> Person:
    """The person of reference of the registered unit."""
    return make_person(house.place, "Inventata", "Marta", sex="F", birth_date=date(1985, 6, 1))


@pytest.fixture
def brother(house: House) -> Person:
    """Another child of the unit."""
    return make_person(house.place, "Zanzotti", "Isidoro", birth_date=date(2016, 2, 29))


@pytest.fixture
def unit(house: House, mother: Person, brother: Person) -> FamilyUnit:
    """A registered unit of three."""
    return make_unit((mother, "reference"), (house.record.person, "child"), (brother, "child"))


def relation(name: str) -> int:
    return code(ListKey.RELATION, name).pk


def composition(name: str) -> int:
    return code(ListKey.COMPOSITION, name).pk


def confirmed(client: Client, url: str, data: dict[str, Any]) -> Any:
    """Send the form, then confirm what the page said would change."""
    shown = client.post(url, data)
    assert shown.status_code == 200, shown.context["form"].errors
    assert "Non è ancora salvato" in text_of(shown)
    return client.post(url, data | {"conferma": shown.context["plan"].fingerprint})


def at(person: Person, day: date) -> set[str]:
    """The kinds of units in which somebody is on a day."""
    rows = FamilyMembership.objects.at(day).filter(person=person)
    return {row.unit.composition.code for row in rows.select_related("unit__composition")}


def test_a_newborn_without_fiscal_code_enters_both_units(
    house: House, client: Client, mother: Person, unit: FamilyUnit
) -> None:
    other = make_unit((mother, "reference"), (house.record.person, "child"), composition="de_facto")
    page = client.get(house.url("family_birth"))
    assert page.context["form"]["surname"].value() == "Zanzotti"
    data = {
        "surname": "Zanzotti",
        "name": "Neonata",
        "sex": "F",
        "birth_date": "01/06/2026",
        "relation": relation("child"),
        "units": [unit.pk, other.pk],
        "form_key": page.context["form"]["form_key"].value(),
    }
    for _sent_twice in range(2):
        assert confirmed(client, house.url("family_birth"), data)["Location"] == house.url("family")
    rows = FamilyMembership.objects.filter(began_by=FamilyEvent.BIRTH)
    assert {(row.unit_id, row.valid_from) for row in rows} == {(unit.pk, DAY), (other.pk, DAY)}
    assert open_text(rows[0].person, "fiscal_code") == ""


def test_who_looks_like_the_newborn_is_shown_first(house: House, client: Client, unit: FamilyUnit) -> None:
    make_person(house.place, "Zanzotti", "Neonata", birth_date=DAY)
    data = {"surname": "Zanzotti", "name": "Neonata", "birth_date": "01/06/2026", "relation": relation("child")}
    data |= {"units": [unit.pk]}
    stopped = confirmed(client, house.url("family_birth"), data)
    assert stopped.status_code == 422
    assert "Forse è già registrata" in text_of(stopped)
    sure = data | {"nuova": "1", "conferma": stopped.context["plan"].fingerprint}
    assert client.post(house.url("family_birth"), sure).status_code == 302


def test_a_birth_before_the_unit_is_refused_and_nobody_is_registered(
    house: House, client: Client, unit: FamilyUnit
) -> None:
    before = Person.objects.count()
    data = {"surname": "Zanzotti", "name": "Prima", "birth_date": "01/06/2019", "relation": relation("child")}
    answer = confirmed(client, house.url("family_birth"), data | {"units": [unit.pk]})
    assert answer.status_code == 422
    assert Person.objects.count() == before
    assert "comincia il" in text_of(answer)


def test_a_split_opens_a_unit_and_each_child_keeps_its_history(
    house: House, client: Client, mother: Person, brother: Person, unit: FamilyUnit
) -> None:
    rows = {row.person_id: row for row in unit.memberships.all()}
    data: dict[str, Any] = {"day": "01/06/2026", "composition": composition("registry")}
    for row in rows.values():
        data[f"relation_{row.pk}"] = row.relation_id
    data[f"goes_{rows[brother.pk].pk}"] = "on"
    data[f"relation_{rows[brother.pk].pk}"] = relation("reference")
    assert confirmed(client, house.url("family_split", unit.pk), data).status_code == 302
    left = FamilyMembership.objects.get(unit=unit, person=brother)
    assert (left.valid_to, left.ended_by) == (BEFORE, FamilyEvent.SPLIT)
    new = FamilyMembership.objects.get(person=brother, valid_to__isnull=True)
    assert (new.unit_id != unit.pk, new.relation.code, new.valid_from) == (True, "reference", DAY)
    assert unit.memberships.filter(valid_to__isnull=True).count() == 2
    past = text_of(client.get(house.url("family"), {"giorno": "31/05/2026"}))
    now = text_of(client.get(house.url("family"), {"giorno": "01/06/2026"}))
    assert "Zanzotti Isidoro" in past
    assert "Zanzotti Isidoro" not in now
    assert mother.pk in rows


def test_everybody_or_nobody_cannot_go(house: House, client: Client, unit: FamilyUnit) -> None:
    rows = list(unit.memberships.all())
    data = {"day": "01/06/2026", "composition": composition("registry")}
    data |= {f"relation_{row.pk}": row.relation_id for row in rows}
    answer = client.post(house.url("family_split", unit.pk), data)
    assert answer.status_code == 422
    assert "almeno una persona, non tutte" in text_of(answer)
    assert FamilyUnit.objects.count() == 1


def test_two_units_become_one(house: House, client: Client, unit: FamilyUnit) -> None:
    other = make_person(house.place, "Altronucleo", "Dino", birth_date=date(1980, 1, 1))
    theirs = make_unit((other, "reference"))
    found = client.post(house.url("family_merge_search", unit.pk), {"q": "Altronucleo"})
    url = house.url("family_merge", unit.pk, other.public_id)
    assert url in text_of(found)
    rows = [*unit.memberships.all(), *theirs.memberships.all()]
    data: dict[str, Any] = {"day": "01/06/2026", "composition": composition("registry")}
    data |= {f"relation_{row.pk}": row.relation_id for row in rows}
    data[f"relation_{rows[-1].pk}"] = relation("partner")
    assert confirmed(client, url, data).status_code == 302
    assert set(FamilyUnit.objects.filter(valid_to=BEFORE)) == {unit, theirs}
    new = FamilyUnit.objects.get(valid_to__isnull=True)
    assert new.memberships.count() == 4
    assert new.memberships.get(person=other).relation.code == "partner"


def test_a_move_to_another_comune_goes_on_there(house: House, client: Client, mother: Person, unit: FamilyUnit) -> None:
    comune = make_territory(parent=house.place.ambito)
    data = {"day": "01/06/2026", "comune": comune.pk, "street": "Via Inventata 3"}
    shown = client.post(house.url("family_move", unit.pk), data)
    assert "resta com’è" in text_of(shown) or "Nuovo indirizzo" in text_of(shown)
    confirmed(client, house.url("family_move", unit.pk), data)
    new = FamilyUnit.objects.get(valid_to__isnull=True)
    assert (new.comune, new.memberships.count()) == (comune, 3)
    person = Person.objects.get(pk=house.record.person.pk)
    assert (person.residence, open_text(person, "street")) == (comune, "Via Inventata 3")


def test_a_move_within_the_comune_changes_addresses_alone(house: House, client: Client, unit: FamilyUnit) -> None:
    data = {"day": "01/06/2026", "comune": house.place.comune.pk, "street": "Via Nuova 9"}
    confirmed(client, house.url("family_move", unit.pk), data)
    unit.refresh_from_db()
    assert unit.valid_to is None
    assert open_text(Person.objects.get(pk=house.record.person.pk), "street") == "Via Nuova 9"


def test_a_placed_child_stays_registered_and_lives_elsewhere(
    house: House, client: Client, mother: Person, unit: FamilyUnit
) -> None:
    child = house.record.person
    make_unit((mother, "reference"), (child, "child"), composition="de_facto")
    confirmed(client, house.url("family_placement"), {"person": child.pk, "day": "01/06/2026"})
    assert at(child, BEFORE) == {"registry", "de_facto"}
    assert at(child, DAY) == {"registry", "de_facto"}
    alone = FamilyMembership.objects.at(DAY).get(person=child, unit__composition__code="de_facto").unit
    assert [row.person_id for row in alone.memberships.all()] == [child.pk]
    assert FamilyMembership.objects.get(person=child, ended_by=FamilyEvent.PLACEMENT).valid_to == BEFORE
    assert at(mother, DAY) == {"registry", "de_facto"}


def test_where_nobody_said_who_lives_together_a_placement_says_it(
    house: House, client: Client, mother: Person, brother: Person, unit: FamilyUnit
) -> None:
    confirmed(client, house.url("family_placement"), {"person": house.record.person.pk, "day": "01/06/2026"})
    together = FamilyMembership.objects.at(DAY).get(person=mother, unit__composition__code="de_facto").unit
    assert {row.person_id for row in together.memberships.all()} == {mother.pk, brother.pk}


def test_an_adult_is_not_placed(house: House, client: Client, mother: Person, unit: FamilyUnit) -> None:
    answer = client.post(house.url("family_placement"), {"person": mother.pk, "day": "01/06/2026"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"person"})


def test_a_death_ends_every_unit_that_day(house: House, client: Client, mother: Person, unit: FamilyUnit) -> None:
    make_unit((mother, "reference"), (house.record.person, "child"), composition="de_facto")
    confirmed(client, house.url("family_death"), {"person": mother.pk, "day": "01/06/2026"})
    mother.refresh_from_db()
    assert mother.deceased_on == DAY
    ended = FamilyMembership.objects.filter(person=mother)
    assert {(row.valid_to, row.ended_by) for row in ended} == {(DAY, FamilyEvent.DEATH)}
    assert "Persona di riferimento, decesso" in text_of(client.get(house.url("timeline"), {"periodo": "tutto"}))
    again = client.post(house.url("family_death"), {"person": mother.pk, "day": "01/06/2026"})
    assert again.status_code == 422


def test_a_death_followed_by_a_colleague_is_for_the_colleague(house: House, client: Client, colleague: User) -> None:
    other = make_record(house.place, worker=colleague, surname="Seguito").case_file.person
    unit = make_unit((other, "reference"), (house.record.person, "child"))
    data = {"person": other.pk, "day": "01/06/2026"}
    shown = client.post(house.url("family_death"), data)
    answer = client.post(house.url("family_death"), data | {"conferma": shown.context["plan"].fingerprint})
    assert answer.status_code == 422
    assert "chi segue la cartella" in text_of(answer)
    assert unit.memberships.filter(valid_to__isnull=True).count() == 2


def test_what_changed_since_the_preview_is_shown_again(
    house: House, client: Client, mother: Person, brother: Person, unit: FamilyUnit
) -> None:
    data = {"person": mother.pk, "day": "01/06/2026"}
    shown = client.post(house.url("family_death"), data)
    make_unit((mother, "reference"), composition="isee")
    again = client.post(house.url("family_death"), data | {"conferma": shown.context["plan"].fingerprint})
    assert again.status_code == 200
    assert "Non è ancora salvato" in text_of(again)
    assert Person.objects.get(pk=mother.pk).deceased_on is None
    assert brother.pk


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("colleague", 404), ("teammate", 403)])
def test_events_are_written_by_who_follows_alone(
    house: House, unit: FamilyUnit, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    client = Client()
    client.force_login(request.getfixturevalue(who))
    urls = [house.url(name) for name in ("family_birth", "family_placement", "family_death")]
    urls += [house.url(name, unit.pk) for name in ("family_split", "family_merge_search", "family_move")]
    assert {client.get(url).status_code for url in urls} == {status}


def test_bad_dates_are_said_at_the_field(house: House, client: Client, mother: Person, unit: FamilyUnit) -> None:
    answer = client.post(house.url("family_death"), {"person": mother.pk, "day": "31/12/2019"})
    assert set(answer.context["form"].errors) == {"day"}
    assert "dal 01/01/2020" in text_of(answer)
    future = client.post(house.url("family_death"), {"person": mother.pk, "day": "01/01/2090"})
    assert set(future.context["form"].errors) == {"day"}


def test_a_unit_of_others_is_not_found(house: House, client: Client) -> None:
    stranger = make_unit((make_person(house.place, "Estranea"), "reference"))
    for name in ("family_split", "family_move", "family_merge_search"):
        assert client.get(house.url(name, stranger.pk)).status_code == 404
