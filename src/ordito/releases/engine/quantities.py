# SPDX-License-Identifier: EUPL-1.2
"""Which counted quantities tell about each other, and the equations between them that every reader knows.

- Values of a facet: each is at most the total; together they are at least the total, and exactly it where a taking has
  one value (the body, the mode) and takings are counted.
- Values that have days of their own (a service) are those that last in each period: the year's are at least those of
  its quarters, "not stated" at most; nothing more is known of them over time.
- Takings: open(end) = open(before) + opened - closed, and the flows of quarters add up to the year's. By place, gender
  and value; not by age, which moves on between the ends of two periods.
- Each person of a period has a taking that was open before it or opened in it, under the same place and gender.
- Persons of a quarter are among those of its year, and each person of the year is in some quarter; only over all
  places and ages, as people move and grow older.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from ordito.indicators.engine.model import FLOWS, Measure, Period

AXES = ("place", "gender", "age")


@dataclass(frozen=True)
class Quantity:
    """One measure in a period, of one value of a facet or ("" and "") of everybody."""

    measure: Measure
    period: Period
    facet: str = ""
    value: str = ""

    @property
    def whole(self) -> "Quantity":
        """The same of everybody."""
        return replace(self, facet="", value="")


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
    return {year - 1, year, year + 1} if measure in FLOWS else {year}


def company(asked: Iterable[Quantity], values: Mapping[str, tuple[str, ...]]) -> tuple[Quantity, ...]:
    """The asked quantities and those that tie them to each other; `values` are the codes of each facet in use."""
    asked = list(asked)
    pairs = {(quantity.measure, quantity.period) for quantity in asked}
    flowing = {quantity.period.year for quantity in asked if quantity.measure in FLOWS}
    quarters = {period.year for _measure, period in pairs if period.quarter}
    for year in flowing:
        pairs |= set(_flows(Period(year), quarterly=year in quarters))
    facets = {(quantity.facet, quantity.period.year, quantity.measure in FLOWS) for quantity in asked if quantity.facet}
    found = [Quantity(*pair) for pair in pairs]
    for facet, year, flows in facets:
        inside = [pair for pair in pairs if _belongs(pair, year, flows=flows)]
        found += [Quantity(*pair, facet, value) for pair in inside for value in values[facet]]
    return tuple(sorted(set(found), key=repr))


def _belongs(pair: tuple[Measure, Period], year: int, *, flows: bool) -> bool:
    measure, period = pair
    if not flows:
        return measure not in FLOWS and period.year == year
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


def ties(quantities: tuple[Quantity, ...], single: frozenset[str], changing: frozenset[str] = frozenset()) -> list[Tie]:
    """Every equation between these quantities.

    `single` are the facets of which a taking has one value, `changing` those whose values have days of their own.
    """
    present = frozenset(quantities)
    found: list[Tie] = []
    by_total: dict[tuple[Quantity, str], list[Quantity]] = {}
    for quantity in quantities:
        if quantity.facet:
            by_total.setdefault((quantity.whole, quantity.facet), []).append(quantity)
    for (whole, facet), parts in by_total.items():
        found += [Tie({whole: 1, part: -1}, equal=False) for part in parts]
        equal = facet in single and whole.measure in FLOWS
        found.append(Tie({whole: -1} | dict.fromkeys(parts, 1), equal=equal))
    for facet, value in {(quantity.facet, quantity.value) for quantity in quantities}:
        of = [quantity for quantity in present if (quantity.facet, quantity.value) == (facet, value)]
        for year in {quantity.period.year for quantity in of}:
            told = _lasting(Period(year), facet, value) if facet in changing else _time(Period(year), facet, value)
            found += [tie for tie in told if tie.weights.keys() <= present]
    return found


def _time(year: Period, facet: str, value: str) -> Iterator[Tie]:
    def of(measure: Measure, period: Period) -> Quantity:
        return Quantity(measure, period, facet, value)

    before, quarters = Period(year.year - 1), year.quarters()
    for start, during, end in [(before, year, year), *_steps(before, quarters, year)]:
        stocks = {of(Measure.OPEN, start): 1, of(Measure.OPEN, end): -1}
        flows = {of(Measure.OPENED, during): 1, of(Measure.CLOSED, during): -1}
        yield Tie(stocks | flows, equal=True, summed=("age",))
        takings = {of(Measure.OPEN, start): 1, of(Measure.OPENED, during): 1}
        yield Tie(takings | {of(Measure.PERSONS, during): -1}, equal=False, summed=("age",))
    for measure in (Measure.OPENED, Measure.CLOSED):
        weights = {of(measure, quarter): 1 for quarter in quarters}
        yield Tie({of(measure, year): -1} | weights, equal=True, summed=("age",))
    persons = {quarter: of(Measure.PERSONS, quarter) for quarter in quarters}
    whole = of(Measure.PERSONS, year)
    for part in persons.values():
        yield Tie({whole: 1, part: -1}, equal=False, summed=AXES)
    yield Tie({whole: -1} | dict.fromkeys(persons.values(), 1), equal=False, summed=AXES)


def _lasting(year: Period, facet: str, value: str) -> Iterator[Tie]:
    """What is known of a value that has days of its own: who has it in a quarter has it in the year.

    Who has none in the year has none in any quarter.
    """
    sign = 1 if value else -1
    for measure in (Measure.OPENED, Measure.CLOSED):
        quarters = [Quantity(measure, quarter, facet, value) for quarter in year.quarters()]
        weights = {Quantity(measure, year, facet, value): sign} | dict.fromkeys(quarters, -sign)
        yield Tie(weights, equal=False, summed=("age",))
    persons = [Quantity(Measure.PERSONS, quarter, facet, value) for quarter in year.quarters()]
    whole = Quantity(Measure.PERSONS, year, facet, value)
    if value:
        yield from (Tie({whole: 1, part: -1}, equal=False, summed=AXES) for part in persons)
    else:
        yield Tie({whole: -1} | dict.fromkeys(persons, 1), equal=False, summed=AXES)


def _steps(before: Period, quarters: tuple[Period, ...], year: Period) -> Iterator[tuple[Period, Period, Period]]:
    ends = (before, *quarters[:3], year)
    for (start, end), during in zip(pairwise(ends), quarters, strict=True):
        yield start, during, end
