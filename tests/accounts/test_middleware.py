# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts import roles
from ordito.accounts.middleware import LAST_SEEN
from ordito.audit.models import Entry
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client: Client) -> User:
    user = make_user(role=roles.SOCIAL_WORKER)
    client.force_login(user)
    return user


def let_pass(client: Client, minutes: float) -> None:
    session = client.session
    session[LAST_SEEN] -= minutes * 60
    session.save()


def test_idle_session_ends(client: Client, worker: User, settings: Settings) -> None:
    client.get("/profilo/")
    let_pass(client, settings.IDLE_MINUTES - 0.1)
    assert client.get("/profilo/").status_code == 200
    let_pass(client, settings.IDLE_MINUTES + 0.1)
    answer = client.get("/profilo/", follow=True)
    assert answer.redirect_chain == [("/accesso/?next=/profilo/", 302)]
    assert "La sessione è scaduta per inattività" in answer.content.decode()
    assert Entry.objects.filter(action="accounts.logout", actor_id=worker.pk).exists()


def test_touch_prolongs_the_session(client: Client, worker: User, settings: Settings) -> None:
    client.get("/profilo/")
    for _ in range(3):
        let_pass(client, settings.IDLE_MINUTES - 1)
        assert client.get("/profilo/").status_code == 200


def test_polling_does_not_prolong_the_session(client: Client, worker: User, settings: Settings) -> None:
    client.get("/profilo/")
    let_pass(client, settings.IDLE_MINUTES - 1)
    assert client.get("/lavori/", headers={"X-Background": "1"}).status_code == 200
    let_pass(client, 2)
    assert client.get("/profilo/").status_code == 302


def test_touch_writes_the_session_once_a_minute(client: Client, worker: User) -> None:
    client.get("/profilo/")
    seen = client.session[LAST_SEEN]
    client.get("/profilo/")
    assert client.session[LAST_SEEN] == seen


@pytest.mark.parametrize("header", ["HX-Request", "X-Autosave", "X-Background"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_background_request_without_session_gets_a_bare_401(client: Client, header: str, method: str) -> None:
    answer = getattr(client, method)("/profilo/", headers={header: "1"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_form_sent_without_session_gives_back_what_was_typed(client: Client) -> None:
    answer = client.post(
        "/persone/nuova/",
        {"full_name": "Ada <b>Prova</b>", "note": ["uno", "due"], "password1": "segreta", "empty": " "},
        headers={"Referer": "http://testserver/persone/nuova/?da=1"},
    )
    assert answer.status_code == 401
    assert answer.context["typed"] == ["Ada <b>Prova</b>", "due", "uno"]
    text = answer.content.decode()
    assert "Ada &lt;b&gt;Prova&lt;/b&gt;" in text
    assert "segreta" not in text
    assert 'href="/accesso/?next=/persone/nuova/%3Fda%3D1"' in text


@pytest.mark.parametrize(
    "page", ["/", "/profilo/", "/persone/", "/lavori/", "/accesso/", "/accessibilita/", "/nessuna/"]
)
def test_no_page_stays_in_a_shared_browser(client: Client, worker: User, page: str) -> None:
    assert "no-store" in client.get(page)["Cache-Control"]
    client.logout()
    assert "no-store" in client.get(page)["Cache-Control"]


@pytest.mark.parametrize("page", ["", "https://example.org/persone/", "http://testserver.example.org/"])
def test_form_sent_from_elsewhere_leads_home_after_login(client: Client, page: str) -> None:
    answer = client.post("/persone/nuova/", {}, headers={"Referer": page})
    assert answer.context["login_url"] == "/accesso/?next=/"
