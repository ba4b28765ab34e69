# SPDX-License-Identifier: EUPL-1.2
"""A return on its way: the provider fills it on a phone, the Ambito sends it back and signs, the Region counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ordito.campaigns import actions
from ordito.campaigns.enums import ReturnState
from ordito.messages.models import Message
from ordito.questionnaires.actions.drafts import open_draft, save_answers
from ordito.questionnaires.models import Submission
from tests.browser import PHONE, barriers
from tests.factories.campaigns import HOUSE, OWNER, send
from tests.factories.questionnaires import make_version
from tests.journeys.survey import AMBITI, answers_of, due_of, load_family_centres, make_survey, open_round

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from ordito.campaigns.models import Campaign
    from ordito.questionnaires.models import Draft
    from tests.browser import Visit
    from tests.journeys.survey import Survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DISABILITY, ROLE = "/data/utenza/users_among/users_disability", "/data/validazione/compiler_role"


@pytest.fixture
def survey(transactional_db: Any) -> Survey:
    return make_survey()


@pytest.fixture
def campaign(survey: Survey) -> Campaign:
    """The second round of the questionnaire for family centres; in the first, the first centre followed 60 minors."""
    version = load_family_centres(survey)
    earlier = open_round(survey, version, year=timezone.localdate().year - 1)
    send(due_of(survey, earlier), survey.provider, answers_of(survey, minors=60))
    actions.close_campaign(campaign=earlier, by=HOUSE, at=timezone.now())
    return open_round(survey, version, previous=earlier)


def begun(survey: Survey, campaign: Campaign, answers: dict[str, str]) -> Draft:
    """The first centre's answers, written so far by its provider."""
    row, now = due_of(survey, campaign), timezone.now()
    draft = open_draft(version=campaign.version, owner_kind=OWNER, owner_id=row.pk, by=survey.provider, at=now)
    actions.start_return(row=row, by=survey.provider, at=now)
    save_answers(draft=draft, answers=answers, by=survey.provider, at=now)
    return draft


def button(page: Page, name: str) -> Locator:
    """A button of the page, not of the menu around it."""
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def settled(page: Page) -> None:
    """Everything that was typed is saved."""
    expect(page.locator("form[data-fill][data-live]:not([data-unsaved])")).to_have_count(1)


def test_provider_fills_on_a_phone_and_corrects_what_was_left_empty(
    visit: Visit, survey: Survey, campaign: Campaign
) -> None:
    begun(survey, campaign, answers_of(survey, left_out=(DISABILITY, ROLE)))
    page = visit(survey.provider, width=PHONE)
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Centro famiglie 01").click()
    button(page, "Continua a compilare").click()
    asked = page.locator(f'[id="{DISABILITY}"]')
    while not asked.count():  # it stands on a later page of the form
        button(page, "Avanti").click()
    expect(asked).to_contain_text("Rilevazione precedente: 4")
    field = asked.get_by_role("textbox", name="di cui con disabilità")
    field.fill("9")
    field.blur()
    expect(asked.locator(".difference")).to_contain_text("+5")
    settled(page)
    page.get_by_role("button", name="Chi ha compilato").click()
    button(page, "Invia").click()
    summary = page.get_by_role("alert").filter(has_text="C’è una risposta da sistemare")
    expect(summary).to_be_focused()
    assert barriers(page) == []
    summary.get_by_role("link", name="Ruolo di chi ha compilato").click()
    role = page.get_by_role("textbox", name="Ruolo di chi ha compilato")
    expect(role).to_be_focused()
    expect(role).to_have_attribute("aria-invalid", "true")
    role.fill("Coordinatrice")
    button(page, "Invia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Risposte inviate")
    assert due_of(survey, campaign).state == ReturnState.SUBMITTED


