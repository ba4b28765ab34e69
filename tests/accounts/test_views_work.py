# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ordito.accounts import roles
from ordito.accounts.queries.work import card_of_jobs
from ordito.jobs.models import JobState
from tests.factories.accounts import make_user
from tests.factories.jobs import make_job

if TYPE_CHECKING:
    from django.test import Client

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user(role=roles.AMBITO_OFFICER, full_name="Ufficetti Finta")
    client.force_login(user)
    return user


def test_list_shows_only_ones_own_jobs(client: Client, officer: User) -> None:
    mine = make_job(by=officer)
    make_job(by=make_user())
    make_job()
    assert client.get("/lavori/").context["page"].rows == [mine]


@pytest.mark.parametrize("role", [roles.ADMINISTRATOR, roles.DPO])
def test_list_shows_all_jobs_with_who_started_them(client: Client, role: roles.Role) -> None:
    make_job(by=make_user(full_name="Bice Lavora"))
    make_job()
    client.force_login(make_user(role=role))
    text = client.get("/lavori/").content.decode()
    assert "Bice Lavora" in text
    assert "il sistema" in text


def test_list_filters_by_state(client: Client, officer: User) -> None:
    failed = make_job(by=officer, state=JobState.FAILED)
    make_job(by=officer)
    assert client.get("/lavori/?stato=failed").context["page"].rows == [failed]
    assert len(client.get("/lavori/?stato=boh").context["page"].rows) == 2


@pytest.mark.parametrize("number", [1, 3])
def test_list_query_count_does_not_grow(client: Client, number: int) -> None:
    client.force_login(make_user(role=roles.ADMINISTRATOR))
    for _ in range(number):
        make_job(by=make_user())
    client.get("/lavori/")  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/lavori/").status_code == 200
    assert len(queries) == 5  # session, person, memberships; jobs, who started them


def test_job_of_somebody_else_is_not_found(client: Client, officer: User) -> None:
    job = make_job(by=make_user())
    assert client.get(f"/lavori/{job.pk}/").status_code == 404
    assert client.get(f"/lavori/{job.pk}/", headers=HTMX).status_code == 404


def test_progress_asks_again_until_the_job_is_over(client: Client, officer: User) -> None:
    job = make_job(by=officer, state=JobState.RUNNING, done=1200, total=5000)
    url = f"/lavori/{job.pk}/"
    page, fragment = (client.get(url, headers=headers).content.decode() for headers in ({}, HTMX))
    assert "<html" in page
    assert "<html" not in fragment
    for text in (page, fragment):
        assert f'hx-get="{url}"' in text
        assert 'value="1200" max="5000"' in text
        assert "1.200 di 5.000" in text
    job.state = JobState.DONE
    job.save()
    assert "hx-get" not in client.get(url, headers=HTMX).content.decode()


def test_failed_job_says_why(client: Client, officer: User) -> None:
    job = make_job(by=officer, state=JobState.FAILED, message="Il file è <vuoto>.", attempts=3)
    text = client.get(f"/lavori/{job.pk}/").content.decode()
    assert "Il file è &lt;vuoto&gt;." in text
    assert "hx-get" not in text


def test_card_shows_what_goes_on_and_what_ended_today(officer: User) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    assert card_of_jobs(officer, today) is None
    make_job(by=officer, label="Vecchio", state=JobState.DONE, finished_at=now - timedelta(days=2))
    assert card_of_jobs(officer, today) is None
    for _ in range(2):
        make_job(by=officer, label="In attesa")
        make_job(by=officer, label="Fatto", state=JobState.DONE, finished_at=now)
    make_job(by=officer, label="Rotto", state=JobState.FAILED, finished_at=now)
    make_job(by=make_user(), label="Di altri")
    content = card_of_jobs(officer, today)
    assert content is not None
    lines = [("Rotto", True), ("Fatto", False), ("In attesa", False), ("In attesa", False)]
    assert [(item.text, item.late) for item in content.items] == lines
