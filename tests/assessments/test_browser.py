# SPDX-License-Identifier: EUPL-1.2
"""The scoring page in a real browser: saved while one works, with the keyboard alone, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Score
from tests.browser import PHONE, WIDTHS, barriers
from tests.factories.assessments import make_assessed, make_assessment, sub

if TYPE_CHECKING:
    from tests.browser import Visit
    from tests.records import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(transactional_db: None, house: House) -> House:
    """As everywhere, but committed."""
    return house


def test_scores_are_kept_while_one_works_and_saved_without_conflict(house: House, visit: Visit) -> None:
    row = make_assessment(house.taking, done=False)
    page = visit(house.worker)
    page.goto(house.url("assessments:scores", row.pk))
    line = page.locator(f"#riga-{sub('C1').pk}")
    line.locator("label.score-step").nth(2).click()
    expect(page.locator("[data-autosave-status]")).to_contain_text("alle")
    assert Score.objects.get().value == 3
    line.locator("textarea").fill("Più sereno dopo le vacanze.")
    line.locator("label.score-step").nth(1).click()
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.get_by_text("Punteggi salvati.")).to_be_visible()
    expect(page.get_by_text("Più sereno dopo le vacanze.")).to_be_visible()
    assert Score.objects.get().value == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_scores_with_the_keyboard_alone(house: House, visit: Visit, *, scripts: bool) -> None:
    row = make_assessment(house.taking, done=False)
    page = visit(house.worker, width=PHONE, scripts=scripts)
    page.goto(house.url("assessments:scores", row.pk))
    page.locator(f"#riga-{sub('C1').pk} input[type=radio]:checked").focus()
    page.keyboard.press("ArrowLeft")  # from "not assessed" to 6
    page.get_by_role("button", name="Salva e completa").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Valutazione completata.")).to_be_visible()
    row.refresh_from_db()
    assert row.state == AssessmentState.COMPLETED
    assert Score.objects.get().value == 6


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_have_no_barriers(house: House, visit: Visit, width: int) -> None:
    first = make_assessed(house.taking)
    page = visit(house.worker, width=width)
    for url in (
        house.url("assessments:assessments"),
        house.url("assessments:assessment", first.pk),
        house.url("assessments:comparison"),
        house.url("assessments:scores", first.case_file.assessments.get(state="draft").pk),
        house.url("assessments:screening", first.pk, first.screenings.get().rule_id),
    ):
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == 200
        assert barriers(page) == []
