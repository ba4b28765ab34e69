# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import load_workbook

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.campaigns.models import ReportSnapshot
from ordito.campaigns.queries import report as report_queries
from ordito.campaigns.queries.report import asked_questions
from ordito.campaigns.tasks import make_report
from ordito.core.models import writing
from ordito.jobs.models import Job
from tests.campaigns.rounds import Round, make_round
from tests.campaigns.test_queries_report import SECRET, answer, first_version, second_round
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
# Session, person, memberships; reach over places; filters, coverage, questions, answers.
REPORT_QUERIES = 26


@pytest.fixture
def world() -> Round:
    return make_round(version=first_version())


@pytest.fixture
def officer(client: Client, world: Round) -> Client:
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=world.region))
    return client


def address(world: Round, query: str = "", name: str = "report", *more: object) -> str:
    return reverse(f"campaigns:{name}", args=[world.campaign.public_id, *more]) + query


def texts_address(world: Round, name: str = "note") -> str:
    [row] = [row for row in asked_questions(world.campaign) if row.name == name]
    return address(world, "", "report_texts", row.question_id)


def test_report_says_who_is_in_the_figures(officer: Client, world: Round) -> None:
    answer(world.owe(0), posti="10", aperto="si")
    world.owe(1)
    text = officer.get(address(world)).content.decode()
    assert "1 su 2" in text
    assert "50,0 %" in text
    assert "È aperto?" in text


def test_question_that_nobody_answered_has_no_empty_table(officer: Client, world: Round) -> None:
    answer(world.owe(0), aperto="si")
    text = officer.get(address(world)).content.decode()
    assert "Nessuna risposta" in text
    assert "Mediana" not in text


def test_report_marks_the_break_in_series(officer: Client, world: Round) -> None:
    answer(world.owe(0), aperto="si", canali="telefono")
    later = second_round(world)
    text = officer.get(reverse("campaigns:report", args=[later.public_id])).content.decode()
    assert "serie interrotta" in text
    assert "Canali diversi" in text
    assert "Accanto, la rilevazione precedente: Rilevazione di prova" in text


def test_report_sets_groups_beside_each_other(officer: Client, world: Round) -> None:
    answer(world.owe(0), posti="10")
    text = officer.get(address(world, "?per=ambito")).content.decode()
    assert "Copertura dei gruppi" in text
    assert "Ambito 1" in text
    assert officer.get(address(world, "?per=inventato&quali=x&da=abc&tipo=%00")).status_code == 200


@pytest.mark.parametrize(
    ("place", "first"), [("", 1), ("2", 3), ("4", 5), ("6", 1), ("-1", 1), ("x", 1), ("9" * 30, 1)]
)
def test_report_pages_by_question(
    officer: Client, world: Round, monkeypatch: pytest.MonkeyPatch, place: str, first: int
) -> None:
    monkeypatch.setattr("ordito.campaigns.views.report.SHOWN", 2)
    assert officer.get(address(world, f"?da={place}")).context["first"] == first


def test_report_is_for_who_sees_the_campaign(client: Client, world: Round) -> None:
    row = world.owe(0)
    for user, status in (
        (make_user(role=PROVIDER, organisation=row.organisation), 200),
        (make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]), 200),
        (make_user(role=AMBITO_OFFICER, territory=world.ambiti[1]), 404),
        (make_user(role=SOCIAL_WORKER, territory=world.ambiti[0]), 403),
    ):
        client.force_login(user)
        assert client.get(address(world)).status_code == status
        assert client.get(address(world, "", "report_export", "csv")).status_code == status


