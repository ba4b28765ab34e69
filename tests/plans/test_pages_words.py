# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.enums import Part
from ordito.core.fields import open_text
from ordito.plans.enums import ListKey
from ordito.plans.models import Words
from tests.factories.cases import code
from tests.factories.plans import make_plan, make_words
from tests.plans.test_pages_plans import member
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db
WORDS_QUERIES = 12


def words_data(**changes: Any) -> dict[str, Any]:
    speaker = code(ListKey.SPEAKER, "child").pk
    return {"speaker": speaker, "said_on": "20/11/2026", "text": "Vorrei un cane."} | changes


def test_words_are_written_from_the_plan_and_stand_beside_it(house: House, enter: Enter) -> None:
    plan = make_plan(house.record)
    client = enter(house.worker)
    answer = client.post(house.url("plans:words_new") + f"?progetto={plan.pk}", words_data())
    assert answer["Location"] == house.url("plans:plan", plan.pk) + "#parole"
    assert Words.objects.get().plan == plan
    assert "Vorrei un cane." in text_of(client.get(house.url("plans:plan", plan.pk)))
    assert "Vorrei un cane." in text_of(client.get(house.url("plans:words")))


def test_plan_of_somebody_else_is_not_named(house: House, enter: Enter) -> None:
    answer = enter(house.worker).post(house.url("plans:words_new") + "?progetto=999999", words_data())
    assert answer["Location"] == house.url("plans:words")
    assert Words.objects.get().plan is None


def test_empty_words_are_refused(house: House, enter: Enter) -> None:
    answer = enter(house.worker).post(house.url("plans:words_new"), words_data(text=" ", speaker_name="Zoe"))
    assert answer.status_code == 422
    assert "Zoe" in text_of(answer)
    assert not Words.objects.exists()


def test_two_who_correct_see_both_versions(house: House, enter: Enter) -> None:
    row = make_words(house.record)
    client = enter(house.worker)
    url = house.url("plans:words_edit", row.pk)
    client.post(url, words_data(text="Prima.", version=1))
    answer = client.post(url, words_data(text="Dopo.", version=1))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Le due versioni" in page
    assert "Prima." in page


def test_words_are_taken_out_and_the_row_stays(house: House, enter: Enter) -> None:
    row = make_words(house.record)
    client = enter(house.worker)
    client.post(house.url("plans:words_remove", row.pk))
    assert "nonna dormo bene" not in text_of(client.get(house.url("plans:words")))
    assert open_text(Words.objects.get(), "text") == "A casa della nonna dormo bene."


def test_who_hears_and_who_does_not(house: House, enter: Enter, outsider: User, colleague: User) -> None:
    row = make_words(house.record)
    url = house.url("plans:words")
    assert "nonna dormo bene" in text_of(enter(member(house, Part.WORDS)).get(url))
    assert enter(member(house, Part.PLANS)).get(url).status_code == 403
    for stranger in (outsider, colleague):
        assert enter(stranger).get(url).status_code == 404
    reader = enter(member(house, Part.WORDS))
    assert reader.post(house.url("plans:words_new"), words_data()).status_code == 403
    writer = enter(member(house, Part.WORDS, writes=True))
    assert writer.get(house.url("plans:words_edit", row.pk)).status_code == 403  # somebody else wrote them down
    assert writer.post(house.url("plans:words_new"), words_data()).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_for_one_and_for_three(
    house: House, enter: Enter, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _one in range(rows):
        make_words(house.record)
    client = enter(house.worker)
    client.get(house.url("plans:words"))
    with django_assert_num_queries(WORDS_QUERIES):
        client.get(house.url("plans:words"))
