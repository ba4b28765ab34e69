# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import CaseFileState
from ordito.core.models import writing
from ordito.flows.engine.layout import Flow
from ordito.flows.enums import RunState
from ordito.flows.models import FlowMapping, FlowRun, FlowSender, SinbaSheet, SocialBenefit
from tests.factories.cases import make_place, make_record
from tests.factories.flows import (
    make_benefit,
    make_item,
    make_officer,
    make_run,
    make_sendable,
    make_sender,
    make_sheet,
)
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

PERIODIC = {
    "service_code": "A1.01",
    "name": "Contributo economico alla famiglia",
    "request_number": "2026/0001",
    "means_test": "1",
    "character": "1",
    "starts_on": "01/01/2026",
    "ends_on": "30/06/2026",
    "months": "6",
    "monthly_amount": "150,00",
    "user_area": "1",
}


def url(house: House, name: str, *args: int) -> str:
    return house.url(f"flows:{name}", *args)


def test_page_of_a_record_says_what_is_missing_and_where(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).get(url(house, "sinba"))
    html = text_of(answer)
    assert answer.status_code == 200
    assert "Dove vive: manca" in html
    assert "potest" not in html.lower()
    assert Entry.objects.filter(action="cases.read_record", detail__part="sinba", kind=Kind.READ).count() == 1


def test_page_of_a_complete_record_says_where_each_value_comes_from(
    house: House, enter: Callable[[User], Client]
) -> None:
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    html = text_of(enter(house.worker).get(url(house, "sinba")))
    assert "pronto per l’invio" in html
    assert "Che cosa manca" not in html
    assert "scuola primaria" in html
    assert house.url("circumstances:situation") in html


def test_overview_of_a_minor_leads_there(house: House, enter: Callable[[User], Client]) -> None:
    assert url(house, "sinba") in text_of(enter(house.worker).get(house.url("record")))


@pytest.mark.parametrize("name", ["sinba", "sinba_edit", "benefits", "benefit_new"])
def test_pages_of_a_record_are_of_who_may(
    house: House, outsider: User, colleague: User, enter: Callable[[User], Client], name: str
) -> None:
    assert enter(house.worker).get(url(house, name)).status_code == 200
    assert enter(outsider).get(url(house, name)).status_code == 404
    assert enter(colleague).get(url(house, name)).status_code == 404


