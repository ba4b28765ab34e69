# SPDX-License-Identifier: EUPL-1.2
"""A session that ends while somebody writes: what was typed is kept as a draft, or comes back to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ordito.accounts.middleware import LAST_SEEN
from ordito.cases.enums import ListKey
from ordito.cases.models import DiaryDraft, DiaryEntry
from ordito.core.fields import open_text
from tests.factories.cases import code, make_place, make_record, make_worker

if TYPE_CHECKING:
    from pytest_django import Settings

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile
    from tests.browser import Visit

TEXT = "Primo colloquio con la nonna.\nRacconta del trasloco, della scuola nuova e di com’è andata l’estate."


class Desk:
    """Somebody who writes the diary of a record."""

    def __init__(self) -> None:
        place = make_place()
        self.worker: User = make_worker(place)
        self.record: CaseFile = make_record(place, worker=self.worker).case_file
        self.url = reverse("cases:diary_write", args=[self.record.pk])

    def values(self, **changed: Any) -> dict[str, Any]:
        kind = code(ListKey.DIARY_KIND, "interview").pk
        return {"kind": kind, "happened_on": f"{timezone.localdate():%d/%m/%Y}", "title": "", "text": TEXT} | changed


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()


def idle(client: Client, settings: Settings) -> None:
    session = client.session
    session[LAST_SEEN] -= (settings.IDLE_MINUTES + 1) * 60
    session.save()


def test_long_text_sent_after_the_session_comes_back_whole(desk: Desk, client: Client, settings: Settings) -> None:
    client.force_login(desk.worker)
    client.get(desk.url)
    idle(client, settings)
    answer = client.post(desk.url, desk.values(), headers={"Referer": f"http://testserver{desk.url}"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Sessione scaduta" in page
    assert "copialo, e quando si può incollalo" in page
    assert answer.context["typed"][0] == TEXT
    assert "com’è andata l’estate.</textarea>" in page
    assert f'href="/accesso/?next={desk.url}"' in page
    assert not DiaryEntry.objects.exists()
    client.force_login(desk.worker)
    assert client.post(desk.url, desk.values(text=answer.context["typed"][0])).status_code == 302
    assert open_text(DiaryEntry.objects.get(), "text") == TEXT


def test_texts_come_back_the_longest_first_without_choices_and_codes(desk: Desk, client: Client) -> None:
    sent = desk.values(title="Titolo", fiscal_code="ZNZCHL15C04A662K", password="segreta", code="123456", empty=" ")
    typed = client.post(desk.url, sent).context["typed"]
    assert typed == [TEXT, "ZNZCHL15C04A662K", sent["happened_on"], "Titolo"]


def own_page(value: str) -> dict[str, str]:
    return {"Sec-Fetch-Site": value} if value else {}


@pytest.mark.parametrize(("site", "back"), [("same-origin", True), ("cross-site", False), ("", False)])
def test_form_left_open_over_a_new_login_gives_its_text_back_to_its_own_page_alone(
    desk: Desk,
    site: str,
    back: bool,  # noqa: FBT001 - a parameter of the table above
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.worker)
    stale = desk.values(csrfmiddlewaretoken="a" * 64)
    answer = client.post(desk.url, stale, headers=own_page(site))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Il modulo è rimasto aperto troppo a lungo" in page
    assert ("Racconta del trasloco" in page) is back
    assert "a" * 64 not in page
    assert not DiaryEntry.objects.exists()


def test_draft_sent_after_the_session_says_so_and_nothing_else(desk: Desk, client: Client) -> None:
    address = reverse("cases:diary_draft", args=[desk.record.pk])
    answer = client.post(address, desk.values(), headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.content) == (401, b"")
    assert not DiaryDraft.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_draft_saved_while_typing_waits_behind_the_new_login(visit: Visit) -> None:
    desk = Desk()
    code(ListKey.DIARY_KIND, "interview")
    page = visit(desk.worker)
    page.goto(desk.url)
    page.get_by_label("Testo").press_sequentially("Salvato mentre scrivo.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("salvata", ignore_case=True)
    Session.objects.all().delete()
    page.get_by_label("Testo").press_sequentially(" Dopo la scadenza.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("scaduta", ignore_case=True)
    expect(page.get_by_label("Testo")).to_have_value("Salvato mentre scrivo. Dopo la scadenza.")
    again = visit(desk.worker)
    again.goto(desk.url)
    expect(again.get_by_label("Testo")).to_have_value("Salvato mentre scrivo.")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_scripts_the_text_is_shown_to_be_copied(visit: Visit) -> None:
    desk = Desk()
    code(ListKey.DIARY_KIND, "interview")
    page = visit(desk.worker, scripts=False)
    page.goto(desk.url)
    page.get_by_label("Tipo").select_option(index=1)
    page.get_by_label("Testo").fill(TEXT)
    Session.objects.all().delete()
    page.get_by_role("button", name="Pubblica nel diario").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessione scaduta")
    expect(page.get_by_label("Testo 1")).to_have_value(TEXT)
