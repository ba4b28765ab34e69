# SPDX-License-Identifier: EUPL-1.2
"""A workbook of years ago moves in: two rows of joined headings, totals, typos, people already there; and out again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from ordito.cases.models import CaseFile, Intervention, Person, TakingInCharge
from ordito.imports.models import ImportBatch
from tests.browser import PHONE
from tests.factories.cases import make_case_file, make_diary_entry, make_person
from tests.factories.territory import make_service_type
from tests.imports.engine.sheets import xlsx
from tests.journeys.importing import bring_in, check, figure, finish_job, upload

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GROUPS = ("Persona", *[""] * 5, "Presa in carico", "", "", "Servizio", "", "")
UNDER = ("Fascicolo", "Cognome", "Nome", "C.F.", "Nato il", "Residenza", "dal", "al", "Motivo", "tipo", "dal", "al")
JOINED = ("A1:L1", "A2:F2", "G2:I2", "J2:L2")
BORN = dt.date(2011, 5, 2)


def messy_workbook(comune: str) -> bytes:
    """Four people on six rows: one on three, one already there, one with a word that no list knows."""
    rows: list[tuple[Any, ...]] = [
        (71, "PROVAMONTI", "Nicolò", None, "10/12/'12", comune, "3-II-2020", "30 giu. 2021", "sfratto", "ade", "", ""),
        (
            71,
            "Provamonti",
            "Nicolo'",
            None,
            None,
            comune,
            "3/2/20",
            "30/6/21",
            "sfratto",
            "Centro diurno",
            "1/3/20",
            "",
        ),
        (71, "Provamonti", "Nicolò", None, None, comune, "lunedì 2 settembre 2024", "", "sfratto", "ade", "", ""),
        (72, "Fintaneri", "Ada", None, BORN, comune.upper(), "01.03.2024", "", "trascuratezza", "ADE", "", ""),
        (73, "Zanzottini", "Ugo", None, "05/05/2015", comune, "1/3/24", "", "parola di casa", "ADE", "", ""),
        (74, "Inventati", "Lia", None, "31/02/2015", comune, "1/3/24", "", "sfratto", "ADE", "", ""),
    ]
    title = ("Elenco storico dei casi", *[""] * 11)
    return xlsx([title, GROUPS, UNDER, *rows, ("TOTALE", 6)], joined=JOINED)


@pytest.mark.parametrize("width", [1366, PHONE])
def test_workbook_of_years_ago_moves_in_and_out_again(visit: Visit, world: World, width: int) -> None:
    make_service_type("ADE", "Assistenza domiciliare educativa")
    make_service_type("CD", "Centro diurno")
    known = make_person(world.place, "Fintaneri", "Ada", birth_date=BORN)
    make_case_file(known)
    page = visit(world.officer, width=width)

    upload(page, world, "storico.xlsx", messy_workbook(world.place.comune.name))
    correct_the_headings(page)
    check(page)
    assert [figure(page, label) for label in ("Righe nel file", "Accettate", "Rifiutate")] == ["6", "4", "2"]
    explain_the_word(page)
    decide_about_who_is_there(page)
    assert [figure(page, label) for label in ("Accettate", "Rifiutate")] == ["4", "2"]
    bring_in(page)

    came_in = Person.objects.exclude(pk=known.pk)
    assert {person.full_name() for person in came_in} == {"PROVAMONTI Nicolò", "Zanzottini Ugo"}
    three_rows = CaseFile.objects.get(person__birth_date=dt.date(2012, 12, 10))
    days = TakingInCharge.objects.filter(case_file=three_rows).order_by("opened_on")
    assert list(days.values_list("opened_on", "closed_on")) == [
        (dt.date(2020, 2, 3), dt.date(2021, 6, 30)),
        (dt.date(2024, 9, 2), None),
    ]
    assert Intervention.objects.filter(taking__case_file=three_rows).count() == 3
    assert not TakingInCharge.objects.filter(case_file__person=known).exists()

    make_diary_entry(three_rows, author=world.worker)
    undo(page, ImportBatch.objects.get())
    assert set(Person.objects.current()) == {known, three_rows.person}
    assert list(CaseFile.objects.current().exclude(person=known)) == [three_rows]


def correct_the_headings(page: Page) -> None:
    """Two rows were found and joined; read as one, then as two again, each time as the page shows it."""
    columns = page.get_by_role("table", name="Colonne del file e dati che riempiono")
    expect(columns.get_by_text("Presa in carico – dal")).to_be_visible()
    expect(page.get_by_text("La riga 10: è un totale.")).to_be_visible()
    for first, rows, heading in (("3", "una", "Cognome"), ("2", "due, da unire", "Persona – Cognome")):
        page.get_by_text("Il file è stato letto male?").click()
        expect(page.get_by_text("Elenco storico dei casi")).to_be_visible()
        page.get_by_label("Prima riga con i nomi delle colonne").fill(first)
        page.get_by_label("Righe occupate dai nomi").select_option(label=rows)
        page.get_by_role("button", name="Leggi di nuovo").click()
        expect(columns.get_by_label(heading, exact=True)).to_be_visible()
    chosen = {
        "Presa in carico – dal": "In carico dal *",
        "Presa in carico – al": "In carico fino al",
        "Servizio – tipo": "Tipo di servizio",
        "Servizio – dal": "Servizio dal",
        "Persona – Fascicolo": "Numero della persona o della cartella",
    }
    for column, field in chosen.items():
        expect(page.get_by_label(column, exact=True).locator("option:checked")).to_have_text(field)


def explain_the_word(page: Page) -> None:
    """Say what the house calls it."""
    page.get_by_role("link", name="Spiega le voci non riconosciute").click()
    page.get_by_label("parola di casa").select_option(label="Trascuratezza o incuria")
    page.get_by_role("button", name="Salva e prova di nuovo").click()
    finish_job(page)
    assert figure(page, "Accettate") == "5"


def decide_about_who_is_there(page: Page) -> None:
    """Everybody already there would be attached; this one row is left out."""
    expect(page.get_by_text("1 riga parla di una persona già presente")).to_be_visible()
    page.get_by_role("link", name="Decidi delle persone già presenti").click()
    expect(page.get_by_label("aggiungi la riga alla persona che c’è già")).to_be_checked()
    expect(page.get_by_text("Fintaneri · Ada")).to_be_visible()
    page.get_by_label("Riga 7").select_option(label="salta la riga")
    page.get_by_role("button", name="Salva e prova di nuovo").click()
    finish_job(page)


def undo(page: Page, batch: ImportBatch) -> None:
    """What somebody worked on since stays, and the page says which and why; the rest goes."""
    page.goto(f"/importazioni/{batch.pk}/")
    page.get_by_role("link", name="Annulla l’importazione").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annulla l’importazione")
    expect(page.get_by_text("Qualcuno ci ha lavorato dopo l’importazione.").first).to_be_visible()
    page.get_by_role("button", name="Annulla l’importazione").click()
    finish_job(page)
    expect(page.get_by_text("Importazione annullata, tranne quello che qualcuno ha toccato")).to_be_visible()
