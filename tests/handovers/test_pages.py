# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile
from ordito.handovers.enums import ListKey as PassageKey
from ordito.handovers.enums import PassageState
from ordito.handovers.models import Handover, Referral
from tests.factories.cases import code, make_place, make_record, make_worker
from tests.factories.handovers import make_handover, make_referral, passage_code
from tests.factories.territory import make_organisation
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere() -> Place:
    """The Comune where the family goes to live."""
    return make_place()


@pytest.fixture
def receiver(elsewhere: Place) -> User:
    """Who works there."""
    return make_worker(elsewhere, full_name="Rita Riceve")


def _offer(elsewhere: Place) -> dict[str, object]:
    return {
        "comune": elsewhere.comune.pk,
        "reason": passage_code(PassageKey.HANDOVER_REASON, "residence").pk,
        "presentation": "La famiglia si trasferisce a dicembre.",
        "parts": ["interventions", "diary"],
    }


def test_handover_from_the_offer_to_the_end(
    house: House, elsewhere: Place, receiver: User, enter: Callable[[User], Client]
) -> None:
    sender, there = enter(house.worker), enter(receiver)
    data = {**_offer(elsewhere), "taking": house.taking.pk}
    assert sender.post(house.url("handovers:offer"), data).status_code == 302
    handover = Handover.objects.get()
    assert set(handover.parts.values_list("part", flat=True)) == {"interventions", "diary"}
    assert sender.get(house.url("handovers:dossier", handover.pk)).status_code == 200
    assert "in attesa di risposta" in text_of(sender.get(house.url("handovers:record")))
    seen = text_of(there.get(reverse("handovers:handover", args=[handover.pk])))
    assert "La famiglia si trasferisce a dicembre." in seen
    assert "E. Z." in seen
    assert "Zanzotti" not in seen
    assert "Zanzotti" not in text_of(there.get(reverse("handovers:passages")))
    answer = there.post(reverse("handovers:handover", args=[handover.pk]), {"decisione": "accetta"})
    handover.refresh_from_db()
    assert handover.received_case_file_id is not None
    assert answer["Location"] == reverse("cases:record", args=[handover.received_case_file_id])
    arrived = text_of(there.get(reverse("handovers:record", args=[handover.received_case_file_id])))
    assert f"Arrivata da {house.place.body.name}" in arrived
    closing = {
        "closed_on": f"{timezone.localdate():%d/%m/%Y}",
        "outcome": code(ListKey.OUTCOME, "stable").pk,
        "reason": code(ListKey.CLOSURE_REASON, "handover").pk,
    }
    assert sender.post(house.url("handovers:handover_finish", handover.pk), closing).status_code == 302
    house.taking.refresh_from_db()
    handover.refresh_from_db()
    assert (house.taking.closed_on, handover.state) == (timezone.localdate(), PassageState.DONE)
    assert "Passaggio di competenza a" in text_of(sender.get(house.url("timeline"), {"periodo": "tutto"}))


def test_name_is_shown_only_when_it_was_chosen(
    house: House, elsewhere: Place, receiver: User, enter: Callable[[User], Client]
) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere, names=True)
    assert "Zanzotti Ezechiele" in text_of(enter(receiver).get(reverse("handovers:handover", args=[handover.pk])))


def test_offer_without_words_loses_nothing(house: House, elsewhere: Place, enter: Callable[[User], Client]) -> None:
    data = {**_offer(elsewhere), "taking": house.taking.pk, "presentation": ""}
    answer = enter(house.worker).post(house.url("handovers:offer"), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"presentation"})
    assert not Handover.objects.exists()


def test_same_offer_posted_twice_is_one(house: House, elsewhere: Place, enter: Callable[[User], Client]) -> None:
    client, data = enter(house.worker), {**_offer(elsewhere), "taking": house.taking.pk}
    assert client.post(house.url("handovers:offer"), data).status_code == 302
    again = client.post(house.url("handovers:offer"), data)
    assert again.status_code == 422
    assert "già offerta" in text_of(again)
    assert Handover.objects.count() == 1


def test_refusal_is_read_on_the_record(
    house: House, elsewhere: Place, receiver: User, enter: Callable[[User], Client]
) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    url = reverse("handovers:handover", args=[handover.pk])
    assert enter(receiver).post(url, {"decisione": "rifiuta", "answer": ""}).status_code == 422
    assert enter(receiver).post(url, {"decisione": "rifiuta", "answer": "Non ancora."}).status_code == 302
    assert "Non ancora." in text_of(enter(house.worker).get(house.url("handovers:record")))


