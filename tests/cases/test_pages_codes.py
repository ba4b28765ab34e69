# SPDX-License-Identifier: EUPL-1.2
"""The pages on which a house looks after its code lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_intervention, make_record
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

LISTS = reverse("cases:code_lists")
KINDS = reverse("cases:code_list", args=["intervention_kind"])
LISTS_QUERIES = 4
LIST_QUERIES = 8


@pytest.fixture
def officer(house: House, enter: Callable[[User], Client]) -> Client:
    return enter(make_user(role=AMBITO_OFFICER, full_name="Ugo Ufficio"))


def home_education() -> Code:
    return code(ListKey.INTERVENTION_KIND, "home_education")


def test_lists_of_every_app_are_there_and_found_by_the_words_of_an_entry(officer: Client) -> None:
    text = text_of(officer.get(LISTS))
    for label in ("Motivo della presa in carico", "Scuola frequentata", "Certificazione"):
        assert label in text
    found = text_of(officer.get(LISTS, {"q": "secondaria di primo"}))
    assert "Scuola frequentata" in found
    assert "Motivo della presa in carico" not in found
    assert "Nessun elenco con questa parola" in text_of(officer.get(LISTS, {"q": "zzzz"}))


@pytest.mark.parametrize("times", [1, 3])
def test_pages_cost_the_same(house: House, officer: Client, django_assert_num_queries: Any, times: int) -> None:
    for _time in range(times):
        make_intervention(house.taking)
    officer.get(LISTS)
    with django_assert_num_queries(LISTS_QUERIES):
        officer.get(LISTS)
    with django_assert_num_queries(LIST_QUERIES):
        officer.get(KINDS)


def test_small_counts_of_use_are_not_told_exactly(house: House, officer: Client) -> None:
    make_intervention(house.taking)
    assert "meno di 5 volte" in text_of(officer.get(KINDS))
    for number in range(5):
        make_intervention(make_record(house.place, surname=f"Zeta{number}"))
    text = text_of(officer.get(KINDS))
    assert "meno di 5 volte" not in text
    assert "6 volte" in text


def test_entry_is_added_changed_ended_and_moved(officer: Client) -> None:
    new = reverse("cases:code_new", args=["intervention_kind"])
    assert officer.post(new, {"label": "Gruppo di parola", "aliases": "gruppi\nGdP"})["Location"] == KINDS
    added = Code.objects.get(label="Gruppo di parola")
    assert added.aliases.count() == 2
    edit = reverse("cases:code_edit", args=["intervention_kind", added.pk])
    assert "GdP" in text_of(officer.get(edit))
    data = {"label": "Gruppo di parola per figli", "aliases": "GdP", "valid_to": "31/01/2026", "version": "1"}
    assert officer.post(edit, data)["Location"] == KINDS
    text = text_of(officer.get(KINDS))
    assert "finita il 31/01/2026" in text
    assert "cambiata qui" in text
    move = reverse("cases:code_move", args=["intervention_kind", added.pk])
    before = list(Code.objects.of("intervention_kind").values_list("pk", flat=True))
    assert officer.post(move, {"su": "1"})["Location"] == f"{KINDS}#voce-{added.pk}"
    assert list(Code.objects.of("intervention_kind").values_list("pk", flat=True))[-2] == before[-1] == added.pk


def test_two_who_save_the_same_entry_see_both_versions(officer: Client) -> None:
    row = home_education()
    edit = reverse("cases:code_edit", args=["intervention_kind", row.pk])
    assert officer.post(edit, {"label": "Educativa a casa", "version": "1"}).status_code == 302
    answer = officer.post(edit, {"label": "Educativa domestica", "version": "1"})
    assert answer.status_code == 422
    assert "Educativa a casa" in text_of(answer)
    assert "Educativa domestica" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"label": ""}, "label"),
        ({"label": "Nuova", "valid_from": "32/01/2026"}, "valid_from"),
        ({"label": "Nuova", "valid_from": "01/02/2026", "valid_to": "01/01/2026"}, "valid_to"),
        ({"label": "Nuova", "aliases": "x" * 201}, "aliases"),
    ],
)
def test_bad_input_is_told_at_its_field(officer: Client, typed: dict[str, str], wrong: str) -> None:
    count = Code.objects.count()
    answer = officer.post(reverse("cases:code_new", args=["intervention_kind"]), typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {wrong})
    assert Code.objects.count() == count


def test_taken_wording_is_told_at_its_field(officer: Client) -> None:
    answer = officer.post(reverse("cases:code_new", args=["intervention_kind"]), {"label": home_education().label})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"label"})


def test_who_works_records_does_not_manage_lists(house: House, enter: Callable[[User], Client]) -> None:
    row = home_education()
    client = enter(house.worker)
    for name, *args in (
        ("code_lists",),
        ("code_list", "mode"),
        ("code_new", "mode"),
        ("code_edit", "intervention_kind", row.pk),
    ):
        assert client.get(reverse(f"cases:{name}", args=args)).status_code == 403
    assert client.post(reverse("cases:code_move", args=["intervention_kind", row.pk])).status_code == 403
    assert client.get(LISTS).status_code == 403


def test_officer_of_one_ambito_reads_lists_that_are_one_for_all(house: House, enter: Callable[[User], Client]) -> None:
    row = home_education()
    client = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    page = client.get(reverse("cases:code_list", args=["intervention_kind"]))
    assert "valgono per tutti i territori" in text_of(page)
    edit = reverse("cases:code_edit", args=["intervention_kind", row.pk])
    assert edit not in text_of(page)
    move = reverse("cases:code_move", args=["intervention_kind", row.pk])
    for address in (edit, reverse("cases:code_new", args=["mode"]), reverse("cases:classification_load")):
        assert [client.get(address).status_code, client.post(address, {}).status_code] == [403, 403]
    assert client.post(move, {"su": "1"}).status_code == 403
    assert "le carica chi regola" in text_of(client.get(reverse("cases:classifications")))


def test_list_or_entry_that_is_not_there(officer: Client) -> None:
    assert officer.get(reverse("cases:code_list", args=["inventato"])).status_code == 404
    assert officer.get(reverse("cases:code_edit", args=["mode", home_education().pk])).status_code == 404
