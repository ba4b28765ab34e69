# SPDX-License-Identifier: EUPL-1.2
"""A query as one SQL statement, in DuckDB's words; Ibis says it in those of PostgreSQL and Spark.

Rows with their codes, then one line per grouping and person (so that each person is one in every total), then cells.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from ordito.indicators.engine.mart import UNKNOWN_MONTH
from ordito.indicators.engine.model import IntArray, Measure
from ordito.indicators.engine.query import (
    AGE,
    ALWAYS,
    AT_BEGIN,
    AT_END,
    GENDER,
    NUMBERS,
    PLACE,
    UNIT,
    By,
    Condition,
    Cube,
    Query,
    Scale,
    Scales,
    UnknownColumnError,
    answered,
)
from ordito.indicators.engine.store import Store

NAMES = {PLACE: "place", GENDER: "sex"}
FOREVER = 2**31 - 1
ACTIVE = {
    Measure.PERSONS: 't."begin" <= p.last AND t."end" >= p.first',
    Measure.OPEN: 't."begin" <= p.last AND t."end" > p.last',
    Measure.OPENED: 't."begin" >= p.first AND t."begin" <= p.last',
    Measure.CLOSED: 't."end" >= p.first AND t."end" <= p.last',
}
ACTIVE |= dict.fromkeys((Measure.RATE, Measure.EPISODES), ACTIVE[Measure.PERSONS])
ACTIVE |= dict.fromkeys((Measure.SCORE, Measure.SUM), ACTIVE[Measure.OPENED])
ACTIVE[Measure.STANDING] = ACTIVE[Measure.OPEN]
ACTIVE |= dict.fromkeys((Measure.DURATION, Measure.MEDIAN), f'{ACTIVE[Measure.CLOSED]} AND t."begin" <> {ALWAYS}')

Relation = Callable[[str], str]
"""The name (or expression) under which an engine has the standing rows of a dataset."""


def statement(query: Query, store: Store, scales: Scales, relation: Relation) -> str:
    """The statement: a line per cell with somebody in it, totals as NULL codes."""
    dims = [f"d{number}" for number in range(len(query.by))]
    cube = f", CUBE ({', '.join(dims)})" if dims else ""
    keys = ", ".join(["period", *dims])
    same = ["c.period = n.period", *(f"coalesce(c.{dim}, -1) = coalesce(n.{dim}, -1)" for dim in dims)]
    found, median, held = "single", "NULL", "number"
    if query.within is not None:
        low, high = query.within
        held = f"CASE WHEN number < {low} THEN {low} WHEN number > {high} THEN {high} ELSE number END"
    if query.measure == Measure.MEDIAN:
        found = (
            f"(SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY number) AS rank_, "  # noqa: S608 - names of this module
            f"count(*) OVER (PARTITION BY {keys}) AS size_ FROM single) AS ranked"
        )
        median = "max(CASE WHEN 2 * rank_ IN (size_, size_ + 1) THEN number END)"
    return (
        f"WITH chosen AS ({_Chosen(query, store, scales, relation).text()}), "  # noqa: S608 - made of names and numbers checked against the store
        f"single AS (SELECT {keys}, person, nr, max(person_key) AS person_key, max(number) AS number "
        f"FROM chosen GROUP BY period, person, nr{cube}), "
        f"people AS (SELECT {keys}, person, max(person_key) AS person_key FROM single GROUP BY {keys}, person), "
        f"counted AS (SELECT {keys}, count(*) AS rows_, sum(number) AS total, sum({held}) AS held, {median} AS median "
        f"FROM {found} GROUP BY {keys}), "
        f"told AS (SELECT {keys}, count(*) AS persons, sum(person_key) AS keys_ FROM people GROUP BY {keys}) "
        f"SELECT c.period{''.join(f', c.{dim}' for dim in dims)}, CAST(persons AS BIGINT) AS persons, "
        f"CAST(keys_ AS BIGINT) AS keys_, CAST(rows_ AS BIGINT) AS rows_, CAST(total AS BIGINT) AS total, "
        f"CAST(held AS BIGINT) AS held, "
        f"CAST(median AS BIGINT) AS median FROM counted AS c JOIN told AS n ON {' AND '.join(same)}"
    )


class _Chosen:
    """The part of a statement that finds the rows of each period with their codes.

    A row stands once for each row of another dataset that belongs to it and lasts in the period, or once with none.
    """

    def __init__(self, query: Query, store: Store, scales: Scales, relation: Relation) -> None:
        self._query, self._store, self._scales, self._relation = query, store, scales, relation
        self._named = list(dict.fromkeys((*query.by, *(condition.by for condition in query.where))))
        others = (by.dimension.partition(".")[0] for by in self._named if "." in by.dimension)
        self._children = list(dict.fromkeys(others))

    def text(self) -> str:
        """The sub-statement."""
        query, number = self._query, self._number()
        joins = [self._child(child, at) for at, child in enumerate(self._children)]
        joins += [self._placed(by, at) for at, by in enumerate(self._named)]
        where = [ACTIVE[query.measure], *(self._condition(condition) for condition in query.where)]
        if query.column:
            where.append(f"{number} IS NOT NULL")
        dims = "".join(f", s{self._named.index(by)}.code AS d{at}" for at, by in enumerate(query.by))
        periods = ", ".join(
            f"({at}, {period.first_day}, {period.last_day}, {period.last_month})"
            for at, period in enumerate(query.periods)
        )
        return (
            f'SELECT p.period, t.person, t."row" AS nr, t."key" AS person_key, {number} AS number{dims} '  # noqa: S608 - made of names and numbers checked against the store
            f"FROM {self._relation(query.dataset)} AS t CROSS JOIN (VALUES {periods}) AS p(period, first, last, month_)"
            f" {' '.join(joins)} WHERE {' AND '.join(where)}"
        )

    def _condition(self, condition: Condition) -> str:
        codes = self._scales[condition.by].codes
        wanted = [str(codes.index(code)) for code in condition.codes if code in codes]
        return f"s{self._named.index(condition.by)}.code IN ({', '.join(wanted or ['-1'])})"

    def _child(self, child: str, at: int) -> str:
        parents = self._store.facts(child).parents
        links = [column for column, dataset in parents.items() if dataset == self._query.dataset]
        if not links:
            raise UnknownColumnError(f"{child} does not belong to {self._query.dataset}")
        held = f'c{at}."begin" <= p.last AND c{at}."end" >= p.first'
        return f'LEFT JOIN {self._relation(child)} AS c{at} ON c{at}."{links[0]}" = t."row" AND {held}'

    def _placed(self, by: By, at: int) -> str:
        """The join of a scale: each value on its day falls in one group."""
        scale, measure = self._scales[by], self._query.measure
        if by.dimension == AGE:
            lines = ", ".join(f"({value}, {group})" for value, group in enumerate(scale.group[0].tolist()))
            return f"JOIN (VALUES {lines}) AS s{at}(value, code) ON s{at}.value = {_age(len(scale.base) - 2)}"
        day = 't."begin"' if measure in AT_BEGIN else 't."end"' if measure in AT_END else "p.last"
        dated = f" AND {day} >= s{at}.since AND {day} < s{at}.until_" if len(scale.since) > 1 else ""
        lines = ", ".join(_lines(scale))
        return f"JOIN (VALUES {lines}) AS s{at}(value, since, until_, code) ON s{at}.value = {self._value(by)}{dated}"

    def _value(self, by: By) -> str:
        """The text that a dimension stands in."""
        dataset, dot, column = by.dimension.rpartition(".")
        if dot:
            self._store.type_of(dataset, column)
            return f"coalesce(c{self._children.index(dataset)}.\"{column}\", '')"
        name = NAMES.get(column, column)
        self._store.type_of(self._query.dataset, name)
        return f't."{name}"'

    def _number(self) -> str:
        if self._query.measure not in NUMBERS:
            return "0"
        if self._query.column:
            self._store.type_of(self._query.dataset, self._query.column)
            return f't."{self._query.column}"'
        return f'(CAST(t."end" AS BIGINT) - t."begin") * {UNIT}'


def _age(oldest: int) -> str:
    """Completed years at the end of the period; one more than the oldest when they are not known."""
    age = "CAST(floor((p.month_ - t.birth) / 12.0) AS INTEGER)"
    unknown = f"t.birth = {UNKNOWN_MONTH} OR p.month_ < t.birth"
    return f"CASE WHEN {unknown} THEN {oldest + 1} ELSE least({age}, {oldest}) END"


def _lines(scale: Scale) -> Iterator[str]:
    """A line for each value and for each stretch of time in which its group stays the same."""
    until = [*scale.since[1:], FOREVER]
    for at, value in enumerate(scale.base):
        groups, start = scale.group[:, at].tolist(), 0
        for number in range(1, len(groups) + 1):
            if number == len(groups) or groups[number] != groups[start]:
                said = value.replace("'", "''")
                yield f"('{said}', {scale.since[start]}, {until[number - 1]}, {groups[start]})"
                start = number


def answer_columns(query: Query) -> dict[str, str]:
    """The columns of a statement's answer, by Ibis's names of types."""
    narrow = ("period", *(f"d{number}" for number in range(len(query.by))))
    return dict.fromkeys(narrow, "int32") | dict.fromkeys(
        ("persons", "keys_", "rows_", "total", "held", "median"), "int64"
    )


def cube_of(table: pa.Table, query: Query, store: Store, scales: Scales) -> Cube:
    """The dense cube of the lines of a statement."""
    shape = (len(query.periods), *(len(scales[by]) + 1 for by in query.by))
    place = [_positions(table["period"], shape[0])]
    place += [_positions(table[f"d{at}"], size) for at, size in enumerate(shape[1:])]

    def dense(name: str) -> IntArray:
        cells = np.zeros(shape, dtype=np.int64)
        cells[tuple(place)] = table[name].to_numpy()
        return cells

    median = None
    if query.measure == Measure.MEDIAN:
        median = np.full(shape, np.nan)
        median[tuple(place)] = table["median"].to_numpy() / UNIT
    return answered(
        query,
        scales,
        persons=dense("persons"),
        keys=(dense("keys_") & 0xFFFFFFFF).astype(np.uint32),
        count=dense("rows_"),
        total=dense("total"),
        held=dense("held"),
        median=median,
        about=store.facts(query.dataset).about,
    )


def _positions(column: pa.ChunkedArray, size: int) -> IntArray:
    """Codes as positions on an axis: NULL is its total, the last."""
    return np.asarray(column.fill_null(size - 1).to_numpy(), dtype=np.int64)
