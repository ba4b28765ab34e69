# SPDX-License-Identifier: EUPL-1.2
"""Nothing that says who somebody is, or tells of them in words, gets into a snapshot."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from django.db.models import BooleanField, CharField, DateField, DecimalField, ForeignKey, IntegerField, Model

from ordito.core.declare import About, declared_datasets
from ordito.core.fields import SealedField
from ordito.indicators.queries.plans import plan_of
from ordito.indicators.queries.snapshots import folder_of
from tests.factories.cases import make_case_file, make_person, make_place, make_taking
from tests.factories.planting import SEED, Planting, reached
from tests.indicators.conftest import snapshot

if TYPE_CHECKING:
    from ordito.core.declare import Dataset

KNOWN = {
    "surname": "Semerinarocca",
    "name": "Ermelinda",
    "fiscal_code": "SPNRLN12C44F205X",
    "street": "Via delle Ortensie 77",
    "phone": "3339998887",
}


@pytest.mark.django_db
def test_a_seed_in_every_sealed_column_and_file_of_the_record_is_in_no_file() -> None:
    person = make_person(make_place(), birth_date=date(2012, 3, 4), sex="F", **KNOWN)
    planting = Planting(make_taking(make_case_file(person), opened_on=date(2025, 5, 6)))
    assert len(planting.rows) > 100
    made = snapshot()
    assert made.takings >= 1
    files = [path for path in folder_of(made).rglob("*") if path.is_file()]
    told = b"\n".join([
        *(path.read_bytes() for path in files),
        *(repr(pq.read_table(path).to_pydict()).encode() for path in files if path.suffix == ".parquet"),
    ]).lower()  # fmt: skip
    for secret in (SEED, *KNOWN.values(), str(person.public_id), "2012-03-04"):
        assert secret.lower().encode() not in told
    assert b"opened_on" not in told, "no column but those of the store"


def field_at(model: type[Model], path: str) -> Any:
    """The column at the end of a path of a query."""
    field = None
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        model = getattr(field, "related_model", None) or model
    return field


@pytest.mark.parametrize("dataset", declared_datasets(), ids=lambda dataset: dataset.name)
def test_datasets_read_codes_numbers_and_days_only(dataset: Dataset) -> None:
    """What is text is the code of a list or of a place, or one of few choices: no words of anybody."""
    rows = dataset.rows()
    for path in rows.query.values_select:
        field = field_at(rows.model, path)
        assert not isinstance(field, SealedField)
        if isinstance(field, CharField):
            assert field.choices or field.name in {"code", "key"}, path
            assert field.model not in reached() or field.choices, f"{path} is a text of the record"
        else:
            assert isinstance(field, (BooleanField, DateField, DecimalField, ForeignKey, IntegerField)), path


@pytest.mark.parametrize("dataset", declared_datasets(), ids=lambda dataset: dataset.name)
def test_datasets_say_which_columns_are_what(dataset: Dataset) -> None:
    names = [column.name for column in dataset.columns]
    told = (dataset.row, dataset.begin, dataset.end, dataset.owner, *dataset.parents)
    assert {name for name in told if name} <= set(names)
    assert len(set(names)) == len(names)
    assert bool(dataset.owner) == bool(dataset.touched), "whose rows belong to a record say when it is touched"
    assert set(dataset.parents.values()) <= {one.name for one in declared_datasets()}
    plan = plan_of(dataset)
    assert set(plan.names.values()) <= set(names)
    assert (dataset.about in {About.PEOPLE, About.STAFF}) == ("person" in names)
    records = {"cases.casefile", "cases.person"}
    assert dataset.about != About.PEOPLE or plan.record in records, "rows about people belong to a record, or to them"
