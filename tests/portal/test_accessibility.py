# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ordito.accounts.roles import SOCIAL_WORKER
from tests.browser import DESK, PHONE, WIDTHS, barriers
from tests.factories.accounts import PASSWORD, make_user

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN_PAGES = [
    ("portal:home", "Buon lavoro"),
    ("portal:gallery", "Componenti"),
    ("portal:accessibility", "Dichiarazione di accessibilità"),
    ("portal:privacy", "Riservatezza"),
    ("portal:about", "Informazioni e licenze"),
    ("account_logout", "Vuoi uscire?"),
    ("account_change_password", "Cambia la password"),
    ("mfa_index", "Verifica in due passaggi"),
]


@pytest.fixture
def anna() -> User:
    return make_user("anna", role=SOCIAL_WORKER, full_name="Anna Prova")


@pytest.mark.parametrize("width", [*WIDTHS, 320])
@pytest.mark.parametrize(("name", "heading"), OWN_PAGES)
def test_page_has_no_barriers(visit: Visit, anna: User, name: str, heading: str, width: int) -> None:
    page = visit(anna, width=width)
    answer = page.goto(reverse(name))
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1).first).to_contain_text(heading)
    assert barriers(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_login_has_no_barriers_before_and_after_an_error(visit: Visit, width: int) -> None:
    page = visit(width=width)
    page.goto(reverse("portal:home"))
    expect(page.get_by_role("heading", name="Accedi")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Accedi").click()
    summary = page.get_by_role("alert").filter(has_text="Controlla questi punti")
    expect(summary).to_be_focused()
    assert barriers(page) == []


def test_low_contrast_is_found(visit: Visit, anna: User) -> None:
    page = visit(anna)
    page.goto(reverse("portal:privacy"))
    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    assert [problem for problem in barriers(page) if "contrast" in problem]


def test_page_speaks_no_error_to_the_console(visit: Visit, anna: User) -> None:
    page = visit(anna)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(reverse("portal:gallery"), wait_until="networkidle")
    assert said == []


def test_entering_and_leaving(visit: Visit, anna: User) -> None:
    page = visit()
    page.goto("/")
    page.get_by_label("Nome utente").fill(anna.username)
    page.get_by_label("Password", exact=False).fill(PASSWORD)
    page.get_by_role("button", name="Accedi").click()
    expect(page.get_by_role("heading", name="Buon lavoro, Anna Prova")).to_be_visible()
    page.get_by_role("button", name="Esci").click()
    expect(page.get_by_role("heading", name="Accedi")).to_be_visible()


def test_first_key_leads_to_the_content(visit: Visit, anna: User) -> None:
    page = visit(anna)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Vai al contenuto")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_menu_opens_on_a_phone_also_without_scripts(visit: Visit, anna: User, scripts: bool) -> None:  # noqa: FBT001
    page = visit(anna, width=PHONE, scripts=scripts)
    page.goto("/")
    menu = page.get_by_role("navigation", name="Menu principale")
    expect(menu).to_be_hidden()
    page.get_by_role("link", name="Menu", exact=True).click()
    expect(menu).to_be_visible()
    page.get_by_role("link", name="Chiudi il menu").click()
    expect(menu).to_be_hidden()


def test_escape_closes_the_menu(visit: Visit, anna: User) -> None:
    page = visit(anna, width=PHONE)
    page.goto("/")
    page.get_by_role("link", name="Menu", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Menu principale")).to_be_hidden()
    expect(page.get_by_role("link", name="Menu", exact=True)).to_be_focused()


def test_filter_refreshes_its_part_and_keeps_the_address(visit: Visit, anna: User) -> None:
    page = visit(anna)
    page.goto(reverse("portal:gallery"))
    page.get_by_label("Tipo").select_option("ade")
    page.wait_for_url("**kind=ade**")
    expect(page.get_by_role("status").filter(has_text="2 servizi")).to_be_attached()


def test_filter_works_without_scripts(visit: Visit, anna: User) -> None:
    page = visit(anna, scripts=False)
    page.goto(reverse("portal:gallery"))
    page.get_by_label("Cerca un servizio").fill("centro")
    page.get_by_role("button", name="Filtra").click()
    page.wait_for_url("**q=centro**")
    expect(page.get_by_label("Cerca un servizio")).to_have_value("centro")


def test_enlarged_four_times_nothing_is_cut(visit: Visit, anna: User) -> None:
    """400 % on a screen of 1280 is 320 pixels wide."""
    page = visit(anna, width=DESK // 4)
    page.goto(reverse("portal:gallery"))
    assert [problem for problem in barriers(page) if "sideways" in problem] == []
