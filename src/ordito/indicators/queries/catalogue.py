# SPDX-License-Identifier: EUPL-1.2
"""What an indicator may count: the datasets that apps declare, with their dimensions, codes and numbers by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.asked import recall
from ordito.core.declare import About, ColumnRole, all_datasets, declared_datasets
from ordito.indicators.engine.query import AGE, GENDER
from ordito.indicators.enums import MeasureChoice
from ordito.territory.enums import Sex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from datetime import date

    from ordito.core.declare import Column, Dataset

PERSON, PLACE, SEX = "person", "comune", "sex"
EVERYWHERE = frozenset({PERSON, PLACE, SEX})
"""Columns that mean the same in every dataset: they are the person, the place and the gender."""
OF_STOCKS = (MeasureChoice.EPISODES, MeasureChoice.OPEN, MeasureChoice.OPENED, MeasureChoice.CLOSED)
OF_LENGTHS = (MeasureChoice.DURATION,)
OF_NUMBERS = (MeasureChoice.SCORE, MeasureChoice.SUM, MeasureChoice.STANDING)


@dataclass(frozen=True)
class Dimension:
    """Something that counts may be limited to or broken down by; without `codes` only the latter.

    `names` and `ended` are those of a declared column; they are asked when somebody wants to know.
    """

    key: str
    label: str
    names: Callable[[], Mapping[str, object]] | None = None
    ended: Callable[[date], Collection[str]] | None = None
    gone: str = ""
    """Why a new recipe may no longer name it, "" when it may."""
    of_people: bool = False
    """Whether its codes count people."""
    meant: Callable[[], Mapping[str, tuple[int, int | None]]] | None = None

    @cached_property
    def ages(self) -> Mapping[str, tuple[int, int | None]]:
        """For which completed ages its codes are meant; empty when it says of none."""
        return self.meant() if self.meant else {}

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """How its codes read."""
        return {code: str(name) for code, name in recall(self.names).items()} if self.names else {}

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
    about: About = About.PEOPLE
    gone: Mapping[str, str] = field(default_factory=dict)
    """Why a new recipe may no longer name some of the numbers."""
    private: bool = False
    """Whether some of its columns are sensitive."""

    @property
    def personal(self) -> bool:
        """Whether its rows are about people served, who have an age and a gender."""
        return self.about == About.PEOPLE

    @property
    def confided(self) -> bool:
        """Whether its rows say what workers told of themselves: no table of it leaves."""
        return self.about == About.STAFF and self.private

    @property
    def counted(self) -> tuple[MeasureChoice, ...]:
        """The measures that are no mean and no sum."""
        return tuple(one for one in self.measures if one not in OF_NUMBERS)


def catalogue(*only: str) -> dict[str, Countable]:
    """Every dataset that can be counted, by name; some alone when they are named (fewer queries)."""
    declared = declared_datasets()
    if not only or not {one.name for one in declared}.issuperset(only):
        declared = all_datasets()
    found = (_countable(one, declared) for one in declared if not only or one.name in only)
    return {one.name: one for one in found if one is not None}


def labels() -> dict[str, str]:
    """The datasets that can be counted, by name, without asking for any code."""
    return {one.name: str(one.label) for one in all_datasets() if one.begin}


def _countable(dataset: Dataset, declared: Sequence[Dataset]) -> Countable | None:
    if not dataset.begin:
        return None
    dimensions = dict(_common(personal=dataset.about == About.PEOPLE))
    for key, label, column in _crossable(dataset, declared):
        dimensions[key] = Dimension(
            key, label, column.names, column.ended, str(column.retired), column.of_people, column.ages
        )
    numbers = [column for column in dataset.columns if _may_measure(dataset, column)]
    return Countable(
        dataset.name,
        str(dataset.label),
        dimensions,
        {column.name: str(column.label) for column in numbers},
        tuple(_measures(dataset, numbers=bool(numbers))),
        dataset.about,
        {column.name: str(column.retired) for column in numbers if column.retired},
        any(column.role == ColumnRole.SENSITIVE for column in dataset.columns),
    )


def _measures(dataset: Dataset, *, numbers: bool) -> Iterator[MeasureChoice]:
    """A sum over people served cannot be protected by noise, nor over workers those of a period's new ones."""
    if dataset.about in {About.PEOPLE, About.STAFF}:
        yield MeasureChoice.PERSONS
    yield from (*OF_STOCKS, *OF_LENGTHS) if dataset.end else (MeasureChoice.OPENED,)
    if numbers:
        yield MeasureChoice.SCORE
        if dataset.about == About.THINGS:
            yield MeasureChoice.SUM
        if dataset.about != About.PEOPLE and dataset.end:
            yield MeasureChoice.STANDING


def _may_measure(dataset: Dataset, column: Column) -> bool:
    protected = column.reach or dataset.about == About.THINGS
    return bool(column.role == ColumnRole.MEASURE and column.kind == "number" and protected)


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
