# SPDX-License-Identifier: EUPL-1.2
"""Asking without learning: the page, the queries and the log are the same whether a record exists elsewhere or not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ordito.accounts.roles import SERVICE_COORDINATOR, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.audit.queries import about
from ordito.cases.actions import CaseError, ask_blindly, decide_delivery, deliver_blind_request
from ordito.cases.enums import DeliveryState, Protection
from ordito.cases.models import BlindDelivery, BlindRequest
from ordito.cases.tasks import deliver_blind_request as job
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.jobs.models import Job
from ordito.messages.models import Message
from tests.factories.accounts import make_membership
from tests.factories.cases import NOW, make_case_file, make_person, make_place, make_taking, make_worker, staff
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.cases.models import Person, TakingInCharge

CODE = "RSSMRA85T10A562S"
UNKNOWN = "MRTMTT25D09F205Z"


def known_elsewhere(code: str = CODE, **values: Any) -> tuple[TakingInCharge, User]:
    """Somebody followed in another Ambito, and who follows them."""
    place = make_place()
    worker = make_worker(place, full_name="Lina Lontana")
    record = make_case_file(make_person(place, "Rossi", "Mario", fiscal_code=code, **values))
    return make_taking(record, worker=staff(worker)), worker


def asked_about(house: House, code: str = CODE, **values: Any) -> Person:
    """Somebody registered in the asking service, without a record."""
    return make_person(house.place, "Rossi", "Mario", fiscal_code=code, **values)


def ask(house: House, person: Person, **values: Any) -> BlindRequest:
    given = {"reason": "Ho bisogno di capire chi la segue.", "contact": "080 555"} | values
    return ask_blindly(by=house.worker, at=NOW, person=person, **given)


def delivered(house: House, person: Person) -> list[BlindDelivery]:
    request = ask(house, person)
    deliver_blind_request(at=NOW, request_id=request.pk)
    return list(BlindDelivery.objects.order_by("pk"))


def test_request_reaches_who_follows_the_person_and_who_coordinates(house: House) -> None:
    taking, worker = known_elsewhere()
    coordinator = make_worker(make_place(), role=SERVICE_COORDINATOR)  # of another service: gets nothing
    (delivery,) = delivered(house, asked_about(house))
    assert delivery.case_file == taking.case_file
    message = Message.objects.get()
    assert message.recipient_id == worker.pk
    assert message.url == reverse("cases:blind_delivery", args=[delivery.pk])
    assert not any(word in f"{message.subject} {message.body}" for word in ("Rossi", "Mario", CODE))
    assert not Message.objects.filter(recipient_id=coordinator.pk).exists()
    deliver_blind_request(at=NOW, request_id=delivery.request_id)
    assert (BlindDelivery.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize("side", ["asked", "found"])
@pytest.mark.parametrize("protection", [Protection.ADDRESS, Protection.ADOPTION])
def test_protected_person_is_never_matched(house: House, side: str, protection: Protection) -> None:
    known_elsewhere(protection=protection if side == "found" else Protection.NONE)
    person = asked_about(house, protection=protection if side == "asked" else Protection.NONE)
    if side == "asked":
        with pytest.raises(NotAllowedError):
            ask(house, person)
        return
    assert delivered(house, person) == []


def test_own_service_and_annulled_rows_are_not_elsewhere(house: House) -> None:
    known_elsewhere(annulled_at=NOW)
    assert delivered(house, asked_about(house)) == []


def test_asking_is_the_same_whether_anybody_is_found_or_not(house: House, enter: Callable[[User], Client]) -> None:
    """The same pages byte by byte, the same queries, and the same things in the log of who asked."""
    known_elsewhere(CODE)
    client, data = enter(house.worker), {"reason": "Perché.", "contact": ""}
    seen = []
    for code in (CODE, UNKNOWN):
        person = asked_about(house, code)
        url = reverse("cases:blind_new", args=[person.public_id])
        client.get(url)
        with CaptureQueriesContext(connection) as asking:
            answer = client.post(url, data)
        request = BlindRequest.objects.latest("pk")
        assert job(lambda _done, _total: None, request_id=request.pk) == {}
        with CaptureQueriesContext(connection) as reading:
            pages = [client.get(answer["Location"]), client.get(reverse("cases:blind_requests"))]
        shown = [without_tokens(page).replace(answer["Location"], "its address") for page in pages]
        entries = about("cases.person", person.pk).values_list("action", flat=True)
        seen.append((answer.status_code, len(asking), len(reading), shown, sorted(entries)))
        _forget(request)
    assert seen[0] == seen[1]
    assert not any("deliver" in action for action in seen[0][4])


def without_tokens(answer: Any) -> str:
    """The page without what changes at each request: the token of its forms, hours and minutes."""
    return re.sub(r"[A-Za-z0-9]{64}|\b\d{2}:\d{2}\b", "", text_of(answer))


def _forget(request: BlindRequest) -> None:
    """The list of the second turn must not show the first."""
    with writing():
        BlindDelivery.objects.filter(request=request).delete()
        BlindRequest.objects.filter(pk=request.pk).delete()


def test_job_tells_nothing_where_jobs_are_listed(house: House) -> None:
    known_elsewhere()
    ask(house, asked_about(house))
    row = Job.objects.get()
    assert set(row.arguments) == {"request_id"}
    assert "Rossi" not in row.label


def test_answer_alone_tells_the_asker_who_follows(house: House, enter: Callable[[User], Client]) -> None:
    _taking, worker = known_elsewhere()
    (delivery,) = delivered(house, asked_about(house))
    client, asker = enter(worker), enter(house.worker)
    page = reverse("cases:blind_request", args=[delivery.request_id])
    assert "Lontana" not in text_of(asker.get(page))

    url = reverse("cases:blind_delivery", args=[delivery.pk])
    html = text_of(client.get(url))
    assert "Ho bisogno di capire chi la segue." in html
    assert "Anna Prova" in html
    refused = client.post(url, {"state": "answered", "answer": " ", "version": 1})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"answer"})
    assert client.post(url, {"state": "answered", "answer": "Chiamami allo 080 777.", "version": 1}).status_code == 302
    html = text_of(asker.get(page))
    assert "Chiamami allo 080 777." in html
    assert "Lina Lontana" in html
    notice = Message.objects.filter(recipient_id=house.worker.pk).get()
    assert "Rossi" not in f"{notice.subject} {notice.body}"


def test_refusal_and_silence_look_the_same_to_the_asker(house: House, enter: Callable[[User], Client]) -> None:
    _taking, worker = known_elsewhere()
    (delivery,) = delivered(house, asked_about(house))
    asker = enter(house.worker)
    page = reverse("cases:blind_request", args=[delivery.request_id])
    before = without_tokens(asker.get(page))
    decide_delivery(by=worker, at=NOW, delivery=delivery, version=1, answers=False)
    assert BlindDelivery.objects.get().state == DeliveryState.REFUSED
    assert not Message.objects.filter(recipient_id=house.worker.pk).exists()
    assert without_tokens(asker.get(page)) == before


def test_delivery_is_decided_once_by_who_follows(house: House, outsider: User, enter: Callable[[User], Client]) -> None:
    _taking, worker = known_elsewhere()
    (delivery,) = delivered(house, asked_about(house))
    url = reverse("cases:blind_delivery", args=[delivery.pk])
    for stranger in (outsider, house.worker):
        assert enter(stranger).get(url).status_code == 404
        with pytest.raises(NotAllowedError):
            decide_delivery(by=stranger, at=NOW, delivery=delivery, version=1, answers=True, answer="Sì.")
    decide_delivery(by=worker, at=NOW, delivery=delivery, version=1, answers=False)
    answer = enter(worker).post(url, {"state": "answered", "answer": "Sì.", "version": 1})
    assert (answer.status_code, "ha già deciso" in text_of(answer)) == (422, True)
    assert open_text(BlindDelivery.objects.get(), "answer") == ""


def test_record_of_who_is_found_says_that_a_request_came(house: House) -> None:
    taking, _worker = known_elsewhere()
    person = asked_about(house)
    delivered(house, person)
    assert about("cases.casefile", taking.case_file_id).filter(action="cases.deliver_blind_request").exists()
    assert not about("cases.person", person.pk).filter(action="cases.deliver_blind_request").exists()
    assert "Rossi" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_request_needs_a_reason_and_a_fiscal_code_and_is_sent_once(
    house: House, enter: Callable[[User], Client]
) -> None:
    person = asked_about(house)
    with pytest.raises(CaseError) as raised:
        ask(house, person, reason=" ")
    assert raised.value.field == "reason"
    first = ask(house, person)
    assert ask(house, person) == first
    assert Job.objects.count() == 1
    later = ask_blindly(by=house.worker, at=NOW + timedelta(days=31), person=person, reason="Ancora.")
    assert later != first
    without = make_person(house.place, "Senza", "Codice")
    url = reverse("cases:blind_new", args=[without.public_id])
    client = enter(house.worker)
    assert "Manca il codice fiscale" in text_of(client.get(url))
    assert client.post(url, {"reason": "Perché."}).status_code == 422


def test_page_is_for_who_follows_the_person(
    house: House, colleague: User, outsider: User, teammate: User, enter: Callable[[User], Client]
) -> None:
    url = reverse("cases:blind_new", args=[house.record.person.public_id])
    assert enter(house.worker).get(url).status_code == 200
    assert enter(colleague).get(url).status_code == 404
    assert enter(outsider).get(url).status_code == 404
    assert enter(teammate).get(url).status_code == 403


def test_card_and_list_name_what_waits(house: House, enter: Callable[[User], Client]) -> None:
    _taking, worker = known_elsewhere()
    (delivery,) = delivered(house, asked_about(house))
    client, url = enter(worker), reverse("cases:blind_delivery", args=[delivery.pk])
    assert url in text_of(client.get("/"))
    with CaptureQueriesContext(connection) as one:
        assert url in text_of(client.get(reverse("cases:blind_requests")))
    for _number in range(2):
        other = make_worker(house.place)
        request = ask_blindly(by=other, at=NOW, person=asked_elsewhere(other), reason="Perché.")
        deliver_blind_request(at=NOW, request_id=request.pk)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("cases:blind_requests"))
    assert len(one) == len(three)


def asked_elsewhere(worker: User) -> Person:
    """The same person in a third service, where `worker` works too."""
    place = make_place()
    make_membership(worker, role=SOCIAL_WORKER, territory=place.comune)
    return make_person(place, "Rossi", "Mario", fiscal_code=CODE)
