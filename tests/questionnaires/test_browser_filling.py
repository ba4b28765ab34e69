# SPDX-License-Identifier: EUPL-1.2
"""The page of answers in a real browser: nothing typed is lost while the page changes under the hands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from benchmarks.questionnaires.books import choices, question
from ordito.questionnaires.models import Submission
from tests.browser import PHONE, WIDTHS, barriers
from tests.questionnaires.fillings import Owner, colleague_of, desk_for, install, version_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from ordito.accounts.models import User
    from tests.browser import Visit
    from tests.questionnaires.fillings import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = (
    question("text", "nome", "Nome", required="yes"),
    question("note", "saluto", "Ciao ${nome}"),
    question("integer", "anni", "Anni", constraint=". < 120", constraint_message="Meno di 120."),
    question("text", "scuola", "Scuola", relevant="${anni} < 18"),
    question("select_one zona", "zona", "Zona"),
    question("select_one comune", "comune", "Comune", choice_filter="zona = ${zona}"),
    question("begin_repeat", "sede", "Sede"),
    question("text", "via", "Via"),
    question("end_repeat", ""),
    question("range", "voto", "Voto", parameters="start=0 end=10 step=1"),
    question("rank zona", "ordine", "Ordine"),
    question("text", "fine", "Altro"),
)
LISTS = [
    *choices("zona", "nord", "sud"),
    *choices("comune", *(f"paese_{number}" for number in range(20)), zona="nord"),
    *choices("comune", "solo", zona="sud"),
]
SAVED = re.compile("Bozza salvata alle")


@pytest.fixture
def owner(monkeypatch: pytest.MonkeyPatch) -> Owner:
    return install(monkeypatch)


@pytest.fixture
def desk(owner: Owner) -> Desk:
    return desk_for(owner, version_of(*ROWS, choices=LISTS))


def settled(page: Page) -> None:
    """Everything that was typed is saved and drawn."""
    expect(page.locator("form[data-fill][data-live]:not([data-unsaved])")).to_have_count(1)
    expect(page.locator("[data-fill-status]")).to_have_text(SAVED)


def enter(page: Page, user: User) -> None:
    """Somebody else, with a session of their own."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.goto("/")
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])


def hold(page: Page) -> Callable[[], None]:
    """Keep what the page sends back from the server until the function is called."""
    held: list[Route] = []
    released: list[bool] = []

    def keep(route: Route) -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    def release() -> None:
        released.append(True)
        assert held, "the page has sent nothing yet"
        for route in held:
            route.continue_()

    page.route("**/salva/", keep)
    return release


