# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from ordito.accounts import roles
from ordito.accounts.queries.registry import VERIFIER
from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.core.access import SystemActor
from ordito.jobs.models import Job, JobState
from tests.factories.accounts import make_membership, make_user
from tests.factories.jobs import make_job
from tests.factories.territory import make_professional, make_territory

if TYPE_CHECKING:
    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def dpo(client: Client) -> Client:
    client.force_login(make_user(role=roles.DPO, full_name="Velina Riservati"))
    return client


def read(by: User | SystemActor, *rows: Any, at: datetime = AT, kind: Kind = Kind.READ, purpose: str = "") -> Entry:
    return log_access("cases.read_record", by=by, at=at, kind=kind, rows=rows, purpose=purpose)


def test_registry_says_who_did_what_when_and_why(dpo: Client) -> None:
    worker = make_user(full_name="Bice Lavora", role=roles.SOCIAL_WORKER)
    with recorded("accounts.change_account", by=worker, at=AT, purpose="ha cambiato cognome") as trace:
        trace.touches(worker, fields=["full_name"])
    text = dpo.get("/registro/").content.decode()
    when = "02/03/2026\N{NO-BREAK SPACE}10:00:00"
    who = (when, "Bice Lavora", "Assistente sociale")
    what = ("Modifica di un profilo", "scrittura", "nome e cognome", "Persona che accede «Bice Lavora»")
    for word in (*who, *what, "ha cambiato cognome", f"/registro/accounts.user/{worker.pk}/"):
        assert word in text, word


def test_registry_names_rows_only_for_who_may_see_them(client: Client) -> None:
    membership = make_membership(make_user(full_name="Nome Nascosto"), role=roles.COACH)
    read(SystemActor("prova"), membership)
    client.force_login(make_user(role=roles.DPO))
    text = client.get("/registro/").content.decode()
    assert f"Ruolo n. {membership.pk}" in text
    assert "Nome Nascosto" not in text


def test_registry_lists_few_rows_and_counts_many(dpo: Client) -> None:
    place = make_territory()
    read(SystemActor("prova"), place, *[make_professional() for _ in range(5)])
    answer = dpo.get("/registro/")
    line = next(line for line in answer.context["lines"] if line.entry.action == "cases.read_record")
    shown = [(thing.kind, thing.object_id, thing.number) for thing in line.things]
    assert shown == [("territory.territory", place.pk, 1), ("territory.professional", None, 5)]
    assert "Operatore: 5 righe" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?persona=bice", {"lettura di Bice", "stampa di Bice"}),
        ("?persona=pianific", {"lavoro della notte"}),
        ("?tipo=print", {"stampa di Bice"}),
        ("?dal=03/03/2026", {"stampa di Bice", "lavoro della notte"}),
        ("?al=02/03/2026", {"lettura di Bice", "lettura di Carla"}),
        ("?dal=03/03/2026&al=03/03/2026&persona=bice", {"stampa di Bice"}),
        ("?persona=nessuno", set()),
    ],
)
def test_registry_filters(dpo: Client, query: str, expected: set[str]) -> None:
    bice, carla = make_user("bice", full_name="Bice Lavora"), make_user(full_name="Carla Guarda")
    read(bice, purpose="lettura di Bice")
    read(carla, purpose="lettura di Carla")
    read(bice, purpose="stampa di Bice", kind=Kind.PRINT, at=AT + timedelta(days=1))
    read(SystemActor("pianificatore"), purpose="lavoro della notte", at=AT + timedelta(days=2))
    purposes = {line.entry.purpose for line in dpo.get(f"/registro/{query}").context["lines"]}
    assert purposes - {""} == expected


def test_registry_with_a_date_that_is_none_shows_everything_and_the_error(dpo: Client) -> None:
    answer = dpo.get("/registro/?dal=31/02/2026")
    assert answer.status_code == 200
    assert "dal" in answer.context["form"].errors


