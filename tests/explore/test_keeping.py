# SPDX-License-Identifier: EUPL-1.2
"""Saved views and dashboards: whose they are, who opens them, who changes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.urls import reverse

from ordito.accounts.roles import REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.core.access import NotAllowedError
from ordito.core.declare import Following, declared
from ordito.core.models import writing
from ordito.explore import actions
from ordito.explore.enums import MOST_TILES, Look
from ordito.explore.models import Dashboard, SavedView, Tile
from ordito.explore.queries.answers import Answer, Trouble, answers_of
from ordito.explore.queries.boards import boards
from ordito.explore.queries.desk import desk_of
from ordito.explore.rules import Sharing
from ordito.explore.tasks import prepare
from ordito.explore.views.stale import Line
from ordito.indicators.actions.extraction import EXTRACTION, REFRESH
from ordito.indicators.models import Indicator
from ordito.territory.models import Territory
from tests.factories.accounts import make_user
from tests.factories.cases import NOW
from tests.factories.explore import QUESTION, make_dashboard, make_view
from tests.factories.territory import make_ambito

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from tests.indicators.conftest import Region

pytestmark = pytest.mark.django_db
COLD = 34
"""Queries of a dashboard of which nothing is kept: what it is made of is asked once, however many tiles there are."""


@pytest.fixture
def owner() -> User:
    return make_user(role=SOCIAL_WORKER, territory=make_ambito(), full_name="Anna Prova")


@pytest.fixture
def colleague(owner: User) -> User:
    """Somebody who works in the same place."""
    place = owner.memberships.get().territory
    return make_user(role=SOCIAL_WORKER, territory=place, full_name="Carlo Collega")


@pytest.fixture
def stranger() -> User:
    return make_user(role=SOCIAL_WORKER, territory=make_ambito(), full_name="Olga Altrove")


def share(view: SavedView, owner: User) -> SavedView:
    where = Sharing(territory_id=owner.memberships.get().territory_id)
    look = Look(view.look)
    return actions.change_view(
        by=owner, at=NOW, view=view, name=view.name, look=look, sharing=where, version=view.version
    )


def test_question_is_kept_once_under_its_name_without_exact_figures(officer: Client, official: User) -> None:
    sent = QUESTION | {"nome": "Persone", "look": "map"}
    for _time in range(2):
        assert officer.post(reverse("explore:save"), sent).status_code == 302
    view = SavedView.objects.get()
    assert (view.owner, view.look, view.question) == (official, Look.MAP, QUESTION)
    plain = make_view(official, name="Altra", question=QUESTION | {"esatte": "on"})
    assert plain.question == QUESTION
    assert officer.post(reverse("explore:save"), sent | {"nome": ""}).status_code == 422


def test_view_is_private_until_it_is_shown_to_the_place_and_changed_by_its_owner_alone(
    owner: User, colleague: User, stranger: User, enter: Callable[[User], Client]
) -> None:
    view = make_view(owner)
    listed = reverse("explore:views")
    assert view.name not in enter(colleague).get(listed).content.decode()
    share(view, owner)
    assert view.name in enter(colleague).get(listed).content.decode()
    assert view.name not in enter(stranger).get(listed).content.decode()
    assert enter(colleague).get(reverse("explore:view", args=[view.pk])).status_code == 404
    assert enter(colleague).post(reverse("explore:view_delete", args=[view.pk])).status_code == 404
    with pytest.raises(NotAllowedError):
        actions.delete_view(by=colleague, at=NOW, view=view)
    assert enter(colleague).post(reverse("explore:view_copy", args=[view.pk])).status_code == 302
    assert SavedView.objects.get(owner=colleague).question == view.question
    assert enter(stranger).post(reverse("explore:view_copy", args=[view.pk])).status_code == 404


def test_nobody_shows_anything_where_they_do_not_work(owner: User, stranger: User) -> None:
    view, elsewhere = make_view(owner), Sharing(territory_id=stranger.memberships.get().territory_id)
    with pytest.raises(NotAllowedError):
        actions.change_view(
            by=owner, at=NOW, view=view, name="x", look=Look.TABLE, sharing=elsewhere, version=view.version
        )


def test_two_windows_do_not_overwrite_each_other(owner: User, enter: Callable[[User], Client]) -> None:
    view = make_view(owner)
    url, sent = reverse("explore:view", args=[view.pk]), {"nome": "Uno", "look": "table", "version": "1"}
    client = enter(owner)
    assert client.get(url).status_code == 200
    assert client.post(url, sent).status_code == 302
    answer = client.post(url, sent | {"nome": "Due"})
    assert answer.status_code == 422
    assert "altra finestra" in answer.content.decode()
    assert "Due" in answer.content.decode(), "what was typed is still there"
    assert answer.context["theirs"] == [Line("Nome", "Uno", "Due")]
    assert client.post(url, sent | {"nome": ""}).status_code == 422
    view.refresh_from_db()
    assert view.name == "Uno"
    again = {name: answer.context["form"][name].value() for name in ("nome", "look", "condivisa", "version")}
    assert client.post(url, again | {"condivisa": ""}).status_code == 302
    view.refresh_from_db()
    assert view.name == "Due", "saved again, it replaces what the other window wrote"
    assert client.post(reverse("explore:view_delete", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_tiles_are_added_moved_and_taken_off_up_to_twelve(owner: User, enter: Callable[[User], Client]) -> None:
    client = enter(owner)
    assert client.post(reverse("explore:dashboards"), {"nome": "Il mio"}).status_code == 302
    board = Dashboard.objects.get()
    views = [make_view(owner, name=f"Vista {number}") for number in range(MOST_TILES + 1)]
    url = reverse("explore:tile_add", args=[board.pk])
    for view in [*views, views[0]]:
        client.post(url, {"vista": view.pk, "look": "table"})
    tiles = list(board.tiles.order_by("position"))
    assert [tile.view for tile in tiles] == views[:MOST_TILES]
    last = tiles[-1]
    client.post(reverse("explore:tile_move", args=[last.pk]), {"che": "indietro"})
    client.post(reverse("explore:tile_move", args=[tiles[0].pk]), {"che": "indietro"})
    client.post(reverse("explore:tile_move", args=[tiles[1].pk]), {"che": "togli"})
    order = list(board.tiles.order_by("position").values_list("pk", flat=True))
    assert order == [tiles[0].pk, *(tile.pk for tile in tiles[2:-2]), last.pk, tiles[-2].pk]
    client.post(url, {"vista": "x"})
    assert board.tiles.count() == MOST_TILES - 1


def test_dashboard_is_opened_by_colleagues_and_changed_by_its_owner(
    owner: User, colleague: User, stranger: User, enter: Callable[[User], Client]
) -> None:
    board = make_dashboard(owner, make_view(owner))
    url, change = (reverse(f"explore:{name}", args=[board.pk]) for name in ("dashboard", "dashboard_change"))
    sent = {"nome": "Nostro", "condivisa": f"t{owner.memberships.get().territory_id}", "version": "1"}
    assert enter(colleague).get(url).status_code == 404
    assert enter(owner).post(change, sent).status_code == 302
    stale = enter(owner).post(change, sent | {"condivisa": ""})
    assert stale.status_code == 422
    assert stale.context["theirs"] == [Line("Chi può aprirla", str(owner.memberships.get().territory), "Solo io")]
    assert stale.context["form"]["version"].value() == "2"
    assert enter(colleague).get(url).status_code == 200
    assert enter(stranger).get(url).status_code == 404
    tile = board.tiles.get()
    for name, pk in (("dashboard_change", board.pk), ("dashboard_delete", board.pk)):
        assert enter(colleague).get(reverse(f"explore:{name}", args=[pk])).status_code == 404
    move = reverse("explore:tile_move", args=[tile.pk])
    assert enter(colleague).post(move, {"che": "togli"}).status_code == 404
    assert enter(owner).post(reverse("explore:dashboard_delete", args=[board.pk])).status_code == 302
    assert not Tile.objects.exists()
    assert SavedView.objects.exists()


def test_shipped_dashboards_are_drawn_and_copied(officer: Client) -> None:
    assert officer.get(reverse("explore:dashboards")).status_code == 200
    for board in boards():
        response = officer.get(reverse("explore:shipped", args=[board.code]))
        assert response.status_code == 200
        assert not [tile.trouble for tile in response.context["tiles"] if tile.trouble]
        page = response.content.decode()
        for words in ("Dati di 3 Comuni su 3, letti il", "Il dato più lontano è del 2025."):
            assert page.count(words) == len(response.context["tiles"]), "each figure says what it stands on"
        regions = re.findall(r'role="region" aria-label="([^"]+)"', response.content.decode())
        assert len(regions) == len(set(regions)), "each region has a name of its own"
    assert officer.get(reverse("explore:shipped", args=["altro"])).status_code == 404
    assert officer.post(reverse("explore:shipped_copy", args=["regione"])).status_code == 302
    made = Dashboard.objects.get()
    assert made.tiles.count() == len(next(board.tiles for board in boards() if board.code == "regione"))
    assert officer.get(reverse("explore:dashboard", args=[made.pk])).status_code == 200


def test_tile_whose_indicator_is_no_longer_in_use_says_so(officer: Client, official: User) -> None:
    view = make_view(official, question=QUESTION | {"misura": "sparito"})
    page = officer.get(reverse("explore:dashboard", args=[make_dashboard(official, view).pk]))
    assert "non è in uso" in page.content.decode()


def test_answer_is_kept_until_a_name_changes_and_a_trouble_never(
    official: User, counted: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(**changed: str) -> Answer | Trouble:
        desk = desk_of(official)
        assert desk is not None
        return answers_of(desk, [QUESTION | changed])[0]

    with monkeypatch.context() as broken:
        broken.setattr("ordito.explore.queries.tables.MOST_SHOWN", 1)
        assert isinstance(first(), Trouble)
    answer = first()
    assert isinstance(answer, Answer)
    with monkeypatch.context() as blind:
        blind.setattr("ordito.explore.queries.answers.answer_of", None)
        assert first() == answer
    with writing():
        Territory.objects.filter(pk=counted.places[0].ambito.pk).update(name="Ambito rinato")
        Indicator.objects.filter(code=QUESTION["misura"]).update(name="Persone seguite")
    again = first()
    assert isinstance(again, Answer)
    assert again.figure.title == "Persone seguite"
    assert "Ambito rinato" in {row.label for row in again.figure.rows}
    monkeypatch.setattr("ordito.explore.queries.answers.__version__", "99")
    assert first() is not again


@pytest.mark.parametrize("number", [1, MOST_TILES])
def test_dashboard_costs_the_same_with_one_tile_and_with_twelve(
    officer: Client, official: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    rows = ["ambito", "provincia", "eta", "fasce", "genere", "anni", "trimestri", "mode", "body"]
    asked = [QUESTION | {"righe": row} for row in rows] + [
        QUESTION | {"righe": row, "colonne": "genere"} for row in rows[:3]
    ]
    views = [make_view(official, name=f"V{n}", question=one) for n, one in enumerate(asked[:number])]
    url = reverse("explore:dashboard", args=[make_dashboard(official, *views).pk])
    officer.get(url)
    with django_assert_num_queries(27):
        officer.get(url)


@pytest.mark.parametrize("number", [1, MOST_TILES])
def test_tiles_that_nobody_has_counted_ask_the_database_once_for_all(
    officer: Client, official: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    measures = ("persone_in_carico", "minori_in_carico", "prese_aperte", "prese_avviate")
    filters: list[dict[str, str]] = [{}, {"solo.genere": "F"}, {"solo.genere": "M"}]
    asked = [QUESTION | {"misura": measure} | only for measure in measures for only in filters]
    views = [make_view(official, name=f"V{n}", question=one) for n, one in enumerate(asked[:number])]
    url = reverse("explore:dashboard", args=[make_dashboard(official, *views).pk])
    officer.get(url)
    cache.clear()
    with django_assert_num_queries(COLD):
        assert len(officer.get(url).context["tiles"]) == number


def test_dashboards_are_counted_ahead_once_data_are_published(
    officer: Client, official: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = make_dashboard(official, make_view(official))
    steps: list[tuple[int, int]] = []
    found = prepare(lambda done, total: steps.append((done, total)))
    assert steps[-1] == (found["tables"] - 1, found["tables"])
    monkeypatch.setattr("ordito.explore.queries.answers.answer_of", None)
    for url in (reverse("explore:shipped", args=["regione"]), reverse("explore:dashboard", args=[board.pk])):
        assert not [tile.trouble for tile in officer.get(url).context["tiles"] if tile.trouble]
    after = {work.after for work in declared(Following) if work.function == "ordito.explore.tasks.prepare"}
    assert after == {EXTRACTION, REFRESH}


def test_without_data_there_is_nothing_to_count_ahead(db: None) -> None:
    assert prepare(lambda _done, _total: None) == {"tables": 0}


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_views_costs_the_same(
    owner: User, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    client = enter(owner)
    for one in range(number):
        make_view(owner, name=f"Vista {one}")
    with django_assert_num_queries(7):
        client.get(reverse("explore:views"))


def test_roles_of_shipped_dashboards_come_first(enter: Callable[[User], Client]) -> None:
    client = enter(make_user(role=REGIONAL_OFFICER, territory=make_ambito()))
    assert client.get(reverse("explore:dashboards")).context["boards"][0].code == "regione"
