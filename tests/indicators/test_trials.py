# SPDX-License-Identifier: EUPL-1.2
"""Trying a recipe in the builder: written down as a reading, and only so many a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.accounts.roles import REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.indicators.actions import IndicatorError, protection, record_trial
from ordito.indicators.engine.definition import Definition
from ordito.indicators.engine.model import Measure
from tests.factories.accounts import make_user
from tests.factories.cases import NOW
from tests.factories.territory import make_territory
from tests.records import text_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
ONE, OTHER, THIRD = (Definition("takings", Measure.PERSONS, age_to=age) for age in (5, 17, 64))


def test_trials_are_written_down_and_only_so_many_recipes_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protection, "MOST_TRIALS", 2)
    me, colleague = (make_user(role=REGIONAL_OFFICER, territory=make_territory("Puglia")) for _ in range(2))
    for recipe in (ONE, OTHER, ONE):
        record_trial(recipe=recipe, by=me, at=NOW)
    with pytest.raises(IndicatorError, match="Oggi hai provato 2 definizioni"):
        record_trial(recipe=THIRD, by=me, at=NOW)
    trials = [entry.detail["recipe"] for entry in Entry.objects.filter(action="indicators.try_recipe", kind="read")]
    assert len(trials) == 3
    assert len(set(trials)) == 2
    record_trial(recipe=THIRD, by=colleague, at=NOW)
    record_trial(recipe=THIRD, by=me, at=NOW + timedelta(days=1))
    with pytest.raises(NotAllowedError):
        record_trial(recipe=ONE, by=make_user(role=SOCIAL_WORKER), at=NOW)


def test_the_builder_says_that_it_is_enough_for_today(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protection, "MOST_TRIALS", 1)
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=make_territory("Puglia")))
    sent = {"measure": "persons", "over": "residents", "version": "0", "prova": "1"}
    for per in ("1", "100"):
        text = text_of(client.post(reverse("indicators:new"), sent | {"per": per}))
        assert ("il massimo per un giorno" in text) == (per == "100")
        assert ("prossimo aggiornamento" in text) == (per == "1"), "no figure of a recipe too many"