def test_teammate_reads_benefits_and_not_what_stands_on_every_part(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    client = enter(teammate)
    assert client.get(url(house, "benefits")).status_code == 200
    assert client.get(url(house, "sinba")).status_code == 403
    assert client.get(url(house, "sinba_edit")).status_code == 403
    assert client.get(url(house, "benefit_new")).status_code == 403
    assert client.post(url(house, "benefit_new"), PERIODIC).status_code == 403


def test_answers_are_written_once_and_two_people_see_both(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    typed = {"minor_main": "3", "minor_others": ["5"], "family_main": "6", "LuogoVita": "4"}
    assert client.post(url(house, "sinba_edit"), typed).status_code == 302
    assert client.post(url(house, "sinba_edit"), typed).status_code == 302
    sheet = SinbaSheet.objects.get()
    assert sheet.answers == {"LuogoVita": ["4"]}
    assert set(sheet.assessments.values_list("subject", "code", "main")) == {
        ("minor", "3", True),
        ("minor", "5", False),
        ("family", "6", True),
    }
    answer = client.post(url(house, "sinba_edit"), typed | {"LuogoVita": "2", "version": sheet.version - 1})
    assert answer.status_code == 422
    assert "in struttura residenziale sociale" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"minor_others": ["5"]}, "Scegli la problematica principale"),
        ({"DataPrimaSegnalazione": "13/2025"}, "Mese e anno, per esempio 03/2025."),
        ({"CodiceNazioneResidenza": "Italia"}, "Tre cifre"),
        ({"LuogoVita": "99"}, "LuogoVita"),
    ],
)
def test_answers_that_cannot_be_stay_in_the_form(
    house: House, enter: Callable[[User], Client], typed: dict[str, Any], words: str
) -> None:
    answer = enter(house.worker).post(url(house, "sinba_edit"), typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not SinbaSheet.objects.exists()


def test_nothing_is_written_in_a_closed_record(house: House, enter: Callable[[User], Client]) -> None:
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    client = enter(house.worker)
    assert "riaprila" in text_of(client.post(url(house, "sinba_edit"), {"LuogoVita": "1"}))
    assert "riaprila" in text_of(client.post(url(house, "benefit_new"), PERIODIC))
    assert not SinbaSheet.objects.exists()
    assert not SocialBenefit.objects.exists()


def test_benefit_is_written_corrected_and_taken_away(house: House, enter: Callable[[User], Client]) -> None:
    client, key = enter(house.worker), str(uuid4())
    for _again in range(2):
        assert client.post(url(house, "benefit_new"), PERIODIC | {"form_key": key}).status_code == 302
    row = SocialBenefit.objects.get()
    assert "150,00 al mese" in text_of(client.get(url(house, "benefits")))
    edit = url(house, "benefit_edit", row.pk)
    assert client.post(edit, PERIODIC | {"months": "5", "version": row.version}).status_code == 302
    row.refresh_from_db()
    assert (row.months, row.version) == (5, 2)
    assert client.post(edit, PERIODIC | {"months": "4", "version": 1}).status_code == 422
    annul = url(house, "benefit_annul", row.pk)
    assert client.get(annul).status_code == 200
    assert client.post(annul, {"version": 2}).status_code == 302
    assert not SocialBenefit.objects.current().exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"months": "13"}, "12"),
        ({"monthly_amount": ""}, "Serve per questo tipo di prestazione."),
        ({"character": "2"}, "Serve per questo tipo di prestazione."),
        ({"name": "Breve"}, "10"),
        ({"ends_on": "01/01/2025"}, "precedente"),
        ({"user_area": "9"}, "9"),
    ],
)
def test_benefit_that_cannot_be_stays_in_the_form(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], words: str
) -> None:
    answer = enter(house.worker).post(url(house, "benefit_new"), PERIODIC | changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "2026/0001" in text_of(answer)


def test_same_request_twice_is_refused(house: House, enter: Callable[[User], Client]) -> None:
    make_benefit(house.record)
    answer = enter(house.worker).post(url(house, "benefit_new"), PERIODIC)
    assert "Questa domanda ha già la stessa prestazione." in text_of(answer)


@pytest.mark.usefixtures("jobs_at_once")
def test_from_check_to_outcome(
    house: House, enter: Callable[[User], Client], django_capture_on_commit_callbacks: Any
) -> None:
    client = enter(make_officer(house.place))
    make_sender(house.place)
    make_sendable(house.place, house.taking)
    make_record(house.place, surname="Incompleto")
    today = timezone.localdate()
    typed = {
        "flow": "sinba",
        "body": f"{house.place.ambito.pk}-{house.place.body.pk}",
        "starts_on": f"01/01/{today.year}",
        "ends_on": f"{today:%d/%m/%Y}",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("flows:sendings"), typed).status_code == 302
    page = text_of(client.get(reverse("flows:sending", args=[FlowRun.objects.get().pk])))
    run = FlowRun.objects.get()
    assert "Dove vive" in page
    assert "Zanzotti" not in page
    assert house.record.number in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("flows:sending_file", args=[run.pk])).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.FILED
    answer = client.get(reverse("flows:sending_download", args=[run.pk]))
    assert b"IDBeneficiario" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # a download
    sent = reverse("flows:sending_sent", args=[run.pk])
    assert client.post(sent, {"sent_on": "ieri l’altro"}).status_code == 422
    assert client.post(sent, {"sent_on": f"{today:%d/%m/%Y}"}).status_code == 302
    outcomes = reverse("flows:sending_outcomes", args=[run.pk])
    assert client.post(outcomes, {"text": "boh"}).status_code == 422
    identifier = run.items.get(case_file=house.record).external_id
    assert client.post(outcomes, {"text": f"{identifier};accettato"}).status_code == 302
    assert "accettato" in text_of(client.get(reverse("flows:sending", args=[run.pk])))