def test_typing_while_a_reply_is_on_its_way_loses_no_key(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    release = hold(page)
    name = page.get_by_label("Nome")
    name.press_sequentially("Ada")
    page.wait_for_timeout(900)  # the saving leaves, its reply is held
    name.press_sequentially(" Maria Inventata")
    release()
    name.press_sequentially(" di Prova", delay=30)
    expect(page.get_by_text("Ciao Ada Maria Inventata di Prova")).to_be_visible()
    settled(page)
    expect(name).to_have_value("Ada Maria Inventata di Prova")
    expect(name).to_be_focused()
    assert desk.values() == {"nome": "Ada Maria Inventata di Prova"}


def test_click_right_after_an_answer_arrives(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    page.get_by_label("Anni").fill("12")
    # Leaving the field saves it and a question appears above the button: the click must still arrive.
    button = page.get_by_role("button", name="Aggiungi: Sede")
    button.evaluate("(element) => element.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.wait_for_timeout(700)
    page.mouse.up()
    expect(page.get_by_label("Scuola")).to_be_visible()
    expect(page.get_by_role("heading", name="Sede 2")).to_be_visible()
    assert desk.values() == {"anni": "12"}


def test_field_with_the_focus_is_never_replaced(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    page.get_by_label("Anni").fill("12")
    page.get_by_label("Anni").press("Tab")
    school = page.get_by_label("Scuola")
    school.fill("Media")
    page.evaluate("document.activeElement.dataset.same = 'yes'")
    settled(page)
    school.press_sequentially(" Inventata")
    settled(page)
    assert page.evaluate("document.activeElement.dataset.same") == "yes"
    assert desk.values() == {"anni": "12", "scuola": "Media Inventata"}


def test_parts_are_added_and_removed(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    page.get_by_label("Via").fill("Via Uno")
    page.get_by_role("button", name="Aggiungi: Sede").click()
    expect(page.get_by_role("heading", name="Sede 2")).to_be_visible()
    expect(page.get_by_label("Via").nth(1)).to_be_focused()
    page.keyboard.type("Via Due")
    settled(page)
    page.get_by_text("Togli Sede 1").click()
    page.get_by_role("button", name="Sì, togli").click()
    expect(page.get_by_role("heading", name="Sede 2")).to_have_count(0)
    expect(page.get_by_label("Via")).to_have_value("Via Due")
    assert desk.values() == {"sede[2]/via": "Via Due"}


def test_long_list_is_searched_by_keyboard(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    page.get_by_label("Nord", exact=True).check()
    search = page.get_by_role("combobox", name="Comune")
    expect(search).to_be_visible()
    search.press_sequentially("PAESE 17")
    search.press("ArrowDown")
    search.press("Enter")
    expect(search).to_have_value("Paese 17")
    settled(page)
    assert desk.values() == {"zona": "nord", "comune": "paese_17"}
    assert barriers(page) == []


def test_slider_rank_and_taking_back(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    page.get_by_role("slider", name="Voto").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("textbox", name="Voto")).to_have_value("6")
    settled(page)
    page.get_by_role("button", name="Sposta giù: Nord").click()
    expect(page.locator(".rank li").first).to_contain_text("Sud")
    settled(page)
    assert desk.values() == {"voto": "6", "ordine": "sud nord"}
    page.get_by_role("button", name="Togli la risposta (Ordine)").click()
    expect(page.get_by_role("button", name="L’ordine va bene così")).to_be_visible()
    assert desk.values() == {"voto": "6"}


def test_two_windows_meet_on_one_question(owner: Owner, desk: Desk, visit: Visit) -> None:
    mine, theirs = visit(desk.user), visit()
    enter(theirs, colleague_of(owner, "Bruno Prova"))
    for page in (mine, theirs):
        page.goto(desk.url())
    theirs.get_by_label("Altro").fill("Di Bruno")
    settled(theirs)
    mine.get_by_label("Altro").fill("Di Anna")
    mine.get_by_label("Altro").blur()
    expect(mine.get_by_text("Bruno Prova ha dato un’altra risposta alle")).to_be_visible()
    expect(mine.get_by_label("Altro")).to_have_value("Di Anna")
    mine.get_by_label("Nome").fill("Ada")
    mine.get_by_label("Nome").blur()
    expect(mine.get_by_text("Ciao Ada")).to_be_visible()
    expect(mine.get_by_text("Bruno Prova ha dato un’altra risposta alle")).to_be_visible()
    mine.get_by_role("button", name="La mia").click()
    settled(mine)
    expect(mine.get_by_text("Bruno Prova ha dato un’altra risposta alle")).to_have_count(0)
    assert desk.values() == {"nome": "Ada", "fine": "Di Anna"}


def test_expired_session_keeps_what_is_typed_and_goes_on(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user)
    page.goto(desk.url())
    session = next(one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    page.context.clear_cookies(name=session["name"])
    page.get_by_label("Nome").fill("Ada")
    expect(page.locator("[data-fill-status]")).to_contain_text("Sessione scaduta")
    # Somebody enters again in another tab.
    page.context.add_cookies([{"name": session["name"], "value": session["value"], "url": page.url}])
    page.get_by_label("Altro").fill("ancora")
    settled(page)
    assert desk.values() == {"nome": "Ada", "fine": "ancora"}


def test_provider_corrects_and_sends_on_a_phone(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user, width=PHONE)
    page.goto(desk.url())
    page.get_by_label("Anni").fill("130")
    page.get_by_label("Anni").blur()
    expect(page.get_by_text("Meno di 120.")).to_be_visible()
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_role("heading", name="Ci sono 2 risposte da sistemare")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("link", name="Anni").click()
    page.get_by_label("Anni").fill("40")
    page.get_by_label("Nome").fill("Ada")
    page.get_by_role("button", name="Invia").dblclick()
    expect(page.get_by_role("heading", name="Risposte inviate")).to_be_visible()
    assert barriers(page) == []
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_page_has_no_barriers_after_pieces_were_drawn_again(desk: Desk, visit: Visit, width: int) -> None:
    page = visit(desk.user, width=width)
    page.goto(desk.url())
    page.get_by_label("Anni").fill("12")
    page.get_by_label("Anni").blur()
    page.get_by_label("Sud", exact=True).check()
    page.get_by_role("button", name="Aggiungi: Sede").click()
    expect(page.get_by_role("heading", name="Sede 2")).to_be_visible()
    expect(page.get_by_label("Solo")).to_be_visible()
    assert barriers(page) == []


def test_answers_without_scripts(desk: Desk, visit: Visit) -> None:
    page = visit(desk.user, scripts=False)
    page.goto(desk.url())
    page.get_by_label("Nome").fill("Ada")
    page.get_by_label("Anni").fill("12")
    page.get_by_role("button", name="Aggiorna le domande").click()
    page.get_by_label("Scuola").fill("Media Inventata")
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_role("heading", name="Risposte inviate")).to_be_visible()
