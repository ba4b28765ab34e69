# SPDX-License-Identifier: EUPL-1.2
"""Which counted quantities tell about each other, and the equations between them that every reader knows.

What follows is of one dataset; how persons of two hang together is for `queries.kin`. Under conditions a quantity is a
part of the same without one of them. A facet falls into the values that the tables tell apart (`told_apart`): a filter
is one part and what it leaves out another, a breakdown has a part for each value.

- A part is at most the whole; together they are at least the whole, and exactly it where a row has one value (the
  body, the mode) and rows are counted.
- Values that have days of their own (a service) are those that last in each period: the year's are at least those of
  its quarters, "not stated" at most; nothing more is known of them over time.
- Rows: open(end) = open(before) + opened - closed, active = open(before) + opened, and the flows of quarters add up to
  the year's. By place, gender and condition; not by age, which moves on between the ends of two periods.
- Each person of a period has a row that is active in it, under the same gender; and under the same place, unless only
  some rows count: a person stands where the latest one does.
- Persons of a quarter are among those of its year, and each person of the year is in some quarter; only over all
  places and ages, as people move and grow older.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import TypeAlias

from ordito.indicators.engine.counts import Among, Where
from ordito.indicators.engine.model import FLOWS, Measure, Period

AXES = ("place", "gender", "age")
ROWS = FLOWS | {Measure.EPISODES}
"""Measures of rows, tied over time; the others are of persons."""
Values: TypeAlias = Mapping[str, tuple[tuple[str, ...], ...]]
"""By facet the parts that its values fall into; each is a tuple of codes that no table tells apart."""


def only(facet: str = "", *values: str) -> Where:
    """One condition; without a facet none."""
    return (Among(facet, tuple(sorted(values))),) if facet else ()


@dataclass(frozen=True)
class Quantity:
    """One measure in a period, of those who meet conditions (sorted by facet).

    `dataset` is "" for that of the table about to leave.
    """

    measure: Measure
    period: Period
    where: Where = ()
    dataset: str = ""

    @property
    def facets(self) -> tuple[str, ...]:
        """What the conditions are about."""
        return tuple(among.facet for among in self.where)

    def without(self, facet: str) -> "Quantity":
        """The same without one of the conditions."""
        return replace(self, where=tuple(among for among in self.where if among.facet != facet))

    def among(self, facet: str, values: tuple[str, ...]) -> "Quantity":
        """The same with a condition in place of the one about its facet."""
        return replace(self, where=tuple(sorted((*self.without(facet).where, Among(facet, values)))))

    def within(self, other: "Quantity") -> bool:
        """Whether it is a part of another one, or the same: every condition of that holds here."""
        own = {among.facet: set(among.values) for among in self.where}
        met = (own.get(among.facet, {None}) <= set(among.values) for among in other.where)
        same = (self.measure, self.period, self.dataset) == (other.measure, other.period, other.dataset)
        return same and all(met)


@dataclass(frozen=True)
class Within:
    """A quantity of persons who are, as everybody knows, among those of another one, of another dataset."""

    whole: Quantity
    part: Quantity


@dataclass(frozen=True)
class Tie:
    """The weighted sum of quantities is zero (or at least zero) in every cell, once the `summed` axes are added up."""

    weights: Mapping[Quantity, int]
    equal: bool
    summed: tuple[str, ...] = ()


def counted(measure: Measure) -> Measure:
    """A rate is persons over residents: who has it has the persons."""
    return Measure.PERSONS if measure == Measure.RATE else measure


def years_told(measure: Measure, period: Period) -> set[int]:
    """Calendar years whose tables may tell about this one: those of stocks and flows hang together at their ends."""
    year = period.year
    return {year - 1, year, year + 1} if measure in ROWS else {year}


def told_apart(asked: Iterable[Quantity], codes: Mapping[str, Iterable[str]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The parts of each facet; `codes` are those in use, beside which stand those that are asked about."""
    sets: dict[str, set[tuple[str, ...]]] = {}
    for quantity in asked:
        for among in quantity.where:
            sets.setdefault(among.facet, set()).add(among.values)
    found = {}
    for facet, several in sets.items():
        parts: dict[tuple[bool, ...], list[str]] = {}
        for code in sorted({"", *codes.get(facet, ()), *(code for values in several for code in values)}):
            parts.setdefault(tuple(code in values for values in sorted(several)), []).append(code)
        found[facet] = tuple(tuple(part) for part in parts.values())
    return found


