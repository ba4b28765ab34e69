# SPDX-License-Identifier: EUPL-1.2
"""A social worker finds nobody, creates a child and its family, follows it to the end; a colleague sees nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.models import CaseFile, DiaryDraft, DiaryEntry, TakingInCharge
from ordito.core.fields import open_text
from tests.factories.accounts import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = "Prima visita a casa: la nonna aiuta nei compiti."


def test_from_the_first_search_to_the_closure(visit: Visit, world: World) -> None:
    page = visit()
    enter(page, world.worker.username)
    main = page.get_by_role("main")
    create_child(page, main, world)
    record = CaseFile.objects.get()
    describe_family(page, main)
    take_in_charge(page, main)
    for service in ("Centro diurno Il Fuso", "Educativa domiciliare La Spola"):
        add_service(page, main, service)
    write_diary(page, main, record)
    close(page, main)

    taking = TakingInCharge.objects.get()
    assert taking.outcome is not None
    assert taking.outcome.code == "improved"
    assert {row.ends_on for row in taking.interventions.all()} == {taking.closed_on}
    assert open_text(DiaryEntry.objects.get(), "text") == NOTE
    assert Entry.objects.filter(kind=Kind.READ, action="cases.read_record").exists()

    colleague_finds_nothing(visit, world, record)


def enter(page: Page, username: str) -> None:
    """Through the door, as everybody does."""
    page.goto("/")
    page.get_by_label("Nome utente").fill(username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Accedi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Buon lavoro")


def create_child(page: Page, main: Locator, world: World) -> None:
    """Creation is offered only after a search that found nobody."""
    page.get_by_role("link", name="Cerca una persona").first.click()
    expect(main.get_by_role("button", name="Registra una nuova persona")).to_have_count(0)
    main.get_by_label("Chi cerchi?").fill("Zanzottini Ermelinda")
    main.get_by_role("button", name="Cerca").click()
    expect(main.get_by_text("Nessuna persona trovata")).to_be_visible()
    main.get_by_role("button", name="Registra una nuova persona").click()
    expect(main.get_by_label("Cognome")).to_have_value("Zanzottini")
    main.get_by_label("Sesso").select_option(label="Femmina")
    main.get_by_label("Data di nascita").fill("31/02/2015")
    main.get_by_label("Comune di residenza").select_option(label=world.place.comune.name)
    main.get_by_role("button", name="Salva").first.click()
    expect(main.get_by_role("alert").first).to_be_visible()
    expect(main.get_by_role("textbox", name="Nome", exact=True)).to_have_value("Ermelinda")
    main.get_by_label("Data di nascita").fill("14/05/2015")
    main.get_by_role("button", name="Salva").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zanzottini Ermelinda")


def describe_family(page: Page, main: Locator) -> None:
    """The child's unit, and a mother who is not known yet."""
    main.get_by_role("link", name="Nucleo", exact=True).click()
    main.get_by_role("link", name="Crea il nucleo").click()
    main.get_by_label("Come è composto il nucleo").select_option(label="Famiglia anagrafica")
    main.get_by_label("La persona della cartella nel nucleo è").select_option(label="Figlio o figlia")
    main.get_by_role("button", name="Crea il nucleo").click()
    main.get_by_label("Chi cerchi?").fill("Zanzottini Clotilde")
    main.get_by_role("button", name="Cerca").click()
    main.get_by_role("button", name="Registra una nuova persona").click()
    main.get_by_label("Relazione").select_option(label="Persona di riferimento")
    main.get_by_label("Data di nascita").fill("02/03/1988")
    main.get_by_role("button", name="Salva", exact=True).click()
    expect(main.get_by_text("Zanzottini Clotilde").first).to_be_visible()


def take_in_charge(page: Page, main: Locator) -> None:
    """With mode, reason and the worker herself."""
    main.get_by_role("link", name="Prendi in carico").first.click()
    main.get_by_label("Modalità").select_option(label="Consensuale")
    main.get_by_label("Motivo principale").select_option(label="Dispersione o difficoltà scolastica")
    main.get_by_role("button", name="Prendi in carico").click()
    expect(page.get_by_role("main").get_by_text("in carico").first).to_be_visible()


def add_service(page: Page, main: Locator, service: str) -> None:
    """A service of the Ambito, from today."""
    main.get_by_role("link", name="Interventi", exact=True).click()
    main.get_by_role("link", name=re.compile("Aggiungi")).first.click()
    field = main.get_by_role("combobox", name="Servizio", exact=True)
    field.select_option(label=option(field, service))
    main.get_by_role("button", name="Salva", exact=True).click()
    expect(main.get_by_text(service).first).to_be_visible()


def option(field: Locator, part: str) -> str:
    """The whole wording of the option that contains `part`, waiting for the page that holds it."""
    return field.locator("option").filter(has_text=part).first.inner_text()


def write_diary(page: Page, main: Locator, record: CaseFile) -> None:
    """What is typed is kept before anything is pressed; leaving and coming back loses nothing."""
    main.get_by_role("link", name="Scrivi nel diario").first.click()
    main.get_by_label("Tipo").select_option(label="Visita domiciliare")
    with page.expect_response(lambda answer: "bozza" in answer.url and answer.ok):
        main.get_by_label("Testo").press_sequentially(NOTE)
    page.wait_for_function("() => !document.querySelector('main form').matches('[data-dirty]')")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/cartelle/{record.pk}/diario/scrivi/")
    expect(main.get_by_label("Testo")).to_have_value(NOTE)
    main.get_by_role("button", name="Pubblica nel diario").click()
    expect(main.get_by_text(NOTE).first).to_be_visible()
    assert not DiaryDraft.objects.exists()


def close(page: Page, main: Locator) -> None:
    """With its outcome; the services that are still open end on the same day."""
    main.get_by_role("link", name="Presa in carico", exact=True).click()
    main.get_by_role("link", name="Chiudi la presa in carico").click()
    main.get_by_role("button", name="Chiudi la presa in carico").click()
    expect(main.get_by_role("alert").first).to_be_visible()
    main.get_by_label("Esito").select_option(label="Situazione migliorata")
    main.get_by_label("Motivo di chiusura").select_option(label="Progetto concluso")
    main.get_by_label("Chiudi con la stessa data").check()
    main.get_by_role("button", name="Chiudi la presa in carico").click()
    expect(main.get_by_text("chiusa").first).to_be_visible()


def colleague_finds_nothing(visit: Visit, world: World, record: CaseFile) -> None:
    """Elsewhere neither the search nor the address tells that the child exists, and the attempt is on record."""
    page = visit(world.colleague)
    page.goto("/cartelle/cerca/")
    page.get_by_label("Chi cerchi?").fill("Zanzottini Ermelinda")
    page.get_by_role("main").get_by_role("button", name="Cerca").click()
    expect(page.get_by_text("Nessuna persona trovata")).to_be_visible()
    answer = page.goto(f"/cartelle/{record.pk}/")
    assert answer is not None
    assert answer.status == 404
    assert "Zanzottini" not in page.content()
    refused = Entry.objects.filter(kind=Kind.REFUSED, actor_id=world.colleague.pk)
    assert [entry.objects_touched for entry in refused] == [{"cases.casefile": [record.pk]}]
