# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.cases.enums import InterventionState
from ordito.cases.queries.waiting import positions_in, waiting_list, waiting_services
from tests.factories.cases import TODAY, make_intervention, make_record, make_worker
from tests.factories.territory import make_service
from tests.factories.work import make_waiting
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


def test_priority_comes_first_then_the_day_then_who_came_first(house: House) -> None:
    service = make_service(territory=house.place.comune)
    rows = [
        make_waiting(make_record(house.place, worker=house.worker), service, authorised_on=day, priority=priority)
        for day, priority in (
            (date(2026, 3, 1), "ordinary"),
            (date(2026, 2, 1), ""),
            (date(2026, 5, 1), "urgent"),
            (date(2026, 4, 1), "high"),
            (date(2026, 2, 1), "ordinary"),
        )
    ]
    make_waiting(house.taking, make_service())
    places = positions_in([service.pk])
    assert [places[row.pk] for row in rows] == [5, 3, 1, 2, 4]


def test_list_shows_records_of_the_service_without_names(house: House, colleague: User, outsider: User) -> None:
    service = make_service(territory=house.place.comune)
    row = make_waiting(house.taking, service, priority="urgent")
    [line] = waiting_list(colleague, service, today=TODAY)
    assert (line.pk, line.position, line.number, line.opens) == (row.pk, 1, house.record.number, False)
    assert (line.priority, line.worker) == ("Urgente", str(house.taking.worker))
    [line] = waiting_list(house.worker, service, today=TODAY)
    assert line.opens
    assert waiting_list(outsider, service, today=TODAY) == []
    assert waiting_services(outsider) == []


def test_services_tell_who_waits_and_who_is_in(house: House) -> None:
    service = make_service(territory=house.place.comune, places=3)
    make_waiting(house.taking, service, authorised_on=date(2026, 3, 1))
    make_intervention(house.taking, service=service)
    make_intervention(house.taking, service=service, state=InterventionState.SUSPENDED)
    make_intervention(house.taking, service=make_service())
    [line] = waiting_services(house.worker)
    assert (line.waiting, line.under_way, line.places, line.since) == (1, 2, 3, date(2026, 3, 1))


def test_pages_say_no_name(house: House, colleague: User, enter: Callable[[User], Client]) -> None:
    service = make_service("Centro Il Ponte", territory=house.place.comune)
    make_waiting(house.taking, service)
    client = enter(colleague)
    assert "Centro Il Ponte" in text_of(client.get(reverse("cases:waiting")))
    html = text_of(client.get(reverse("cases:waiting_service", args=[service.pk])))
    assert house.record.number in html
    assert "Zanzotti" not in html
    assert "Offri il posto" not in html
    assert "Offri il posto" in text_of(enter(house.worker).get(reverse("cases:waiting_service", args=[service.pk])))


def test_pages_are_closed_to_who_answers_for_no_work(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    service = make_service(territory=house.place.comune)
    assert enter(teammate).get(reverse("cases:waiting")).status_code == 403
    assert enter(teammate).get(reverse("cases:waiting_service", args=[service.pk])).status_code == 403
    assert enter(house.worker).get(reverse("cases:waiting_service", args=[service.pk + 1])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_rows(
    house: House, enter: Callable[[User], Client], rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    service = make_service(territory=house.place.comune)
    for _ in range(rows):
        make_waiting(make_record(house.place, worker=make_worker(house.place)), service)
    client = enter(house.worker)
    client.get(reverse("cases:waiting"))
    with django_assert_num_queries(4):
        client.get(reverse("cases:waiting"))
    with django_assert_num_queries(7):
        client.get(reverse("cases:waiting_service", args=[service.pk]))
