# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import Part
from ordito.employment.enums import ListKey
from ordito.employment.models import JobPlacement, WorkPath
from tests.factories.cases import code, make_team_member, staff
from tests.factories.employment import (
    fill_path,
    make_accommodation,
    make_accreditation,
    make_adult,
    make_appraisal,
    make_monitoring,
    make_path,
    make_placement,
)
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

Enter = Any


@pytest.fixture
def job(house: House) -> House:
    """The house, with the record of an adult in charge in the area of disability."""
    return House(house.place, house.worker, make_adult(house.place, house.worker))


def url(house: House, name: str, *args: Any) -> str:
    return house.url(f"employment:{name}", *args)


def readings(house: House) -> list[str]:
    rows = about("cases.casefile", house.record.pk).filter(action="cases.read_record", kind=Kind.READ)
    return [row.detail.get("part", "") for row in rows]


def test_empty_page_opens_a_path_which_then_shows_its_stages(job: House, enter: Callable[[User], Client]) -> None:
    client = enter(job.worker)
    assert url(job, "path_new") in text_of(client.get(url(job, "work")))
    form = client.get(url(job, "path_new")).context["form"]
    assert form.initial["stage"] == code(ListKey.STAGE, "reception").pk
    assert form.initial["taking"] == job.taking.pk
    answer = client.post(
        url(job, "path_new"),
        {"taking": job.taking.pk, "started_on": "01/02/2026", "stage": form.initial["stage"], "aims": "Fare il pane."},
    )
    assert answer["Location"] == url(job, "work")
    html = text_of(client.get(url(job, "work")))
    assert "Fare il pane." in html
    assert html.index("Accoglienza") < html.index("Occupabilità") < html.index("Concluso")
    assert "Nessun percorso di lavoro aperto" not in html
