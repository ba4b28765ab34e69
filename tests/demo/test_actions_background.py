# SPDX-License-Identifier: EUPL-1.2
"""What the other offices wrote: every shipped indicator about people has something to count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from demo.actions.accounts import HOME
from demo.actions.background import ORDER, write_background
from demo.declares import DECLARES
from ordito.assessments.models import Instrument
from ordito.audit.models import Entry
from ordito.cases.models import DiaryEntry
from ordito.core.access import SystemActor
from ordito.core.declare import About, dataset_named
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.indicators.actions.sharing import SHIPPED
from ordito.indicators.engine.exchange import read_text
from tests.factories.assessments import mondo
from tests.factories.cases import make_case_file, make_person, make_place, make_taking

pytestmark = pytest.mark.django_db
BY = SystemActor("prova")


def test_every_shipped_indicator_has_rows_and_their_texts_open() -> None:
    assert isinstance(mondo(), Instrument)
    place, today = make_place(), timezone.localdate()
    for number in range(72):
        born = date(1990, 5, 6) if number % 6 == 0 else date(today.year - 9, 5, 6)
        record = make_case_file(make_person(place, "Inventati", f"Numero{number}", birth_date=born))
        start = today - timedelta(days=900)
        make_taking(record, opened_on=start, closed_on=start + timedelta(days=700) if number % 2 else None)
    with writing():
        place.ambito.code = HOME
        place.ambito.save()
    write_background(only=[HOME], seed=1, by=BY, at=timezone.now())
    assert not any(model._default_manager.exists() for model in ORDER), "records that the demonstration opens"
    with writing():
        place.ambito.code = "altro"
        place.ambito.save()
    write_background(only=["altro"], seed=1, by=BY, at=timezone.now())
    assert all(model._default_manager.exists() for model in ORDER)
    for entry in read_text(SHIPPED.read_text(encoding="utf-8")):
        dataset = dataset_named(entry.definition.dataset)
        assert dataset is not None
        assert dataset.about != About.PEOPLE or dataset.rows().exists(), entry.code
    assert open_text(DiaryEntry.objects.all()[0], "text") == "Colloquio inventato per la dimostrazione."
    action = Entry.objects.latest("pk").action
    assert action in {one.action for one in DECLARES}