def test_ambito_compares_sends_back_and_signs_and_the_region_counts(
    visit: Visit, survey: Survey, campaign: Campaign
) -> None:
    row = due_of(survey, campaign)
    send(row, survey.provider, answers_of(survey, minors=100))
    address = reverse("campaigns:return", args=[row.public_id])

    officer = visit(survey.officer)
    officer.goto("/")
    officer.get_by_role("main").get_by_role("link", name=re.compile(re.escape(campaign.title))).click()
    officer.get_by_role("main").get_by_role("link", name="Ambito 01").click()
    officer.get_by_role("link", name="Centro famiglie 01").click()
    compared = officer.get_by_role("row").filter(has_text="di cui con disabilità")
    expect(compared).to_contain_text("7")
    expect(compared).to_contain_text("4")
    expect(compared).to_contain_text("+3")
    officer.get_by_role("link", name="Rimanda").click()
    officer.get_by_label(re.compile("di cui con disabilità")).fill("Sono anche quelli in valutazione?")
    button(officer, "Rimanda").click()
    expect(officer.get_by_text("La restituzione è stata rimandata")).to_be_visible()

    provider = visit(survey.provider)
    provider.goto(address)
    button(provider, "Correggi le risposte").click()
    provider.get_by_role("button", name="Persone seguite").click()
    asked = provider.locator(f'[id="{DISABILITY}"]')
    expect(asked).to_contain_text("Sono anche quelli in valutazione?")
    asked.get_by_role("textbox").fill("5")
    provider.get_by_role("button", name="Chi ha compilato").click()
    button(provider, "Invia").click()
    expect(provider.get_by_role("heading", level=1)).to_have_text("Risposte inviate")

    officer.goto(reverse("campaigns:ambito", args=[campaign.public_id, survey.ambiti[0].pk]))
    officer.get_by_role("link", name="Firma 1 restituzione").click()
    expect(officer.get_by_text("firma elettronica semplice")).to_be_visible()
    officer.get_by_label(re.compile("Ho letto la dichiarazione")).check()
    button(officer, "Firma").click()
    expect(officer.get_by_text("1 restituzione approvata.")).to_be_visible()
    assert due_of(survey, campaign).state == ReturnState.APPROVED_AMBITO
    assert_region_counts(visit(survey.regional), campaign)


def assert_region_counts(page: Page, campaign: Campaign) -> None:
    """One of 45, the Ambito coloured on the map, the other 44 to be reminded; then they are, each once."""
    page.goto(reverse("campaigns:board", args=[campaign.public_id]))
    main = page.get_by_role("main")
    expect(main.get_by_role("row").filter(has_text="Approvate dall’Ambito")).to_contain_text("2,2 %")
    expect(main).to_contain_text(f"1 su {AMBITI}")
    said = [text.split(": ") for text in page.locator("svg.map path title").all_text_contents()]
    assert [name for name, figures in said if figures.startswith("1/1")] == ["Ambito 01"]
    assert len(said) == AMBITI
    whole = page.locator("svg.map path", has=page.locator("title", has_text="1/1"))
    others = page.locator("svg.map path", has=page.locator("title", has_text="0/1")).first
    assert whole.evaluate("(one) => getComputedStyle(one).fill") != others.evaluate(
        "(one) => getComputedStyle(one).fill"
    )
    button(page, f"Invia solleciti a tutti i {AMBITI - 1}").click()
    expect(main).to_contain_text(f"{AMBITI - 1} restituzioni")
    button(page, f"Invia {AMBITI - 1} solleciti").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Solleciti inviati")
    sent = Message.objects.about("campaigns.campaign", campaign.pk).values_list("address", flat=True)
    assert sorted(sent) == sorted(f"cooperativa{number}@esempio.invalid" for number in range(2, AMBITI + 1))


@pytest.fixture
def small_campaign(survey: Survey) -> Campaign:
    """A round with a short questionnaire on one page."""
    return open_round(survey, make_version(territory=survey.region))


def test_two_people_on_one_return_see_each_other(visit: Visit, survey: Survey, small_campaign: Campaign) -> None:
    draft = begun(survey, small_campaign, {})
    provider, officer = visit(survey.provider), visit(survey.officer)
    for page in (provider, officer):
        page.goto(reverse("questionnaires:fill", args=[draft.public_id]))
    officer.get_by_label("Nome del servizio").fill("Centro famiglie uno")
    officer.get_by_label("Nome del servizio").blur()
    settled(officer)
    provider.get_by_label("Posti").fill("12")
    provider.get_by_label("Posti").blur()
    expect(provider.get_by_label("Nome del servizio")).to_have_value("Centro famiglie uno")
    expect(provider.get_by_role("main")).to_contain_text(survey.officer.full_name)
    settled(provider)
    provider.get_by_label("Posti").fill("13")
    provider.get_by_label("Posti").blur()
    settled(provider)
    officer.get_by_label("Posti").fill("20")
    officer.get_by_label("Posti").blur()
    clash = officer.get_by_text(f"{survey.provider.full_name} ha dato un’altra risposta")
    expect(clash).to_be_visible()
    expect(officer.get_by_label("Posti")).to_have_value("20")
    button(officer, f"Quella di {survey.provider.full_name}").click()
    expect(officer.get_by_label("Posti")).to_have_value("13")
    button(officer, "Invia").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Risposte inviate")
    provider.get_by_label("Posti").fill("14")
    provider.get_by_label("Posti").blur()
    expect(provider.locator("[data-fill-status]")).to_contain_text("già state inviate")
    expect(provider.get_by_label("Posti")).to_have_value("14")
    assert Submission.objects.get().answers["posti"] == "13"


