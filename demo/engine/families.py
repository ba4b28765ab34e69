# SPDX-License-Identifier: EUPL-1.2
"""Families of the invented region: who they are, when they were taken in charge, by which services followed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from demo.engine import names

if TYPE_CHECKING:
    from random import Random

    from demo.engine.region import Ambito

YEARS = 5
UNITS = 8000
# Persons known in a unit: 1.5 on average, so that 8,000 units hold 12,000 people.
_SIZES = ((1, 62), (2, 28), (3, 8), (4, 2))


@dataclass(frozen=True)
class Episode:
    """A taking in charge with the services that follow in it; `worker` is an index into the Ambito's social workers."""

    opened: date
    closed: date | None
    mode: int  # indexes into the code lists, first codes more frequent
    reasons: tuple[int, ...]
    outcome: int
    worker: int
    services: tuple[tuple[int, date, date | None], ...]  # index into the Ambito's services, from, to
    notes: tuple[tuple[date, str], ...]


@dataclass(frozen=True)
class PersonRow:
    """A person; `relation` is "child", "parent" or "sibling", seen from the unit's first person."""

    surname: str
    name: str
    sex: str
    birth: date
    birth_place: str
    foreign: bool
    with_code: bool
    relation: str
    episodes: tuple[Episode, ...] = ()


@dataclass(frozen=True)
class Unit:
    """A family unit living in a Comune of an Ambito."""

    ambito: str
    comune: str
    since: date
    people: tuple[PersonRow, ...] = field(default_factory=tuple)


def units_for(random: Random, ambiti: list[Ambito], total: int = UNITS) -> dict[str, int]:
    """How many units each Comune gets (by ISTAT code): by minors, with a skew of its own for every Ambito.

    The skew is what real regions show: some offices know five times more families than others of their size.
    """
    weights: dict[str, float] = {}
    for ambito in ambiti:
        skew = random.lognormvariate(0, 0.5)
        for istat, _cadastral, minors in ambito.comuni:
            weights[istat] = skew * minors
    scale = total / sum(weights.values())
    shares = {istat: weight * scale for istat, weight in weights.items()}
    counts = {istat: int(share) for istat, share in shares.items()}
    rest = sorted(shares, key=lambda istat: (counts[istat] - shares[istat], istat))
    for istat in rest[: total - sum(counts.values())]:
        counts[istat] += 1
    return counts


def make_units(random: Random, ambito: Ambito, counts: dict[str, int], today: date, tools: Tools) -> list[Unit]:
    """The units of one Ambito."""
    return [
        _unit(random, ambito, (istat, cadastral), today, tools)
        for istat, cadastral, _minors in ambito.comuni
        for _number in range(counts.get(istat, 0))
    ]


@dataclass(frozen=True)
class Tools:
    """How many there are to choose from in the Ambito."""

    workers: int
    services: int
    modes: int
    reasons: int
    outcomes: int


def _unit(random: Random, ambito: Ambito, place: tuple[str, str], today: date, tools: Tools) -> Unit:
    istat, cadastral = place
    foreign = random.random() < 0.12
    surname = names.surname(random, foreign=foreign)
    since = today - timedelta(days=random.randint(30, YEARS * 365))
    size = random.choices([size for size, _weight in _SIZES], weights=[weight for _size, weight in _SIZES])[0]
    worker = random.randrange(tools.workers)
    people = []
    for position in range(size):
        relation = "child" if position == 0 else random.choice(("parent", "sibling"))
        age = random.uniform(19, 55) if relation == "parent" else min(random.triangular(0, 21, 12), 20.9)
        birth = today - timedelta(days=int(age * 365.25) + random.randint(0, 300))
        sex = random.choice("FM")
        followed = relation != "parent" or random.random() < 0.35
        start = max(since, birth)
        people.append(
            PersonRow(
                surname=surname
                if relation != "parent" or random.random() < 0.5
                else names.surname(random, foreign=foreign),
                name=names.first_name(random, sex),
                sex=sex,
                birth=birth,
                birth_place="Z100" if foreign and random.random() < 0.6 else cadastral,
                foreign=foreign,
                with_code=random.random() > (0.25 if foreign else 0.04),
                relation=relation,
                episodes=tuple(_episodes(random, start, today, worker, tools)) if followed else (),
            )
        )
    return Unit(ambito.code, istat, since, tuple(people))


def _episodes(random: Random, start: date, today: date, worker: int, tools: Tools) -> list[Episode]:
    rows: list[Episode] = []
    opened = start
    for _turn in range(random.choices((1, 2, 3), weights=(78, 18, 4))[0]):
        if opened >= today:
            break
        days = max(20, int(random.lognormvariate(6.1, 0.7)))
        closed: date | None = opened + timedelta(days=days)
        if closed is not None and closed >= today:
            closed = None
        rows.append(_episode(random, (opened, closed), today, worker, tools))
        if closed is None:
            break
        opened = closed + timedelta(days=random.randint(30, 500))
    return rows


def _episode(random: Random, period: tuple[date, date | None], today: date, worker: int, tools: Tools) -> Episode:
    opened, closed = period
    end = closed or today
    services = []
    for service in random.sample(range(tools.services), k=min(tools.services, random.choice((0, 1, 1, 1, 2, 2, 3)))):
        begins = opened + timedelta(days=random.randint(0, max(0, (end - opened).days // 2)))
        ends = begins + timedelta(days=random.randint(30, 500))
        services.append((service, begins, ends if ends < end else closed))
    notes = [
        (opened + timedelta(days=random.randint(0, max(0, (end - opened).days))), names.note(random))
        for _number in range(random.choice((0, 0, 0, 1, 2)))
    ]
    return Episode(
        opened=opened,
        closed=closed,
        mode=_skewed(random, tools.modes),
        reasons=tuple(sorted({_skewed(random, tools.reasons) for _number in range(random.choice((1, 1, 2)))})),
        outcome=_skewed(random, tools.outcomes),
        worker=worker,
        services=tuple(services),
        notes=tuple(sorted(notes)),
    )


def _skewed(random: Random, count: int) -> int:
    """An index below `count`; the first are the most frequent, as in every real code list."""
    return min(count - 1, int(random.expovariate(0.45)))
