# SPDX-License-Identifier: EUPL-1.2
"""A secret address whose readers are all gone: who coordinates reads it again, with a reason, and never by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from ordito.accounts.models import Membership
from ordito.audit.queries import about
from ordito.circumstances.models import AddressTakeover
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.messages.models import Message
from tests.factories.cases import make_worker, staff
from tests.factories.circumstances import make_fact
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.circumstances.models import Fact
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db
STREET = "Via Nascosta 1"


@pytest.fixture
def author(house: House) -> User:
    """Who wrote the address, and will leave."""
    return make_worker(house.place, full_name="Ada Partita")


@pytest.fixture
def address(house: House, author: User) -> Fact:
    return make_fact(house.record.person, "indirizzo", kind="stay", street=STREET, secret=True, author=author)


def leave(user: User) -> None:
    with writing():
        Membership.objects.filter(user=user).update(valid_to=timezone.localdate() - timedelta(days=1))


def test_coordinator_reads_again_what_nobody_could(
    house: House, enter: Enter, address: Fact, author: User, coordinator: User
) -> None:
    leave(author)
    page, url = house.url("circumstances:situation"), house.url("circumstances:take_over", address.pk)
    client = enter(coordinator)
    shown = text_of(client.get(page))
    assert STREET not in shown
    assert url in shown
    assert url not in text_of(enter(house.worker).get(page))
    assert "Riprendi un indirizzo" in text_of(client.get(url))
    assert client.post(url, {"reason": " "}).status_code == 422
    answer = client.post(url, {"reason": "Il tribunale chiede dove notificare."})
    assert answer["Location"] == house.url("circumstances:readers", address.pk)
    assert STREET in text_of(client.get(page))
    assert "lo ha ripreso Cora Coordina, perché: Il tribunale" in text_of(client.get(answer["Location"]))
    row = AddressTakeover.objects.select_related("address__person").get()
    assert open_text(row, "reason") == "Il tribunale chiede dove notificare."
    assert about("circumstances.address", address.pk).filter(action="circumstances.take_over_address").exists()
    told = dict(Message.objects.values_list("recipient_id", "url"))
    assert told == {house.worker.pk: page, author.pk: ""}
    assert client.get(url)["Location"] == page
    assert STREET not in text_of(enter(house.worker).get(page))


def test_while_somebody_reads_it_nobody_takes_it_over(
    house: House, enter: Enter, address: Fact, coordinator: User
) -> None:
    with writing():
        address.readers.create(professional=staff(house.worker))  # type: ignore[attr-defined]  # an address
    answer = enter(coordinator).post(house.url("circumstances:take_over", address.pk), {"reason": "Serve."})
    assert answer.status_code == 422
    assert "ancora chi può leggerlo" in text_of(answer)
    assert not AddressTakeover.objects.exists()


def test_while_the_author_works_in_the_service_they_are_asked(
    house: House, enter: Enter, address: Fact, author: User, coordinator: User
) -> None:
    url = house.url("circumstances:take_over", address.pk)
    answer = enter(coordinator).post(url, {"reason": "Serve."})
    assert answer.status_code == 422
    assert "Ada Partita, che lavora ancora nel servizio" in text_of(answer)
    assert not AddressTakeover.objects.exists()
    assert not Message.objects.filter(recipient_id=author.pk).exists()


def test_who_takes_the_record_to_themselves_takes_nothing_over_in_silence(
    house: House, enter: Enter, address: Fact, author: User, coordinator: User
) -> None:
    named = make_worker(house.place, full_name="Nina Nominata")
    gone = make_worker(house.place, full_name="Spenta Andata", is_active=False)
    with writing():
        for user in (named, gone):
            address.readers.create(professional=staff(user))  # type: ignore[attr-defined]  # an address
    leave(author)
    with writing():
        house.taking.worker = staff(coordinator)
        house.taking.save()
    answer = enter(coordinator).post(house.url("circumstances:take_over", address.pk), {"reason": "Serve."})
    assert answer.status_code == 302
    assert set(Message.objects.values_list("recipient_id", flat=True)) == {author.pk, named.pk}


def test_others_do_not_take_it_over(
    house: House, enter: Enter, address: Fact, author: User, request: pytest.FixtureRequest
) -> None:
    colleague, outsider, teammate = map(request.getfixturevalue, ("colleague", "outsider", "teammate"))
    leave(author)
    url = house.url("circumstances:take_over", address.pk)
    answers = [enter(user).post(url, {"reason": "Serve."}).status_code for user in (colleague, outsider)]
    assert answers == [404, 404]
    assert [enter(user).post(url, {"reason": "Serve."}).status_code for user in (teammate, house.worker)] == [403, 403]
    assert not AddressTakeover.objects.exists()
