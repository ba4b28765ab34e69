# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.territory import queries
from ordito.territory.actions import load_region
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory, TerritoryLink
from tests.factories.territory import make_ambito, make_territory
from tests.territory.conftest import toy_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 1)


@pytest.fixture
def toy(toy_folder: Callable[..., Path]) -> dict[str, Territory]:
    """The toy region, its places by code."""
    return load_toy(toy_folder())


def load_toy(folder: Path) -> dict[str, Territory]:
    load_region(by=SystemActor("prova"), at=datetime(2026, 5, 1, 9, tzinfo=UTC), folder=folder)
    return {place.code: place for place in Territory.objects.all()}


def moved_links() -> list[dict[str, str]]:
    """The third Comune leaves A2 for A1 on 1 January 2025."""
    links = toy_tables()["links.csv"]
    last = links.pop()
    return [*links, last | {"valid_to": "2024-12-31"}, last | {"parent_code": "A1", "valid_from": "2025-01-01"}]


def test_ambito_of_a_comune_depends_on_the_day(toy_folder: Callable[..., Path]) -> None:
    toy = load_toy(toy_folder(links=moved_links()))
    comune = toy["001003"].pk
    assert queries.ambito_of(comune, date(2024, 12, 31)) == toy["A2"]
    assert queries.ambito_of(comune, date(2025, 1, 1)) == toy["A1"]
    assert queries.ambito_of(toy["A2"].pk, DAY) == toy["A2"]
    assert queries.ambito_of(toy["99"].pk, DAY) is None


