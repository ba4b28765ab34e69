# SPDX-License-Identifier: EUPL-1.2
"""The parts of a record in a real browser: one line at a desk, one control on a phone, with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, barriers

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser import Visit
    from tests.records import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(transactional_db: None, house: House) -> House:
    """As everywhere, but committed."""
    return house


def parts(page: Page) -> Locator:
    """The bar with the parts of the record."""
    return page.get_by_role("navigation", name="Parti della cartella")


def test_at_a_desk_the_tabs_stand_in_one_line_and_the_rest_opens_and_closes(house: House, visit: Visit) -> None:
    page = visit(house.worker)
    page.goto(house.url("handovers:record"))  # the longest name of all, beside those always in sight
    tops = parts(page).locator("> ul > li").evaluate_all("items => items.map((item) => item.offsetTop)")
    assert len(set(tops)) == 1
    control = parts(page).locator("summary")
    expect(control).to_have_text("Tutte le parti", use_inner_text=True)
    control.focus()
    page.keyboard.press("Enter")
    expect(parts(page).get_by_role("link", name="Legami")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(parts(page).get_by_role("link", name="Legami")).to_be_hidden()
    expect(control).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_one_control_says_where_one_is_and_leads_on(house: House, visit: Visit, *, scripts: bool) -> None:
    page = visit(house.worker, width=PHONE, scripts=scripts)
    page.goto(house.url("diary"))
    control = parts(page).locator("summary")
    expect(control).to_contain_text("Diario")
    expect(parts(page).get_by_role("link", name="Diario")).to_be_hidden()
    control.focus()
    page.keyboard.press("Enter")
    parts(page).get_by_role("link", name="Cronologia").focus()
    page.keyboard.press("Enter")
    expect(control).to_contain_text("Cronologia")
