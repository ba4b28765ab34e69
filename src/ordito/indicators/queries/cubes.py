# SPDX-License-Identifier: EUPL-1.2
"""Counting for whoever shows figures: a query on a snapshot becomes a cube with what must be said beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache

from ordito import __version__
from ordito.core.declare import ColumnRole, dataset_named
from ordito.indicators.engine.model import EPOCH, Period
from ordito.indicators.engine.query import (
    AGE,
    ALWAYS,
    LENGTHS,
    PEOPLE,
    By,
    Condition,
    Cube,
    Query,
    cells_of,
    refuse_too_many,
)
from ordito.indicators.queries.engines import engine
from ordito.indicators.queries.plans import TAKINGS
from ordito.indicators.queries.reaches import within_of
from ordito.indicators.queries.scales import OLDEST, YEARS, Break, breaks_of, column_of, late_columns, scales_of
from ordito.indicators.queries.snapshots import comuni, store_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.indicators.engine.query import Scales
    from ordito.indicators.engine.store import Store
    from ordito.indicators.models import Snapshot

KEPT_SECONDS = 26 * 3600
"""Until after the next night, whose snapshot has other answers."""
SHAPE = 2
"""Raised when what is kept of a cube changes between versions of Ordito."""
KEPT_CELLS = 100_000
"""Larger cubes are counted again rather than kept."""


@dataclass(frozen=True, eq=False)
class Counted:
    """A cube, exact: whoever shows it protects it first.

    `breaks` are the days from which places hold other Comuni or a column says something, within the periods. `since` is
    the first year with data and `first_days` are the first days of each Comune with data, by id: of takings in charge
    for whatever is counted of people served, or else the rare datasets would say in which Comune somebody is, and since
    which day.
    """

    cube: Cube
    snapshot: Snapshot
    since: int | None
    breaks: tuple[Break, ...]
    first_days: Mapping[int, date]
    about: str
    """Whom its rows tell of."""

    def covered(self, period: Period) -> frozenset[int]:
        """The Comuni (ids) that have data by the end of a period.

        Before its first row nothing is known of a Comune, which is not zero.
        """
        last = period.last
        return frozenset(comune for comune, day in self.first_days.items() if day <= last)


def of_ages(first: int | None, last: int | None) -> tuple[Condition, ...]:
    """The condition of completed ages at the end of the period, both included; None is open, none at all without."""
    if first is None and last is None:
        return ()
    ages = range(first or 0, (OLDEST if last is None else last) + 1)
    return (Condition(By(AGE, YEARS), tuple(str(age) for age in ages)),)


def count(snapshot: Snapshot, query: Query) -> Counted:
    """The cube of a query on a snapshot; the same question of the same snapshot is counted once.

    Levels: places `comune`, `zona`, `ambito`, `provincia`, `regione` (codes are ids of places); ages `fasce`, `eta`
    (broad), `maggiore`, `anni`; gender and codes have one, "".

    Raises:
        TooManyCellsError: more cells than anybody can read; nothing was counted.
        UnknownColumnError: the snapshot has no such dataset, column or level.
    """
    store, query = store_of(snapshot), _as_declared(query)
    facts = store.facts(query.dataset)
    known = store.facts(TAKINGS) if facts.about == PEOPLE else facts
    scales = scales_of(store, query)
    refuse_too_many(query, scales)
    ids = {place.code: place.pk for place in comuni()}
    days = {ids[code]: _date(day) for code, day in known.since.items() if code in ids}
    since = min((day.year for day in days.values() if day != date.min), default=None)
    breaks = (*breaks_of(scales), *late_columns(query))
    return Counted(_cube(snapshot, store, query, scales), snapshot, since, breaks, days, facts.about)


def _as_declared(query: Query) -> Query:
    """A query with what its dataset declares of the numbers and of the rows asked for."""
    column = column_of(query.dataset, query.column) if query.column else None
    of_people = column is not None and column.of_people
    named = (*query.by, *(condition.by for condition in query.where))
    columns = (column_of(query.dataset, by.dimension) for by in named)
    private = any(one is not None and (one.role == ColumnRole.SENSITIVE or one.of_people) for one in columns)
    return replace(query, within=within_of(query), where=_lasting(query), of_people=of_people, private=private)


def _lasting(query: Query) -> tuple[Condition, ...]:
    """The conditions of a query, and those without which it makes no sense to ask how long its rows lasted."""
    dataset = dataset_named(query.dataset) if query.measure in LENGTHS else None
    lasting = dataset.lasting if dataset else {}
    return (*query.where, *(Condition(By(column), codes) for column, codes in lasting.items()))


def _date(day: int) -> date:
    """A first day; the first of all when nobody knows it."""
    return date.min if day == ALWAYS else EPOCH + timedelta(days=day)


def _cube(snapshot: Snapshot, store: Store, query: Query, scales: Scales) -> Cube:
    key = "indicators.cube." + _digest(snapshot.key, query, scales)
    found: Cube | None = cache.get(key)
    if found is None:
        found = engine().run(query, store, scales)
        if cells_of(query, scales) <= KEPT_CELLS:
            cache.set(key, found, KEPT_SECONDS)
    return found


def _digest(snapshot: str, query: Query, scales: Scales) -> str:
    """Everything that a cube depends on, the words of its codes and the version that will read it included."""
    said = hashlib.sha256(repr((__version__, SHAPE, snapshot, query)).encode())
    for by, scale in scales.items():
        said.update(repr((by, scale.codes, scale.labels, scale.base, scale.since)).encode())
        said.update(scale.group.tobytes())
    return said.hexdigest()
