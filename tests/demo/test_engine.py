# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pytest

from demo.engine import families, names
from demo.engine.region import SERVICE_TYPES, Ambito, make_region

TODAY = date(2026, 6, 30)
TOOLS = families.Tools(workers=3, services=5, modes=6, reasons=12, outcomes=5)


def ambiti(count: int = 45) -> list[Ambito]:
    return [
        Ambito(
            f"A{number:02}",
            f"Ambito {number}",
            "XX",
            f"{number:03}001",
            ((f"{number:03}001", "A001", 4000 + 100 * number), (f"{number:03}002", "A002", 600)),
        )
        for number in range(count)
    ]


def test_region_has_sixty_bodies_and_every_type_of_service() -> None:
    region = make_region(Random(1), ambiti())
    assert len(region.bodies) == 60
    assert {row.service_type for row in region.services} == set(SERVICE_TYPES)
    assert {row.ambito for row in region.staff if row.profile == "social_worker"} == {a.code for a in ambiti()}


def test_region_bodies_all_say_that_they_are_invented() -> None:
    region = make_region(Random(1), ambiti())
    assert [
        body.name for body in region.bodies if "dimostrativ" not in body.name and "inventata" not in body.name
    ] == []


@pytest.mark.parametrize("total", [0, 1, 500, 8000])
def test_units_for_gives_exactly_the_total(total: int) -> None:
    assert sum(families.units_for(Random(3), ambiti(), total).values()) == total


def test_units_for_is_skewed_between_ambiti() -> None:
    counts = families.units_for(Random(3), ambiti())
    rates = [counts[a.comuni[0][0]] / a.comuni[0][2] for a in ambiti()]
    assert max(rates) > 3 * min(rates)


def test_make_units_same_seed_same_families_other_seed_others() -> None:
    place = ambiti(1)[0]
    counts = {place.comuni[0][0]: 40}
    first, again = (families.make_units(Random(5), place, counts, TODAY, TOOLS) for _turn in range(2))
    assert first == again
    assert first != families.make_units(Random(6), place, counts, TODAY, TOOLS)


def test_make_units_dates_never_contradict_each_other() -> None:
    place = ambiti(1)[0]
    units = families.make_units(Random(5), place, {place.comuni[0][0]: 600}, TODAY, TOOLS)
    sizes = Counter(len(unit.people) for unit in units)
    assert 1.4 < sum(size * count for size, count in sizes.items()) / 600 < 1.6
    for unit in units:
        for person in unit.people:
            assert person.birth <= TODAY
            ends: list[date | None] = []
            for episode in person.episodes:
                assert person.birth <= episode.opened <= TODAY
                assert episode.closed is None or episode.opened <= episode.closed <= TODAY
                assert all(end is not None and end < episode.opened for end in ends)
                ends.append(episode.closed)
                for _service, begins, finishes in episode.services:
                    assert episode.opened <= begins
                    assert finishes is None or begins <= finishes
                    assert episode.closed is None or (finishes is not None and finishes <= episode.closed)
                for day, _text in episode.notes:
                    assert episode.opened <= day <= (episode.closed or TODAY)


def test_surnames_are_invented() -> None:
    random = Random(1)
    invented = {names.surname(random, foreign=False) for _turn in range(500)}
    assert len(invented) > 200
    assert invented.isdisjoint({"Rossi", "Bianchi", "Esposito", "Russo", "Ferrari"})
