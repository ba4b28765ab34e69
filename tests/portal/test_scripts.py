# SPDX-License-Identifier: EUPL-1.2
"""The small modules of the screen, each on a page of its own making."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from ordito.accounts.roles import SOCIAL_WORKER
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORM = """
() => {
  const sample = document.getElementById("autosave");
  const line = sample.querySelector("[data-autosave-status]").outerHTML;
  sample.innerHTML = `<form method="post" action="/bozza/fine/" data-autosave="/bozza/" data-confirm-leave>
    <label for="testo">Testo</label><textarea id="testo" name="text"></textarea>
    <input type="hidden" name="version" value="0">${line}<button>Salva</button></form>`;
  sample.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}
"""


@pytest.fixture
def anna() -> User:
    return make_user("anna", role=SOCIAL_WORKER, full_name="Anna Prova")


@pytest.fixture
def drafting(visit: Visit, anna: User) -> Page:
    """A page with a form that saves its draft; the clock is ours."""
    page = visit(anna)
    page.clock.install()
    page.goto(reverse("portal:gallery"))
    page.evaluate(FORM)
    return page


def answer(page: Page, status: int, headers: dict[str, str] | None = None) -> list[str]:
    """Let the draft's address answer with `status`; returns what it receives, as it comes."""
    received: list[str] = []

    def reply(route: Route) -> None:
        received.append(route.request.post_data or "")
        route.fulfill(status=status, headers=headers or {})

    page.unroute_all()
    page.route("**/bozza/", reply)
    return received


def test_draft_is_saved_a_moment_after_the_last_key(drafting: Page) -> None:
    received = answer(drafting, 204, {"X-Draft-Version": "7"})
    drafting.get_by_label("Testo").press_sequentially("Visita")
    drafting.clock.run_for(1000)
    assert received == []
    drafting.clock.run_for(1000)
    expect(drafting.locator("[data-autosave-status]")).to_contain_text("Bozza salvata alle")
    assert len(received) == 1
    assert "Visita" in received[0]
    assert drafting.locator("[name=version]").input_value() == "7"


@pytest.mark.parametrize(
    ("status", "words"), [(401, "Sessione scaduta"), (409, "qualcuno ha cambiato"), (500, "manca il collegamento")]
)
def test_draft_not_saved_says_so_and_keeps_the_text(drafting: Page, status: int, words: str) -> None:
    answer(drafting, status)
    drafting.get_by_label("Testo").fill("Colloquio")
    drafting.clock.run_for(2000)
    expect(drafting.locator("[data-autosave-status]")).to_contain_text(words)
    expect(drafting.get_by_label("Testo")).to_have_value("Colloquio")


def test_draft_is_tried_again_when_the_net_comes_back(drafting: Page) -> None:
    drafting.route("**/bozza/", lambda route: route.abort())
    drafting.get_by_label("Testo").fill("Colloquio")
    drafting.clock.run_for(2000)
    expect(drafting.locator("[data-autosave-status]")).to_contain_text("Riprovo")
    received = answer(drafting, 204)
    drafting.clock.run_for(11_000)
    expect(drafting.locator("[data-autosave-status]")).to_contain_text("Bozza salvata")
    assert len(received) == 1


def test_nothing_typed_stays_in_the_browser(drafting: Page) -> None:
    answer(drafting, 204)
    drafting.get_by_label("Testo").fill("Segreto")
    drafting.clock.run_for(2000)
    expect(drafting.locator("[data-autosave-status]")).to_contain_text("Bozza salvata")
    assert "Segreto" not in drafting.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_leaving_with_unsaved_text_asks_first(drafting: Page) -> None:
    answer(drafting, 500)
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    drafting.on("dialog", stay)
    drafting.get_by_label("Testo").press_sequentially("Non ancora salvato")
    drafting.close(run_before_unload=True)
    drafting.wait_for_timeout(500)
    assert asked == ["beforeunload"]


def test_expired_session_holds_the_form_back_and_a_new_login_saves_it(visit: Visit, anna: User) -> None:
    page = visit(anna)
    page.clock.install()
    page.goto(reverse("account_change_password"))
    page.locator("[type=password]").first.fill("quello che ho scritto")
    Session.objects.all().delete()
    page.clock.fast_forward("31:00")
    page.get_by_role("button", name="Salva").click()
    notice = page.get_by_role("alert").filter(has_text="La sessione è scaduta")
    expect(notice).to_be_visible()
    expect(page.locator("[type=password]").first).to_have_value("quello che ho scritto")
    other = visit(anna)
    session = next(cookie for cookie in other.context.cookies() if cookie["name"] == "sessionid")
    page.context.add_cookies(
        [{"name": "sessionid", "value": session["value"], "url": page.evaluate("location.origin")}]
    )
    page.get_by_role("button", name="Salva").click()
    # The form has now reached the server, which finds the old password wrong.
    expect(page.get_by_role("alert").filter(has_text="Controlla questi punti")).to_be_visible()


def test_message_can_be_closed(visit: Visit, anna: User) -> None:
    page = visit(anna)
    page.goto(reverse("portal:gallery"))
    page.evaluate(
        """() => {
          const box = document.getElementById("messaggi");
          box.innerHTML = "<div data-dismissable><p>Fatto</p><button data-dismiss hidden>Chiudi</button></div>";
          box.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
        }"""
    )
    page.get_by_role("button", name="Chiudi").click()
    expect(page.get_by_text("Fatto", exact=True)).to_have_count(0)