def test_registry_walks_pages_by_key(dpo: Client) -> None:
    for step in range(65):
        read(SystemActor("prova"), at=AT + timedelta(seconds=step // 10))
    seen: list[int] = []
    url = "/registro/?tipo=read"
    while url:
        page = dpo.get(url).context["page"]
        seen += [entry.pk for entry in page.rows]
        url = page.next_url
    newest = Entry.objects.filter(kind=Kind.READ).order_by("-at", "-pk")
    assert seen == list(newest.values_list("pk", flat=True))


@pytest.mark.parametrize("number", [1, 3])
def test_registry_query_count_does_not_grow(dpo: Client, number: int) -> None:
    for _ in range(number):
        read(make_user(), make_user(), make_job())
    dpo.get("/registro/")  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        assert dpo.get("/registro/").status_code == 200
    assert len(queries) == 8  # session, person, memberships; entries, names of accounts and jobs; two of the last check


def test_row_page_tells_everything_done_on_one_row(dpo: Client) -> None:
    place, other = make_territory("Bari"), make_territory("Lecce")
    read(SystemActor("prova"), place, purpose="motivo di Bari")
    read(SystemActor("prova"), other, purpose="motivo di Lecce")
    answer = dpo.get(f"/registro/territory.territory/{place.pk}/")
    assert answer.status_code == 200
    assert "motivo di Bari" in answer.content.decode()
    assert "motivo di Lecce" not in answer.content.decode()
    assert dpo.get(f"/registro/territory.territory/{make_territory().pk}/").status_code == 404


@pytest.mark.parametrize("role", [roles.SOCIAL_WORKER, roles.ADMINISTRATOR, roles.REGIONAL_OFFICER])
def test_registry_is_for_the_dpo(client: Client, role: roles.Role) -> None:
    user = make_user(role=role)
    client.force_login(user)
    assert client.get("/registro/").status_code == 403
    assert client.get(f"/registro/accounts.user/{user.pk}/").status_code == 403
    assert client.post("/registro/verifica/").status_code == 403


def test_registry_tells_the_last_verdict(dpo: Client) -> None:
    assert "non è ancora stato verificato" in dpo.get("/registro/").content.decode()
    result = {"sound": True, "links": 1234, "waiting": 5, "problem_count": 0, "problems": []}
    make_job(function=VERIFIER, state=JobState.DONE, result=result, finished_at=AT)
    text = dpo.get("/registro/").content.decode()
    assert "Registro integro" in text
    assert "1.234 righe sigillate" in text
    bad = result | {"sound": False, "problem_count": 2, "problems": ["entry 7: deleted", "seal 2026-03-01: not ours"]}
    make_job(function=VERIFIER, state=JobState.DONE, result=bad, finished_at=AT)
    make_job(function=VERIFIER, state=JobState.RUNNING)
    text = dpo.get("/registro/").content.decode()
    assert "Il registro è stato alterato" in text
    assert "entry 7: deleted" in text
    assert "Una verifica è in corso" in text


def test_check_starts_a_job_and_leads_to_it(dpo: Client) -> None:
    answer = dpo.post("/registro/verifica/")
    job = Job.objects.get(function=VERIFIER)
    assert answer["Location"] == f"/lavori/{job.pk}/"
    assert dpo.get("/registro/verifica/").status_code == 405


def test_panel_in_a_page_is_for_the_dpo() -> None:
    place = make_territory()
    read(SystemActor("prova"), place, purpose="controllo")
    request = RequestFactory().get("/")
    template = Template("{% load panels %}{% panels place %}")

    def draw(role: roles.Role) -> str:
        request.user = make_user(role=role)
        return template.render(Context({"request": request, "place": place})).strip()

    assert "controllo" in draw(roles.DPO)
    assert f"/registro/territory.territory/{place.pk}/" in draw(roles.DPO)
    assert draw(roles.TRAINER) == ""
