# SPDX-License-Identifier: EUPL-1.2
"""How long a record is kept, on its own page; and every page of a record whose data were discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Subject
from ordito.cases.actions.errors import CaseError
from ordito.core.access import NotAllowedError
from ordito.core.declare import RecordPart, declared
from ordito.stewardship.models import LegalHold
from ordito.stewardship.tasks.discards import carry_out_discard
from tests.factories.agenda import fill_agenda
from tests.factories.assessments import make_assessed
from tests.factories.cases import make_diary_entry, staff
from tests.factories.circumstances import make_situation
from tests.factories.kinship import make_tie
from tests.factories.plans import fill_plans
from tests.factories.planting import SEED
from tests.factories.protection import fill_protection
from tests.factories.stewardship import (
    make_dpo,
    make_hold,
    make_officer,
    make_old_record,
    make_proposals,
    make_signed_discard,
)
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]


@pytest.fixture
def old(house: House) -> House:
    """The house with an old record of the same worker in it."""
    make_proposals()
    return House(house.place, house.worker, make_old_record(house.place, worker=house.worker, surname=SEED))


def test_page_says_until_when(old: House, enter: Enter) -> None:
    page = text_of(enter(old.worker).get(old.url("stewardship:retention")))
    assert "30/06/2011" in page
    assert "da verificare" in page
    assert Subject.objects.filter(kind="cases.casefile", object_id=old.record.pk).exists()


def test_an_open_record_has_no_day_yet(house: House, enter: Enter) -> None:
    page = text_of(enter(house.worker).get(house.url("stewardship:retention")))
    assert "non si può ancora calcolare" in page


def test_page_is_for_who_reads_the_record_whole(
    house: House, enter: Enter, teammate: User, colleague: User, outsider: User
) -> None:
    url = house.url("stewardship:retention")
    assert enter(teammate).get(url).status_code == 403
    assert enter(colleague).get(url).status_code == 404
    assert enter(outsider).get(url).status_code == 404
    assert enter(outsider).get(house.url("stewardship:hold_new")).status_code == 404


def test_hold_is_placed_once_and_lifted(house: House, enter: Enter) -> None:
    client, url = enter(house.worker), house.url("stewardship:hold_new")
    given = {"reason": "Causa civile.", "starts_on": "01/02/2026", "form_key": "8d9f1a52-3c52-4f3a-9c55-2f6b32a8f003"}
    assert client.post(url, given | {"reason": "  "}).status_code == 422
    assert client.post(url, given | {"ends_on": "01/01/2026"}).status_code == 422
    client.post(url, given)
    client.post(url, given)
    hold = LegalHold.objects.get()
    assert "Causa civile." in text_of(client.get(house.url("stewardship:retention")))
    lift = house.url("stewardship:hold_lift", hold.pk)
    assert client.get(lift).status_code == 200
    client.post(lift)
    assert client.post(lift).status_code == 404
    assert "tolto da Anna Prova" in text_of(client.get(house.url("stewardship:retention")))


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same(old: House, enter: Enter, django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        make_hold(old.record, old.worker)
    client = enter(old.worker)
    client.get(old.url("stewardship:retention"))
    with django_assert_num_queries(PAGE):
        client.get(old.url("stewardship:retention"))


PAGE = 22


def test_every_page_goes_on_after_the_discard(old: House, enter: Enter) -> None:
    discard = make_signed_discard(old.place, make_officer(old.place), make_dpo())
    make_diary_entry(old.record, text=f"{SEED} nel diario", author=old.worker)
    fill_plans(old.taking)
    fill_protection(old.record)
    make_assessed(old.taking)
    make_situation(old.record.person)
    make_tie(old.record, SEED)
    fill_agenda(old.record, staff(old.worker), now=timezone.now())
    carry_out_discard(lambda _done, _total: None, discard_id=discard.pk)
    client = enter(old.worker)
    pages = ["cases:record", "stewardship:retention", "papers:print_new", "flows:sinba"]
    pages += [part.url_name for part in declared(RecordPart) if part.url_name]
    for name in dict.fromkeys(pages):
        answer = client.get(reverse(name, args=[old.record.pk]))
        page = text_of(answer)
        assert answer.status_code == 200, name
        assert "Dati scartati il" in page, name
        assert SEED not in page, name
    for name in ("cases:worklist", "portal:home", "cases:waiting", "cases:board"):
        assert SEED not in text_of(client.get(reverse(name))), name


def test_a_discarded_record_is_written_no_more(old: House, enter: Enter) -> None:
    discard = make_signed_discard(old.place, make_officer(old.place), make_dpo())
    carry_out_discard(lambda _done, _total: None, discard_id=discard.pk)
    client = enter(old.worker)
    for name in ("cases:diary_write", "stewardship:hold_new"):
        assert client.get(old.url(name)).status_code == 403, name
    person = reverse("cases:person_edit", args=[old.record.person.public_id])
    assert client.get(person).status_code == 403
    old.record.person.refresh_from_db()
    with pytest.raises(NotAllowedError):
        make_hold(old.record, old.worker)
    with pytest.raises(CaseError):
        make_hold(old.record, make_officer(old.place))
