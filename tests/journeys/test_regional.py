# SPDX-License-Identifier: EUPL-1.2
"""A regional officer reads table, chart and map, cannot see a figure of three people, and takes the table along."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.models import CaseFile
from ordito.core.access import SystemActor
from ordito.indicators.actions import extract_snapshot
from ordito.territory.models import Territory
from tests.factories.cases import NOW, make_case_file, make_person, make_place, make_taking
from tests.factories.indicators import make_indicator
from tests.factories.territory import make_ambito, make_boundaries
from tests.journeys.conftest import make_territory_link

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {"Ambito dei Nove": 9, "Ambito dei Tre": 3, "Ambito dei Sette": 7, "Ambito dei Dodici": 12}
SMALL = "Ambito dei Tre"
PURPOSE = "Relazione annuale della Regione"
WHY = "Nascosta per proteggere le persone"


@pytest.fixture
def small(world: World) -> Territory:
    """People in charge in four Ambiti drawn as four squares in a row; the Ambito with three of them."""
    make_indicator("persone_in_carico", name="Persone in carico")
    comuni = []
    for number, (name, people) in enumerate(PEOPLE.items()):
        place = make_place(ambito=make_ambito(name))
        make_territory_link(world.region, place.comune)
        comuni.append(place.comune)
        for one in range(people):
            born = dt.date(2009 + one % 8, 1 + one, 1)
            person = make_person(place, f"Prova{number}{one}", sex="MF"[one % 2], birth_date=born)
            make_taking(make_case_file(person), opened_on=dt.date(2025, 3, 1))
    make_boundaries(world.region, comuni)
    extract_snapshot(by=SystemActor("test"), at=NOW)
    return Territory.objects.get(name=SMALL)


def table_of(page: Page) -> dict[str, str]:
    """The table as it reads, by Ambito."""
    return {
        row.get_by_role("rowheader").inner_text().split("\n")[0].strip(): row.locator("td").first.inner_text()
        for row in page.get_by_role("main").locator("tbody tr").all()
    }


def bars_of(page: Page) -> dict[str, str]:
    """The chart as it reads, by Ambito."""
    chart = page.locator("svg.bars")
    labels, values = (chart.locator(css).all_text_contents() for css in (".bar-label", ".bar-value"))
    return dict(zip(labels, values, strict=True))


def map_of(page: Page) -> dict[str, str]:
    """The map as it reads, by Ambito."""
    said = page.locator("svg.choropleth path title").all_text_contents()
    return dict(text.rsplit(": ", 1) for text in said)


def assert_keeps_the_secret(figures: dict[str, str]) -> None:
    """The three are hidden, at least another with them, and what is shown takes nothing away from it.

    With the total in hand a reader knows the sum of the hidden ones: with two unknowns or more, it is not three.
    """
    hidden = {name for name, text in figures.items() if text == "nascosta"}
    assert SMALL in hidden
    shown = {name: int(text) for name, text in figures.items() if text.isdecimal()}
    assert shown, "nothing is shown: the test would prove nothing"
    assert all(number == PEOPLE.get(name, sum(PEOPLE.values())) for name, number in shown.items())
    places = [number for name, number in shown.items() if name in PEOPLE]
    for total in (number for name, number in shown.items() if name not in PEOPLE):
        assert len(hidden & PEOPLE.keys()) >= 2
        assert total - sum(places) >= 3 + 5


def test_reading_without_seeing_three(visit: Visit, world: World, small: Territory) -> None:
    page = visit(world.regional)
    page.goto("/statistiche/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Statistiche protette")
    figures = table_of(page)
    assert PEOPLE.keys() <= figures.keys()
    assert_keeps_the_secret(figures)
    places = {name: figures[name] for name in PEOPLE}
    assert {name: text for name, text in bars_of(page).items() if name in places} == places
    assert map_of(page) == places
    expect(page.locator("path.class-hidden")).to_have_count(sum(text == "nascosta" for text in places.values()))
    row = page.get_by_role("main").get_by_role("row").filter(has_text=SMALL)
    expect(row.locator("td").first).to_have_attribute("title", re.compile(WHY))
    page.get_by_text("Perché alcune cifre sono nascoste").click()
    expect(page.locator(".disclosure-body").get_by_text(WHY)).to_be_visible()
    expect(page.get_by_text("Cifre protette")).to_be_visible()


def test_no_other_question_gives_the_three_away(visit: Visit, world: World, small: Territory) -> None:
    page = visit(world.regional, scripts=False)
    names = {SMALL, Territory.objects.get(links_up__parent=small).name}
    questions = product(("2025", "2025-2"), ("ambito", "comune"), ("", "genere", "eta", "fasce"), ("", str(small.pk)))
    for period, level, breakdown, within in questions:
        page.goto(f"/statistiche/?periodo={period}&livello={level}&suddivisione={breakdown}&dentro={within}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Statistiche protette")
        rows = page.get_by_role("main").locator("tbody tr").all()
        refused = page.get_by_text("Questa tabella non si può mostrare").count()
        assert bool(rows) != bool(refused)
        for row in rows:
            if within or row.get_by_role("rowheader").inner_text().split("\n")[0].strip() in names:
                assert not set(row.locator("td").all_inner_texts()) & {"1", "2", "3"}
        titles = [text.rsplit(": ", 1) for text in page.locator("svg title").all_text_contents()]
        assert not [number for name, number in titles if name in names and number in {"1", "2", "3"}]


def download(page: Page, main: Locator, kind: str, folder: Path) -> Path:
    """The table as a file, with its purpose said."""
    with page.expect_download() as waiting:
        main.get_by_role("button", name="Scarica il file").click()
    path = folder / waiting.value.suggested_filename
    assert path.suffix == f".{kind}"
    waiting.value.save_as(path)
    return path


def figures_in(lines: list[list[str]]) -> dict[str, str]:
    """The rows of a file between the headings and the empty line after them."""
    start = next(number for number, line in enumerate(lines) if line[:1] == ["Ambiti territoriali"])
    rows = [line for line in lines[start + 1 :] if any(line)]
    return {line[0]: line[1] for line in rows if len(line) > 1 and line[1]}


def test_exporting_what_was_read(visit: Visit, world: World, small: Territory, tmp_path: Path) -> None:
    page = visit(world.regional)
    page.goto("/statistiche/")
    figures = table_of(page)
    main = page.get_by_role("main")
    main.get_by_text("Esporta la tabella").click()
    main.get_by_label("Formato").select_option("csv")
    main.get_by_role("button", name="Scarica il file").click()
    expect(main.get_by_role("alert").first).to_be_visible()
    assert not Entry.objects.filter(kind=Kind.EXPORT).exists()
    main.get_by_label("A che cosa serve").fill(PURPOSE)
    main.get_by_label("Formato").select_option("csv")
    content = download(page, main, "csv", tmp_path).read_text(encoding="utf-8-sig")
    assert figures_in(list(csv.reader(io.StringIO(content), delimiter=";"))) == figures
    main.get_by_label("Formato").select_option("xlsx")
    book = load_workbook(download(page, main, "xlsx", tmp_path))
    cells = [
        [str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row]
        for row in book.get_sheet_by_index(0).to_python()
    ]
    assert figures_in(cells) == figures
    for text in (content, str(cells)):
        assert "Cifre protette: sono nascoste quelle su meno di 5 persone" in text
    entries = Entry.objects.filter(kind=Kind.EXPORT, action="indicators.export_figure", actor_id=world.regional.pk)
    assert {(entry.purpose, entry.detail["kind"], entry.detail["protected"]) for entry in entries} == {
        (PURPOSE, "csv", True),
        (PURPOSE, "xlsx", True),
    }


def test_no_record_behind_the_figures(visit: Visit, world: World, small: Territory) -> None:
    page = visit(world.regional)
    record = CaseFile.objects.filter(ambito=small).latest("pk")
    for address in (f"/cartelle/{record.pk}/", f"/cartelle/persone/{record.person.public_id}/", "/cartelle/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in {403, 404}
        assert "Prova" not in page.get_by_role("main").inner_text()
