# SPDX-License-Identifier: EUPL-1.2
"""From what apps declare of their datasets to how they are read into the store, whole or what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.audit.models import Subject
from ordito.core.declare import ColumnRole, all_datasets
from ordito.indicators.engine.extract import Change, Plan, Select
from ordito.indicators.engine.store import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from ordito.core.declare import Column, Dataset
    from ordito.indicators.engine.model import IntArray

STANDARD = {"person": "person", "comune": "place", "sex": "sex", "birth_date": "birth"}
"""Columns that datasets about persons share, and their names in the store."""
TAKINGS = "takings"
"""The dataset that every house has: where it has rows, the Comune's data are there."""
AT_ONCE = 5000
"""Ids in one query, below what both databases take."""


def datasets() -> dict[str, Dataset]:
    """Every dataset by name."""
    return {dataset.name: dataset for dataset in all_datasets()}


def plan_of(dataset: Dataset) -> Plan:
    """How a dataset is read."""
    names = {"row": dataset.row}
    fixed = {"begin": dataset.begin, "end": dataset.end, "owner": dataset.owner}
    names |= {name: column for name, column in fixed.items() if column}
    own: dict[str, str] = {}
    for column in dataset.columns:
        if column.name in STANDARD:
            names[STANDARD[column.name]] = column.name
        elif kind := _kind(dataset, column):
            own[column.name] = kind
            names[column.name] = column.name
    record = next(iter(dataset.touched), "")
    shape = Shape(dataset.name, own, dataset.about.value, bool(record), dataset.parents)
    return Plan(shape, _select(dataset, dataset.rows().order_by()), names, record, dataset.opening)


def _kind(dataset: Dataset, column: Column) -> str:
    """How a column of the dataset's own lies in the store; "" for one that stays out, as any id and any other date."""
    if column.name in dataset.parents:
        return "link"
    if column.role in {ColumnRole.DIMENSION, ColumnRole.SENSITIVE}:
        return "code"
    return "number" if column.role == ColumnRole.MEASURE and column.kind == "number" else ""


def change_of(dataset: Dataset, since: int) -> Change | None:
    """What has been touched since an audit entry; None for a dataset whose rows belong to no record.

    What rows belong to is looked for among all of their table: a change may be why a row counts no more.
    """
    if not dataset.owner:
        return None
    (kind, owner), *others = dataset.touched.items()
    touched = Subject.objects.filter(entry_id__gte=since)
    found, every = touched.filter(kind=kind).values_list("object_id"), dataset.rows().model._base_manager  # noqa: SLF001 - Django's public name
    for other, path in others:
        ids = touched.filter(kind=other).values("object_id")
        found = found.union(every.filter(**{f"{path}__in": ids}).values_list(owner))

    def rows(owners: IntArray) -> Iterator[Select]:
        for start in range(0, owners.size, AT_ONCE):
            some = owners[start : start + AT_ONCE].tolist()
            yield _select(dataset, dataset.rows().order_by().filter(**{f"{owner}__in": some}))

    return Change(Select(*_sql(found), ("owner",)), rows)


def _select(dataset: Dataset, rows: QuerySet[Any, Any]) -> Select:
    made, reads = (dataset.opening.made, dataset.opening.reads) if dataset.opening else ((), ())
    plain = [column.name for column in dataset.columns if column.name not in made]
    return Select(*_sql(rows), (*plain, *reads))


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    sql, parameters = rows.query.sql_with_params()
    return sql, tuple(parameters)
