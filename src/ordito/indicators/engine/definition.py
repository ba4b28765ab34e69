# SPDX-License-Identifier: EUPL-1.2
"""An indicator's recipe as data: what is counted, of whom, over what, and by what it may be broken down.

The same few keys lie in the database and in the text that regions exchange, so that one reader checks both. What the
recipe names (datasets, columns, codes) is checked elsewhere, against what the apps declare.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import NUMBERS, OF_COLUMN, SUMS, By, Condition, Query

LONGEST_KEY = 80
OLDEST = 130
"""No age beyond it."""
SHARES = frozenset({1, 100, 1000, 10_000, 100_000})
"""What a figure may be told out of: each, a hundred, a thousand."""


class Over(StrEnum):
    """What a count is divided by."""

    NOTHING = "nothing"
    RESIDENTS = "residents"
    COUNT = "count"


class Flaw(StrEnum):
    """Why a recipe cannot be read."""

    UNKNOWN = "unknown"  # a key that is none
    MISSING = "missing"
    WRONG_KIND = "wrong_kind"  # a text where a number belongs
    NOT_OFFERED = "not_offered"  # a value that is not among those possible
    TWICE = "twice"
    DISORDERED = "disordered"  # the highest age before the lowest
    NEEDS_COLUMN = "needs_column"  # a mean of nothing
    NOT_DIVISIBLE = "not_divisible"  # a mean over residents
    NOT_PART = "not_part"  # a share whose whole is narrower than its part


class FlawedDefinitionError(ValueError):
    """A recipe cannot be read: `key` names the place, as "over.per"."""

    def __init__(self, key: str, flaw: Flaw) -> None:
        super().__init__(f"{key}: {flaw}")
        self.key = key
        self.flaw = flaw


@dataclass(frozen=True)
class Only:
    """Of a dimension, only these codes."""

    dimension: str
    codes: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """As it is stored."""
        return {"dimension": self.dimension, "codes": list(self.codes)}


@dataclass(frozen=True)
class Denominator:
    """What the count is divided by and told out of.

    A COUNT without `dataset` is the whole of which the count is a part: it has the same dataset and ages, and `where`
    are those of the conditions that hold for the whole too. A COUNT of another dataset has no conditions.
    """

    over: Over = Over.NOTHING
    per: int = 1
    dataset: str = ""
    measure: Measure | None = None
    where: tuple[Only, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """As it is stored."""
        data: dict[str, Any] = {"kind": self.over.value, "per": self.per}
        if self.dataset:
            data["dataset"] = self.dataset
        if self.measure:
            data["measure"] = self.measure.value
        if self.where:
            data["where"] = [one.to_data() for one in self.where]
        return data


@dataclass(frozen=True)
class Definition:
    """The recipe. `column` is the number of a mean or sum; ages are completed years, ends included, None is open."""

    dataset: str
    measure: Measure
    column: str = ""
    age_from: int | None = None
    age_to: int | None = None
    where: tuple[Only, ...] = ()
    over: Denominator = Denominator()
    breakdowns: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: object) -> "Definition":
        """Read a recipe; FlawedDefinitionError names the key that is wrong."""
        found = _mapping(data, "", {"dataset", "measure", "column", "ages", "where", "over", "breakdowns"})
        ages = _mapping(found.get("ages", {}), "ages", {"from", "to"})
        return cls(
            dataset=_text(found, "dataset", ""),
            measure=_measure(found, ""),
            column=_text(found, "column", "", needed=False),
            age_from=_age(ages, "from"),
            age_to=_age(ages, "to"),
            where=_where(found.get("where", []), "where"),
            over=_denominator(found.get("over", {}), "over"),
            breakdowns=_texts(found.get("breakdowns", []), "breakdowns"),
        ).checked()

    def checked(self) -> "Definition":
        """The recipe itself; FlawedDefinitionError when its parts do not go together."""
        if self.age_from is not None and self.age_to is not None and self.age_to < self.age_from:
            raise FlawedDefinitionError("ages", Flaw.DISORDERED)
        if (self.measure in OF_COLUMN) != bool(self.column):
            raise FlawedDefinitionError("column", Flaw.NEEDS_COLUMN if not self.column else Flaw.NOT_OFFERED)
        if self.over.over != Over.NOTHING and self.measure in NUMBERS - SUMS:
            raise FlawedDefinitionError("over", Flaw.NOT_DIVISIBLE)
        self._check_whole()
        return self

    def _check_whole(self) -> None:
        over = self.over
        if over.over != Over.COUNT:
            told = {"measure": over.measure, "dataset": over.dataset, "where": over.where}
            for key, value in told.items():
                if value:
                    raise FlawedDefinitionError(f"over.{key}", Flaw.UNKNOWN)
        elif over.measure is None:
            raise FlawedDefinitionError("over.measure", Flaw.MISSING)
        elif over.measure in NUMBERS:
            raise FlawedDefinitionError("over.measure", Flaw.NOT_OFFERED)
        elif over.where and (over.dataset or over.measure != self.measure or not set(over.where) < set(self.where)):
            raise FlawedDefinitionError("over.where", Flaw.NOT_PART)

    def to_data(self) -> dict[str, Any]:
        """As it is stored and exchanged: the same recipe gives the same text, and nothing empty is written."""
        data: dict[str, Any] = {"dataset": self.dataset, "measure": self.measure.value}
        ages = {"from": self.age_from, "to": self.age_to}
        if self.column:
            data["column"] = self.column
        if told := {name: age for name, age in ages.items() if age is not None}:
            data["ages"] = told
        if self.where:
            data["where"] = [one.to_data() for one in self.where]
        if self.over.over != Over.NOTHING:
            data["over"] = self.over.to_data()
        if self.breakdowns:
            data["breakdowns"] = list(self.breakdowns)
        return data

    def query(self, periods: Sequence[Period], by: Sequence[By], also: Sequence[Condition] = ()) -> Query:
        """What is counted. Ages are no part of it: the scale of ages that goes with the query has only these."""
        measure = Measure.RATE if self.over.over == Over.RESIDENTS and self.measure == Measure.PERSONS else self.measure
        return Query(self.dataset, measure, tuple(periods), tuple(by), (*_conditions(self.where), *also), self.column)

    def divisor(self, periods: Sequence[Period], by: Sequence[By], also: Sequence[Condition] = ()) -> Query | None:
        """What it is divided by, when that is a count."""
        if self.over.measure is None:
            return None
        where = (*_conditions(self.over.where), *also)
        return Query(self.over.dataset or self.dataset, self.over.measure, tuple(periods), tuple(by), where)

    @property
    def decimals(self) -> int:
        """Decimals of its figures: none for counts and sums."""
        return int(self.measure in NUMBERS - SUMS or self.over.over != Over.NOTHING)

    def counts_like(self, other: "Definition") -> bool:
        """Whether both give the same figures: they differ at most by what may be looked at."""
        return replace(self, breakdowns=()) == replace(other, breakdowns=())

    def dimensions(self) -> tuple[str, ...]:
        """Every dimension named, once, in the order of naming."""
        return tuple(dict.fromkeys((*(one.dimension for one in self.where), *self.breakdowns)))


def _conditions(where: Sequence[Only]) -> tuple[Condition, ...]:
    return tuple(Condition(By(one.dimension), one.codes) for one in where)


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _mapping(data: object, place: str, known: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise FlawedDefinitionError(place, Flaw.WRONG_KIND)
    for key in data:
        if key not in known:
            raise FlawedDefinitionError(_at(place, key_in_words(key)), Flaw.UNKNOWN)
    return data


def key_in_words(key: object) -> str:
    """A key that somebody else wrote, as a message names it: text, not too long, and nothing for anything else."""
    return key[:LONGEST_KEY] if isinstance(key, str) else ""


def _text(data: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise FlawedDefinitionError(_at(place, key), Flaw.WRONG_KIND)
    if needed and not value:
        raise FlawedDefinitionError(_at(place, key), Flaw.MISSING)
    return value


def _texts(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise FlawedDefinitionError(place, Flaw.WRONG_KIND)
    if len(set(value)) != len(value):
        raise FlawedDefinitionError(place, Flaw.TWICE)
    return tuple(value)


def _measure(data: Mapping[str, Any], place: str) -> Measure:
    value = _text(data, "measure", place)
    if value not in set(Measure) - {Measure.RATE}:  # a rate is persons over residents
        raise FlawedDefinitionError(_at(place, "measure"), Flaw.NOT_OFFERED)
    return Measure(value)


def _age(data: Mapping[str, Any], key: str) -> int | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        raise FlawedDefinitionError(f"ages.{key}", Flaw.WRONG_KIND)
    if not 0 <= value <= OLDEST:
        raise FlawedDefinitionError(f"ages.{key}", Flaw.NOT_OFFERED)
    return value


def _where(value: object, place: str) -> tuple[Only, ...]:
    if not isinstance(value, list):
        raise FlawedDefinitionError(place, Flaw.WRONG_KIND)
    found = []
    for number, one in enumerate(value, 1):
        here = f"{place}[{number}]"
        told = _mapping(one, here, {"dimension", "codes"})
        codes = _texts(told.get("codes", []), f"{here}.codes")
        if not codes:
            raise FlawedDefinitionError(f"{here}.codes", Flaw.MISSING)
        found.append(Only(_text(told, "dimension", here), codes))
    if len({one.dimension for one in found}) != len(found):
        raise FlawedDefinitionError(place, Flaw.TWICE)
    return tuple(found)


def _denominator(value: object, place: str) -> Denominator:
    told = _mapping(value, place, {"kind", "per", "dataset", "measure", "where"})
    if not told:
        return Denominator()
    kind, per = _text(told, "kind", place), told.get("per", 1)
    if kind not in set(Over):
        raise FlawedDefinitionError(f"{place}.kind", Flaw.NOT_OFFERED)
    if not isinstance(per, int) or per not in SHARES:
        raise FlawedDefinitionError(f"{place}.per", Flaw.NOT_OFFERED)
    measure = _measure(told, place) if "measure" in told else None
    dataset = _text(told, "dataset", place, needed=False)
    return Denominator(Over(kind), per, dataset, measure, _where(told.get("where", []), f"{place}.where"))
