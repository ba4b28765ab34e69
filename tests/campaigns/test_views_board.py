# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.campaigns.enums import CampaignState, ReturnState
from ordito.core.models import writing
from tests.campaigns.rounds import Round, make_round
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client

    from ordito.accounts.roles import Role

pytestmark = pytest.mark.django_db
# Session, person, memberships; reach over places; filters, tallies, map, list.
BOARD_QUERIES = 24


@pytest.fixture
def world() -> Round:
    return make_round()


def address(world: Round, query: str = "") -> str:
    return reverse("campaigns:board", args=[world.campaign.public_id]) + query


@pytest.fixture
def officer(client: Client, world: Round) -> Client:
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=world.region))
    return client


def test_board_says_one_of_forty_five(officer: Client, world: Round) -> None:
    for number in range(44):
        world.owe(number % 3)
    world.owe(0, state=ReturnState.SUBMITTED)
    text = officer.get(address(world)).content.decode()
    assert "1 su 45" in text
    assert "2,2 %" in text
    assert "Elenco: chi manca (44)" in text
    assert "Invia solleciti a tutti i 44" in text
    assert text.count("<title>Ambito") == 3


def test_board_filters_by_place_and_state(officer: Client, world: Round) -> None:
    first, second = world.owe(0), world.owe(2, state=ReturnState.DRAFT)

    def listed(query: str) -> list[object]:
        return list(officer.get(address(world, query)).context["page"].rows)

    assert listed(f"?provincia={world.provinces[1].pk}") == [second]
    assert listed("?mostra=todo") == [first]
    assert listed("?mostra=late") == []
    assert len(listed("?provincia=999&mostra=inventato&per=x&tipo=a")) == 2
    assert "Zona Nord" in officer.get(address(world, "?per=zone")).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [(REGIONAL_OFFICER, 200), (AMBITO_OFFICER, 200), (PROVIDER, 200), (SOCIAL_WORKER, 403)]
)
def test_board_is_for_who_sees_the_campaign(client: Client, world: Round, role: Role, status: int) -> None:
    row = world.owe(0)
    user = make_user(
        role=role,
        territory=None if role == PROVIDER else world.ambiti[0],
        organisation=row.organisation if role == PROVIDER else None,
    )
    client.force_login(user)
    assert client.get(address(world)).status_code == status


def test_board_of_a_campaign_that_asks_nothing_of_me_is_not_found(client: Client, world: Round) -> None:
    world.owe(0)
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[1]))
    assert client.get(address(world)).status_code == 404
    client.force_login(make_user(role=REGIONAL_OFFICER))
    unknown = reverse("campaigns:board", args=[UUID("01890a5d-ac96-774b-bcce-b302099a8057")])
    assert client.get(unknown).status_code == 404


def test_reminders_are_offered_to_who_may_send_them(client: Client, world: Round) -> None:
    row = world.owe(0)
    client.force_login(make_user(role=PROVIDER, organisation=row.organisation))
    assert "Invia sollecito" not in client.get(address(world)).content.decode()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]))
    assert "Invia sollecito" in client.get(address(world)).content.decode()
    world.campaign.state = CampaignState.CLOSED
    with writing():
        world.campaign.save()
    assert "Invia sollecito" not in client.get(address(world)).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_board_query_count_does_not_grow(officer: Client, world: Round, number: int) -> None:
    for place in range(number):
        world.owe(place)
    officer.get(address(world))  # the session notes the first touch; shapes and groups of places are kept
    with CaptureQueriesContext(connection) as queries:
        assert officer.get(address(world)).status_code == 200
    assert len(queries) == BOARD_QUERIES