def test_personal_link_needs_no_account(visit: Visit, survey: Survey, small_campaign: Campaign) -> None:
    row = due_of(survey, small_campaign)
    officer = visit(survey.officer)
    officer.goto(reverse("campaigns:links", args=[row.public_id]))
    officer.get_by_label(re.compile("E-mail")).fill("operatrice@esempio.invalid")
    button(officer, "Invia il collegamento").click()
    given = officer.locator("code.secret").inner_text()
    phone = visit(width=PHONE)
    phone.goto(re.sub(r"^https?://[^/]+", "", given))
    expect(phone.get_by_role("heading", level=1)).to_have_text("Centro famiglie 01")
    button(phone, "Compila").click()
    phone.get_by_label("Nome del servizio").fill("Centro famiglie uno")
    phone.get_by_label("Posti").fill("101")
    button(phone, "Invia").click()
    expect(phone.get_by_role("alert").filter(has_text="Al massimo cento.")).to_be_visible()
    phone.get_by_label("Posti").fill("10")
    button(phone, "Invia").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Risposte inviate")
    assert barriers(phone) == []
    assert due_of(survey, small_campaign).state == ReturnState.SUBMITTED
    officer.reload()
    button(officer, "Revoca").click()
    answer = phone.goto(phone.url)
    assert answer is not None
    assert answer.status == 404


def test_session_over_in_the_middle_loses_nothing(visit: Visit, survey: Survey, small_campaign: Campaign) -> None:
    draft = begun(survey, small_campaign, {})
    page = visit(survey.provider)
    page.goto(reverse("questionnaires:fill", args=[draft.public_id]))
    Session.objects.all().delete()
    page.get_by_label("Nome del servizio").fill("Centro famiglie uno")
    expect(page.locator("[data-fill-status]")).to_contain_text("Sessione scaduta")
    again = visit(survey.provider)
    session = next(one for one in again.context.cookies() if one["name"] == "sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": session["value"], "url": page.url}])
    page.get_by_label("Posti").fill("12")
    settled(page)
    page.reload()
    expect(page.get_by_label("Nome del servizio")).to_have_value("Centro famiglie uno")
    expect(page.get_by_label("Posti")).to_have_value("12")


def test_keyboard_alone_answers_and_sends(visit: Visit, survey: Survey, small_campaign: Campaign) -> None:
    draft = begun(survey, small_campaign, {})
    page = visit(survey.provider)
    page.goto(reverse("questionnaires:fill", args=[draft.public_id]))
    keys = page.keyboard
    reach(page, "Nome del servizio")
    keys.type("Centro famiglie uno")
    reach(page, "Posti")
    keys.type("12")
    reach(page, "Si")
    keys.press("ArrowDown")
    reach(page, "Telefono")
    keys.press("Space")
    reach(page, "Via")
    keys.type("Via Finta 1")
    reach(page, "Attiva dal")
    keys.type("2/3/2020")
    reach(page, "Invia")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Risposte inviate")
    answers = Submission.objects.get().answers
    assert (answers["nome"], answers["aperto"], answers["canali"]) == ("Centro famiglie uno", "no", "telefono")
    assert answers["sede"] == [{"via": "Via Finta 1", "dal": "2020-03-02"}]


def reach(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so; whatever gets it scrolls out from under the foot of the page."""
    for _press in range(40):
        page.keyboard.press("Tab")
        page.wait_for_function(IN_SIGHT)
        if page.evaluate(NAME).startswith(name):
            return
    pytest.fail(f"no way to {name} by the keyboard")


NAME = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
IN_SIGHT = """
() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  return Boolean(top) && (one.contains(top) || top.contains(one));
}
"""
