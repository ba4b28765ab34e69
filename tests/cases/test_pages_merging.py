# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import ListKey, Protection
from ordito.cases.models import Person, PersonMerge
from tests.factories.cases import code, make_case_file, make_diary_entry, make_person, make_place, make_taking, staff
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

MERGES = "/cartelle/unioni/"


@pytest.fixture
def twin(house: House) -> Person:
    """The person of the house's record, written a second time with a closed record of the same worker."""
    person = make_person(house.place, "Zanzoti", "Ezechiele", phone="080 22")
    closing: dict[str, Any] = {"outcome": code(ListKey.OUTCOME, "improved")}
    record = make_case_file(person, opened_by=staff(house.worker))
    make_taking(record, worker=staff(house.worker), closed_on=date(2026, 5, 1), **closing)
    make_diary_entry(record, "Primo colloquio.")
    return person


def search_url(house: House) -> str:
    return reverse("cases:merge_search", args=[house.record.person.public_id])


def merge_url(house: House, other: Person) -> str:
    return reverse("cases:merge", args=[house.record.person.public_id, other.public_id])


def merge_data(**changes: Any) -> dict[str, Any]:
    return {"surname": "kept", "phone": "other", "reason": "Stessa tessera sanitaria.", "version": 1} | changes


def test_who_looks_the_same_is_offered_and_can_be_looked_for(
    house: House, twin: Person, enter: Callable[[User], Client]
) -> None:
    client = enter(house.worker)
    assert merge_url(house, twin) in text_of(client.get(search_url(house)))
    far = make_person(house.place, "Verdi", "Anna", birth_date=date(1970, 1, 1))
    html = text_of(client.post(search_url(house), {"q": "verdi"}))
    assert merge_url(house, far) in html
    assert about("cases.person", twin.pk).filter(action="cases.read_person").exists()


def test_two_become_one_and_two_again(
    house: House, twin: Person, enter: Callable[[User], Client], outsider: User, colleague: User
) -> None:
    client, url = enter(house.worker), merge_url(house, twin)
    client.get(reverse("cases:diary", args=[twin.case_files.get().pk]))
    html = text_of(client.get(url))
    assert "Zanzoti" in html
    assert "Voce del diario: 1, da spostare" in html
    answer = client.post(url, merge_data())
    merge = PersonMerge.objects.get()
    assert answer["Location"] == f"{MERGES}{merge.pk}/"
    html = text_of(client.get(answer["Location"]))
    assert "Stessa tessera sanitaria." in html
    accesses = text_of(client.get(house.url("accesses")))
    assert "unione di due persone" in accesses
    assert "cartella (diario)" in accesses  # read in the record that is no more
    assert "Primo colloquio." in text_of(client.get(house.url("diary")))
    assert "080 22" in text_of(client.get(house.url("record")))
    assert "Zanzotti" in text_of(client.get(MERGES))
    for page in ("cases:record", "cases:diary", "circumstances:situation"):
        before = reverse(page, args=[merge.absorbed_record_id])
        assert client.get(before)["Location"] == house.url("record")
        assert [enter(user).get(before).status_code for user in (outsider, colleague)] == [404, 404]
    assert client.post(reverse("cases:diary_write", args=[merge.absorbed_record_id])).status_code == 404
    old = reverse("cases:person", args=[twin.public_id])
    assert client.get(old)["Location"] == reverse("cases:person", args=[house.record.person.public_id])

    undo = f"{MERGES}{merge.pk}/annulla/"
    assert "Separare di nuovo" in text_of(client.get(undo))
    assert client.post(undo).status_code == 302
    assert "Unione annullata" in text_of(client.get(f"{MERGES}{merge.pk}/"))
    assert Person.objects.current().filter(pk=twin.pk).exists()
    assert "già stata annullata" in text_of(client.post(undo, follow=True))


def test_two_in_charge_in_one_area_are_told_what_to_close(
    house: House, twin: Person, enter: Callable[[User], Client]
) -> None:
    record = twin.case_files.get()
    make_taking(record, worker=staff(house.worker))
    client, url = enter(house.worker), merge_url(house, twin)
    html = text_of(client.get(url))
    assert "chiudi prima la presa in carico" in html
    assert reverse("cases:taking", args=[record.pk]) in html
    assert "Unisci le due persone" not in html
    assert client.post(url, merge_data()).status_code == 422
    assert not PersonMerge.objects.exists()


def test_bad_input_is_refused_and_nothing_typed_lost(
    house: House, twin: Person, enter: Callable[[User], Client]
) -> None:
    client, url = enter(house.worker), merge_url(house, twin)
    answer = client.post(url, merge_data(reason=" ", phone="boh"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason", "phone"})
    stale = client.post(url, merge_data(version=7))
    assert stale.status_code == 422
    assert "Stessa tessera sanitaria." in text_of(stale)
    assert not PersonMerge.objects.exists()


@pytest.mark.parametrize(("stranger", "status"), [("outsider", 404), ("colleague", 404), ("teammate", 403)])
def test_merge_pages_are_for_who_follows_both(
    house: House,
    twin: Person,
    enter: Callable[[User], Client],
    request: pytest.FixtureRequest,
    *,
    stranger: str,
    status: int,
) -> None:
    client = enter(request.getfixturevalue(stranger))
    enter(house.worker).post(merge_url(house, twin), merge_data())
    done = f"{MERGES}{PersonMerge.objects.get().pk}/"
    other = make_person(house.place, "Zanzotti", "Ezechiele")
    for url in (search_url(house), merge_url(house, other), done, f"{done}annulla/"):
        assert client.get(url).status_code == status, url
    assert "Zanzotti" not in text_of(client.get(MERGES))


def test_attempt_on_a_person_out_of_reach_is_logged(
    house: House, twin: Person, outsider: User, enter: Callable[[User], Client]
) -> None:
    enter(outsider).get(merge_url(house, twin))
    assert about("cases.person", house.record.person_id).filter(kind=Kind.REFUSED, actor_id=outsider.pk).exists()


def test_somebody_who_cannot_be_joined_is_refused_in_words(
    house: House, enter: Callable[[User], Client], colleague: User
) -> None:
    protected = make_person(house.place, "Zanzotti", "Mara", protection=Protection.ADDRESS)
    theirs = make_person(house.place, "Zanzotti", "Ezechiele")
    make_taking(make_case_file(theirs), worker=staff(colleague))
    client = enter(house.worker)
    assert client.get(merge_url(house, protected)).status_code == 403
    assert client.get(merge_url(house, house.record.person)).status_code == 403
    assert client.get(merge_url(house, theirs)).status_code == 404
    elsewhere = make_person(make_place(), "Zanzotti", "Ezechiele")
    assert client.get(merge_url(house, elsewhere)).status_code == 404


def test_list_of_merges_takes_the_same_queries_for_one_and_three(
    house: House, twin: Person, enter: Callable[[User], Client]
) -> None:
    client = enter(house.worker)
    client.post(merge_url(house, twin), merge_data())
    with CaptureQueriesContext(connection) as one:
        client.get(MERGES)
    for version in (2, 3):
        other = make_person(house.place, "Zanzotti", "Ezechiele")
        assert client.post(merge_url(house, other), merge_data(phone="kept", version=version)).status_code == 302
    with CaptureQueriesContext(connection) as three:
        assert len(client.get(MERGES).context["lines"]) == 3
    assert len(one) == len(three)
