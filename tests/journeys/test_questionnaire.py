# SPDX-License-Identifier: EUPL-1.2
"""A regional officer loads a questionnaire, reads what the check says of it, publishes it and asks 45 Ambiti."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from benchmarks.questionnaires.books import choices, question, workbook_bytes
from ordito.campaigns.models import Campaign, Return
from ordito.questionnaires.models import QuestionnaireVersion
from tests.factories.campaigns import send
from tests.factories.questionnaires import make_version, small
from tests.journeys.survey import AMBITI, FAMILY_CENTRES, due_of, make_survey, open_round

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from benchmarks.questionnaires.books import Sheets
    from tests.browser import Visit
    from tests.journeys.survey import Survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def survey(transactional_db: Any) -> Survey:
    return make_survey()


def press(page: Page, name: str) -> None:
    """A button of the page, not of the menu around it."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    """A link of the page."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def load(page: Page, sheets: Sheets) -> None:
    """Choose a workbook and send it."""
    file: Any = {"name": "scheda.xlsx", "mimeType": SPREADSHEET, "buffer": workbook_bytes(sheets)}
    page.get_by_label(re.compile("^File")).set_input_files(file)
    press(page, "Carica e controlla")


def heading(page: Page) -> Locator:
    """What the page is about."""
    return page.get_by_role("heading", level=1)


def test_shipped_questionnaire_goes_out_to_45_ambiti(visit: Visit, survey: Survey) -> None:
    page = visit(survey.regional)
    page.goto("/questionari/")
    follow(page, "Nuovo questionario")
    page.get_by_label(re.compile("^File")).set_input_files(FAMILY_CENTRES)
    press(page, "Carica e controlla")
    expect(heading(page)).to_have_text("Monitoraggio dei centri servizi per le famiglie")
    expect(page.get_by_text("Nessun avviso")).to_be_visible()
    follow(page, "Pubblica")
    press(page, "Pubblica")
    expect(page.get_by_role("status").filter(has_text="La versione è pubblicata")).to_be_visible()
    version = QuestionnaireVersion.objects.get()

    page.goto("/rilevazioni/")
    follow(page, "Nuova rilevazione")
    page.get_by_label("Titolo").fill("Centri famiglie, primo giro")
    page.get_by_label("Questionario", exact=False).select_option(label=str(version))
    press(page, "Salva e continua")
    page.get_by_label("Centro servizi per le famiglie").check()
    expect(page.locator("#chi-risponde .figure-value")).to_have_text(str(AMBITI))
    press(page, "Salva e continua")
    expect(page.get_by_label("chi gestisce il servizio compila")).to_be_checked()
    press(page, "Salva e continua")
    press(page, "Salva e continua")
    expect(page.locator(".figure-value").filter(has_text=str(AMBITI))).to_be_visible()
    press(page, "Apri la rilevazione")
    expect(heading(page)).to_have_text("Centri famiglie, primo giro")
    expect(page.get_by_text("La rilevazione è aperta.")).to_be_visible()
    campaign = Campaign.objects.get()
    rows = Return.objects.filter(campaign=campaign)
    assert (rows.count(), rows.values("ambito").distinct().count()) == (AMBITI, AMBITI)
    follow(page, "Quadro")
    expect(page.get_by_role("main")).to_contain_text(f"0 su {AMBITI}")


def test_mistakes_are_named_by_sheet_and_row_and_the_corrected_file_goes_in(visit: Visit, survey: Survey) -> None:
    page = visit(survey.regional)
    page.goto("/questionari/nuovo/")
    wrong = [
        question("integer", "posti", "Posti", constraint=". <= (100"),
        question("select_one aperto", "aperto", "È aperto?"),
    ]
    load(page, small("scheda", survey=wrong))
    expect(page.get_by_role("alert").filter(has_text="Controlla questi punti")).to_be_focused()
    found = page.get_by_role("row").filter(has_text="survey")
    expect(found.filter(has_text="constraint")).to_contain_text("2")
    load(page, small("scheda", survey=[question("integer", "posti", "Posti", constraint=". <= 100"), *wrong[1:]]))
    expect(page.get_by_text("Il questionario è stato letto.")).to_be_visible()
    assert QuestionnaireVersion.objects.count() == 1


def test_second_round_with_a_changed_question_marks_the_break(visit: Visit, survey: Survey) -> None:
    first = make_version(_book("1", "si", "no"), territory=survey.region)
    earlier = open_round(survey, first, year=timezone.localdate().year - 1)
    send(due_of(survey, earlier), survey.provider, {"/data/posti": "10", "/data/aperto": "si"})

    page = visit(survey.regional)
    page.goto(f"/questionari/{first.questionnaire_id}/")
    follow(page, "Nuova versione")
    load(page, _book("2", "si", "no", "in_parte"))
    follow(page, "Pubblica")
    expect(page.get_by_text("In parte", exact=True)).to_be_visible()
    page.get_by_label("Le risposte si possono confrontare con quelle di prima?").select_option("break")
    page.get_by_label("Nota da mostrare nel rapporto").fill("Prima «in parte» non c’era.")
    press(page, "Pubblica")
    expect(page.get_by_text("La versione è pubblicata")).to_be_visible()

    second = QuestionnaireVersion.objects.get(number=2)
    campaign = open_round(survey, second, previous=earlier)
    send(due_of(survey, campaign), survey.provider, {"/data/posti": "14", "/data/aperto": "in_parte"})
    page.goto(f"/rilevazioni/{campaign.public_id}/quadro/")
    follow(page, "Rapporto")
    asked = {
        name: page.locator(".panel").filter(has=page.get_by_role("heading", name=name))
        for name in ("Posti", "È aperto?")
    }
    expect(asked["È aperto?"]).to_contain_text("serie interrotta")
    expect(asked["È aperto?"]).to_contain_text("Prima «in parte» non c’era.")
    expect(asked["Posti"]).not_to_contain_text("serie interrotta")
    expect(asked["Posti"].get_by_role("row").filter(has_text="Somma")).to_contain_text("+4")
    expect(page.get_by_role("main")).to_contain_text(f"1 su {AMBITI}")
    expect(page.get_by_role("main")).to_contain_text("2,2 %")


def _book(version: str, *names: str) -> Sheets:
    asked = [question("integer", "posti", "Posti"), question("select_one aperto", "aperto", "È aperto?")]
    return small("scheda", version=version, survey=asked, choices=choices("aperto", *names))
