# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from ordito.accounts import roles
from ordito.threads.models import Thread
from tests.factories.accounts import make_user
from tests.factories.territory import make_professional, make_service, make_territory
from tests.factories.threads import make_thread
from tests.threads.conftest import PLACE, SECRET

if TYPE_CHECKING:
    from django.test import Client

    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


def link_url(place: Territory, query: str = "") -> str:
    return f"/fili/{PLACE}/{place.pk}/aggiungi/{query}"


@pytest.fixture
def officer(client: Client) -> Client:
    client.force_login(make_user(role=roles.AMBITO_OFFICER))
    return client


@pytest.fixture
def coach(client: Client) -> Client:
    client.force_login(make_user(role=roles.COACH))
    return client


def test_link_page_finds_things_by_name(officer: Client, bari: Territory, lecce: Territory) -> None:
    answer = officer.get(link_url(bari, f"?tipo={PLACE}&q=le"))
    assert answer.status_code == 200
    assert [end.name for end in answer.context["found"]] == ["Lecce"]
    assert b"Aggiungi un filo" in answer.content


def test_link_page_does_not_offer_the_thing_itself(officer: Client, bari: Territory) -> None:
    answer = officer.get(link_url(bari, f"?tipo={PLACE}&q=bari"))
    assert answer.context["found"] == []
    assert "Non ho trovato nulla" in answer.content.decode()


@pytest.mark.parametrize(("relation", "forward"), [(">produces", True), ("<produces", False)])
def test_link_page_ties_in_the_chosen_direction(
    officer: Client, bari: Territory, lecce: Territory, *, relation: str, forward: bool
) -> None:
    answer = officer.post(
        link_url(bari, f"?tipo={PLACE}&q=lecce"), {"other": lecce.pk, "relation": relation, "note": "prova"}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/luoghi-di-prova/{bari.pk}/")
    thread = Thread.objects.get()
    start, end = (bari, lecce) if forward else (lecce, bari)
    assert (thread.from_id, thread.to_id, thread.note) == (start.pk, end.pk, "prova")


@pytest.mark.parametrize(
    "typed", [{}, {"other": "1"}, {"other": "x", "relation": ">produces"}, {"other": "0", "relation": "produces"}]
)
def test_link_page_refuses_bad_input(typed: dict[str, str], officer: Client, bari: Territory, lecce: Territory) -> None:
    answer = officer.post(link_url(bari, f"?tipo={PLACE}&q=lecce"), typed)
    assert answer.status_code == 422
    assert not Thread.objects.exists()


def test_link_page_says_that_a_thread_is_already_there(officer: Client, bari: Territory, lecce: Territory) -> None:
    make_thread(bari, lecce)
    answer = officer.post(
        link_url(bari, f"?tipo={PLACE}&q=lecce"), {"other": lecce.pk, "relation": ">motivates", "note": "testo mio"}
    )
    assert answer.status_code == 422
    assert "c’è già" in answer.content.decode()
    assert "testo mio" in answer.content.decode()


def test_link_page_of_what_one_may_not_see_is_not_found(client: Client) -> None:
    secret = make_professional()
    url = f"/fili/{SECRET}/{secret.pk}/aggiungi/"
    client.force_login(make_user(role=roles.SOCIAL_WORKER))
    assert client.get(url).status_code == 404
    client.force_login(make_user(role=roles.AMBITO_OFFICER))
    assert client.get(url).status_code == 200


def test_pages_without_the_verb_are_refused(coach: Client, bari: Territory, lecce: Territory) -> None:
    thread = make_thread(bari, lecce)
    assert coach.get(link_url(bari)).status_code == 403
    assert coach.get(f"/fili/{PLACE}/{bari.pk}/{thread.pk}/togli/").status_code == 403
    coach.force_login(make_user(role=roles.TRAINER))
    assert coach.get("/fili/").status_code == 403


def test_unlink_asks_first(officer: Client, bari: Territory, lecce: Territory) -> None:
    thread = make_thread(bari, lecce)
    url = f"/fili/{PLACE}/{bari.pk}/{thread.pk}/togli/"
    page = officer.get(url)
    assert page.status_code == 200
    assert "Bari motiva Lecce." in page.content.decode()
    assert Thread.objects.exists()
    answer = officer.post(url)
    assert (answer.status_code, answer["Location"]) == (302, f"/luoghi-di-prova/{bari.pk}/")
    assert not Thread.objects.exists()


def test_unlink_of_a_half_hidden_thread_is_not_found(client: Client, bari: Territory) -> None:
    thread = make_thread(bari, make_professional())
    client.force_login(make_user(role=roles.SOCIAL_WORKER))
    assert client.post(f"/fili/{PLACE}/{bari.pk}/{thread.pk}/togli/").status_code == 404
    assert Thread.objects.exists()


def test_list_filters_by_kind_and_relation(officer: Client, bari: Territory, lecce: Territory) -> None:
    first = make_thread(bari, lecce)
    second = make_thread(bari, make_professional())
    for query, expected in (
        ("", [second, first]),
        (f"?tipo={SECRET}", [second]),
        ("?relazione=motivates", [second, first]),
        ("?relazione=teaches", []),
        ("?tipo=unknown", [second, first]),
    ):
        assert officer.get(f"/fili/{query}").context["page"].rows == expected, query


def test_list_hides_the_end_one_may_not_see(coach: Client, bari: Territory) -> None:
    make_thread(bari, make_professional("Riservata"), note="parola segreta")
    text = coach.get("/fili/").content.decode()
    assert "Bari" in text
    assert "C’è un collegamento che non puoi vedere" in text
    assert "Riservata" not in text
    assert "segreta" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_list_query_count_does_not_grow(number: int, officer: Client, bari: Territory) -> None:
    for _ in range(number):
        make_thread(bari, make_territory())
        make_thread(bari, make_professional())
    officer.get("/fili/")  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        assert officer.get("/fili/").status_code == 200
    assert len(queries) == 6  # session, person, memberships; threads, places, professionals


def test_panel_in_a_page(bari: Territory, lecce: Territory) -> None:
    thread = make_thread(bari, lecce)
    make_thread(bari, make_professional("Riservata"))
    request = RequestFactory().get("/")
    template = Template("{% load threads %}{% thread_panel place %}")

    def draw(role: roles.Role) -> str:
        request.user = make_user(role=role)
        return template.render(Context({"request": request, "place": bari}))

    text = draw(roles.COACH)
    assert f'<a href="/luoghi-di-prova/{lecce.pk}/">Lecce</a>' in text
    assert "C’è un collegamento che non puoi vedere" in text
    assert "Riservata" not in text
    assert "Aggiungi un filo" not in text
    assert "Riservata" in (text := draw(roles.AMBITO_OFFICER))
    assert f"/fili/{PLACE}/{bari.pk}/{thread.pk}/togli/" in text
    assert link_url(bari) in text
    assert draw(roles.TRAINER).strip() == ""


def test_panel_of_an_undeclared_thing_fails_loudly() -> None:
    request = RequestFactory().get("/")
    request.user = make_user(role=roles.COACH)
    with pytest.raises(LookupError, match=r"territory\.Service"):
        Template("{% load threads %}{% thread_panel row %}").render(
            Context({"request": request, "row": make_service()})
        )
