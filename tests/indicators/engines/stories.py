# SPDX-License-Identifier: EUPL-1.2
"""Stores and queries made up by hypothesis, for every engine to answer alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from ordito.indicators.engine.mart import OPEN
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import ALWAYS, AVERAGES, OF_COLUMN, SUMS, UNIT, Condition, Query
from tests.indicators.engine_samples import day
from tests.indicators.engines.samples import AREA, BAND, KIND, MODE, SCALES, SEX, TOWN, TOWNS, TYPE, YEARS

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST, LAST = day("2023-01-01"), day("2025-12-31")
PERIODS = (Period(2023), Period(2024), Period(2024, 2), Period(2025, 4))
LEVELS = (AREA, TOWN, SEX, BAND, MODE, TYPE, KIND)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """Somebody with a few takings in charge, perhaps known elsewhere under another sex."""
    return {
        "key": draw(st.integers(0, 2**32 - 1)),
        "birth": draw(st.sampled_from((-1, *range(1950 * 12, 2026 * 12, 37)))),
        "takings": draw(st.lists(takings(), min_size=1, max_size=3)),
    }


@st.composite
def takings(draw: st.DrawFn) -> dict[str, Any]:
    """One taking in charge with its services."""
    begin = draw(st.integers(FIRST, LAST))
    service = st.fixed_dictionaries({
        "type": st.sampled_from(("", "home", "day", "it's")), "kind": st.sampled_from(("", "k1", "k2")),
        "begin": st.sampled_from((ALWAYS, begin, day("2024-04-01"))),
        "end": st.sampled_from((OPEN, day("2024-06-30"), day("2025-02-01"))),
    })  # fmt: skip
    return {
        "begin": begin,
        "end": draw(st.one_of(st.just(OPEN), st.integers(begin, LAST))),
        "place": draw(st.sampled_from(TOWNS)),
        "sex": draw(st.sampled_from(("F", "F", "M", ""))),
        "mode": draw(st.sampled_from(("", "m1", "m2"))),
        "score": draw(st.one_of(st.none(), st.integers(-5000, 5000))),
        "services": draw(st.lists(service, max_size=3)),
    }


def layer_of(found: list[dict[str, Any]], first_row: int = 0) -> dict[str, list[dict[str, Any]]]:
    """The rows of people, person by person; a person's number is that of their record."""
    rows: dict[str, list[dict[str, Any]]] = {"takings": [], "services": []}
    for person, told in enumerate(found):
        for taking in told["takings"]:
            row = {name: value for name, value in taking.items() if name != "services"}
            row |= {"person": person * 7 - 3, "owner": person, "key": told["key"], "birth": told["birth"]}
            row["row"] = first_row + len(rows["takings"])
            rows["takings"].append(row)
            common = {name: row[name] for name in ("person", "owner", "key", "birth", "place", "sex", "begin", "end")}
            for service in taking["services"]:
                rows["services"].append(common | service | {"row": len(rows["services"]), "taking": row["row"]})
    return rows


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Any question that the sample store can be asked."""
    measure = draw(st.sampled_from(list(Measure)))
    by = draw(st.lists(st.sampled_from(LEVELS), max_size=3, unique=True))
    where = [
        Condition(level, tuple(draw(st.lists(st.sampled_from(SCALES[level].codes), min_size=1, max_size=30))))
        for level in draw(st.lists(st.sampled_from((*LEVELS, YEARS)), max_size=2, unique=True))
    ]
    periods = draw(st.lists(st.sampled_from(PERIODS), min_size=1, max_size=3, unique=True))
    column = "score" if measure in OF_COLUMN else ""
    protected = measure in AVERAGES | SUMS
    within = draw(st.sampled_from((None, (-1000, 2500), (100 * UNIT, 200 * UNIT)))) if protected else None
    return Query("takings", measure, tuple(periods), tuple(by), tuple(where), column, within)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[Mapping[str, list[dict[str, Any]]]], list[list[int]]]:
    """Layers and tombstones: everybody, then some read again, with other rows or none."""
    first = draw(st.lists(people(), max_size=8))
    if not first or draw(st.booleans()):
        return [layer_of(first)], []
    again = draw(st.lists(st.integers(0, len(first) - 1), unique=True, max_size=4))
    second = layer_of([draw(people()) for _ in first], first_row=1000)
    kept = [owner for owner in again if draw(st.booleans())]
    layer = {name: [row for row in rows if row["owner"] in kept] for name, rows in second.items()}
    return [layer_of(first), layer], [again]
