# SPDX-License-Identifier: EUPL-1.2
"""What an indicator may count: the datasets that apps declare, with their dimensions, codes and numbers by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.declare import ColumnRole, declared_datasets
from ordito.indicators.engine.query import AGE, GENDER
from ordito.indicators.enums import MeasureChoice
from ordito.territory.enums import Sex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date

    from ordito.core.declare import Column, Dataset

PERSON, PLACE, SEX = "person", "comune", "sex"
EVERYWHERE = frozenset({PERSON, PLACE, SEX})
"""Columns that mean the same in every dataset: they are the person, the place and the gender."""
OF_STOCKS = (MeasureChoice.EPISODES, MeasureChoice.OPEN, MeasureChoice.OPENED, MeasureChoice.CLOSED)
OF_LENGTHS = (MeasureChoice.DURATION,)
OF_NUMBERS = (MeasureChoice.SCORE, MeasureChoice.SUM)


@dataclass(frozen=True)
class Dimension:
    """Something that counts may be limited to or broken down by; without `codes` only the latter.

    `names` and `ended` are those of a declared column; they are asked when somebody wants to know.
    """

    key: str
    label: str
    names: Callable[[], Mapping[str, object]] | None = None
    ended: Callable[[date], Collection[str]] | None = None

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """How its codes read."""
        return {code: str(name) for code, name in self.names().items()} if self.names else {}

    @cached_property
    def retired(self) -> frozenset[str]:
        """Codes no longer in force: old rows may have them, and a new recipe should not name them."""
        return frozenset(self.ended(timezone.localdate())) if self.ended else frozenset()


@dataclass(frozen=True)
class Countable:
    """A dataset as the builder offers it."""

    name: str
    label: str
    dimensions: Mapping[str, Dimension]
    numbers: Mapping[str, str]
    measures: tuple[MeasureChoice, ...]
    personal: bool


def catalogue(*only: str) -> dict[str, Countable]:
    """Every dataset that can be counted, by name; some alone when they are named (fewer queries)."""
    declared = declared_datasets()
    found = (_countable(one, declared) for one in declared if not only or one.name in only)
    return {one.name: one for one in found if one is not None}


def labels() -> dict[str, str]:
    """The datasets that can be counted, by name, without asking for any code."""
    return {one.name: str(one.label) for one in declared_datasets() if one.begin}


def _countable(dataset: Dataset, declared: Sequence[Dataset]) -> Countable | None:
    if not dataset.begin:
        return None
    columns = {column.name: column for column in dataset.columns}
    personal = PERSON in columns
    dimensions = dict(_common(personal=personal))
    for key, label, column in _crossable(dataset, declared):
        dimensions[key] = Dimension(key, label, column.names, column.ended)
    numbers = {
        column.name: str(column.label)
        for column in dataset.columns
        if column.role == ColumnRole.MEASURE and column.kind == "number" and (column.reach or not personal)
    }
    measures = (
        *((MeasureChoice.PERSONS,) if personal else ()),
        *(OF_STOCKS if dataset.end else (MeasureChoice.OPENED,)),
        *(OF_LENGTHS if dataset.end else ()),
        *(OF_NUMBERS[: 1 if personal else 2] if numbers else ()),  # a sum over persons cannot be protected by noise
    )
    return Countable(dataset.name, str(dataset.label), dimensions, numbers, measures, personal)


def _common(*, personal: bool) -> Sequence[tuple[str, Dimension]]:
    if not personal:
        return ()
    return (GENDER, Dimension(GENDER, _("Genere"), lambda: dict(Sex.choices))), (AGE, Dimension(AGE, _("Età")))


def _crossable(dataset: Dataset, declared: Sequence[Dataset]) -> list[tuple[str, str, Column]]:
    """The dataset's own columns, then those of datasets whose rows belong to its rows, as `dataset.column`."""
    found = [(column.name, str(column.label), column) for column in dataset.columns if _may_cross(column)]
    for other in declared:
        if dataset.name in other.parents.values():
            found += [
                (f"{other.name}.{column.name}", f"{column.label} ({str(other.label).lower()})", column)
                for column in other.columns
                if _may_cross(column)
            ]
    return found


def _may_cross(column: Column) -> bool:
    crossed = column.role in {ColumnRole.DIMENSION, ColumnRole.SENSITIVE}
    return crossed and column.name not in EVERYWHERE
