# SPDX-License-Identifier: EUPL-1.2
"""A secret address, planted: it comes out nowhere but on the page of whom it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.cases.enums import Part
from ordito.cases.queries.record_header import record_header
from ordito.circumstances import actions
from ordito.circumstances.models import Address
from ordito.circumstances.queries.at import circumstances_at
from ordito.circumstances.queries.record_parts import moments_of, printed_of
from ordito.circumstances.rules.kinds import BY_KEY
from tests.factories.circumstances import fact_values
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

STREET, PLACE = "Via Segretissima 77", "Borgolontano"


@pytest.fixture
def address(house: House) -> Address:
    values = {"kind": "residence", "street": STREET, "place": PLACE, "comune": house.place.comune, "secret": True}
    fact = actions.add_fact(
        by=house.worker,
        at=timezone.now(),
        case_file=house.record,
        kind=BY_KEY["indirizzo"],
        values=fact_values("indirizzo", **values),
    )
    assert isinstance(fact, Address)
    return fact


def test_who_follows_but_is_not_named_sees_only_that_there_is_one(
    house: House, enter: Callable[[User], Client], coordinator: User, address: Address
) -> None:
    client = enter(coordinator)
    pages = ["circumstances:situation", "circumstances:health", "record", "timeline", "accesses", "taking", "family"]
    texts = {name: text_of(client.get(house.url(name))) for name in pages}
    texts["person"] = text_of(client.get(reverse("cases:person_edit", args=[house.record.person.public_id])))
    assert {name for name, text in texts.items() if STREET in text or PLACE in text} == set()
    assert "Indirizzo protetto" in texts["circumstances:situation"]
    for page in ("fact_edit", "fact_end", "fact_annul"):
        assert client.get(house.url(f"circumstances:{page}", "indirizzo", address.pk)).status_code == 404


def test_author_reads_it_on_the_page_and_nowhere_else(
    house: House, enter: Callable[[User], Client], address: Address
) -> None:
    client = enter(house.worker)
    assert STREET in text_of(client.get(house.url("circumstances:situation")))
    for name in ("record", "timeline", "family"):
        text = text_of(client.get(house.url(name)))
        assert STREET not in text
        assert PLACE not in text


def test_paper_story_and_codes_keep_it_even_for_its_author(house: House, address: Address) -> None:
    person = house.record.person
    person.refresh_from_db()
    record = record_header(house.worker, house.record, today=timezone.localdate())
    blocks = str(printed_of(Part.CIRCUMSTANCES, house.worker, record))
    assert "indirizzo protetto" in blocks
    assert STREET not in blocks
    assert PLACE not in blocks
    assert list(moments_of(Part.CIRCUMSTANCES, house.worker, record)) == []
    known = circumstances_at(person, timezone.localdate())
    assert (known.residence_id, known.residence_secret, known.country) == (None, True, "")


def test_database_and_log_hold_no_word_of_it(house: House, address: Address) -> None:
    row: dict[str, Any] = dict(Address.objects.filter(pk=address.pk).values().get())
    assert not any(
        STREET.encode() in value or PLACE.encode() in value for value in row.values() if isinstance(value, bytes)
    )
    assert row["comune_id"] is None
    entries = str([entry.__dict__ for entry in Entry.objects.all()])
    assert STREET not in entries
    assert PLACE not in entries


def test_message_of_an_overlap_does_not_tell_it(house: House, coordinator: User, address: Address) -> None:
    with pytest.raises(actions.OverlapError) as refused:
        actions.add_fact(
            by=coordinator,
            at=timezone.now(),
            case_file=house.record,
            kind=BY_KEY["indirizzo"],
            values=fact_values("indirizzo", kind="residence", street="Via Nuova 1"),
        )
    assert STREET not in str(refused.value)
    assert "un indirizzo protetto" in str(refused.value)
