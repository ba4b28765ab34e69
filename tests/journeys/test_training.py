# SPDX-License-Identifier: EUPL-1.2
"""From what a worker needs to learn to the certificate that a stranger checks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from ordito.training.models import Certificate, Edition
from tests.factories.training import School, make_school

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEED = "Preparare l’uscita dalla comunità almeno un anno prima"
THEME = "Autonomia dei neomaggiorenni"
COURSE = "Verso i diciotto anni"


def school_of_today(days: int) -> School:
    """The scene with an edition that begins so many days from today."""
    return make_school(now=timezone.now(), starts=timezone.localdate() + timedelta(days=days))


def press(page: Page, name: str) -> None:
    """A button of the page's main part."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """The first link of the page's main part with this name."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def test_a_need_becomes_a_line_of_an_adopted_plan_and_an_edition_given_twice(visit: Visit) -> None:
    school = school_of_today(30)
    worker = visit(school.worker)
    worker.goto("/formazione/fabbisogni/")
    follow(worker, "Segnala un fabbisogno")
    press(worker, "Segnala")
    expect(worker.get_by_role("main").locator(".field-errors").first).to_be_visible()
    worker.get_by_label("Che cosa serve imparare").fill(NEED)
    press(worker, "Segnala")
    expect(worker.get_by_text("Segnalato.")).to_be_visible()

    desk = visit(school.manager)
    gather(desk)
    adopt_plan(desk, school)
    make_course(desk)
    give_twice(desk, school)
    assert [row.starts_on - school.starts for row in Edition.objects.order_by("pk")] == [
        timedelta(0), timedelta(weeks=2),
    ]  # fmt: skip


def gather(desk: Page) -> None:
    """The need gets a theme of its own."""
    desk.goto("/formazione/temi/")
    desk.locator("label", has_text=NEED).click()
    desk.get_by_label("oppure in un tema nuovo").fill(THEME)
    press(desk, "Metti insieme")
    expect(desk.get_by_role("rowheader", name=THEME)).to_be_visible()


def adopt_plan(desk: Page, school: School) -> None:
    """A plan of one line that answers the need, shared and adopted."""
    desk.goto("/formazione/piani/nuovo/")
    desk.get_by_label("Ente che lo propone").select_option(str(school.office.pk))
    desk.get_by_label("Territorio a cui si rivolge").select_option(str(school.region.pk))
    press(desk, "Salva")
    follow(desk, "Aggiungi una linea")
    desk.get_by_label("Titolo del corso").fill(COURSE)
    desk.get_by_label("Tema").select_option(label=THEME)
    desk.get_by_label("Ore di ogni edizione").fill("8")
    press(desk, "Salva")
    expect(desk.get_by_role("heading", name=COURSE)).to_be_visible()
    follow(desk, "Apri ai commenti")
    press(desk, "Apri ai commenti")
    expect(desk.get_by_text("Il piano è aperto ai commenti.")).to_be_visible()
    follow(desk, "Adotta")
    desk.get_by_label("Adottato il").fill(timezone.localdate().strftime("%d/%m/%Y"))
    press(desk, "Adotta")
    expect(desk.get_by_text("Piano adottato.")).to_be_visible()
    follow(desk, "Versione 1")
    expect(desk.get_by_text(NEED)).to_have_count(1)
    desk.go_back()


def make_course(desk: Page) -> None:
    """The course takes title and hours from its line."""
    follow(desk, "Prepara il corso")
    expect(desk.get_by_label("Titolo")).to_have_value(COURSE)
    press(desk, "Salva")
    expect(desk.get_by_role("heading", level=1)).to_have_text(re.compile(COURSE))
    follow(desk, "Metti in catalogo")
    press(desk, "Metti in catalogo")
    expect(desk.get_by_text("Il corso è in catalogo.")).to_be_visible()


def give_twice(desk: Page, school: School) -> None:
    """An edition with a lesson, and the same two weeks later."""
    follow(desk, "Nuova edizione")
    desk.get_by_label("Nome dell’edizione").fill("Edizione 1")
    desk.get_by_label("Territorio").select_option(str(school.ambito.pk))
    desk.get_by_label("Posti").fill("20")
    desk.get_by_label("Inizio").fill(school.starts.strftime("%d/%m/%Y"))
    desk.get_by_label("Fine").fill(school.starts.strftime("%d/%m/%Y"))
    press(desk, "Salva")
    follow(desk, "Metti in calendario una lezione")
    desk.get_by_label("Giorno").fill(school.starts.strftime("%d/%m/%Y"))
    desk.get_by_label(re.compile("^Dalle")).fill("9:00")
    desk.get_by_label(re.compile("^Alle")).fill("8:00")
    press(desk, "Metti in calendario")
    expect(desk.get_by_text("La fine viene dopo l’inizio.").first).to_be_visible()
    desk.get_by_label(re.compile("^Alle")).fill("17:00")
    press(desk, "Metti in calendario")
    expect(desk.get_by_text("Lezione in calendario.")).to_be_visible()
    follow(desk, "Ripeti")
    desk.get_by_label("Nome della nuova edizione").fill("Edizione 2")
    desk.get_by_label("Comincia il").fill((school.starts + timedelta(weeks=2)).strftime("%d/%m/%Y"))
    press(desk, "Ripeti")
    expect(desk.get_by_role("link", name=re.compile("09:00–17:00"))).to_have_count(1)


