# SPDX-License-Identifier: EUPL-1.2
"""Which published quantities belong together: the block of a measure in a period, with the links a reader knows.

- Persons: the total, then each value of a facet. Whoever is counted under a value is in the total, and each person of
  the total is under some value ("not stated" is one): value <= total <= sum of values.
- Takings: stock and flows of the calendar year. open(end) = open(before) + opened - closed, and quarters add up to the
  year. Both hold in a place and a gender; not by age, which moves on between the ends of two periods.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ordito.indicators.engine.counts import AGE, Frame, count
from ordito.indicators.engine.disclosure import Block, Link, Part
from ordito.indicators.engine.model import Measure, Period

FLOWS = frozenset({Measure.OPEN, Measure.OPENED, Measure.CLOSED})


class QuartersByFacetError(ValueError):
    """Takings of a quarter are not broken down by facet: their links with the year would be too many to attack."""


@dataclass(frozen=True)
class Asked:
    """One quantity to be shown, by value of a facet when there is one."""

    measure: Measure
    period: Period
    facet: str = ""


def part_name(measure: Measure, period: Period, value: int | None = None) -> str:
    """The name of a part in its block; `value` is the code of a facet's value, None for the total."""
    when = str(period.year) if period.quarter is None else f"{period.year}.{period.quarter}"
    counted = Measure.PERSONS if measure == Measure.RATE else measure
    return f"{counted}@{when}" if value is None else f"{counted}@{when}/{value}"


def block_of(frame: Frame, asked: Asked) -> Block:
    """The block in which the asked quantity stands."""
    if asked.measure not in FLOWS:
        return _with_facet(frame, [(Measure.PERSONS, asked.period)], asked.facet)
    if asked.facet and asked.period.quarter is not None:
        raise QuartersByFacetError
    return _with_facet(frame, list(_flows(asked.period)), asked.facet)


def _flows(period: Period) -> Iterator[tuple[Measure, Period]]:
    """Stock and flows in the order in which they are let out: the year before its quarters, stocks before flows.

    Stocks come first and are decided by themselves, because they stand in the blocks of two years: nothing of either
    year may decide about them. Flows give way.
    """
    year = period.whole_year()
    yield Measure.OPEN, Period(year.year - 1)
    yield Measure.OPEN, year
    yield Measure.OPENED, year
    yield Measure.CLOSED, year
    if period.quarter is not None:
        for quarter in year.quarters():
            if quarter.last != year.last:
                yield Measure.OPEN, quarter
            yield Measure.OPENED, quarter
            yield Measure.CLOSED, quarter


def _with_facet(frame: Frame, quantities: list[tuple[Measure, Period]], facet: str) -> Block:
    totals = [Part(part_name(*quantity), count(frame, *quantity)[0]) for quantity in quantities]
    links = list(_flow_links(quantities, None))
    together = frozenset(part.name for part in totals)
    contexts = {part.name: together for part in totals}
    stocks = [quantity for quantity in quantities if quantity[0] == Measure.OPEN]
    contexts |= {part_name(*stock): frozenset({part_name(*stock)}) for stock in stocks}
    parts, families = list(totals), []
    values = range(len(frame.mart.facets[facet].codes)) if facet else range(0)
    counted = {quantity: count(frame, *quantity, facet) for quantity in quantities if facet}
    for value in values:
        parts += [Part(part_name(*quantity, value), counted[quantity][value]) for quantity in quantities]
        links += _flow_links(quantities, value)
    for quantity in counted:
        total, names = part_name(*quantity), [part_name(*quantity, value) for value in values]
        links += [Link({total: 1, name: -1}, equal=False) for name in names]
        links.append(Link({total: -1} | dict.fromkeys(names, 1), equal=False))
        families.append(frozenset(names))
        if quantity in stocks:
            contexts |= dict.fromkeys(names, frozenset({total, *names}))
    return Block(frame.axes, tuple(parts), tuple(links), tuple(families), contexts)


def _flow_links(quantities: list[tuple[Measure, Period]], value: int | None) -> Iterator[Link]:
    """Stock and flow of the year and of each quarter, and the year as the sum of its quarters."""
    present = {part_name(*quantity) for quantity in quantities}
    years = [period for measure, period in quantities if measure == Measure.CLOSED and period.quarter is None]
    for year in years:
        yield _stock_link(Period(year.year - 1), year, year, value)
        if part_name(Measure.OPENED, year.quarters()[0]) not in present:
            continue
        ends = [Period(year.year - 1), *year.quarters()[:3], year]
        for number, quarter in enumerate(year.quarters()):
            yield _stock_link(ends[number], quarter, ends[number + 1], value)
        for measure in (Measure.OPENED, Measure.CLOSED):
            weights = {part_name(measure, quarter, value): 1 for quarter in year.quarters()}
            yield Link({part_name(measure, year, value): -1} | weights, equal=True, summed=(AGE,))


def _stock_link(before: Period, during: Period, after: Period, value: int | None) -> Link:
    return Link(
        {
            part_name(Measure.OPEN, before, value): 1,
            part_name(Measure.OPENED, during, value): 1,
            part_name(Measure.CLOSED, during, value): -1,
            part_name(Measure.OPEN, after, value): -1,
        },
        equal=True,
        summed=(AGE,),
    )
