# SPDX-License-Identifier: EUPL-1.2
"""The pages of who manages retention and of who signs: by number, never by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ordito.cases.models import Person
from ordito.stewardship.enums import DiscardState, ReleaseState
from ordito.stewardship.models import Discard, LegalHold, ResearchRelease, RetentionSeries
from ordito.stewardship.queries.research import VARIABLES
from tests.factories.cases import Place, make_place, make_record, make_worker
from tests.factories.stewardship import (
    PDF,
    authorise,
    make_discard,
    make_dpo,
    make_hold,
    make_officer,
    make_old_record,
    make_proposals,
    make_series,
    make_signed_discard,
)
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db
OFFICE = ("ready", "series", "series_new", "holds", "office_hold_new", "releases", "release_new")


@pytest.fixture
def place() -> Place:
    make_proposals()
    return make_place()


def url(name: str, *args: object) -> str:
    return reverse(f"stewardship:{name}", args=args)


def body_of(place: Place) -> str:
    return f"{place.ambito.pk}-{place.body.pk}"


@pytest.mark.parametrize("name", OFFICE)
def test_office_is_for_who_manages_retention(place: Place, enter: Enter, name: str) -> None:
    assert enter(make_officer(place)).get(url(name)).status_code == 200
    assert enter(make_worker(place)).get(url(name)).status_code == 403
    assert enter(make_dpo()).get(url(name)).status_code == 403


def test_ready_records_are_listed_by_number_alone(place: Place, enter: Enter) -> None:
    old = make_old_record(place, surname="Vecchietti")
    young = make_old_record(place, closed_on=date(2025, 1, 1))
    page = text_of(enter(make_officer(place)).get(url("ready")))
    assert old.case_file.number in page
    assert "30/06/2011" in page
    assert young.case_file.number not in page
    assert "Vecchietti" not in page


def test_another_ambito_sees_none_of_it(place: Place, enter: Enter) -> None:
    old = make_old_record(place)
    client = enter(make_officer(make_place()))
    discard = make_discard(place, make_officer(place))
    assert old.case_file.number not in text_of(client.get(url("ready")))
    assert client.get(url("discard", discard.pk)).status_code == 404
    assert client.post(url("discard_withdraw", discard.pk), {"version": 1}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_ready_page_costs_the_same(place: Place, enter: Enter, django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        make_old_record(place)
    client = enter(make_officer(place))
    client.get(url("ready"))
    with django_assert_num_queries(READY):
        client.get(url("ready"))


READY = 22


def test_the_way_of_a_discard(
    place: Place, enter: Enter, jobs_at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    taking = make_old_record(place)
    office, dpo = enter(make_officer(place)), enter(make_dpo())
    office.post(url("ready"), {"body": body_of(place), "form_key": "8d9f1a52-3c52-4f3a-9c55-2f6b32a8f001"})
    discard = Discard.objects.get()
    assert taking.case_file.number in text_of(office.get(url("discard", discard.pk)))
    assert dpo.get(url("discard_sign", discard.pk)).status_code == 200
    given = {
        "version": discard.version,
        "authority": "Soprintendenza inventata",
        "number": "77/2026",
        "authorised_on": "02/11/2026",
        "file": SimpleUploadedFile("autorizzazione.pdf", PDF),
    }
    assert office.post(url("discard_authorise", discard.pk), given).status_code == 302
    assert office.get(url("discard_sign", discard.pk)).status_code == 403
    discard.refresh_from_db()
    page = text_of(dpo.get(url("discard", discard.pk)))
    assert "Firma" in page
    signing = text_of(dpo.get(url("discard_sign", discard.pk)))
    assert signing.count("non si recuperano più") == 1
    assert "Firma lo scarto di 1 cartella<" in signing
    refused = dpo.post(url("discard_sign", discard.pk), {"version": discard.version})
    assert refused.status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        dpo.post(url("discard_sign", discard.pk), {"version": discard.version, "understood": "on"})
    discard.refresh_from_db()
    assert discard.state == DiscardState.DONE
    assert Person.objects.get(pk=taking.case_file.person_id).discarded
    assert "scartata il" in text_of(office.get(url("discard", discard.pk)))
    assert dpo.get(url("discard_authorisation", discard.pk)).status_code == 200
    assert "Soprintendenza" not in text_of(enter(make_officer(make_place())).get(url("discards")))


def test_the_same_form_lists_once(place: Place, enter: Enter) -> None:
    make_old_record(place)
    client = enter(make_officer(place))
    given = {"body": body_of(place), "form_key": "8d9f1a52-3c52-4f3a-9c55-2f6b32a8f002"}
    client.post(url("ready"), given)
    client.post(url("ready"), given)
    assert Discard.objects.count() == 1


def test_nothing_ready_makes_no_list(place: Place, enter: Enter) -> None:
    make_record(place)
    answer = enter(make_officer(place)).post(url("ready"), {"body": body_of(place)})
    assert answer.status_code == 422
    assert not Discard.objects.exists()


def test_a_list_gets_shorter_and_is_withdrawn(place: Place, enter: Enter) -> None:
    make_old_record(place)
    make_old_record(place)
    discard = make_discard(place, make_officer(place))
    client = enter(make_officer(place))
    client.post(url("discard_remove", discard.pk, discard.items.order_by("pk").first().pk))  # type: ignore[union-attr]  # there are two
    assert discard.items.count() == 1
    assert client.post(url("discard_withdraw", discard.pk), {"version": discard.version}).status_code == 422
    discard.refresh_from_db()
    client.post(url("discard_withdraw", discard.pk), {"version": discard.version})
    discard.refresh_from_db()
    assert discard.state == DiscardState.WITHDRAWN
    assert client.get(url("discard", discard.pk)).status_code == 200


@pytest.mark.parametrize("step", ["discard_authorise", "discard_withdraw"])
def test_who_signs_does_not_prepare(place: Place, enter: Enter, step: str) -> None:
    make_old_record(place)
    discard = make_discard(place, make_officer(place))
    client = enter(make_dpo())
    assert client.get(url("discard", discard.pk)).status_code == 200
    assert client.get(url(step, discard.pk)).status_code == 403
    assert client.post(url(step, discard.pk), {"version": discard.version}).status_code == 403


def test_a_signed_list_does_not_go_back(place: Place, enter: Enter) -> None:
    make_old_record(place)
    discard = make_signed_discard(place, make_officer(place), make_dpo())
    client = enter(make_officer(place))
    assert client.post(url("discard_withdraw", discard.pk), {"version": discard.version}).status_code == 422
    client.post(url("discard_remove", discard.pk, discard.items.get().pk))
    assert discard.items.count() == 1


def test_who_had_a_hand_in_it_does_not_sign(place: Place, enter: Enter) -> None:
    make_old_record(place)
    discard = authorise(make_discard(place, make_officer(place)), make_officer(place))
    assert enter(make_dpo()).get(url("discard_sign", discard.pk)).status_code == 200
    assert enter(make_worker(place)).get(url("discards")).status_code == 403


def test_who_signs_finds_it_on_the_home_page(place: Place, enter: Enter) -> None:
    make_old_record(place)
    discard = authorise(make_discard(place, make_officer(place)), make_officer(place))
    assert url("discard", discard.pk) in text_of(enter(make_dpo()).get(reverse("portal:home")))


def test_series_is_added_and_changed(place: Place, enter: Enter) -> None:
    client = enter(make_officer(place))
    given = {
        "code": "9.5.1",
        "title": "Fascicoli",
        "event": "closure",
        "years": "40",
        "source": "Piano 2024",
        "area": "",
    }
    assert client.post(url("series_new"), given).status_code == 302
    row = RetentionSeries.objects.get(ambito=place.ambito)
    assert client.post(url("series_new"), given).status_code == 422
    edit = url("series_edit", row.pk)
    assert client.post(edit, given | {"years": "0", "version": row.version}).status_code == 422
    assert client.post(edit, given | {"years": "50", "version": row.version}).status_code == 302
    conflict = client.post(edit, given | {"years": "60", "version": row.version})
    assert conflict.status_code == 422
    assert "50" in text_of(conflict)
    row.refresh_from_db()
    assert row.years == 50


def test_what_came_with_ordito_is_adopted_not_changed(place: Place, enter: Enter) -> None:
    row = RetentionSeries.objects.filter(ambito__isnull=True).earliest("pk")
    client = enter(make_officer(place))
    assert client.get(url("series_edit", row.pk)).status_code == 404
    assert row.title in text_of(client.get(f"{url('series_new')}?da={row.pk}"))
    assert client.get(f"{url('series_new')}?da=piripicchio").status_code == 200


def test_series_of_another_ambito_is_not_there(place: Place, enter: Enter) -> None:
    row = make_series(make_place(), title="Serie altrui")
    client = enter(make_officer(place))
    assert client.get(url("series_edit", row.pk)).status_code == 404
    assert "Serie altrui" not in text_of(client.get(url("series")))


def test_hold_by_number(place: Place, enter: Enter) -> None:
    taking = make_old_record(place)
    client = enter(make_officer(place))
    given = {
        "body": body_of(place),
        "number": taking.case_file.number,
        "reason": "Causa civile.",
        "starts_on": "01/02/2026",
    }
    for number in ("pippo", "1999/999999", "1999/99999999999999"):
        assert client.post(url("office_hold_new"), given | {"number": number}).status_code == 422
    assert client.post(url("office_hold_new"), given).status_code == 302
    hold = LegalHold.objects.get()
    page = text_of(client.get(url("holds")))
    assert taking.case_file.number in page
    assert "Causa civile" not in page
    assert "è bloccata" in text_of(client.get(url("ready")))
    client.post(url("office_hold_lift", hold.pk))
    assert "è bloccata" not in text_of(client.get(url("ready")))
    assert client.post(url("office_hold_lift", hold.pk)).status_code == 404


def release_values(place: Place, **values: Any) -> dict[str, Any]:
    return {
        "body": body_of(place),
        "title": "Studio inventato",
        "decided_by": "Dirigente",
        "decision_number": "12",
        "decided_on": "01/10/2026",
        "recipients": "Università inventata",
        "purpose": "Capire.",
        "since": "01/01/2026",
        "until": "31/01/2026",
        "variables": [variable.key for variable in VARIABLES],
        "smallest": "3",
        "format": "csv",
    } | values


def test_a_copy_for_research_is_made_taken_and_ended(
    place: Place, enter: Enter, jobs_at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    for number in range(4):
        make_record(place, surname=f"Segretini{number}")
    client = enter(make_officer(place))
    assert client.post(url("release_new"), release_values(place, smallest="2")).status_code == 422
    assert client.post(url("release_new"), release_values(place, variables=[])).status_code == 422
    assert client.post(url("release_new"), release_values(place, until="31/12/2025")).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("release_new"), release_values(place))
    row = ResearchRelease.objects.get()
    assert row.state == ReleaseState.READY
    assert "Università inventata" in text_of(client.get(url("release", row.pk)))
    file = b"".join(client.get(url("release_file", row.pk)).streaming_content)  # type: ignore[attr-defined]  # of a download
    assert file.decode("utf-8-sig").count("\n") == 5
    assert "Segretini" not in file.decode("utf-8-sig")
    assert enter(make_officer(make_place())).get(url("release", row.pk)).status_code == 404
    client.post(url("release_end", row.pk))
    row.refresh_from_db()
    assert (row.state, bytes(row.sealed_key)) == (ReleaseState.ENDED, b"")
    assert client.get(url("release_file", row.pk)).status_code == 302


def test_holds_cost_the_same(place: Place, enter: Enter, django_assert_num_queries: Any) -> None:
    worker = make_worker(place)
    client = enter(make_officer(place))
    client.get(url("holds"))
    for _number in range(3):
        make_hold(make_old_record(place, worker=worker).case_file, worker)
        with django_assert_num_queries(HOLDS):
            client.get(url("holds"))


HOLDS = 6
