# SPDX-License-Identifier: EUPL-1.2
"""A child comes back to the family: the stay ends and the family has them again, in one go and after a look."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.cases.enums import FamilyEvent
from ordito.cases.models import FamilyMembership
from ordito.circumstances.models import LivingPlace
from ordito.protection.enums import FosterState
from tests.factories.cases import make_person
from tests.factories.kinship import make_unit
from tests.factories.protection import make_foster, make_placement
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.cases.models import FamilyUnit
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(house: House) -> FamilyUnit:
    """The mother, with whom the child is registered; the child lives apart since the placement."""
    child = house.record.person
    mother = make_person(house.place, "Inventata", "Marta", sex="F", birth_date=date(1985, 6, 1))
    make_unit((mother, "reference"), (child, "child"))
    make_unit((child, "reference"), composition="de_facto", valid_from=date(2026, 6, 1))
    return make_unit((mother, "reference"), composition="de_facto", valid_from=date(2026, 6, 1))


def values(page: Any, **changes: Any) -> dict[str, Any]:
    form = page.context["form"]
    today = f"{timezone.localdate():%d/%m/%Y}"
    first = {"day": today, "version": form["version"].value()}
    chosen = {name: getattr(form[name].value(), "pk", form[name].value()) for name in form.fields if name not in first}
    return first | chosen | changes


def test_child_comes_back_after_a_look_at_what_changes(house: House, enter: Enter, home: FamilyUnit) -> None:
    row = make_placement(house.record)
    client = enter(house.worker)
    url = house.url("protection:placement_return", row.pk)
    assert url in text_of(client.get(house.url("protection:placement", row.pk)))
    page = client.get(url)
    assert "Marta Inventata" in text_of(page)
    look = client.post(url, values(page))
    shown = text_of(look)
    assert "Nella sua famiglia" in shown
    assert FamilyMembership.objects.filter(unit=home, person=house.record.person).count() == 0
    agreed = look.context["plan"].fingerprint
    answer = client.post(url, values(page, conferma=agreed))
    assert answer["Location"] == house.url("protection:placement", row.pk)
    row.refresh_from_db()
    assert (row.ends_on, row.outcome.code) == (timezone.localdate(), "home")
    back = FamilyMembership.objects.get(unit=home, person=house.record.person)
    assert (back.valid_from, back.began_by) == (timezone.localdate(), FamilyEvent.RETURN)
    apart = FamilyMembership.objects.get(person=house.record.person, ended_by=FamilyEvent.RETURN)
    assert apart.unit.valid_to is not None, "the unit in which the child was alone closes"
    assert LivingPlace.objects.get(person=house.record.person).kind.code == "own_family"
    assert client.get(url)["Location"] == house.url("protection:placement", row.pk)
    assert "rientro in famiglia" in text_of(client.get(house.url("family")))


def test_foster_care_ends_with_the_return(house: House, enter: Enter) -> None:
    row = make_foster(house.record, started_on=date(2026, 3, 1))
    client = enter(house.worker)
    url = house.url("protection:foster_return", row.pk)
    assert url in text_of(client.get(house.url("protection:foster", row.pk)))
    page = client.get(url)
    look = client.post(url, values(page, lives=""))
    client.post(url, values(page, lives="", conferma=look.context["plan"].fingerprint))
    row.refresh_from_db()
    assert (row.state, row.outcome.code, row.ended_on) == (FosterState.ENDED, "home", timezone.localdate())
    assert not LivingPlace.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"day": "01/01/2099"}, "day"),
        ({"day": "01/06/2026"}, "day"),
        ({"day": "32/01/2026"}, "day"),
        ({"relation": ""}, "relation"),
        ({"lives": "999999"}, "lives"),
    ],
)
def test_bad_input_writes_nothing(
    house: House, enter: Enter, home: FamilyUnit, changes: dict[str, Any], field: str
) -> None:
    row = make_placement(house.record)
    client = enter(house.worker)
    url = house.url("protection:placement_return", row.pk)
    answer = client.post(url, values(client.get(url), **changes))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    row.refresh_from_db()
    assert row.ends_on is None
    assert not FamilyMembership.objects.filter(unit=home, person=house.record.person).exists()


def test_two_at_once_and_strangers(house: House, enter: Enter, home: FamilyUnit, outsider: User) -> None:
    row = make_placement(house.record)
    url = house.url("protection:placement_return", row.pk)
    client = enter(house.worker)
    page = client.get(url)
    look = client.post(url, values(page))
    stale = client.post(url, values(page, version=7, conferma=look.context["plan"].fingerprint))
    assert stale.status_code == 422
    assert "Nel frattempo" in text_of(stale)
    assert not FamilyMembership.objects.filter(unit=home, person=house.record.person).exists()
    assert enter(outsider).get(url).status_code == 404


def test_reader_of_the_part_does_not_write_it(house: House, enter: Enter, teammate: User) -> None:
    row = make_placement(house.record)
    assert enter(teammate).get(house.url("protection:placement_return", row.pk)).status_code == 403