@pytest.mark.usefixtures("jobs_at_once")
def test_worker_learns_and_a_stranger_checks_the_certificate(visit: Visit) -> None:
    school = school_of_today(0)
    edition = school.edition(school.course(title=COURSE, hours=1))
    lesson = school.lesson(edition, hour=timezone.localtime().hour, length=1)

    worker = visit(school.worker)
    worker.goto("/formazione/")
    follow(worker, COURSE)
    follow(worker, edition.name)
    follow(worker, "Iscrivimi")
    press(worker, "Iscrivimi")
    expect(worker.get_by_text("Iscritta").first).to_be_visible()

    tutor = visit(school.tutor)
    tutor.goto(f"/calendario/{lesson.meeting_id}/registro/")
    with tutor.expect_download() as sheet:
        press(tutor, "Prepara il foglio da stampare")
    assert sheet.value.path().read_bytes().startswith(b"%PDF")
    follow(tutor, "Codice QR da inquadrare")
    follow(tutor, "Apri lo schermo")
    address = tutor.locator(".check-in-address").inner_text()

    phone = visit(school.worker, width=390)
    phone.goto(address)
    press(phone, "Sono qui")
    expect(phone.get_by_text("Presenza registrata")).to_be_visible()

    close_edition(tutor, edition, lesson.meeting_id)
    issue(visit(school.manager), edition)
    own = visit(school.worker)
    own.goto("/formazione/la-mia/crediti/")
    with own.expect_download() as paper:
        own.get_by_role("link", name="PDF").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    check(visit(), Certificate.objects.get())


def close_edition(tutor: Page, edition: Edition, meeting: int) -> None:
    """The tutor types the minutes, more than there are at first, and says how it ended."""
    tutor.goto(f"/calendario/{meeting}/registro/")
    cells = tutor.get_by_role("main").get_by_role("textbox")
    expect(cells.first).to_be_visible()
    cells.first.fill("90")
    press(tutor, "Salva il registro")
    expect(tutor.get_by_text("Al massimo 60 minuti").first).to_be_visible()
    for place in range(cells.count()):
        cells.nth(place).fill("60")
    press(tutor, "Salva il registro")
    expect(tutor.get_by_text("Registro salvato.")).to_be_visible()
    tutor.goto(f"/calendario/{meeting}/")
    press(tutor, "Segna come svolto")
    expect(tutor.get_by_text("Incontro segnato come svolto.")).to_be_visible()
    tutor.goto(f"/formazione/edizioni/{edition.pk}/")
    follow(tutor, "Concludi l’edizione")
    tutor.get_by_label("Attività e risultati").fill("Una lezione, molte domande.")
    press(tutor, "Concludi e avvisa")
    expect(tutor.get_by_text("Edizione conclusa").first).to_be_visible()


def issue(desk: Page, edition: Edition) -> None:
    """The office issues the one certificate."""
    desk.goto(f"/formazione/edizioni/{edition.pk}/")
    follow(desk, "Vai agli attestati")
    desk.get_by_label("Chi firma").fill("Dina Dirigenti")
    desk.get_by_label("Con quale ruolo").fill("dirigente")
    press(desk, "Rilascia gli attestati")
    expect(desk.get_by_text("1 attestato valido").first).to_be_visible()


def check(stranger: Page, certificate: Certificate) -> None:
    """Without an account: the name is never told, only whether the one that was typed is right."""
    name = certificate.filed_name
    stranger.goto(f"/formazione/attestati/verifica/{certificate.code}/")
    expect(stranger.get_by_text("Attestato valido")).to_be_visible()
    expect(stranger.get_by_text(name)).to_have_count(0)
    stranger.get_by_label("Codice dell’attestato").fill("inventato")
    press(stranger, "Verifica")
    expect(stranger.get_by_text("Codice sconosciuto")).to_be_visible()
