# SPDX-License-Identifier: EUPL-1.2
"""What only a browser shows: nothing typed is lost when the session ends, a job is followed without a click."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from ordito.accounts import roles
from ordito.accounts.models import User
from ordito.jobs.models import Job, JobState
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.jobs import make_job

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import Settings

    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin(transactional_db: Any) -> User:
    return make_user("amministra", role=roles.ADMINISTRATOR)


def enter(page: Page) -> None:
    page.get_by_label("Nome utente").fill("amministra")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accedi").click()


def fill(page: Page) -> None:
    page.get_by_label("Nome utente").fill("ada.prova")
    page.get_by_label("Nome e cognome").fill("Ada Prova")


def test_login_leads_back_to_the_page_asked(visit: Visit, admin: User) -> None:
    page = visit()
    page.goto("/persone/nuova/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accedi")
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nuovo profilo")


def test_form_waits_in_its_page_while_one_enters_again_elsewhere(visit: Visit, admin: User, settings: Settings) -> None:
    settings.IDLE_MINUTES = Fraction(1, 10)  # six seconds: the page holds a form back from the first on
    page = visit(admin)
    page.goto("/persone/nuova/")
    fill(page)
    page.wait_for_timeout(6500)
    page.get_by_role("button", name="Salva").click()
    notice = page.locator("[data-session-notice]")
    expect(notice).to_be_visible()
    expect(page.get_by_label("Nome e cognome")).to_have_value("Ada Prova")
    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    enter(opened.value)
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Buon lavoro")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Prova")
    assert User.objects.filter(username="ada.prova").exists()


def test_form_sent_without_scripts_comes_back_as_text(visit: Visit, admin: User) -> None:
    page = visit(admin, scripts=False)
    page.goto("/persone/nuova/")
    fill(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Salva").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessione scaduta")
    given_back = [field.input_value() for field in page.get_by_label(re.compile("^Testo")).all()]
    assert {"Ada Prova", "ada.prova"} <= set(given_back)
    page.get_by_role("link", name="Accedi").click()
    enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nuovo profilo")


def test_filter_without_session_leaves_the_page_and_says_why(visit: Visit, admin: User) -> None:
    page = visit(admin)
    page.goto("/persone/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Stato").select_option("attivi")
    expect(page.locator("[data-session-notice]")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Persone che accedono")


def test_job_is_followed_to_its_end(visit: Visit, admin: User) -> None:
    job = make_job(by=admin, label="Importazione", state=JobState.RUNNING, done=1, total=4)
    page = visit(admin)
    page.goto(f"/lavori/{job.pk}/")
    expect(page.locator(".progress-box")).to_contain_text("1 di 4")
    Job.objects.update(done=3)
    expect(page.locator(".progress-box")).to_contain_text("3 di 4")
    Job.objects.update(state=JobState.DONE)
    expect(page.locator("#contenuto")).to_contain_text("Concluso")
    expect(page.locator(".progress-box")).to_have_count(0)
