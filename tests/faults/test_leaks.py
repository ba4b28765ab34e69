# SPDX-License-Identifier: EUPL-1.2
"""What breaks tells nobody a name, a fiscal code or a line of the diary: pages, logs, jobs, audit and sessions."""

from __future__ import annotations

import io
import json
import logging.config
import time
from copy import deepcopy
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousFileOperation
from django.db import DataError, IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.campaigns.actions import make_link
from ordito.cases.enums import ListKey
from ordito.cases.models import Closure, DiaryEntry, Person
from ordito.cases.queries.spreadsheet import CASES
from ordito.core.access import SystemActor
from ordito.imports.actions import map_columns, upload_file
from ordito.jobs.actions import enqueue
from ordito.jobs.models import Job, JobState
from ordito.jobs.tasks import run
from tests.factories.accounts import make_user
from tests.factories.campaigns import make_campaign, make_scene, return_of
from tests.factories.cases import code, make_codes, make_place, make_record, make_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

    from ordito.cases.models import TakingInCharge

pytestmark = pytest.mark.django_db
SURNAME = "Zanzottisegreta"
FISCAL_CODE = "ZNZCHL15C04A662K"
TEXT = "la nonna racconta del trasloco"
TYPED = "la frase appena scritta"
PLANTED = (SURNAME, FISCAL_CODE, TEXT)
SAID = f"Key (surname)=({SURNAME}) exists. Failing row contains ({SURNAME}, {FISCAL_CODE}, {TEXT})."
TABLES = ("audit", "jobs", "django_tasks_database", "sessions", "imports", "files", "indicators")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the installation writes to its log, as it is configured, when somebody asks for everything."""
    config: dict[str, Any] = deepcopy(settings.LOGGING)
    stream = io.StringIO()
    config["handlers"]["console"]["stream"] = stream
    config["root"]["level"] = "DEBUG"
    logging.config.dictConfig(config)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def taking() -> TakingInCharge:
    place = make_place()
    return make_record(place, worker=make_worker(place, username="anna"), surname=SURNAME)


@pytest.fixture
def client(taking: TakingInCharge) -> Client:
    from ordito.accounts.models import User

    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(username="anna"))
    return browser


def stored() -> str:
    """All that the tables say which hold no personal data: audit, jobs, queue, sessions, imports, files."""
    found = [row.get_decoded() for row in Session.objects.all()]
    for model in apps.get_models():
        if model._meta.app_label in TABLES:
            found += list(model._default_manager.values())
    return repr(found) + json.dumps(found, default=str, ensure_ascii=False)


def told_nobody(*places: str) -> None:
    for place in (*places, stored()):
        assert [word for word in PLANTED if word.lower() in place.lower()] == []


def raising(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_arguments: object, **_options: object) -> NoReturn:
        error.add_note(SAID)
        raise error from LookupError(SAID)

    return fail


def diary(taking: TakingInCharge) -> tuple[str, dict[str, Any]]:
    values = {
        "kind": code(ListKey.DIARY_KIND, "interview").pk,
        "happened_on": f"{timezone.localdate():%d/%m/%Y}",
        "text": TYPED,
    }
    return reverse("cases:diary_write", args=[taking.case_file_id]), values


def closing(taking: TakingInCharge) -> tuple[str, dict[str, Any]]:
    values = {
        "closed_on": f"{timezone.localdate():%d/%m/%Y}",
        "outcome": code(ListKey.OUTCOME, "improved").pk,
        "reason": code(ListKey.CLOSURE_REASON, "completed").pk,
        "note": TYPED,
    }
    return reverse("cases:close", args=[taking.case_file_id, taking.pk]), values


def person(_taking: TakingInCharge) -> tuple[str, dict[str, Any]]:
    values = {"name": TYPED, "sex": "M"}
    return reverse("cases:person_new"), values


@pytest.mark.parametrize(
    ("form", "broken", "error"),
    [
        (diary, "ordito.cases.actions.publish_entry", ValueError(SAID)),
        (diary, "ordito.cases.forms.work.DiaryForm.clean", KeyError(SAID)),
        (diary, "ordito.cases.models.DiaryEntry.save", DataError(SAID)),
        (closing, "ordito.cases.actions.close_taking", ExceptionGroup(SAID, [ValueError(SAID)])),
        (closing, "ordito.cases.models.Closure.save", IntegrityError(SAID)),
        (closing, "ordito.cases.views.closing.taking_or_404", RuntimeError(SAID)),
        (person, "ordito.cases.forms.people.PersonForm.full_clean", ValueError(SAID)),
        (person, "ordito.cases.views.people.page", UnicodeEncodeError("ascii", SAID, 0, 1, SAID)),
    ],
    ids=lambda value: value.__name__ if callable(value) else type(value).__name__,
)
def test_broken_page_tells_no_value(
    *,
    taking: TakingInCharge,
    client: Client,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    form: Callable[[TakingInCharge], tuple[str, dict[str, Any]]],
    broken: str,
    error: Exception,
) -> None:
    address, values = form(taking)
    monkeypatch.setattr(broken, raising(error))
    answer = client.post(address, values)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Qualcosa si è rotto" in page
    written = log.getvalue()
    assert f"Internal Server Error: {address} [{type(error).__name__} at " in written
    assert f">{TYPED}</textarea>" in page  # back to who wrote it, and nowhere else
    assert TYPED not in written + stored() + repr(answer.headers)
    told_nobody(page, repr(answer.headers), str(answer.cookies), written)
    assert not DiaryEntry.objects.exists()
    assert not Closure.objects.exists()
    assert Person.objects.count() == 1


def test_attack_on_a_file_name_is_logged_without_the_name(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.portal.views.render", raising(SuspiciousFileOperation(SAID)))
    answer = client.get("/")
    assert answer.status_code == 400
    assert "SuspiciousFileOperation at " in log.getvalue()
    told_nobody(answer.content.decode(), log.getvalue())


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/cartelle/999999/", 404), ("get", "/lavori/999/", 404), ("post", "/", 405), ("get", "/registro/", 403)],
)
def test_refused_address_is_logged_without_what_was_asked(
    client: Client, log: io.StringIO, method: str, address: str, status: int
) -> None:
    answer = getattr(client, method)(f"{address}?q={SURNAME}&codice={FISCAL_CODE}")
    assert answer.status_code == status
    assert address in log.getvalue()
    told_nobody(answer.content.decode().replace(f"q={SURNAME}", "").replace(FISCAL_CODE, ""), log.getvalue())


def test_personal_link_is_logged_without_its_secret(log: io.StringIO) -> None:
    scene = make_scene()
    row, at = return_of(make_campaign(scene), scene.services[0]), timezone.now()
    _link, whole = make_link(
        row=row,
        email="operatrice@example.org",
        expires_at=at + timedelta(days=3),
        address=lambda token: reverse("campaigns:link", args=[token]),
        by=scene.officer,
        at=at,
    )
    entrance = whole.removeprefix(settings.SITE_ADDRESS)
    visitor = Client()
    page = visitor.post(entrance)["Location"]
    assert visitor.post(page, {"invia": "1"}).status_code == 422
    assert visitor.get(f"{entrance}media/manca.png/").status_code == 404
    assert log.getvalue().count("/rilevazioni/collegamento/…/") == 2
    assert entrance.split("/")[3] not in log.getvalue()


def test_search_that_breaks_is_logged_without_the_name(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.cases.views.searching.find_people", raising(ValueError(SAID)))
    answer = client.post(reverse("cases:search"), {"q": f"{SURNAME} {FISCAL_CODE}"})
    assert answer.status_code == 500
    told_nobody(log.getvalue())


def work_off() -> None:
    """Run what waits in the database's own queue, as a worker does."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="prova",
        excluded_queue_names=[],
    )
    worker.run()


