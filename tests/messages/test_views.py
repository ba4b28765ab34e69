# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER
from ordito.messages.enums import MessageState
from tests.factories.accounts import make_user
from tests.factories.messages import make_email, make_notice

if TYPE_CHECKING:
    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client: Client) -> User:
    user = make_user(role=PROVIDER)
    client.force_login(user)
    return user


def test_list_shows_ones_own_notices(client: Client, me: User) -> None:
    make_notice(me, "Per me", body="Testo <b>dell’avviso</b>")
    make_notice(make_user(role=PROVIDER), "Per altri")
    text = client.get("/avvisi/").content.decode()
    assert "Per me" in text
    assert "Testo &lt;b&gt;dell’avviso" in text
    assert "Per altri" not in text


def test_list_filters_what_is_to_read(client: Client, me: User) -> None:
    first, second = make_notice(me, "Primo"), make_notice(me, "Secondo")
    client.post(reverse("messages:read", args=[first.pk]))
    assert client.get("/avvisi/?quali=da-leggere").context["page"].rows == [second]
    assert client.get("/avvisi/?quali=inventato").context["page"].rows == [second, first]
    client.post(reverse("messages:read_all"))
    assert "Hai letto tutto" in client.get("/avvisi/?quali=da-leggere").content.decode()


def test_read_goes_where_the_notice_leads(client: Client, me: User) -> None:
    notice = make_notice(me, url="/territorio/")
    answer = client.post(reverse("messages:read", args=[notice.pk]), {"vai": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/territorio/")
    notice.refresh_from_db()
    assert notice.state == MessageState.READ


def test_notice_of_somebody_else_is_not_found(client: Client, me: User) -> None:
    notice = make_notice(make_user(role=PROVIDER))
    assert client.post(reverse("messages:read", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.state == MessageState.SENT


def test_writing_needs_a_form(client: Client, me: User) -> None:
    assert client.get(reverse("messages:read_all")).status_code == 405


def test_who_has_no_role_is_refused(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/avvisi/").status_code == 403


def test_sent_list_tells_what_arrived(client: Client) -> None:
    officer = make_user(role=AMBITO_OFFICER)
    client.force_login(officer)
    wrong, notice = make_email("senza chiocciola", by=officer), make_notice(officer, by=officer)
    make_email("altro@esempio.invalid")
    page = client.get("/avvisi/inviati/")
    assert page.context["page"].rows == [notice, wrong]
    text = page.content.decode()
    assert "non recapitato" in text
    assert "l’indirizzo non è valido" in text
    assert client.get("/avvisi/inviati/?come=notice").context["page"].rows == [notice]
    assert client.get("/avvisi/inviati/?stato=failed").context["page"].rows == [wrong]
    assert "Nessun messaggio con questi filtri" in client.get("/avvisi/inviati/?stato=queued").content.decode()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("address", "expected"), [("/avvisi/", 5), ("/avvisi/inviati/", 4)])
def test_query_count_does_not_grow(number: int, address: str, expected: int, client: Client, me: User) -> None:
    for _ in range(number):
        make_notice(me, by=me)
    client.get(address)  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    assert len(queries) == expected  # session, person, memberships; messages (and how many are to be read)


def test_home_has_a_card_while_something_is_to_read(client: Client, me: User) -> None:
    assert 'Vedi tutto<span class="visually-hidden">: Avvisi' not in client.get("/").content.decode()
    for number in range(6):
        make_notice(me, f"Avviso numero {number}")
    text = client.get("/").content.decode()
    assert "Avviso numero 5" in text
    assert "Avviso numero 0" not in text
    client.post(reverse("messages:read_all"))
    assert "Avviso numero 5" not in client.get("/").content.decode()