def test_sendings_are_of_who_sends(
    house: House, outsider: User, coordinator: User, enter: Callable[[User], Client]
) -> None:
    run = make_run(house.place)
    for user in (house.worker, coordinator, outsider):
        client = enter(user)
        assert client.get(reverse("flows:sendings")).status_code == 403
        assert client.get(reverse("flows:sending", args=[run.pk])).status_code == 403
        assert client.post(reverse("flows:sending_file", args=[run.pk])).status_code == 403
    other = enter(make_officer(make_place()))
    for name in ("sending", "sending_download", "sending_progress"):
        assert other.get(reverse(f"flows:{name}", args=[run.pk])).status_code == 404
    ids = [house.place.ambito.pk, house.place.body.pk]
    assert other.get(reverse("flows:sender", args=ids)).status_code == 404
    assert other.get(reverse("flows:mappings", args=ids[:1])).status_code == 404
    assert enter(make_officer(house.place)).get(reverse("flows:sending_download", args=[run.pk])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": "31/12/2025"}, "Il periodo finisce prima di cominciare."),
        ({"ends_on": "31/12/2098"}, "futuro"),
        ({"body": "0-0"}, "0-0"),
    ],
)
def test_period_that_cannot_be(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], words: str
) -> None:
    body = f"{house.place.ambito.pk}-{house.place.body.pk}"
    typed = {"flow": "psa", "body": body, "starts_on": "01/01/2026", "ends_on": "30/06/2026"}
    answer = enter(make_officer(house.place)).post(reverse("flows:sendings"), typed | changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not FlowRun.objects.exists()


def test_sender_says_who_it_is(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(make_officer(house.place))
    page = reverse("flows:sender", args=[house.place.ambito.pk, house.place.body.pk])
    assert "da completare" in text_of(client.get(reverse("flows:senders")))
    typed = {"code": "ENTE01", "seat_code": "a662", "operator_code": "00000000001", "type_eight": ""}
    assert client.post(page, typed | {"operator_code": "123"}).status_code == 422
    assert client.post(page, typed).status_code == 302
    row = FlowSender.objects.get()
    assert row.seat_code == "A662"
    assert client.post(page, typed | {"code": "ALTRO"}).status_code == 422
    changed = typed | {"type_eight": "post_adoption", "version": str(row.version)}
    assert client.post(page, changed).status_code == 302
    assert "post-adozione" in text_of(client.get(reverse("flows:senders")))


def test_mapping_is_changed_for_an_ambito(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(make_officer(house.place))
    make_sheet(house.record)
    ambito = house.place.ambito.pk
    assert "da verificare" in text_of(client.get(reverse("flows:mappings", args=[ambito])))
    page = reverse("flows:mapping", args=[ambito, "LuogoVita", "shelter"])
    assert client.get(page).status_code == 200
    assert client.post(page, {"theirs": "99"}).status_code == 422
    assert client.post(page, {"theirs": "4"}).status_code == 302
    assert FlowMapping.objects.get().theirs == "4"
    assert "cambiata qui" in text_of(client.get(reverse("flows:mappings", args=[ambito])))
    assert client.get(reverse("flows:mapping", args=[ambito, "LuogoVita", "marte"])).status_code == 404


def test_pages_cost_the_same_with_one_row_and_three(
    house: House, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    worker, officer = enter(house.worker), enter(make_officer(house.place))
    run = make_run(house.place, flow=Flow.PSA)
    make_item(run, make_benefit(house.record))
    checked = reverse("flows:sending", args=[run.pk])
    pages = {reverse("flows:sendings"): (officer, 5), checked: (officer, 13), url(house, "benefits"): (worker, 12)}
    for page, (client, cost) in pages.items():
        client.get(page)
        with django_assert_num_queries(cost):
            client.get(page)
    for number in (2, 3):
        made = make_benefit(house.record, request_number=f"2026/000{number}")
        make_run(house.place)
        make_item(run, made)
    for page, (client, cost) in pages.items():
        with django_assert_num_queries(cost):
            client.get(page)
