# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.accounts import roles
from ordito.core.models import writing
from ordito.threads.enums import Relation
from ordito.threads.models import Thread
from ordito.threads.queries import HIDDEN, find, kind_of, lines, panel
from tests.factories.accounts import make_user
from tests.factories.territory import make_professional, make_service, make_territory
from tests.factories.threads import make_thread
from tests.threads.conftest import PLACE, SECRET

if TYPE_CHECKING:
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


def test_panel_says_where_a_thing_comes_from_and_where_it_went(bari: Territory, lecce: Territory) -> None:
    author = make_user(full_name="Ada Prova")
    third = make_territory("Taranto")
    make_thread(lecce, bari, Relation.MOTIVATES, note="lo stesso bisogno", by=author)
    make_thread(bari, third, Relation.TEACHES)
    make_thread(lecce, third)
    shown = panel(make_user(role=roles.COACH), PLACE, bari.pk)
    assert shown is not None
    [came] = shown.came_from
    [went] = shown.went_to
    assert came.end is not None
    assert went.end is not None
    assert (str(came.relation), came.end.name, came.note, came.by) == (
        "è motivato da",
        "Lecce",
        "lo stesso bisogno",
        "Ada Prova",
    )
    assert (str(went.relation), went.end.name, went.end.url) == ("insegna", "Taranto", f"/luoghi-di-prova/{third.pk}/")
    assert (shown.count, shown.can_link) == (2, False)


def test_panel_tells_of_a_hidden_end_only_that_it_is_there(bari: Territory, lecce: Territory) -> None:
    secret = make_professional("Riservata")
    make_thread(bari, secret, Relation.DISCUSSES, note="parola segreta")
    make_thread(bari, lecce)
    shown = panel(make_user(role=roles.COACH), PLACE, bari.pk)
    assert shown is not None
    assert shown.went_to[1] == HIDDEN
    assert not any(word in repr(shown) for word in ("Riservata", "segreta", "Operatore", SECRET, "discute"))
    open_panel = panel(make_user(role=roles.REGIONAL_OFFICER), PLACE, bari.pk)
    assert all(word in repr(open_panel) for word in ("Riservata", "parola segreta", "Operatore"))


def test_panel_shows_as_hidden_what_is_no_longer_there(bari: Territory, lecce: Territory) -> None:
    make_thread(bari, lecce)
    with writing():
        lecce.delete()
    shown = panel(make_user(role=roles.COACH), PLACE, bari.pk)
    assert shown is not None
    assert shown.went_to == (HIDDEN,)


def test_panel_is_nothing_without_the_right(bari: Territory) -> None:
    assert panel(make_user(role=roles.TRAINER), PLACE, bari.pk) is None


@pytest.mark.parametrize("number", [1, 3])
def test_panel_query_count_does_not_grow(number: int, bari: Territory) -> None:
    user = make_user(role=roles.REGIONAL_OFFICER)
    for _ in range(number):
        make_thread(bari, make_territory(), by=user)
        make_thread(make_professional(), bari, by=user)
    assert user.grants
    with CaptureQueriesContext(connection) as queries:
        panel(user, PLACE, bari.pk)
    assert len(queries) == 3  # threads, places, professionals


def test_visible_threads_have_at_least_one_visible_end(bari: Territory, lecce: Territory) -> None:
    first, second = make_professional(), make_professional()
    both = make_thread(bari, lecce)
    half = make_thread(first, bari)
    none = make_thread(first, second)
    assert set(Thread.objects.visible_to(make_user(role=roles.COACH))) == {both, half}
    assert set(Thread.objects.visible_to(make_user(role=roles.REGIONAL_OFFICER))) == {both, half, none}
    assert not Thread.objects.visible_to(make_user(role=roles.TRAINER)).exists()


def test_lines_hide_relation_and_note_with_the_end(bari: Territory) -> None:
    thread = make_thread(make_professional("Riservata"), bari, Relation.DISCUSSES, note="parola segreta")
    [line] = lines(make_user(role=roles.COACH), [thread])
    assert line.start is not None
    assert line.start.name == "Bari"
    assert (line.end, line.relation, line.note, line.by) == (None, "", "", "")


def test_find_looks_among_what_is_visible(bari: Territory, lecce: Territory) -> None:
    coach = make_user(role=roles.COACH)
    assert [end.name for end in find(coach, PLACE, " ec ")] == ["Lecce"]
    assert find(coach, PLACE, "  ") == []
    assert find(coach, SECRET, "a") == []
    assert find(make_user(), PLACE, "ec") == []


def test_kind_of_a_row_is_that_of_its_model(bari: Territory) -> None:
    assert kind_of(bari) == PLACE
    assert kind_of(make_service()) is None
