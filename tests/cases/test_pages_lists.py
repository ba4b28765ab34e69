# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import ADMINISTRATOR, AMBITO_OFFICER
from ordito.cases.declares import DECLARES
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile
from ordito.core.declare import MenuEntry, Node
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_record, staff
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

WORKLIST, WORKLOAD = "/cartelle/", "/cartelle/carico/"


def names(answer: Any) -> list[str]:
    return [line.name for line in answer.context["lines"]]


def numbers(answer: Any) -> list[str]:
    return [line.number for line in answer.context["lines"]]


def test_worklist_has_one_s_own_records(
    house: House, colleague: User, outsider: User, teammate: User, enter: Callable[[User], Client]
) -> None:
    make_record(house.place, worker=colleague, surname="Altrui")
    assert names(enter(house.worker).get(WORKLIST)) == ["Zanzotti Ezechiele"]
    assert names(enter(colleague).get(WORKLIST)) == ["Altrui Ezechiele"]
    assert names(enter(teammate).get(WORKLIST)) == ["Zanzotti Ezechiele"]
    assert names(enter(outsider).get(WORKLIST)) == []
    assert "Non segui ancora nessuna cartella" in text_of(enter(outsider).get(WORKLIST))


def test_worklist_of_a_coordinator_filters_by_worker(
    house: House, colleague: User, coordinator: User, enter: Callable[[User], Client]
) -> None:
    make_record(house.place, worker=colleague, surname="Altrui")
    client = enter(coordinator)
    assert set(names(client.get(WORKLIST))) == {"Zanzotti Ezechiele", "Altrui Ezechiele"}
    assert names(client.get(WORKLIST, {"operatore": staff(colleague).pk})) == ["Altrui Ezechiele"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"eta": "minori"}, {"Zanzotti"}),
        ({"eta": "adulti"}, {"Grande"}),
        ({"stato": "in_charge"}, {"Zanzotti", "Grande"}),
        ({"stato": "closed"}, set()),
        ({"motivo": "parenting"}, {"Zanzotti", "Grande"}),
        ({"motivo": "school"}, set()),
        ({"stato": "sciocchezza"}, {"Zanzotti", "Grande"}),
    ],
)
def test_worklist_filters(
    house: House, enter: Callable[[User], Client], values: dict[str, str], found: set[str]
) -> None:
    make_record(house.place, worker=house.worker, surname="Grande", birth_date=date(1980, 5, 5))
    if "motivo" in values:
        values = {"motivo": str(code(ListKey.REASON, values["motivo"]).pk)}
    assert {name.split()[0] for name in names(enter(house.worker).get(WORKLIST, values))} == found


def test_worklist_pages_by_key(house: House, enter: Callable[[User], Client]) -> None:
    for number in range(30):
        make_record(house.place, worker=house.worker, surname=f"Persona{number:02}")
    client, seen = enter(house.worker), []
    url = WORKLIST
    while url:
        answer = client.get(url)
        seen += names(answer)
        url = answer.context["list_page"].next_url
    assert len(seen) == len(set(seen)) == 31
    assert "Persona" not in answer.context["list_page"].previous_url


@pytest.mark.parametrize(("url", "queries"), [(WORKLIST, 35), (WORKLOAD, 34), ("/", 40)])
def test_lists_take_the_same_queries_for_one_and_three(
    house: House,
    enter: Callable[[User], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
    url: str,
    queries: int,
) -> None:
    """Where people are named, two of these write that they were read, and two are its transaction."""
    client = enter(house.worker)
    client.get(house.url("record"))
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    for _number in range(2):
        taking = make_record(house.place, worker=house.worker)
        client.get(f"/cartelle/{taking.case_file_id}/")
    with django_assert_num_queries(queries):
        client.get(url)


def test_choices_of_a_filter_are_not_read_through_a_cursor(house: House, enter: Callable[[User], Client]) -> None:
    """PostgreSQL plans a cursor for its first rows alone; SQLite has none, and passes here."""
    client = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    with CaptureQueriesContext(connection) as captured:
        html = text_of(client.get(WORKLOAD))
    assert str(staff(house.worker)) in html
    assert not [query for query in captured if query["sql"].startswith("DECLARE")]


def test_workload_counts_and_names_nobody(house: House, enter: Callable[[User], Client]) -> None:
    make_record(house.place, surname="Orfana")
    answer = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito)).get(WORKLOAD)
    html = text_of(answer)
    assert len(numbers(answer)) == 2
    assert (answer.context["counts"].in_charge, answer.context["counts"].unassigned) == (2, 1)
    assert house.record.number in html
    assert "Zanzotti" not in html
    assert "Orfana" not in html
    assert house.url("record") not in html


def test_workload_stops_at_the_service(house: House, outsider: User, enter: Callable[[User], Client]) -> None:
    answer = enter(outsider).get(WORKLOAD)
    assert numbers(answer) == []
    assert "Nessuna cartella nel servizio" in text_of(answer)


def test_lists_are_closed_to_who_follows_no_record(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(make_user(role=ADMINISTRATOR))
    assert client.get(WORKLIST).status_code == 403
    assert client.get(WORKLOAD).status_code == 403


def test_home_shows_what_is_due_and_what_was_opened(
    house: House, outsider: User, enter: Callable[[User], Client]
) -> None:
    with writing():
        house.taking.review_on = timezone.localdate() - timedelta(days=1)
        house.taking.save()
    client = enter(house.worker)
    home = text_of(client.get("/"))
    assert "da rivedere il" in home
    assert "Le cartelle che apri compariranno qui." in home
    client.get(house.url("record"))
    assert "Le cartelle che apri compariranno qui." not in text_of(client.get("/"))
    assert "Zanzotti" not in text_of(enter(outsider).get("/"))


def test_menu_entries_have_pages(house: House, coordinator: User, enter: Callable[[User], Client]) -> None:
    client = enter(coordinator)
    entries = [entry for entry in DECLARES if isinstance(entry, MenuEntry) and coordinator.holds(entry.verb)]
    assert len(entries) >= 5
    assert {client.get(reverse(entry.url_name)).status_code for entry in entries} == {200}


def test_thread_s_end_shows_the_number_never_the_name(house: House, outsider: User) -> None:
    [node] = [declared for declared in DECLARES if isinstance(declared, Node)]
    assert node.name(house.record) == house.record.number
    assert node.url(house.record) == house.url("record")
    assert list(node.visible(house.worker)) == [CaseFile.objects.get()]
    assert not node.visible(outsider).exists()
