# SPDX-License-Identifier: EUPL-1.2
"""An officer tries all ways to a figure of three people and finds it hidden; what leaves reaches a harvester."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect
from rdflib import Graph
from rdflib.namespace import DCAT

from ordito.core.access import SystemActor
from ordito.indicators.actions import extract_snapshot
from ordito.territory.models import Territory
from tests.factories.cases import NOW, make_case_file, make_person, make_place, make_taking
from tests.factories.territory import make_ambito
from tests.journeys.conftest import make_territory_link

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("jobs_at_once"),
]
PEOPLE = {"Ambito dei Nove": 9, "Ambito dei Tre": 3, "Ambito dei Sette": 7, "Ambito dei Dodici": 12}
SMALL = "Ambito dei Tre"
NEW = "/statistiche/pubblicazioni/nuova/?misura=persons&periodo={period}&livello={level}"


@pytest.fixture
def small(world: World) -> Territory:
    """People in charge in four Ambiti of one Comune each; the Ambito with three of them."""
    for number, (name, people) in enumerate(PEOPLE.items()):
        place = make_place(ambito=make_ambito(name))
        make_territory_link(world.region, place.comune)
        for one in range(people):
            person = make_person(place, f"Prova{number}{one}", birth_date=dt.date(2015, 1, 1))
            make_taking(make_case_file(person), opened_on=dt.date(2025, 3, 1))
    extract_snapshot(by=SystemActor("test"), at=NOW)
    return Territory.objects.get(name=SMALL)


def prepare(page: Page, title: str, *, period: str = "2025", level: str = "ambito", within: str = "") -> None:
    page.goto(NEW.format(period=period, level=level))
    if within:
        page.get_by_label("Territorio", exact=True).select_option(label=within)
    page.get_by_label("Titolo").fill(title)
    page.get_by_label("Descrizione").fill("Persone in carico, una volta ciascuna.")
    page.get_by_label("A che cosa serve").fill("Relazione annuale della Regione")
    page.get_by_role("button", name="Verifica la tabella").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def let_out(page: Page) -> dict[str, str]:
    """The table as it reads, by place, once it has left."""
    page.get_by_role("button", name="Fai uscire la tabella").click()
    expect(page.get_by_text(re.compile("La tabella è uscita"))).to_be_visible()
    rows = page.get_by_role("main").locator("tbody tr").all()
    return {row.get_by_role("rowheader").inner_text(): row.locator("td").inner_text().split()[0] for row in rows}


def test_no_way_gives_the_three_away(visit: Visit, world: World, small: Territory) -> None:
    page = visit(world.regional)
    prepare(page, "Persone per Ambito")
    expect(page.get_by_text("●").first).to_be_visible()
    expect(page.locator("tbody")).not_to_contain_text("31")
    first = let_out(page)
    hidden = {name for name, text in first.items() if text == "nascosta"}
    assert SMALL in hidden
    assert len(hidden) >= 2
    prepare(page, "Un filtro", within=SMALL)
    expect(page.get_by_text("In questa tabella non resterebbe nessuna cifra")).to_be_visible()
    prepare(page, "Un altro livello", level="comune")
    comune = Territory.objects.get(links_up__parent=small).name
    assert let_out(page)[comune] == "nascosta"
    prepare(page, "Un altro periodo", period="2025-2")
    second = let_out(page)
    assert {name for name, text in second.items() if text == "nascosta"} >= {SMALL}
    told = [int(table[name]) for table in (first, second) for name in PEOPLE if table[name].isdecimal()]
    assert set(told) <= set(PEOPLE.values()) - {3}


def test_what_leaves_reaches_a_harvester(visit: Visit, world: World, small: Territory, live_server: LiveServer) -> None:
    page = visit(world.regional)
    page.goto(NEW.format(period="2025", level="ambito"))
    page.get_by_label("Per chi").select_option(label="pubblicazione all’esterno")
    page.get_by_label("Titolo").fill("Persone in carico per Ambito")
    page.get_by_label("Descrizione").fill("Persone in carico, una volta ciascuna.")
    page.get_by_label("A che cosa serve").fill("Dati aperti della Regione")
    page.get_by_role("button", name="Verifica la tabella").click()
    shown = let_out(page)
    anybody = visit()
    anybody.goto("/dati-aperti/")
    anybody.get_by_role("link", name="Persone in carico per Ambito").click()
    expect(anybody.get_by_text("Creative Commons")).to_be_visible()
    graph = Graph().parse(data=_read(f"{live_server.url}/dati-aperti/catalogo.ttl"), format="turtle")
    [address] = graph.objects(None, DCAT.downloadURL)
    rows = csv.DictReader(io.StringIO(_read(str(address))))
    read = {row["territorio"]: row["valore"] or "nascosta" for row in rows if "Senza dati" not in row["nota"]}
    assert read == shown
    assert read[SMALL] == "nascosta"


def _read(address: str) -> str:
    with urlopen(address) as answer:  # noqa: S310 - the running site of the test
        return str(answer.read().decode())
