# SPDX-License-Identifier: EUPL-1.2
"""A worker's question becomes an indicator: discussed, defined without code, taken up twice, counted and mapped."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.core.access import SystemActor
from ordito.indicators.actions import extract_snapshot
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, make_case_file, make_person, make_place, make_taking
from tests.factories.territory import make_ambito, make_boundaries
from tests.journeys.conftest import make_territory_link

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ordito.accounts.models import User
    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Minori in carico con l’accordo della famiglia"


@pytest.fixture
def other_officer(world: World) -> User:
    """Children in charge in two more Ambiti that are drawn on the map; the officer of one of them."""
    ambiti, comuni = [make_ambito("Ambito del Fuso"), make_ambito("Ambito della Rocca")], []
    for ambito, people in zip(ambiti, (9, 12), strict=True):
        place = make_place(ambito=ambito)
        make_territory_link(world.region, place.comune)
        comuni.append(place.comune)
        for one in range(people):
            child = make_person(place, f"Prova{one}", sex="MF"[one % 2], birth_date=dt.date(2014, 1, 1))
            make_taking(make_case_file(child), opened_on=dt.date(2025, 3, 1))
    make_boundaries(world.region, comuni)
    extract_snapshot(by=SystemActor("test"), at=NOW)
    return make_user(role=AMBITO_OFFICER, territory=ambiti[0])


def _takes_up(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="Recepisci").click()
    page.get_by_label("Atto o nota").fill("Delibera n. 12")
    page.get_by_role("button", name="Recepisci").click()
    expect(page.get_by_text("Recepito: da ora")).to_be_visible()


def test_a_question_becomes_a_map(visit: Visit, world: World, other_officer: User) -> None:
    page = visit(world.worker)
    page.goto("/statistiche/indicatori/")
    page.get_by_role("link", name="Proponi un indicatore").click()
    page.get_by_label("Nome").fill(NAME)
    page.get_by_label("A quale domanda risponde").fill("Con quanti bambini lavoriamo d’accordo con la famiglia?")
    page.get_by_label("Perché serve").fill("Ce lo siamo chiesti nel focus group.")
    page.get_by_label("Da dove viene l’idea").select_option(label="un focus group")
    page.get_by_role("button", name="Proponi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    address = page.url

    page = visit(world.officer)
    page.goto(address)
    page.get_by_label("Il tuo commento").fill("Serve anche a noi.")
    page.get_by_role("button", name="Commenta").click()
    expect(page.get_by_text("in discussione", exact=True)).to_be_visible()

    page = visit(world.regional)
    page.goto(address)
    page.get_by_role("link", name="Definisci come si conta").click()
    page.get_by_label("persone, ognuna contata una volta sola").check()
    page.get_by_label("Fino a quale età").select_option("17")
    page.locator("summary", has_text="Solo alcune voci").click()
    page.locator("summary", has_text="Modalità").first.click()
    page.get_by_label("Consensuale").check()
    page.get_by_label("niente: è un numero").check()
    trial = page.locator("#prova")
    expect(trial.get_by_text("da 0 a 17 anni compiuti")).to_be_visible()
    expect(trial.get_by_text("Modalità: Consensuale")).to_be_visible()
    expect(trial.get_by_text("Tutto il territorio, 2025").first).to_be_visible()
    page.get_by_role("button", name="Salva la bozza").click()
    page.get_by_role("link", name="Metti in uso la bozza").click()
    page.get_by_role("button", name="Metti in uso").click()
    expect(page.get_by_text("in uso", exact=True)).to_be_visible()

    for officer in (world.officer, other_officer):
        _takes_up(visit(officer), address)

    page = visit(world.worker)
    page.goto("/statistiche/indicatori/")
    row = page.get_by_role("main").get_by_role("row").filter(has_text=NAME)
    expect(row.get_by_role("cell").last).to_have_text("2")
    page.goto(address)
    expect(page.get_by_text("Ambito del Fuso").first).to_be_attached()
    page.get_by_role("link", name="Guarda per Ambito").click()
    expect(page.get_by_role("main").get_by_role("rowheader").filter(has_text="Ambito della Rocca")).to_be_visible()
    expect(page.locator("svg.choropleth")).to_be_visible()