def test_large_report_is_computed_in_the_background(
    officer: Client, world: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(world.owe(0), posti="10")
    monkeypatch.setattr(report_queries, "LIVE", 0)
    assert "non è ancora calcolato" in officer.get(address(world)).content.decode()
    assert officer.get(address(world, "?per=ambito", "report_export", "xlsx")).status_code == 302
    answered = officer.post(address(world, "?per=ambito", "report_compute"))
    job = Job.objects.get()
    assert answered["Location"] == reverse("accounts:job", args=[job.pk])
    assert make_report(lambda _done, _total: None, **job.arguments) == {"report": ReportSnapshot.objects.get().pk}
    assert "1 su 1" in officer.get(address(world, "?per=ambito")).content.decode()
    answer(world.owe(0), posti="12")
    assert "qualche restituzione è cambiata" in officer.get(address(world, "?per=ambito")).content.decode()


def test_job_of_who_no_longer_sees_the_campaign_computes_nothing(world: Round) -> None:
    stranger = make_user(role=AMBITO_OFFICER, territory=world.ambiti[0])
    chosen = {"per": "none", "counted": "sent", "service_type": None, "province": None, "zone": None, "ambito": None}
    assert make_report(lambda _done, _total: None, campaign_id=world.campaign.pk, by_id=stranger.pk, **chosen) == {}


def test_round_before_is_computed_too(officer: Client, world: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(world.owe(0), posti="10")
    later = second_round(world)
    monkeypatch.setattr(report_queries, "LIVE", -1)
    officer.post(reverse("campaigns:report_compute", args=[later.public_id]))
    assert sorted(job.arguments["campaign_id"] for job in Job.objects.all()) == [world.campaign.pk, later.pk]


def test_open_answers_are_read_by_who_may_and_logged(client: Client, officer: Client, world: Round) -> None:
    row = answer(world.owe(0), note=SECRET)
    text = officer.get(texts_address(world)).content.decode()
    assert SECRET in text
    assert row.unit_name in text
    entry = Entry.objects.get(action="campaigns.read_open_answers")
    assert entry.detail == {"question": "note", "answers": 1}
    client.force_login(make_user(role=PROVIDER, organisation=row.organisation))
    assert client.get(texts_address(world)).status_code == 403
    assert "Leggi le risposte aperte" not in client.get(address(world)).content.decode()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=world.ambiti[1]))
    assert client.get(texts_address(world)).status_code == 404


def test_open_answers_of_a_closed_question_are_not_found(officer: Client, world: Round) -> None:
    assert officer.get(texts_address(world, "posti")).status_code == 404
    assert officer.get(address(world, "", "report_texts", 999_999)).status_code == 404


def test_report_leaves_as_a_spreadsheet(officer: Client, world: Round) -> None:
    answer(world.owe(0), posti="10", note=SECRET)
    row = world.owe(1)
    row.unit_name = "=1+1"
    with writing():
        row.save()
    book = load_workbook(io.BytesIO(officer.get(address(world, "?per=ambito", "report_export", "xlsx")).content))
    assert book.sheet_names == ["Copertura", "Cifre", "Per gruppo", "Chi non è nelle cifre"]
    assert book.get_sheet_by_name("Chi non è nelle cifre").to_python()[1][0] == "=1+1"
    assert book.get_sheet_by_name("Cifre").to_python()[1][:4] == ["Posti", "posti", 1.0, "Somma"]
    csv = officer.get(address(world, "", "report_export", "csv"))
    assert csv["Content-Disposition"] == 'attachment; filename="rapporto.csv"'
    assert csv.content.decode("utf-8-sig").splitlines()[1] == "Posti;posti;1;Somma;;10;;;"
    assert SECRET not in csv.content.decode()
    assert {entry.detail["form"] for entry in Entry.objects.filter(action="campaigns.export_report")} == {"xlsx", "csv"}
    assert officer.get(address(world, "", "report_export", "pdf")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_report_query_count_does_not_grow(officer: Client, world: Round, number: int) -> None:
    for place in range(number):
        answer(world.owe(place), posti="10", aperto="si", note=SECRET)
    officer.get(address(world))  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        assert officer.get(address(world)).status_code == 200
    assert len(queries) == REPORT_QUERIES
