# SPDX-License-Identifier: EUPL-1.2
"""A table asked for by address: what the parameters say, and the parameters of what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ordito.indicators.engine.model import Period

YEARS, QUARTERS = "anni", "trimestri"
"""Rows that are periods: the last years, the quarters of the last two years."""
FILTER = "solo."
"""Begins the name of a parameter that keeps the rows to one value of a dimension: `solo.genere=F`."""
PLACE = "t"
"""Begins the term of a comparison that is a place: `t42`, `t0` for the whole Region; other terms are periods."""


@dataclass(frozen=True)
class Question:
    """What is counted (an indicator's code, or `dataset:measure`), by which rows and columns, when and where.

    `within` is a place (None: everywhere), `only` keeps one value of each named dimension, `against` is the other term
    of a comparison, whose columns are the two terms.
    """

    measure: str
    period: Period
    rows: str
    columns: str = ""
    within: int | None = None
    only: tuple[tuple[str, str], ...] = ()
    against: str = ""
    exact: bool = False

    def parameters(self) -> dict[str, str]:
        """The address, without what is left at its default: the same question always gives the same."""
        found = {
            "misura": self.measure,
            "periodo": period_code(self.period),
            "righe": self.rows,
            "colonne": self.columns,
            "dentro": str(self.within) if self.within else "",
            **{f"{FILTER}{dimension}": code for dimension, code in sorted(self.only)},
            "confronta": self.against,
            "esatte": "on" if self.exact else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def other_period(self) -> Period | None:
        """The other term, when it is a period."""
        return period_of(self.against) if self.against and not self.against.startswith(PLACE) else None

    @property
    def other_place(self) -> int | None:
        """The other term, when it is a place; 0 is the whole Region."""
        return int(self.against.removeprefix(PLACE)) if self.against.startswith(PLACE) else None

    @property
    def places(self) -> tuple[int, ...]:
        """The places that figures are of, of both terms of a comparison; 0 is the whole Region."""
        other = self.other_place
        return (self.within or 0, *(() if other is None else (other,)))

    @property
    def in_time(self) -> bool:
        """Whether rows are periods."""
        return self.rows in {YEARS, QUARTERS}

    def periods(self, most: int) -> tuple[Period, ...]:
        """Every period that is counted, the earliest first in time, the asked one first in a comparison."""
        if self.rows == YEARS:
            return tuple(Period(year) for year in range(self.period.year - most + 1, self.period.year + 1))
        if self.rows == QUARTERS:
            return tuple(quarter for year in (-1, 0) for quarter in Period(self.period.year + year).quarters())
        other = self.other_period
        return (self.period,) if other is None else (self.period, other)

    def filtered(self, dimension: str) -> str:
        """The value that a dimension is kept to, "" for all."""
        return dict(self.only).get(dimension, "")

    def keeping(self, dimension: str, code: str) -> "Question":
        """The question with a dimension kept to one value."""
        others = tuple(pair for pair in self.only if pair[0] != dimension)
        return replace(self, only=(*others, (dimension, code)))


def filters_of(parameters: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The dimensions kept to one value, in the order of their names."""
    found = {
        name.removeprefix(FILTER): value for name, value in parameters.items() if name.startswith(FILTER) and value
    }
    return tuple(sorted(found.items()))


def period_code(period: Period) -> str:
    """`2025` or `2025-2`."""
    return str(period.year) if period.quarter is None else f"{period.year}-{period.quarter}"


def period_of(code: str) -> Period:
    """A period from its code; ValueError for a text that is none."""
    year, _dash, quarter = code.partition("-")
    return Period(int(year), int(quarter) if quarter else None)