def breaks(_progress: Callable[[int, int], None]) -> dict[str, int]:
    raising(ValueError(SAID))()


@pytest.mark.django_db(transaction=True)
def test_broken_job_tells_no_value(log: io.StringIO) -> None:
    job = enqueue(f"{__name__}.breaks", by=SystemActor("prova"), at=timezone.now(), label="Prova")
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "errore imprevisto" in job.message
    assert DBTaskResult.objects.get().finished_at is not None
    assert "ValueError" in log.getvalue()
    told_nobody(log.getvalue())


@pytest.mark.django_db(transaction=True)
def test_broken_import_tells_no_value(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    make_codes()
    place = make_place()
    officer = make_user(role=AMBITO_OFFICER, territory=place.ambito)
    headings = "Cognome;Nome;Codice fiscale;Data apertura;Residenza;Note"
    lines = f"{headings}\r\n{SURNAME};Ada;{FISCAL_CODE};1/9/2024;;{TEXT}\r\n"
    batch = upload_file(
        target=CASES,
        territory=place.ambito,
        stream=BytesIO(lines.encode()),
        name=f"minori {SURNAME}.csv",
        by=officer,
        at=timezone.now(),
    )
    mapping = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=CASES, mapping=mapping, by=officer, at=timezone.now())
    monkeypatch.setattr("ordito.imports.engine.rows.RowReader.read", raising(ValueError(SAID)))
    work_off()
    batch.refresh_from_db()
    job = Job.objects.get(pk=batch.job_id or 0)
    assert job.state == JobState.FAILED
    browser = Client()
    browser.force_login(officer)
    page = browser.get(reverse("imports:detail", args=[batch.pk])).content.decode()
    assert "errore imprevisto" in page
    told_nobody(log.getvalue(), browser.get(reverse("accounts:job", args=[job.pk])).content.decode())


def test_heartbeat_that_fails_is_logged_without_value_and_beats_on(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[int] = []

    def beat(*_arguments: object) -> NoReturn:
        beats.append(1)
        raise ValueError(SAID)

    def waits(_progress: object) -> dict[str, int]:
        monkeypatch.setattr("ordito.jobs.tasks.say_alive", beat)
        end = time.monotonic() + 20
        while len(beats) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        return {"beats": len(beats)}

    monkeypatch.setattr("ordito.jobs.tasks.HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(f"{__name__}.breaks", waits)
    job = enqueue(f"{__name__}.breaks", by=SystemActor("prova"), at=timezone.now(), label="Prova")
    run.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result["beats"] >= 2
    assert "A heartbeat failed" in log.getvalue()
    told_nobody(log.getvalue())


def test_planted_words_would_be_found(taking: TakingInCharge) -> None:
    """The tables above are looked into: a name in one of them is seen."""
    told_nobody()
    Job.objects.create(label=SURNAME, function="x", created_at=timezone.now())
    with pytest.raises(AssertionError):
        told_nobody()


def tables_of(label: str) -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label == label]


@pytest.mark.parametrize("label", TABLES)
def test_tables_looked_into_exist(label: str) -> None:
    assert tables_of(label)
    assert connection.vendor in {"sqlite", "postgresql"}
