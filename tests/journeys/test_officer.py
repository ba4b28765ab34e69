# SPDX-License-Identifier: EUPL-1.2
"""An Ambito officer imports a messy spreadsheet, corrects two rows, undoes the whole import and makes it again."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from ordito.cases.models import CaseFile, Intervention, Person, TakingInCharge
from ordito.core.fiscal_code import control_letter
from ordito.imports.models import ImportBatch
from tests.factories.cases import staff
from tests.factories.territory import make_service_type
from tests.imports.engine.sheets import xlsx
from tests.journeys.importing import bring_in, check, figure, finish_job, upload

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADINGS = (
    "Cognome", "Nome", "C.F.", "Nato il", "Sesso", "Residenza", "Data apertura", "Data chiusura",
    "Motivo", "Assistente sociale", "Servizio", "Note", "Note",
)  # fmt: skip
SURNAMES = ("D'Alò", "FINTANERI", "Provamonti", "zanzottini", "Inventati", "De  Prova", "Finzi-Contini", "Ùltimi")
NAMES = ("Nicolò", "ADA", "Ermelinda")
OPENED = (dt.date(2024, 2, 3), "3/2/24", "03.02.2024", "3-2-2024", "2024-02-03", "3 febbraio 2024", 45325)
CLOSED_FROM = 18
FIRST_CODE, UGO_CODE = (first + control_letter(first) for first in ("DLANCL10E01A662", "FNTGUO15E05A662"))
WRONG_CODE = UGO_CODE[:-1] + ("A" if UGO_CODE[-1] != "A" else "B")


def good_rows(comune: str, worker: str) -> Iterator[tuple[Any, ...]]:
    """Twenty-four people, one of them on two rows for two services; from the nineteenth on, cases of the past."""
    for number in range(24):
        surname, name = SURNAMES[number % 8], NAMES[number // 8]
        born = (dt.date(2010, 5, 1 + number), f"{1 + number}/5/2010", f"{1 + number:02}.05.2010")[number % 3]
        closed = "30/06/2025" if number >= CLOSED_FROM else None
        code = FIRST_CODE.lower() if number == 0 else None
        sex = ("M", "femmina", "f")[number // 8]
        who = worker.upper() if number % 2 else None
        residence = comune.upper() if number % 3 else comune
        row = (surname, name, code, born, sex, residence, OPENED[number % 7], closed, "trascuratezza", who, "ade")
        yield (*row, "già nota" if number == 1 else None, "altra colonna" if number == 2 else None)
        if number == 3:
            yield (*row[:10], "Centro diurno", None, None)


def messy_sheet(comune: str, worker: str) -> bytes:
    """A title, an empty line, headings of which one twice, and five rows out of thirty that cannot come in."""

    def row(surname: str, code: str | None, opened: Any, closed: str | None = None, reason: str = "sfratto") -> Any:
        return (surname, "Ugo", code, "05/05/2015", "M", comune, opened, closed, reason, None, "ADE", None, None)

    good = list(good_rows(comune, worker))
    bad = [
        row("Fintaneri", WRONG_CODE, "1/3/2024"),
        row("Futuri", None, "31/12/2099"),
        row("", None, "1/3/2024"),
        row("Contrari", None, "1/3/2024", closed="1/2/2024"),
        row("Ignoti", None, "1/3/2024", reason="xyzzy"),
    ]
    return xlsx([("Cartelle del Comune, elenco storico",), (), HEADINGS, *good[:12], HEADINGS, *good[12:], *bad])


def corrected(path: Path) -> bytes:
    """The file of refused rows with the wrong code and the year 2099 put right, the other three left alone."""
    heading, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
    place = {str(title): column for column, title in enumerate(heading)}
    for row in rows:
        if row[place["Cognome"]] == "Fintaneri":
            row[place["C.F."]] = UGO_CODE
        if row[place["Cognome"]] == "Futuri":
            row[place["Data apertura"]] = "31/12/2025"
    return xlsx([heading, *rows])


def board_line(page: Page, comune: str) -> list[str]:
    """What the loading board says of a Comune: current and historical records."""
    page.goto("/cartelle/caricamenti/")
    line = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=comune, exact=True))
    return [line.locator(f"[data-label='{label}']").inner_text() for label in ("In corso", "Storiche")]


def test_import_corrected_undone_and_made_again(visit: Visit, world: World, tmp_path: Path) -> None:
    make_service_type("ADE", "Assistenza domiciliare educativa")
    make_service_type("CD", "Centro diurno")
    comune = world.place.comune.name
    known = staff(world.worker)
    content = messy_sheet(comune, f"{known.name} {known.surname}")
    page = visit(world.officer)
    assert board_line(page, comune) == ["–\nsenza dati", "–\nsenza dati"]

    upload(page, world, "elenco storico.xlsx", content)
    map_columns(page)
    first = ImportBatch.objects.get()
    see_problems(page)
    refused = download_refused(page, tmp_path)
    bring_in(page)
    expect(page.get_by_text("Sono entrate 25 righe.")).to_be_visible()
    assert_came_in()
    assert board_line(page, comune) == ["18", "6"]

    upload(page, world, "corrette.xlsx", corrected(refused))
    check(page)
    assert (figure(page, "Accettate"), figure(page, "Rifiutate")) == ("2", "3")
    bring_in(page)
    assert board_line(page, comune) == ["20", "6"]

    undo(page, first)
    assert set(Person.objects.current().values_list("birth_date", flat=True)) == {dt.date(2015, 5, 5)}
    assert board_line(page, comune) == ["2", "0"]

    upload(page, world, "elenco storico.xlsx", content)
    check(page)
    bring_in(page)
    assert board_line(page, comune) == ["20", "6"]
    assert CaseFile.objects.current().count() == 26


def map_columns(page: Page) -> None:
    """The likely ones are chosen already; the second of the two headings "Note" is left out by hand."""
    opened = page.get_by_label("Data apertura", exact=True)
    expect(opened.locator("option:checked")).to_have_text("In carico dal *")
    opened.select_option(label="non importare")
    page.get_by_role("button", name="Prova l’importazione").click()
    expect(page.get_by_role("alert").first).to_contain_text("Manca la colonna per: In carico dal")
    page.get_by_label("Data apertura", exact=True).select_option(label="In carico dal *")
    page.get_by_label(re.compile(r"^Note .*2")).select_option(label="non importare")
    check(page)


def see_problems(page: Page) -> None:
    """Each by its row in the file and its column."""
    expect(page.get_by_text("alcune righe non possono entrare")).to_be_visible()
    assert [figure(page, label) for label in ("Righe nel file", "Accettate", "Rifiutate")] == ["30", "25", "5"]
    page.get_by_role("link", name="Vedi tutti, riga per riga").click()
    rows = page.get_by_role("row").filter(has_text="rifiutata")
    expect(rows.first).to_be_visible()
    refused = rows.all()
    said = [
        (row.get_by_role("rowheader").inner_text(), row.locator("[data-label=Colonna]").inner_text()) for row in refused
    ]
    assert said == [
        ("30", "C.F."),
        ("31", "Data apertura"),
        ("32", "Cognome"),
        ("33", "Data chiusura"),
        ("34", "Motivo"),
    ]
    assert "Fintaneri" not in page.content()


def download_refused(page: Page, folder: Path) -> Path:
    """Five rows with their reason."""
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name="foglio .xlsx").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    rows = load_workbook(path).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 5
    return path


def assert_came_in() -> None:
    """The mess was read as a person would read it."""
    assert Person.objects.count() == 24
    assert set(TakingInCharge.objects.values_list("opened_on", flat=True)) == {dt.date(2024, 2, 3)}
    assert set(TakingInCharge.objects.values_list("closed_on", flat=True)) == {None, dt.date(2025, 6, 30)}
    assert Intervention.objects.count() == 25
    days = {dt.date(2010, 5, 1 + number) for number in range(24)}
    assert set(Person.objects.values_list("birth_date", flat=True)) == days
    assert "De Prova ADA" in {person.full_name() for person in Person.objects.all()}


def undo(page: Page, batch: ImportBatch) -> None:
    """The whole of the first file, and nothing else."""
    page.goto(f"/importazioni/{batch.pk}/")
    page.get_by_role("link", name="Annulla l’importazione").click()
    expect(page.get_by_text("elementi vengono annullati.")).to_be_visible()
    page.get_by_role("button", name="Annulla l’importazione").click()
    finish_job(page)
    expect(page.get_by_text("Tutto quello che era entrato con questo file è stato tolto.")).to_be_visible()
