# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.employment.enums import ListKey
from ordito.employment.models import Accreditation
from ordito.territory.enums import OrganisationKind
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_place
from tests.factories.employment import make_accreditation, make_path, make_placement
from tests.factories.territory import make_organisation
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]

LIST = "employment:accreditations"


@pytest.fixture
def officer(house: House) -> User:
    """The officer of the Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=house.place.ambito, full_name="Ufficio di Piano")


def form(**changes: Any) -> dict[str, Any]:
    given = {"kind": code(ListKey.SERVICE_KIND, "support").pk, "number": "DD 77/2025", "valid_from": "01/01/2025"}
    if "organisation" not in changes:
        changes["organisation"] = make_organisation(kind=OrganisationKind.COOPERATIVE_B).pk
    return given | changes


def test_officer_adds_corrects_and_ends(officer: User, enter: Enter) -> None:
    client, typed = enter(officer), form()
    assert "Nessun ente accreditato" in text_of(client.get(reverse(LIST)))
    key = client.get(reverse("employment:accreditation_new")).context["form"].initial["form_key"]
    for _time in range(2):
        answer = client.post(reverse("employment:accreditation_new"), typed | {"form_key": str(key)})
        assert answer["Location"] == reverse(LIST)
    row = Accreditation.objects.get()
    assert "DD 77/2025" in text_of(client.get(reverse(LIST)))
    page = reverse("employment:accreditation_edit", args=[row.pk])
    assert client.get(page).status_code == 200
    ended = typed | {"valid_to": "31/12/2025", "version": row.version}
    assert client.post(page, ended).status_code == 302
    html = text_of(client.get(reverse(LIST)))
    assert html.index("Accreditamenti finiti") < html.index("31/12/2025")


def test_bad_accreditation_is_refused_at_its_field(house: House, officer: User, enter: Enter) -> None:
    client, row = enter(officer), make_accreditation(house.place)
    new = reverse("employment:accreditation_new")
    for changes, field in (
        ({"organisation": row.organisation_id}, "valid_from"),
        ({"valid_to": "31/12/2024"}, "valid_to"),
        ({"number": ""}, "number"),
    ):
        answer = client.post(new, form(**changes))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field}), changes
    assert Accreditation.objects.count() == 1


def test_days_that_a_placement_needs_stay(house: House, officer: User, enter: Enter) -> None:
    row = make_accreditation(house.place)
    make_placement(make_path(house.taking), accreditation=row, starts_on=date(2026, 3, 2))
    typed = form(organisation=row.organisation_id, number=row.number, valid_from="01/01/2024", valid_to="01/03/2026")
    answer = enter(officer).post(reverse("employment:accreditation_edit", args=[row.pk]), typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"valid_to"})


def test_two_officers_see_both_versions(house: House, officer: User, enter: Enter) -> None:
    row = make_accreditation(house.place)
    page = reverse("employment:accreditation_edit", args=[row.pk])
    typed = form(organisation=row.organisation_id, number="Suo", version=row.version)
    assert enter(officer).post(page, typed).status_code == 302
    answer = enter(officer).post(page, typed | {"number": "Mio"})
    assert answer.status_code == 422
    assert [(line.theirs, line.mine) for line in answer.context["conflict"].lines] == [("Suo", "Mio")]


def test_each_ambito_keeps_its_own_list(house: House, officer: User, enter: Enter) -> None:
    elsewhere = make_accreditation(make_place())
    everywhere = make_accreditation(None)
    client = enter(officer)
    html = text_of(client.get(reverse(LIST)))
    assert str(everywhere.organisation) in html
    assert "vale per tutti" in html
    assert f'{reverse("employment:accreditation_edit", args=[elsewhere.pk])}"' not in html
    page = reverse("employment:accreditation_edit", args=[elsewhere.pk])
    assert client.get(page).status_code == 404
    shared = reverse("employment:accreditation_edit", args=[everywhere.pk])
    typed = form(organisation=everywhere.organisation_id, number="x", version=everywhere.version)
    assert client.post(shared, typed).status_code == 403


def test_who_keeps_no_settings_opens_nothing(house: House, enter: Enter, coordinator: User) -> None:
    row = make_accreditation(house.place)
    for user in (house.worker, coordinator):
        for name, args in (
            (LIST, []),
            ("employment:accreditation_new", []),
            ("employment:accreditation_edit", [row.pk]),
        ):
            assert enter(user).get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_for_one_and_three(
    house: House, officer: User, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        make_accreditation(house.place)
    client = enter(officer)
    client.get(reverse(LIST))
    with django_assert_num_queries(4):
        client.get(reverse(LIST))
