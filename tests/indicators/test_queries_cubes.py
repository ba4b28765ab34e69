# SPDX-License-Identifier: EUPL-1.2
"""Counting on a snapshot: dated places, target ages, codes by name, what stands beside the cube."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.core.models import writing
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import (
    AGE,
    GENDER,
    PLACE,
    By,
    Condition,
    Query,
    TooManyCellsError,
    UnknownColumnError,
)
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.cubes import count, of_ages
from ordito.indicators.queries.frames import BROAD
from ordito.territory.enums import Hierarchy
from ordito.territory.models import TerritoryLink
from tests.factories.cases import make_case_file, make_person, make_place, make_taking
from tests.factories.territory import make_service
from tests.indicators.conftest import Region, people, snapshot

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

YEAR = Period(2025)
AMBITO, COMUNE, SEX = By(PLACE, PlaceLevel.AMBITO.value), By(PLACE, PlaceLevel.COMUNE.value), By(GENDER)


def test_ambiti_by_gender_have_totals_and_say_what_stands_behind(
    counted: Region, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = snapshot()
    query = Query("takings", Measure.PERSONS, (Period(2024), YEAR), (AMBITO, SEX))
    with django_assert_num_queries(9):
        found = count(made, query)
    first = str(counted.places[0].ambito.pk)
    cube = found.cube
    assert cube.value[cube.at(1, first, "F")] == 12
    assert cube.value[cube.at(1, "*", "*")] == 52
    assert cube.value[cube.at(0, "*", "*")] == 0
    assert found.since == 2025
    assert found.covered(YEAR) == {place.comune.pk for place in counted.places}
    assert not found.covered(Period(2024))
    assert not found.breaks


def test_rare_data_do_not_tell_where_they_are(counted: Region) -> None:
    found = count(snapshot(), Query("work_paths", Measure.PERSONS, (YEAR,), (AMBITO,)))
    assert found.covered(YEAR) == {place.comune.pk for place in counted.places}, "those with takings in charge"
    assert found.since == 2025


def test_services_are_open_on_their_last_day_and_since_nobody_knows_when() -> None:
    place = make_place()
    make_taking(make_case_file(make_person(place)), opened_on=date(2024, 2, 3))
    make_service(territory=place.comune)
    make_service(territory=place.comune, valid_from=date(2024, 3, 1), valid_to=date(2024, 12, 31))
    found = count(snapshot(), Query("services", Measure.OPEN, (Period(2023), Period(2024), YEAR)))
    assert found.cube.value.tolist() == [1, 2, 1]
    assert found.covered(Period(1999)) == {place.comune.pk}
    assert found.since is None, "there is no year to print"


def test_comune_that_changes_ambito_counts_where_it_lay() -> None:
    here, there = make_place(), make_place()
    people(here, 3, 0, year=2025)  # opened in March
    moved = date(2025, 7, 1)
    with writing():
        link = TerritoryLink.objects.get(parent=here.ambito, child=here.comune)
        TerritoryLink.objects.filter(pk=link.pk).update(valid_to=date(2025, 6, 30))
        TerritoryLink.objects.create(
            parent=there.ambito, child=here.comune, hierarchy=Hierarchy.AMBITO, valid_from=moved
        )
    record = make_case_file(make_person(here, "Zanzotti", "Autunno"))
    make_taking(record, opened_on=date(2025, 10, 2))
    made = snapshot()
    old, new = str(here.ambito.pk), str(there.ambito.pk)
    opened = count(made, Query("takings", Measure.OPENED, (YEAR,), (AMBITO,)))
    assert [opened.cube.value[opened.cube.at(0, code)] for code in (old, new, "*")] == [3, 1, 4]
    open_at_end = count(made, Query("takings", Measure.OPEN, (Period(2025, 2), YEAR), (AMBITO,))).cube
    assert [open_at_end.value[open_at_end.at(0, code)] for code in (old, new)] == [3, 0]
    assert [open_at_end.value[open_at_end.at(1, code)] for code in (old, new)] == [0, 4]
    assert [found.day for found in opened.breaks] == [moved]
    assert here.ambito.name in opened.breaks[0].text
    assert not count(made, Query("takings", Measure.OPENED, (Period(2025, 2),), (AMBITO,))).breaks


def test_target_ages_places_and_reasons_limit_and_break_down() -> None:
    place = make_place()
    people(place, 4, 0, born=2015)
    people(place, 0, 5, born=1990)
    made = snapshot()
    minors = Query("takings", Measure.RATE, (YEAR,), (By(AGE, BROAD),), of_ages(0, 17))
    cube = count(made, minors).cube
    assert cube.value[cube.at(0, "*")] == 4
    assert cube.value[cube.at(0, "18")] == 0
    elsewhere = Condition(AMBITO, (str(make_place().ambito.pk),))
    assert count(made, Query("takings", Measure.PERSONS, (YEAR,), (), (elsewhere,))).cube.value[0] == 0
    by_reason = Query("takings", Measure.EPISODES, (YEAR,), (By("taking_reasons.reason"),))
    assert count(made, by_reason).cube.value.tolist() == [[9, 0, 9]], "one reason, none stated, all"
    assert of_ages(None, None) == ()


def test_what_cannot_be_counted_is_refused_before_it_runs(counted: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    made = snapshot()
    monkeypatch.setattr("ordito.indicators.queries.cubes.engine", None)
    years = By(AGE, "anni")
    quarters = tuple(Period(year, quarter) for year in range(1990, 2026) for quarter in (1, 2, 3, 4))
    large = (COMUNE, years, SEX, By("mode"), By("outcome"), By("body"))
    with pytest.raises(TooManyCellsError) as refused:
        count(made, Query("takings", Measure.PERSONS, quarters, large))
    assert refused.value.cells > 2_000_000
    for wrong in (By("mood"), By(PLACE, "luna"), By(AGE, "mesi"), By("mode", "x"), By("scores.taking")):
        with pytest.raises(UnknownColumnError):
            count(made, Query("takings", Measure.PERSONS, (YEAR,), (wrong,)))
    with pytest.raises(UnknownColumnError):
        count(made, Query("nothing", Measure.PERSONS, (YEAR,)))
    assert counted.places
