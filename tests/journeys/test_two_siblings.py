# SPDX-License-Identifier: EUPL-1.2
"""A family with two children born on 29 February; three services, one of which ended years before it is written."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.cases.models import CaseFile, FamilyUnit, Intervention, Person
from tests.factories.territory import make_service
from tests.journeys.test_social_worker import add_service, option

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "ZNZTLL16B69A662W"
SINCE = "12/09/2022"
FROM, UNTIL = re.compile(r"^Dal\b"), re.compile(r"^Al\b")


def test_siblings_with_a_service_of_years_ago(visit: Visit, world: World) -> None:
    body, comune = world.place.body, world.place.comune
    make_service("Sostegno scolastico La Navetta", territory=comune, holder=body, provider=body)
    page = visit(world.worker)
    main = page.get_by_role("main")
    register_by_fiscal_code(page, main, world)
    gather_family(page, main)
    take_in_charge(main)
    for service in ("Centro diurno Il Fuso", "Educativa domiciliare La Spola"):
        add_service(page, main, service)
    enter_a_service_of_years_ago(page, main)

    elder = CaseFile.objects.get().person
    assert elder.birth_date == date(2016, 2, 29)
    assert elder.sex == "F"
    tell_the_story_in_order(page, main)
    open_the_brother(page, main, world)
    [unit] = FamilyUnit.objects.all()
    assert unit.memberships.count() == Person.objects.count() == 3


def register_by_fiscal_code(page: Page, main: Locator, world: World) -> None:
    """The code says the rest; a day that no calendar has is refused at the field and the day of the leap year taken."""
    page.goto("/cartelle/cerca/")
    main.get_by_label("Chi cerchi?").fill(f"Zanzottini Otilla {CODE}")
    main.get_by_role("button", name="Cerca").click()
    main.get_by_role("button", name="Registra una nuova persona").click()
    expect(main.get_by_label("Sesso")).to_have_value("F")
    expect(main.get_by_label("Data di nascita")).to_have_value("29/02/2016")
    main.get_by_label("Comune di residenza").select_option(label=world.place.comune.name)
    main.get_by_label("Data di nascita").fill("29/02/2015")
    main.get_by_role("button", name="Salva").first.click()
    expect(main.get_by_role("alert").first).to_be_visible()
    expect(main.get_by_role("textbox", name="Nome", exact=True)).to_have_value("Otilla")
    main.get_by_label("Data di nascita").fill("29/02/2016")
    main.get_by_role("button", name="Salva").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Otilla")


def gather_family(page: Page, main: Locator) -> None:
    """One unit with the mother and a younger brother, registered on the way."""
    main.get_by_role("link", name="Nucleo", exact=True).click()
    main.get_by_role("link", name="Crea il nucleo").click()
    main.get_by_label("Come è composto il nucleo").select_option(label="Famiglia anagrafica")
    main.get_by_label("La persona della cartella nel nucleo è").select_option(label="Figlio o figlia")
    main.get_by_role("button", name="Crea il nucleo").click()
    for name, relation, born in (
        ("Clotilde", "Persona di riferimento", "02/03/1988"),
        ("Egidio", "Figlio o figlia", "29/02/2020"),
    ):
        search = main.get_by_label("Chi cerchi?")
        add = main.get_by_role("link", name="Aggiungi")
        expect(search.or_(add).first).to_be_visible()
        if not search.is_visible():
            add.first.click()
        main.get_by_label("Chi cerchi?").fill(f"Zanzottini {name}")
        main.get_by_role("button", name="Cerca").click()
        main.get_by_role("button", name="Registra una nuova persona").click()
        main.get_by_label("Relazione").select_option(label=relation)
        main.get_by_label("Data di nascita").fill(born)
        main.get_by_role("button", name="Salva", exact=True).click()
        expect(main.get_by_text(f"Zanzottini {name}").first).to_be_visible()


def take_in_charge(main: Locator) -> None:
    """From years ago, as a record that comes from paper."""
    main.get_by_role("link", name="Prendi in carico").first.click()
    main.get_by_label("Modalità").select_option(label="Consensuale")
    main.get_by_label("Motivo principale").select_option(label="Dispersione o difficoltà scolastica")
    main.get_by_label(FROM).fill(SINCE)
    main.get_by_role("button", name="Prendi in carico").click()
    expect(main.get_by_text("in carico").first).to_be_visible()


def enter_a_service_of_years_ago(page: Page, main: Locator) -> None:
    """Before the taking in charge it is refused and nothing typed is lost; within it stands, ended."""
    main.get_by_role("link", name="Interventi", exact=True).click()
    main.get_by_role("link", name="Aggiungi").first.click()
    field = main.get_by_role("combobox", name="Servizio", exact=True)
    field.select_option(label=option(field, "La Navetta"))
    main.get_by_label(FROM).fill("10/01/2022")
    main.get_by_label(UNTIL).fill("20/06/2023")
    main.get_by_role("button", name="Salva", exact=True).click()
    expect(main.get_by_role("alert").first).to_be_visible()
    expect(main.get_by_label(UNTIL)).to_have_value("20/06/2023")
    main.get_by_label(FROM).fill("10/01/2023")
    main.get_by_role("button", name="Salva", exact=True).click()
    expect(main.get_by_text("La Navetta").first).to_be_visible()
    old = Intervention.objects.get(service__name__contains="La Navetta")
    assert (old.starts_on, old.ends_on) == (date(2023, 1, 10), date(2023, 6, 20))
    assert Intervention.objects.filter(ends_on__isnull=True).count() == 2


def tell_the_story_in_order(page: Page, main: Locator) -> None:
    """The story has it in the year when it happened, and says that it was written today."""
    main.get_by_text("Tutte le parti").click()
    main.get_by_role("link", name="Cronologia", exact=True).click()
    main.get_by_role("link", name="Tutta la storia", exact=True).click()
    moments = main.get_by_role("listitem")
    old = moments.filter(has_text="10 gennaio 2023")
    expect(old.first).to_contain_text("scritto il")


def open_the_brother(page: Page, main: Locator, world: World) -> None:
    """The brother gets a record of his own, and is found in the same unit."""
    main.get_by_role("link", name="Nucleo", exact=True).click()
    main.get_by_role("link", name=re.compile("Vai alla persona.*Egidio")).click()
    main.get_by_role("link", name="Apri la cartella").first.click()
    main.get_by_role("button", name="Apri la cartella").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Egidio")
    main.get_by_role("link", name="Nucleo", exact=True).click()
    for name in ("Otilla", "Clotilde"):
        expect(main.get_by_text(f"Zanzottini {name}").first).to_be_visible()
    assert CaseFile.objects.count() == 2