def company(asked: Iterable[Quantity], values: Values) -> tuple[Quantity, ...]:
    """The asked quantities and those that tie them to each other, over the parts of each facet."""
    asked = list(asked)
    pairs = {(quantity.measure, quantity.period) for quantity in asked}
    flowing = {quantity.period.year for quantity in asked if quantity.measure in ROWS}
    quarters = {period.year for _measure, period in pairs if period.quarter}
    for year in flowing:
        pairs |= set(_flows(Period(year), quarterly=year in quarters))
    crossed = {(quantity.facets, quantity.period.year, quantity.measure in ROWS) for quantity in asked}
    own = {(quantity.where, quantity.period.year, quantity.measure in ROWS) for quantity in asked}
    found = {*asked, *(Quantity(*pair) for pair in pairs)}
    for facets, year, rows in crossed:
        parts = product(*((None, *(Among(facet, part) for part in values[facet])) for facet in facets))
        wheres = {tuple(among for among in chosen if among) for chosen in parts}
        wheres |= {where for where, *which in own if which == [year, rows]}
        inside = [pair for pair in pairs if _belongs(pair, year, rows=rows)]
        found |= {Quantity(*pair, where) for pair in inside for where in wheres}
    return tuple(sorted(found, key=repr))


def _belongs(pair: tuple[Measure, Period], year: int, *, rows: bool) -> bool:
    measure, period = pair
    if not rows or measure == Measure.EPISODES:
        return (measure in ROWS) == rows and period.year == year
    return pair in set(_flows(Period(year), quarterly=True))


def _flows(year: Period, *, quarterly: bool) -> Iterator[tuple[Measure, Period]]:
    """Stock before, flows and stock after of a year, and of its quarters."""
    yield Measure.OPEN, Period(year.year - 1)
    periods = (*year.quarters(), year) if quarterly else (year,)
    for period in periods:
        yield Measure.OPENED, period
        yield Measure.CLOSED, period
        if period.quarter != 4:  # noqa: PLR2004 - at the end of the fourth quarter the stock is the year's
            yield Measure.OPEN, period


