# SPDX-License-Identifier: EUPL-1.2
"""A regional officer makes a table, goes into a place, compares, keeps it, puts it on a dashboard, takes it along."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.core.access import SystemActor
from ordito.indicators.actions import extract_snapshot
from tests.factories.cases import NOW, make_case_file, make_person, make_place, make_taking
from tests.factories.indicators import make_indicator
from tests.factories.territory import make_ambito, make_boundaries
from tests.journeys.conftest import make_territory_link

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {"Ambito dei Nove": 9, "Ambito dei Tre": 3, "Ambito dei Sette": 7, "Ambito dei Dodici": 12}
PURPOSE = "Relazione annuale della Regione"


@pytest.fixture
def peopled(world: World) -> World:
    """People in charge in four Ambiti drawn as four squares in a row."""
    make_indicator("persone_in_carico", name="Persone in carico")
    comuni = []
    for number, (name, people) in enumerate(PEOPLE.items()):
        place = make_place(ambito=make_ambito(name))
        make_territory_link(world.region, place.comune)
        comuni.append(place.comune)
        for one in range(people):
            person = make_person(place, f"Prova{number}{one}", sex="MF"[one % 2], birth_date=dt.date(2012, 1, 1))
            make_taking(make_case_file(person), opened_on=dt.date(2025, 3, 1))
    make_boundaries(world.region, comuni)
    extract_snapshot(by=SystemActor("test"), at=NOW)
    return world


def table_of(page: Page) -> dict[str, str]:
    """The first column of the table as it reads, by Ambito."""
    return {
        row.get_by_role("rowheader").inner_text().split("\n")[0].strip(): row.locator("td").first.inner_text().strip()
        for row in page.get_by_role("main").locator("tbody tr").all()
    }


def test_table_is_made_compared_kept_and_taken_along(visit: Visit, peopled: World) -> None:
    page = visit(peopled.regional)
    page.goto("/statistiche/?periodo=2025")
    main = page.get_by_role("main")
    figures = table_of(page)
    assert PEOPLE.keys() <= figures.keys()
    assert not {figures[name] for name in PEOPLE} & {"1", "2"}
    chart = page.locator("svg.bars")
    bars = dict(zip(*(chart.locator(css).all_text_contents() for css in (".bar-label", ".bar-value")), strict=True))
    drawn = dict(text.rsplit(": ", 1) for text in page.locator("svg.choropleth path title").all_text_contents())
    assert {name: figures[name] for name in PEOPLE} == {name: bars[name] for name in PEOPLE} == drawn

    main.get_by_role("link", name="Ambito dei Dodici").click()
    expect(main.get_by_role("rowheader").first).to_contain_text("Ambito dei Dodici")
    main.get_by_role("navigation").get_by_role("link", name=peopled.region.name).click()
    expect(main.get_by_role("rowheader").filter(has_text="Ambito dei Tre")).to_be_visible()

    main.get_by_label("Confronta con").select_option("2026")
    expect(main.get_by_role("columnheader", name="Rapporto")).to_be_visible()
    expect(main.locator(".detail", has_text="da ").first).to_be_visible()

    main.get_by_text("Salva come vista").click()
    main.get_by_label("Nome della vista").fill("Due anni a confronto")
    main.get_by_role("button", name="Salva la vista").click()
    page.goto("/statistiche/cruscotti/")
    main.get_by_label("Nome").fill("Il mio")
    main.get_by_role("button", name="Crea il cruscotto").click()
    main.get_by_role("button", name="Aggiungi", exact=True).click()
    main.get_by_role("link", name="Due anni a confronto").click()
    expect(main.get_by_role("columnheader", name="Rapporto")).to_be_visible()

    main.get_by_text("Esporta la tabella").click()
    main.get_by_label("Formato").select_option("csv")
    main.get_by_label("A che cosa serve").fill(PURPOSE)
    with page.expect_download() as waiting:
        main.get_by_role("button", name="Scarica il file").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = {line[0]: line[1] for line in csv.reader(io.StringIO(text), delimiter=";") if len(line) > 2}
    assert {name: rows[name] for name in PEOPLE} == {name: figures[name] for name in PEOPLE}
    assert Entry.objects.get(kind=Kind.EXPORT).purpose == PURPOSE


def test_table_is_made_without_scripts(visit: Visit, peopled: World) -> None:
    page = visit(peopled.regional, scripts=False)
    page.goto("/statistiche/")
    main = page.get_by_role("main")
    main.get_by_label("Colonne").select_option("genere")
    main.get_by_role("button", name="Filtra").click()
    expect(main.get_by_role("columnheader", name="Femmine")).to_be_visible()
