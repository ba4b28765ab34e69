# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.campaigns.enums import Audience, CampaignState, ReturnState
from ordito.campaigns.models import ReminderPlan, ReminderSent
from ordito.core.models import writing
from ordito.messages.models import Message
from tests.campaigns.rounds import Round, make_round
from tests.factories.accounts import make_user
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Round:
    return make_round()


@pytest.fixture
def officer(client: Client, world: Round) -> Client:
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=world.region))
    return client


def address(world: Round, name: str = "remind", query: str = "", *more: object) -> str:
    return reverse(f"campaigns:{name}", args=[world.campaign.public_id, *more]) + query


def typed(**values: str) -> dict[str, str]:
    return {"audience": "filler", "subject": "Sollecito", "text": "Manca ancora.", "batch": str(uuid4()), **values}


def test_all_that_the_filters_show_are_asked_for(officer: Client, world: Round) -> None:
    body = make_organisation(email="ente@esempio.invalid")
    for number in range(44):
        world.owe(number % 3, body=body)
    world.owe(0, state=ReturnState.SUBMITTED)
    page = officer.get(address(world, query="?tutte=1"))
    text = page.content.decode()
    assert "Invia 44 solleciti" in text
    assert "44 restituzioni, destinatari: 1" in text
    assert "ente@esempio.invalid" in text
    answer = officer.post(address(world, query="?tutte=1"), typed())
    assert (answer.status_code, answer["Location"]) == (302, address(world, "reminder_log"))
    assert ReminderSent.objects.count() == 44
    assert Message.objects.count() == 1
    assert "Sollecito inviato per 44 restituzioni" in officer.get(answer["Location"]).content.decode()


def test_chosen_ones_and_filters(officer: Client, world: Round) -> None:
    first, second = world.owe(0), world.owe(2)
    assert officer.get(address(world, query=f"?r={first.pk}")).context["count"] == 1
    assert officer.get(address(world, query=f"?r={first.pk}&r={second.pk}&r=x&r=-1&r={10**30}")).context["count"] == 2
    query = f"?tutte=1&provincia={world.provinces[1].pk}"
    officer.post(address(world, query=query), typed())
    assert [sent.due for sent in ReminderSent.objects.all()] == [second]


def test_nothing_chosen_is_said(officer: Client, world: Round) -> None:
    world.owe(0)
    assert "Nessuna restituzione da sollecitare" in officer.get(address(world)).content.decode()


def test_preview_shows_what_the_first_reads_and_sends_nothing(officer: Client, world: Round) -> None:
    row = world.owe(0, body=make_organisation(email="ente@esempio.invalid"))
    page = officer.post(address(world, query=f"?r={row.pk}"), typed(text="Parole mie.", anteprima="1"))
    assert page.status_code == 200
    assert page.context["letter"].startswith("Parole mie.\n\nRilevazione: ")
    assert not ReminderSent.objects.exists()


def test_units_without_an_address_are_named_before_sending(officer: Client, world: Round) -> None:
    row = world.owe(0, body=make_organisation())
    page = officer.get(address(world, query=f"?r={row.pk}"))
    assert page.context["unreached"] == [row]
    assert "Senza recapito" in page.content.decode()


def test_second_click_sends_nothing(officer: Client, world: Round) -> None:
    row = world.owe(0)
    data = typed()
    for _click in range(2):
        officer.post(address(world, query=f"?r={row.pk}"), data)
    assert ReminderSent.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"text": ""}, {"subject": "x" * 161}, {"audience": "tutti"}, {"batch": "x"}])
def test_bad_input_is_refused_and_kept(officer: Client, world: Round, wrong: dict[str, str]) -> None:
    row = world.owe(0)
    page = officer.post(address(world, query=f"?r={row.pk}"), typed(**{"subject": "Parole mie", **wrong}))
    assert page.status_code == 422
    assert not ReminderSent.objects.exists()
    if "subject" not in wrong:
        assert "Parole mie" in page.content.decode()


def test_campaign_that_is_not_open_has_no_such_page(officer: Client, world: Round) -> None:
    world.campaign.state = CampaignState.CLOSED
    with writing():
        world.campaign.save()
    assert officer.get(address(world)).status_code == 404


def test_ambito_asks_its_own_only(client: Client, world: Round) -> None:
    mine, other = world.owe(0), world.owe(1)
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]))
    client.post(address(world, query=f"?r={mine.pk}&r={other.pk}"), typed())
    assert [sent.due for sent in ReminderSent.objects.all()] == [mine]
    assert mine.unit_name in client.get(address(world, "reminder_log")).content.decode()


def test_provider_is_refused(client: Client, world: Round) -> None:
    row = world.owe(0)
    client.force_login(make_user(role=PROVIDER, organisation=row.organisation))
    for name in ("remind", "reminder_plan", "reminder_log", "reminder_messages"):
        assert client.get(address(world, name)).status_code == 403


def test_outsider_finds_nothing(client: Client, world: Round) -> None:
    world.owe(0)
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[1]))
    for name in ("remind", "reminder_plan", "reminder_log", "reminder_messages"):
        assert client.get(address(world, name)).status_code == 404


def test_plan_is_written_and_undone(officer: Client, world: Round) -> None:
    url = address(world, "reminder_plan")
    step = {"days": "7", "when": "prima", "audience": "filler", "text": "Manca una settimana."}
    assert officer.post(url, step).status_code == 302
    row = ReminderPlan.objects.get()
    assert (row.days, row.audience) == (-7, Audience.FILLER)
    assert "7 giorni prima della scadenza" in officer.get(url).content.decode()
    again = officer.post(url, step)
    assert again.status_code == 422
    assert "C’è già un sollecito" in again.content.decode()
    assert officer.post(url, {**step, "days": "-1"}).status_code == 422
    assert officer.post(url, {**step, "days": "366"}).status_code == 422
    assert officer.post(address(world, "reminder_step_remove", "", row.pk)).status_code == 302
    assert not ReminderPlan.objects.exists()


def test_ambito_reads_the_plan_and_changes_nothing(client: Client, world: Round) -> None:
    world.owe(0)
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]))
    page = client.get(address(world, "reminder_plan"))
    assert page.status_code == 200
    assert "Aggiungi al piano" not in page.content.decode()
    step = {"days": "7", "when": "prima", "audience": "filler", "text": "x"}
    assert client.post(address(world, "reminder_plan"), step).status_code == 403
    assert not ReminderPlan.objects.exists()


def test_messages_are_all_for_who_runs_the_campaign_else_ones_own(
    client: Client, officer: Client, world: Round
) -> None:
    row = world.owe(0, body=make_organisation("Casella", email="ente@esempio.invalid"))
    officer.post(address(world, query=f"?r={row.pk}"), typed(subject="Dalla Regione"))
    assert "Dalla Regione" in officer.get(address(world, "reminder_messages")).content.decode()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]))
    assert "Dalla Regione" not in client.get(address(world, "reminder_messages")).content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("name", "expected"), [("reminder_log", 9), ("reminder_messages", 9)])
def test_query_count_does_not_grow(officer: Client, world: Round, number: int, name: str, expected: int) -> None:
    for _ in range(number):
        row = world.owe(0, body=make_organisation(email="ente@esempio.invalid"))
        officer.post(address(world, query=f"?r={row.pk}"), typed())
    officer.get(address(world, name))
    with CaptureQueriesContext(connection) as queries:
        assert officer.get(address(world, name)).status_code == 200
    assert len(queries) == expected