def beyonds(asked: Iterable[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Pairs of asked quantities, one a part of the other: their difference is a group that two figures mark out."""
    of: dict[tuple[Measure, Period], set[Quantity]] = {}
    for quantity in asked:
        of.setdefault((quantity.measure, quantity.period), set()).add(quantity)
    return sorted(
        ((whole, part) for several in of.values() for whole in several for part in several if _inside(part, whole)),
        key=repr,
    )


def _inside(part: Quantity, whole: Quantity) -> bool:
    return part != whole and part.within(whole)


def ties(
    quantities: tuple[Quantity, ...],
    values: Values,
    single: frozenset[str],
    changing: frozenset[str] = frozenset(),
) -> list[Tie]:
    """Every equation between these quantities.

    `single` are the facets of which a row has one value, `changing` those whose values have days of their own.
    """
    present = frozenset(quantities)
    found: list[Tie] = []
    for quantity in quantities:
        for among in quantity.where:
            found += _under(quantity, among, present, values[among.facet])
    for whole, facet in dict.fromkeys((each.without(facet), facet) for each in quantities for facet in each.facets):
        equal = facet in single and whole.measure in ROWS
        found += _covered(whole, facet, present, values[facet], equal=equal)
    for where, year in dict.fromkeys((quantity.where, quantity.period.year) for quantity in quantities):
        moving = {among.values if "" in among.values else () for among in where if among.facet in changing}
        if not moving:
            told = _time(Period(year), where)
        elif moving in ({()}, {("",)}):
            told = _lasting(Period(year), where, stated=moving == {()})
        else:  # what is stated or not, or the one here and the other there, may come and go
            continue
        found += [tie for tie in told if tie.weights.keys() <= present]
    return found


def _under(
    quantity: Quantity, among: Among, present: frozenset[Quantity], parts: tuple[tuple[str, ...], ...]
) -> Iterator[Tie]:
    """What it is a part of: the same without a condition, and the same with more values."""
    whole = quantity.without(among.facet)
    if whole in present:
        yield Tie({whole: 1, quantity: -1}, equal=False)
    inside = [quantity.among(among.facet, part) for part in parts if set(part) < set(among.values)]
    yield from (Tie({quantity: 1, part: -1}, equal=False) for part in inside if part in present)


def _covered(
    whole: Quantity, facet: str, present: frozenset[Quantity], parts: tuple[tuple[str, ...], ...], *, equal: bool
) -> Iterator[Tie]:
    """The parts of a whole, and of each set of values in it, make it up."""
    alike = [each for each in present if facet in each.facets and each.without(facet) == whole]
    sets = {among.values for each in alike for among in each.where if among.facet == facet}
    every = tuple(sorted(code for part in parts for code in part))
    for values in (every, *sorted(sets - set(parts))):
        target = whole if values == every else whole.among(facet, values)
        inside = [whole.among(facet, part) for part in parts if set(part) <= set(values)]
        if target in present and present.issuperset(inside):
            yield Tie({target: -1} | dict.fromkeys(inside, 1), equal=equal)


def _time(year: Period, where: Where) -> Iterator[Tie]:
    def of(measure: Measure, period: Period) -> Quantity:
        return Quantity(measure, period, where)

    before, quarters = Period(year.year - 1), year.quarters()
    elsewhere = ("place",) if where else ()
    for start, during, end in [(before, year, year), *_steps(before, quarters, year)]:
        stocks = {of(Measure.OPEN, start): 1, of(Measure.OPEN, end): -1}
        flows = {of(Measure.OPENED, during): 1, of(Measure.CLOSED, during): -1}
        yield Tie(stocks | flows, equal=True, summed=("age",))
        rows = {of(Measure.OPEN, start): 1, of(Measure.OPENED, during): 1}
        yield Tie(rows | {of(Measure.EPISODES, during): -1}, equal=True, summed=("age",))
        yield Tie(rows | {of(Measure.PERSONS, during): -1}, equal=False, summed=("age", *elsewhere))
        yield Tie({of(Measure.EPISODES, during): 1, of(Measure.PERSONS, during): -1}, equal=False, summed=elsewhere)
    for measure in (Measure.OPENED, Measure.CLOSED):
        weights = {of(measure, quarter): 1 for quarter in quarters}
        yield Tie({of(measure, year): -1} | weights, equal=True, summed=("age",))
    for measure, summed in ((Measure.EPISODES, ("age",)), (Measure.PERSONS, AXES)):
        parts = [of(measure, quarter) for quarter in quarters]
        yield from (Tie({of(measure, year): 1, part: -1}, equal=False, summed=summed) for part in parts)
        yield Tie({of(measure, year): -1} | dict.fromkeys(parts, 1), equal=False, summed=summed)


def _lasting(year: Period, where: Where, *, stated: bool) -> Iterator[Tie]:
    """What is known of values that have days of their own: who has one in a quarter has it in the year.

    Who has none in the year (not `stated`) has none in any quarter.
    """
    sign = 1 if stated else -1
    for measure in (Measure.OPENED, Measure.CLOSED):
        quarters = [Quantity(measure, quarter, where) for quarter in year.quarters()]
        weights = {Quantity(measure, year, where): sign} | dict.fromkeys(quarters, -sign)
        yield Tie(weights, equal=False, summed=("age",))
    persons = [Quantity(Measure.PERSONS, quarter, where) for quarter in year.quarters()]
    whole = Quantity(Measure.PERSONS, year, where)
    if stated:
        yield from (Tie({whole: 1, part: -1}, equal=False, summed=AXES) for part in persons)
    else:
        yield Tie({whole: -1} | dict.fromkeys(persons, 1), equal=False, summed=AXES)


def _steps(before: Period, quarters: tuple[Period, ...], year: Period) -> Iterator[tuple[Period, Period, Period]]:
    ends = (before, *quarters[:3], year)
    for (start, end), during in zip(pairwise(ends), quarters, strict=True):
        yield start, during, end
