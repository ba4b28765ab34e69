# SPDX-License-Identifier: EUPL-1.2
"""The pages of an indicator, from the proposal to the retirement."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.indicators.enums import IndicatorState
from ordito.indicators.models import Indicator
from ordito.territory.enums import TerritoryKind
from tests.factories.accounts import make_user
from tests.factories.indicators import make_indicator
from tests.factories.territory import make_territory
from tests.records import text_of

if TYPE_CHECKING:
    from ordito.territory.models import Territory

PROPOSAL = {
    "name": "Giorni di attesa",
    "question": "Quanto si aspetta?",
    "why": "Le famiglie lo chiedono.",
    "origin": "focus_group",
    "origin_text": "Focus group di marzo",
}
PERSONS = {"measure": "persons", "over": "nothing", "per": "1", "version": "1"}


@pytest.fixture
def ambito(db: None) -> Territory:
    return make_territory("Ambito di Prova", kind=TerritoryKind.AMBITO)


@pytest.fixture
def worker(ambito: Territory) -> Client:
    return _entered(SOCIAL_WORKER, ambito)


@pytest.fixture
def officer(ambito: Territory) -> Client:
    return _entered(AMBITO_OFFICER, ambito)


@pytest.fixture
def manager(db: None) -> Client:
    return _entered(REGIONAL_OFFICER, make_territory("Regione di Prova", kind=TerritoryKind.REGION))


def _entered(role: object, territory: Territory) -> Client:
    client = Client()
    client.force_login(make_user(role=role, territory=territory))
    return client


def _url(name: str, *args: object) -> str:
    return reverse(f"indicators:{name}", args=args)


def test_the_whole_life(worker: Client, officer: Client, manager: Client) -> None:
    assert worker.post(_url("propose"), PROPOSAL).status_code == 302
    row = Indicator.objects.get(name="Giorni di attesa")
    assert (row.code, row.proposed_for, row.state) == ("giorni_di_attesa", "Ambito di Prova", "proposed")
    officer.post(_url("comment", row.pk), {"text": "Serve anche a noi.", "form_key": str(uuid4())})
    row.refresh_from_db()
    assert row.state == IndicatorState.DISCUSSED
    assert manager.post(_url("define", row.pk), PERSONS).status_code == 302
    assert manager.post(_url("put_in_use", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.state == IndicatorState.IN_USE
    taken = {"who": f"luogo-{make_id('Ambito di Prova')}", "on": "1/3/2026", "note": ""}
    assert officer.post(_url("take_up", row.pk), taken).status_code == 302
    text = text_of(officer.get(_url("indicator", row.pk)))
    assert "il 01/03/2026, versione 1" in text
    assert "Serve anche a noi." in text
    changed = PERSONS | {"measure": "opened", "changes": "Si contano gli avvii", "version": "2"}
    answer = manager.post(_url("define", row.pk), changed)
    assert answer.status_code == 302, text_of(answer)
    assert manager.post(_url("put_in_use", row.pk)).status_code == 302
    assert manager.post(_url("retire", row.pk), {"because": "Sostituito da un altro"}).status_code == 302
    text = text_of(worker.get(_url("indicator", row.pk)))
    assert "Sostituito da un altro" in text
    assert "Si contano gli avvii" in text


def make_id(name: str) -> int:
    from ordito.territory.models import Territory

    return Territory.objects.get(name=name).pk
