# SPDX-License-Identifier: EUPL-1.2
"""The same work by other means: without scripts, by keyboard alone, on a screen enlarged four times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.cases.models import DiaryEntry, Intervention
from tests.browser import PHONE
from tests.factories.accounts import PASSWORD
from tests.factories.cases import make_record
from tests.journeys.atlas import make_atlas

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 120
FOCUSED = """
() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  return {
    stop: at === document.body ? "" : `${at.tagName} ${(at.innerText || at.name || at.id).trim().slice(0, 40)}`,
    name: (at.innerText || at.name || at.id).trim(),
    seen: ring && inside,
  };
}
"""


def test_filter_and_forms_without_scripts(visit: Visit, world: World) -> None:
    taking = make_record(world.place, worker=world.worker, surname="Zanzotti")
    make_record(world.place, worker=world.worker, surname="Adulti", birth_date=None)
    page = visit(world.worker, scripts=False)
    page.goto("/cartelle/")
    main = page.get_by_role("main")
    main.get_by_label("Età").select_option(label="Fino a 17 anni")
    main.get_by_role("button", name="Filtra").click()
    page.wait_for_url("**eta=minori**")
    expect(main.get_by_role("link", name="Zanzotti Ezechiele", exact=True)).to_be_visible()
    expect(main.get_by_role("link", name="Adulti Ezechiele", exact=True)).to_have_count(0)
    expect(main.get_by_label("Età").locator("option:checked")).to_have_text("Fino a 17 anni")

    page.goto(f"/cartelle/{taking.case_file_id}/diario/scrivi/")
    main.get_by_role("button", name="Pubblica nel diario").click()
    expect(main.get_by_role("alert").filter(has_text="Controlla questi punti")).to_be_visible()
    main.get_by_label("Tipo").select_option(index=1)
    main.get_by_label("Testo").fill("Scritto senza aiuti.")
    main.get_by_role("button", name="Pubblica nel diario").click()
    expect(main.get_by_text("Scritto senza aiuti.").first).to_be_visible()
    assert DiaryEntry.objects.count() == 1

    page.goto(f"/cartelle/{taking.case_file_id}/interventi/nuovo/")
    main.get_by_label("Intervento", exact=False).first.select_option(index=1)
    main.get_by_role("button", name="Salva", exact=True).click()
    assert Intervention.objects.count() == 1


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing of that name has the focus; every stop on the way must show it."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        assert not at["stop"] or at["seen"], f"no focus to be seen on {at['stop']}"
        if at["name"].startswith(name):
            return
    pytest.fail(f"{name} is not reached by keyboard")


def test_entering_searching_and_opening_by_keyboard_alone(visit: Visit, world: World) -> None:
    make_record(world.place, worker=world.worker, surname="Zanzotti")
    page = visit()
    page.goto("/")
    tab_to(page, "login")
    page.keyboard.type(world.worker.username)
    tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Buon lavoro")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Vai al contenuto")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, "Cerca una persona")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Chi cerchi?")).to_be_visible()
    tab_to(page, "q")
    page.keyboard.type("zanzotti")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_text("Zanzotti").first).to_be_visible()
    tab_to(page, "Apri la cartella")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zanzotti")


def test_menu_of_a_phone_by_keyboard(visit: Visit, world: World) -> None:
    page = visit(world.worker, width=PHONE)
    page.goto("/")
    menu = page.get_by_role("navigation", name="Menu principale")
    expect(menu).to_be_hidden()
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(menu.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("link", name="Menu", exact=True)).to_be_focused()


@pytest.mark.parametrize("height", [844, 256], ids=["small phone", "enlarged four times"])
def test_narrowest_pages_scroll_one_way_only(visit: Visit, world: World, height: int) -> None:
    atlas = make_atlas(world)
    page = visit(world.worker, width=320)
    page.set_viewport_size({"width": 320, "height": height})
    names = (
        "portal:home cases:worklist cases:workload cases:record cases:diary cases:diary_write cases:family "
        "cases:intervention_new cases:search explore:pivot territory:places accounts:rights"
    )
    wrong = {}
    for name in names.split():
        answer = page.goto(atlas.address(name))
        assert answer is not None
        assert answer.status == 200
        wide, high = page.evaluate(
            "[document.documentElement.scrollWidth - innerWidth,"
            " [...document.querySelectorAll('body *')].filter((one) =>"
            " ['sticky', 'fixed'].includes(getComputedStyle(one).position) && one.checkVisibility())"
            ".reduce((sum, one) => sum + Math.max(0, Math.min(innerHeight, one.getBoundingClientRect().bottom)"
            " - Math.max(0, one.getBoundingClientRect().top)), 0)]"
        )
        if wide > 0 or high > height / 2:
            wrong[name] = (wide, high)
    assert wrong == {}
