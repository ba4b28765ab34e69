# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.cases.actions.board import record_briefing
from ordito.cases.enums import CaseFileState
from ordito.cases.models import Briefing
from ordito.cases.queries.board import loading_board
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import TerritoryLink
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, Place, make_case_file, make_person, make_place
from tests.factories.territory import make_territory

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
BOARD = "/cartelle/caricamenti/"


@pytest.fixture
def place() -> Place:
    return make_place()


def test_loading_board_counts_records_and_marks_the_comune_without_data(place: Place) -> None:
    empty = make_place(ambito=place.ambito)
    make_case_file(make_person(place))
    make_case_file(make_person(place), state=CaseFileState.CLOSED)
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    (ambito,) = loading_board(officer, today=TODAY)
    lines = {line.comune: line for line in ambito.lines}
    assert (lines[place.comune].current, lines[place.comune].historical) == (1, 1)
    assert lines[place.comune].first_load is not None
    assert lines[empty.comune].first_load is None
    assert (ambito.with_data, ambito.exact) == (1, True)


def test_loading_board_of_a_region_tells_that_there_are_records_not_how_many(place: Place, client: Client) -> None:
    region = make_territory("Regione di prova", kind=TerritoryKind.REGION)
    other = make_place()
    with writing():
        for comune in (place.comune, other.comune):
            TerritoryLink.objects.create(parent=region, child=comune, hierarchy=Hierarchy.ADMINISTRATIVE)
    for _turn in range(3):
        make_case_file(make_person(place))
    officer = make_user(role=REGIONAL_OFFICER, territory=region)
    board = loading_board(officer, today=TODAY)
    assert [(row.with_data, row.exact) for row in board if row.ambito == place.ambito] == [(1, False)]
    assert len(board) == 2
    client.force_login(officer)
    assert "Storiche" not in client.get(BOARD).content.decode()


def test_loading_board_shows_no_other_ambito(place: Place) -> None:
    make_place()
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    assert [row.ambito for row in loading_board(officer, today=TODAY)] == [place.ambito]


@pytest.mark.parametrize("comuni", [1, 3])
def test_board_page_queries_do_not_grow(
    place: Place, client: Client, comuni: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _turn in range(comuni):
        make_case_file(make_person(make_place(ambito=place.ambito)))
    client.force_login(make_user(role=AMBITO_OFFICER, territory=place.ambito))
    client.get(BOARD)
    with django_assert_num_queries(13):
        client.get(BOARD)


def test_board_page_without_the_right_is_refused(client: Client, place: Place) -> None:
    client.force_login(make_user(role=SOCIAL_WORKER, territory=place.comune))
    assert client.get(BOARD).status_code == 403


def test_briefing_is_written_audited_and_shown(client: Client, place: Place) -> None:
    client.force_login(make_user(role=AMBITO_OFFICER, territory=place.ambito))
    address = reverse("cases:briefing_new", args=[place.comune.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"held_on": "03/11/2026", "people": "4", "note": "In sede"})
    assert (response.status_code, response["Location"]) == (302, BOARD)
    briefing = Briefing.objects.get()
    assert (briefing.comune, briefing.held_on, briefing.people) == (place.comune, date(2026, 11, 3), 4)
    assert Entry.objects.filter(action="cases.record_briefing").count() == 1
    assert "03/11/2026" in client.get(BOARD).content.decode()


@pytest.mark.parametrize("typed", [{}, {"held_on": "31/02/2026"}, {"held_on": "01/01/2099"}, {"people": "-2"}])
def test_briefing_bad_input_is_said_at_the_field_and_kept(client: Client, place: Place, typed: dict[str, str]) -> None:
    client.force_login(make_user(role=AMBITO_OFFICER, territory=place.ambito))
    response = client.post(reverse("cases:briefing_new", args=[place.comune.pk]), {"note": "Da tenere", **typed})
    assert response.status_code == 422
    assert "Da tenere" in response.content.decode()
    assert Briefing.objects.count() == 0


def test_briefing_in_another_ambito_does_not_exist(client: Client, place: Place) -> None:
    client.force_login(make_user(role=AMBITO_OFFICER, territory=make_place().ambito))
    assert client.get(reverse("cases:briefing_new", args=[place.comune.pk])).status_code == 404


def test_record_briefing_elsewhere_is_refused(place: Place) -> None:
    stranger = make_user(role=AMBITO_OFFICER, territory=make_place().ambito)
    with pytest.raises(NotAllowedError):
        record_briefing(by=stranger, at=NOW, comune=place.comune, held_on=TODAY)
