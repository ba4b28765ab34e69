# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import pytest

from ordito.cases.datasets import DATASETS
from ordito.cases.enums import InterventionState
from ordito.cases.models import CaseFile, InterventionStep, Person, TakingInCharge
from ordito.core.declare import ColumnRole, declared_datasets
from ordito.core.models import Privacy, writing
from tests.factories.cases import NOW, make_intervention, make_place, make_record, make_worker

pytestmark = pytest.mark.django_db
SETS = {dataset.name: dataset for dataset in DATASETS if dataset.owner == "record"}
"""The rest, waits from a request on, has tests of its own."""


def test_extracts_are_declared() -> None:
    assert {"takings", "taking_reasons", "interventions", "waits"} <= {dataset.name for dataset in declared_datasets()}


@pytest.mark.parametrize("name", SETS)
def test_rows_have_the_columns_in_their_order(name: str) -> None:
    place = make_place()
    taking = make_record(place, worker=make_worker(place))
    make_intervention(taking, requested_on=date(2026, 1, 15))
    (row,) = SETS[name].rows()
    assert len(row) == len(SETS[name].columns)


def test_taking_says_who_where_when_and_what_without_naming() -> None:
    place = make_place()
    taking = make_record(place, surname="Planted")
    person = taking.case_file.person
    (row,) = SETS["takings"].rows()
    columns = [column.name for column in SETS["takings"].columns]
    assert dict(zip(columns, row, strict=True)) == {
        "person": person.link,
        "record": taking.case_file_id,
        "comune": place.comune.code,
        "sex": "M",
        "birth_date": date(2015, 3, 4),
        "taking": taking.pk,
        "opened_on": date(2026, 1, 10),
        "closed_on": None,
        "mode": "consensual",
        "body": place.body.pk,
        "outcome": None,
        "closure_reason": None,
    }


def test_what_is_asked_for_waits_until_it_begins_or_never_will() -> None:
    taking = make_record(make_place())
    asked = date(2026, 1, 15)
    make_intervention(taking, requested_on=asked)
    make_intervention(taking, requested_on=asked, state=InterventionState.REQUESTED)
    refused, _withdrawn = (
        make_intervention(taking, requested_on=asked, state=state)
        for state in (InterventionState.REFUSED, InterventionState.WITHDRAWN)
    )
    with writing():
        InterventionStep.objects.create(
            intervention=refused, target=refused.state, on=date(2026, 3, 5), written_at=NOW, author_name="Qualcuno"
        )
    make_intervention(taking)
    assert [row[-3:] for row in SETS["waits"].rows()] == [
        ("started", asked, date(2026, 2, 1)),
        ("", asked, None),
        ("refused", asked, date(2026, 3, 5)),
        ("withdrawn", asked, asked),
    ]
    outcome = next(column for column in SETS["waits"].columns if column.name == "outcome")
    assert outcome.names is not None
    assert set(outcome.names()) == {"started", "refused", "withdrawn"}


def test_annulled_rows_stay_out() -> None:
    make_intervention(make_record(make_place()), requested_on=date(2026, 1, 15))
    with writing():
        CaseFile.objects.update(annulled_at=NOW)
    assert all(not dataset.rows().exists() for dataset in DATASETS)


def test_no_extract_reads_an_identity() -> None:
    hidden = {
        field
        for model in (Person, CaseFile, TakingInCharge)
        for field, privacy in model.privacy.items()
        if privacy in {Privacy.IDENTITY, Privacy.NARRATIVE}
    }
    assert "surname" in hidden
    for dataset in DATASETS:
        sql = str(dataset.rows().query)
        assert not [field for field in hidden if f'"{field}"' in sql], dataset.name
        roles = {column.name: column.role for column in dataset.columns}
        assert roles.get("person", ColumnRole.PSEUDONYM) == ColumnRole.PSEUDONYM