def test_referral_to_a_body_outside_is_answered_by_who_sent_it(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    clinic = make_organisation(seat=house.place.comune)
    data = {
        "body": clinic.pk,
        "reason": passage_code(PassageKey.REFERRAL_REASON, "health").pk,
        "presentation": "Chiede una valutazione.",
    }
    assert client.post(house.url("handovers:refer"), data).status_code == 302
    referral = Referral.objects.get()
    assert client.post(house.url("handovers:referral_answer", referral.pk), {"answer": "Sì."}).status_code == 302
    assert client.post(house.url("handovers:referral_finish", referral.pk), {"answer": ""}).status_code == 422
    assert client.post(house.url("handovers:referral_finish", referral.pk), {"answer": "Fatto."}).status_code == 302
    referral.refresh_from_db()
    assert referral.state == PassageState.DONE


def test_referral_is_answered_by_the_service_that_receives(
    house: House, elsewhere: Place, receiver: User, enter: Callable[[User], Client]
) -> None:
    referral = make_referral(house.record, house.worker, elsewhere.body, comune=elsewhere.comune)
    url = reverse("handovers:referral", args=[referral.pk])
    assert enter(receiver).post(url, {"decisione": "accetta", "answer": "Lunedì."}).status_code == 302
    assert "Lunedì." in text_of(enter(house.worker).get(house.url("handovers:record")))
    assert not CaseFile.objects.visible_to(receiver).exists()


def test_revoked_offers_are_over(house: House, elsewhere: Place, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    handover = make_handover(house.taking, house.worker, elsewhere)
    referral = make_referral(house.record, house.worker, elsewhere.body)
    for name, row in (("handovers:handover_revoke", handover), ("handovers:referral_revoke", referral)):
        assert "Revocare?" in text_of(client.get(house.url(name, row.pk)))
        assert client.post(house.url(name, row.pk)).status_code == 302
        row.refresh_from_db()
        assert row.state == PassageState.REVOKED


RECORD_PAGES = ["handovers:record", "handovers:offer", "handovers:refer"]
ROW_PAGES = ["handovers:dossier", "handovers:handover_revoke", "handovers:handover_finish"]


@pytest.fixture
def others(teammate: User, colleague: User, outsider: User) -> dict[User, int]:
    """Who has less right, with the answer that they get."""
    return {teammate: 403, colleague: 404, outsider: 404}


@pytest.mark.parametrize("name", [*RECORD_PAGES, *ROW_PAGES])
def test_others_see_nothing_of_it(
    house: House, elsewhere: Place, others: dict[User, int], enter: Callable[[User], Client], name: str
) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    url = house.url(name, handover.pk) if name in ROW_PAGES else house.url(name)
    for user, status in others.items():
        assert enter(user).get(url).status_code == status
    assert Entry.objects.filter(kind=Kind.REFUSED).exists()


def test_offers_are_found_by_the_receiver_alone(
    house: House, elsewhere: Place, receiver: User, outsider: User, enter: Callable[[User], Client]
) -> None:
    handover = make_handover(house.taking, house.worker, elsewhere)
    referral = make_referral(house.record, house.worker, elsewhere.body, comune=elsewhere.comune)
    for url in (
        reverse("handovers:handover", args=[handover.pk]),
        reverse("handovers:referral", args=[referral.pk]),
    ):
        assert enter(receiver).get(url).status_code == 200
        assert enter(outsider).get(url).status_code == 404
        assert enter(house.worker).get(url).status_code == 404


@pytest.mark.parametrize("name", ["handovers:passages", "handovers:sent"])
def test_lists_take_the_same_queries_for_one_and_three(
    house: House, elsewhere: Place, receiver: User, enter: Callable[[User], Client], name: str
) -> None:
    client = enter(receiver if name == "handovers:passages" else house.worker)
    make_handover(house.taking, house.worker, elsewhere)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        assert client.get(reverse(name)).status_code == 200
    for _place in range(2):
        make_handover(make_record(house.place, worker=house.worker), house.worker, elsewhere)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(name))
    assert len(three) == len(one)
