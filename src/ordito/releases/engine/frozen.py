# SPDX-License-Identifier: EUPL-1.2
"""What a release freezes: what was asked, the table that left, what the attacker found; as JSON that reads back alike.

A table is the product of four lists of groups (places, genders, ages, values), totals among them. A group says which
codes it stood for on its day, so that an Ambito that has other Comuni since is still what it was. A value is the
conditions that its cells meet: those of the whole table, and one of each facet that the table is broken down by.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.counts import Among, Where
from ordito.indicators.engine.model import IntArray, Measure, Period

UNKNOWN = "?"
"""The age of a person whose age is not known, among the codes of a group of ages; others read `first-last`."""
TOTAL = "*"
"""The code of a total of genders, ages or values of a facet."""
HIDDEN_VALUE = -1
TAKINGS = "takings"
BETWEEN = "-"
"""Between the names of what a table is broken down by, which have none of their own."""
Named: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""Codes by the name of an axis or a facet."""


class CellState(IntEnum):
    """Whether a cell shows its value. A hidden one does not say which rule hid it: that alone would narrow it."""

    SHOWN = 0
    HIDDEN = 1
    NO_DATA = 2


@dataclass(frozen=True)
class Wanted:
    """A table as it was asked for. `ages` are those that the question concerns, completed years, ends included.

    `breakdown` are the names of axes and facets, with `BETWEEN` between them; `where` is what rows must have, and
    `merged` which classes of an axis or a facet are one.
    """

    measure: Measure
    period: Period
    level: str
    breakdown: str = ""
    age_from: int | None = None
    age_to: int | None = None
    place_id: int | None = None
    indicator: str = ""
    dataset: str = TAKINGS
    where: Named = ()
    merged: Named = ()

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """What it is broken down by, besides places."""
        return tuple(self.breakdown.split(BETWEEN)) if self.breakdown else ()

    def to_json(self) -> dict[str, Any]:
        """As it is stored; what it does not say is as in the tables of takings that were stored before the rest."""
        said = asdict(self) | {"period": period_code(self.period), "measure": self.measure.value}
        later = {"dataset": TAKINGS, "where": (), "merged": ()}
        return {name: value for name, value in said.items() if name not in later or value != later[name]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Wanted":
        """What `to_json` wrote, before or after it went through JSON."""
        named = {name: tuple((key, tuple(codes)) for key, codes in data.get(name, ())) for name in ("where", "merged")}
        read = {"measure": Measure(data["measure"]), "period": period_of(data["period"])}
        return cls(**{**data, **read, **named})

    def series_key(self) -> str:
        """The same for tables that differ in their period alone: they are versions and years of one dataset."""
        said = self.to_json() | {"period": "quarter" if self.period.quarter else "year"}
        return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True)
class Group:
    """One category of a table; `of` are the base codes in it: codes of Comuni, genders, intervals of ages."""

    code: str
    label: str
    of: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True, eq=False)
class FrozenTable:
    """Cells by place, gender, age and value; `residents` are the denominators of rates, without values.

    `facet` names what values are of, `meets` the conditions of each. Shown counts lie within `margin` of the true ones:
    0, unless they were rounded to multiples of `base`.
    """

    measure: Measure
    period: Period
    facet: str
    places: tuple[Group, ...]
    genders: tuple[Group, ...]
    ages: tuple[Group, ...]
    values: tuple[Group, ...]
    cells: IntArray
    states: NDArray[np.int8]
    residents: IntArray | None = None
    margin: int = 0
    base: int = 1
    meets: tuple[Where, ...] = ((),)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """How many groups each axis has."""
        return len(self.places), len(self.genders), len(self.ages), len(self.values)

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return int((self.states == CellState.HIDDEN).sum())

    @property
    def told(self) -> int:
        """How many cells there are where there are data."""
        return int((self.states != CellState.NO_DATA).sum())

    def of_values(self, kept: Sequence[bool]) -> "FrozenTable":
        """The table with some of its values only."""
        at = [number for number, keep in enumerate(kept) if keep]
        return replace(
            self,
            values=tuple(self.values[number] for number in at),
            meets=tuple(self.meets[number] for number in at),
            cells=self.cells[..., at],
            states=self.states[..., at],
        )

    def to_json(self) -> dict[str, Any]:
        """As it is stored; nothing stands where a value is hidden."""
        return {
            "measure": self.measure.value,
            "period": period_code(self.period),
            "facet": self.facet,
            **{name: [asdict(group) for group in getattr(self, name)] for name in AXES},
            "cells": self.cells.ravel().tolist(),
            "states": self.states.ravel().tolist(),
            "residents": None if self.residents is None else self.residents.ravel().tolist(),
            "margin": self.margin,
            "base": self.base,
            "meets": [[[among.facet, list(among.values)] for among in where] for where in self.meets],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "FrozenTable":
        """What `to_json` wrote."""
        axes = {name: tuple(Group(**{**group, "of": tuple(group["of"])}) for group in data[name]) for name in AXES}
        shape = tuple(len(axes[name]) for name in AXES)
        return cls(
            measure=Measure(data["measure"]),
            period=period_of(data["period"]),
            facet=data["facet"],
            **axes,
            cells=np.array(data["cells"], dtype=np.int64).reshape(shape),
            states=np.array(data["states"], dtype=np.int8).reshape(shape),
            residents=None
            if data["residents"] is None
            else np.array(data["residents"], dtype=np.int64).reshape(shape[:3]),
            margin=data["margin"],
            base=data["base"],
            meets=_meets(data, axes["values"]),
        )


def _meets(data: Mapping[str, Any], values: tuple[Group, ...]) -> tuple[Where, ...]:
    """The conditions of each value; the tables that say nothing of it had one facet and no filter."""
    if "meets" in data:
        return tuple(tuple(Among(facet, tuple(codes)) for facet, codes in where) for where in data["meets"])
    return tuple(() if group.code == TOTAL else (Among(data["facet"], (group.code,)),) for group in values)


AXES = ("places", "genders", "ages", "values")


def canonical(data: Mapping[str, Any]) -> bytes:
    """One text for equal data: what a fingerprint is taken of."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def period_code(period: Period) -> str:
    """`2025` or `2025-2`."""
    return str(period.year) if period.quarter is None else f"{period.year}-{period.quarter}"


def period_of(code: str) -> Period:
    """A period from its code; ValueError when it is none."""
    year, _dash, quarter = code.partition("-")
    return Period(int(year), int(quarter) if quarter else None)


def age_code(first: int, last: int | None) -> str:
    """An interval of completed years: `0-2`, or `65-` without end."""
    return f"{first}-" if last is None else f"{first}-{last}"


def edges_of(groups: tuple[Group, ...]) -> set[int]:
    """The ages at which intervals of these groups begin, or the one after them begins."""
    found = {0}
    for interval in {code for group in groups for code in group.of if code != UNKNOWN}:
        first, _dash, last = interval.partition("-")
        found |= {int(first)} | ({int(last) + 1} if last else set())
    return found


def ages_within(group: Group, lower: tuple[int, ...]) -> list[bool]:
    """Which of the bands that begin at `lower`, and "not known" after them, lie in a group of ages."""
    intervals = [code.partition("-") for code in group.of if code != UNKNOWN]
    spans = [(int(first), int(last) if last else None) for first, _dash, last in intervals]
    inside = [any(first <= age and (last is None or age <= last) for first, last in spans) for age in lower]
    return [*inside, UNKNOWN in group.of]