def test_ambiti_of_asks_three_times_for_any_number(toy: dict[str, Territory], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        found = queries.ambiti_of([toy["001001"].pk, toy["001002"].pk, toy["001003"].pk], DAY)
    assert {key: place.code for key, place in found.items()} == {
        toy["001001"].pk: "A1",
        toy["001002"].pk: "A1",
        toy["001003"].pk: "A2",
    }


@pytest.mark.parametrize(
    ("code", "members"),
    [
        ("99", {"001001", "001002", "001003"}),
        ("PP", {"001001", "001002", "001003"}),
        ("Z", {"001001", "001002", "001003"}),
        ("A1", {"001001", "001002"}),
        ("001003", {"001003"}),
    ],
)
def test_comuni_within_a_place_of_any_kind(toy: dict[str, Territory], code: str, members: set[str]) -> None:
    found = queries.comuni_within([toy[code].pk], DAY)
    assert found == {toy[code].pk: frozenset(toy[member].pk for member in members)}


def test_comuni_within_follows_the_day(toy_folder: Callable[..., Path]) -> None:
    toy = load_toy(toy_folder(links=moved_links()))
    before = queries.comuni_within([toy["A1"].pk, toy["A2"].pk], date(2024, 6, 1))
    after = queries.comuni_within([toy["A1"].pk, toy["A2"].pk], DAY)
    assert toy["001003"].pk in before[toy["A2"].pk]
    assert (len(after[toy["A1"].pk]), after[toy["A2"].pk]) == (3, frozenset())


def test_comuni_within_ends_on_a_ring_of_links() -> None:
    one, two = make_ambito(), make_ambito()
    comune = make_territory(parent=two)
    with writing():
        TerritoryLink.objects.create(parent=one, child=two, hierarchy="zone")
        TerritoryLink.objects.create(parent=two, child=one, hierarchy="zone")
    assert queries.comuni_within([one.pk], DAY) == {one.pk: frozenset({comune.pk})}
    assert TerritoryLink.objects.around(comune.pk) == {comune.pk, one.pk, two.pk}


def test_groups_of_comuni_by_kind(toy: dict[str, Territory]) -> None:
    by_zone = queries.groups_of_comuni(TerritoryKind.ZONE, DAY)
    assert set(by_zone.values()) == {toy["Z"].pk}
    own = queries.groups_of_comuni(TerritoryKind.MUNICIPALITY, DAY)
    assert all(comune == place for comune, place in own.items())


def test_residents_are_the_sum_of_the_comuni(toy: dict[str, Territory]) -> None:
    ids = [toy[code].pk for code in ("A1", "A2", "99", "001002")]
    assert queries.residents(ids, range(18), DAY) == {
        toy["A1"].pk: 2 * 18 * (1 + 2),
        toy["A2"].pk: 2 * 18 * 3,
        toy["99"].pk: 2 * 18 * 6,
        toy["001002"].pk: 2 * 18 * 2,
    }
    assert queries.residents([toy["A2"].pk], None, DAY) == {toy["A2"].pk: 2 * 101 * 3}
    assert queries.residents([toy["A2"].pk], [99, 100, 107], DAY, sex="F") == {toy["A2"].pk: 2 * 3}


def test_residents_of_a_place_without_figures_are_absent_not_zero(toy: dict[str, Territory]) -> None:
    alone = make_ambito()
    unknown = make_territory(parent=alone)
    assert queries.residents([alone.pk, unknown.pk, toy["A2"].pk], [0], DAY) == {toy["A2"].pk: 6}


def test_residents_use_the_latest_year_not_after_the_day(toy_folder: Callable[..., Path]) -> None:
    people = toy_tables()["population.csv"]
    later = [row | {"year": "2025", "age_0": "50"} for row in people]
    toy = load_toy(toy_folder(population=[*people, *later]))
    ids = [toy["001001"].pk]
    assert queries.residents(ids, [0], date(2019, 1, 1)) == {ids[0]: 2}  # before the first year: the first
    assert queries.residents(ids, [0], date(2024, 12, 31)) == {ids[0]: 2}
    assert queries.residents(ids, [0], date(2025, 1, 1)) == {ids[0]: 100}


def test_residents_without_any_figures_are_nothing() -> None:
    place = make_territory()
    assert queries.population_year(DAY) is None
    assert queries.residents([place.pk], None, DAY) == {}
    assert queries.population_table(place.pk, DAY) is None


def test_residents_by_band_agree_with_residents(toy: dict[str, Territory]) -> None:
    ids = [toy["A1"].pk, toy["A2"].pk]
    cells = queries.residents_by_band(ids, queries.DEFAULT_BANDS, DAY)
    for number, band in enumerate(queries.DEFAULT_BANDS):
        ages = [age for age in range(101) if age in band]
        for sex in "FM":
            single = queries.residents(ids, ages, DAY, sex=sex)
            assert {place: cells[place][sex, number] for place in ids} == single


def test_residents_by_band_leave_out_ages_in_no_band(toy: dict[str, Territory]) -> None:
    cells = queries.residents_by_band([toy["A2"].pk], [queries.AgeBand(3, 5)], DAY)
    assert cells == {toy["A2"].pk: {("F", 0): 9, ("M", 0): 9}}


def test_population_table_adds_up(toy: dict[str, Territory]) -> None:
    table = queries.population_table(toy["001001"].pk, DAY)
    assert table is not None
    assert [row.label for row in table.rows] == ["0–2", "3–5", "6–10", "11–13", "14–17", "18–20", "21 e più"]
    assert (table.year, table.minors.total, table.total.total) == (2023, 36, 202)
    assert table.total.female == sum(row.female for row in table.rows)


def test_map_of_kind_draws_each_place_from_its_comuni(toy: dict[str, Territory]) -> None:
    drawn = queries.map_of_kind(toy["99"].pk, TerritoryKind.AMBITO, DAY)
    assert drawn is not None
    assert set(drawn.shapes) == {toy["A1"].pk, toy["A2"].pk}
    assert drawn.shapes[toy["A1"].pk].surface == 2 * drawn.shapes[toy["A2"].pk].surface
    assert drawn.attribution == "Confini di prova"


def test_map_of_kind_within_a_place_shows_only_its_own(toy: dict[str, Territory]) -> None:
    drawn = queries.map_of_kind(toy["99"].pk, TerritoryKind.MUNICIPALITY, DAY, within=toy["A1"].pk)
    assert drawn is not None
    assert set(drawn.shapes) == {toy["001001"].pk, toy["001002"].pk}


def test_map_without_boundaries_is_none() -> None:
    region = make_territory(kind=TerritoryKind.REGION)
    assert queries.map_of_kind(region.pk, TerritoryKind.AMBITO, DAY) is None


def test_map_follows_a_new_load(toy: dict[str, Territory], toy_folder: Callable[..., Path]) -> None:
    queries.map_of_kind(toy["99"].pk, TerritoryKind.AMBITO, DAY)
    after = load_toy(toy_folder("later", links=moved_links()))
    drawn = queries.map_of_kind(after["99"].pk, TerritoryKind.AMBITO, DAY)
    assert drawn is not None
    assert set(drawn.shapes) == {toy["A1"].pk}


def test_region_of_a_comune(toy: dict[str, Territory]) -> None:
    assert queries.region_of(toy["001001"].pk) == toy["99"]
    assert queries.region_of(make_territory().pk) is None


def test_groups_and_map_follow_a_new_load(toy: dict[str, Territory], toy_folder: Callable[..., Path]) -> None:
    comune, region = toy["001003"].pk, toy["99"].pk
    before = queries.map_of_kind(region, TerritoryKind.AMBITO, DAY)
    assert queries.groups_of_comuni(TerritoryKind.AMBITO, DAY)[comune] == toy["A2"].pk
    load_toy(toy_folder(links=moved_links()))
    assert queries.groups_of_comuni(TerritoryKind.AMBITO, DAY)[comune] == toy["A1"].pk
    after = queries.map_of_kind(region, TerritoryKind.AMBITO, DAY)
    assert before is not None
    assert after is not None
    assert (set(before.shapes), set(after.shapes)) == ({toy["A1"].pk, toy["A2"].pk}, {toy["A1"].pk})


def test_residents_follow_a_new_load(toy: dict[str, Territory], toy_folder: Callable[..., Path]) -> None:
    place = toy["001001"].pk
    bands = (queries.AgeBand(0, None),)
    before = queries.residents_by_band([place], bands, DAY)[place]
    population = toy_tables()["population.csv"]
    doubled = [
        {name: str(2 * int(value)) if name.startswith("age_") else value for name, value in row.items()}
        for row in population
    ]
    load_toy(toy_folder(population=doubled))
    after = queries.residents_by_band([place], bands, DAY)[place]
    assert after == {cell: 2 * number for cell, number in before.items()}
