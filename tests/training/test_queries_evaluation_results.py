# SPDX-License-Identifier: EUPL-1.2
"""Indicators of the place of an edition, before and after, as the statistics show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.accounts.roles import TRAINING_MANAGER
from ordito.training.actions.evaluation import choose_indicator
from ordito.training.queries.evaluation_results import results_of
from tests.factories.accounts import make_user
from tests.factories.cases import NOW
from tests.factories.evaluation import HOUSE, make_course, make_edition
from tests.factories.indicators import PERSONS, make_indicator
from tests.indicators.conftest import Region, _empty_cache, counted, region, snapshot  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from ordito.territory.models import Territory
    from ordito.training.models import Edition

pytestmark = pytest.mark.django_db
YEARS: dict[str, Any] = {"year_before": 2025, "year_after": 2026}


def edition_in(place: Territory, region: Region) -> Edition:  # noqa: F811 - the fixture
    """An edition there, with an indicator chosen."""
    edition = make_edition(make_course(region.places[0].body, region.whole), place)
    choose_indicator(edition=edition, indicator=make_indicator("ascolto"), **YEARS, by=HOUSE, at=timezone.now())
    return edition


@pytest.mark.parametrize("where", ["comune", "whole"])
def test_figures_are_protected_ones_of_the_place(counted: Region, where: str) -> None:  # noqa: F811 - the fixture
    snapshot()
    place = counted.whole if where == "whole" else getattr(counted.places[0], where)
    manager = make_user(role=TRAINING_MANAGER, territory=counted.whole)
    (result,) = results_of(manager, [edition_in(place, counted).pk], NOW.date())
    assert result.figure is not None, result.trouble
    assert result.figure.protected
    assert result.figure.columns[:2] == ("2026", "2025")  # so that the difference is after less before
    assert len(result.rows) == 1
    name = counted.places[0].ambito.name if where == "comune" else place.name
    assert ("tutto il territorio" if where == "whole" else name) in result.title


def test_same_indicator_of_two_editions_stands_once_and_a_year_without_data_is_told(
    counted: Region,  # noqa: F811 - the fixture
) -> None:
    snapshot()
    edition = edition_in(counted.places[0].ambito, counted)
    twin, third = (make_edition(edition.course, edition.territory) for _one in range(2))
    indicator = edition.evaluation_indicators.get().indicator
    for other, years in ((twin, YEARS), (third, YEARS | {"year_before": 2001})):
        choose_indicator(edition=other, indicator=indicator, **years, by=HOUSE, at=timezone.now())
    found = results_of(HOUSE, [edition.pk, twin.pk, third.pk], NOW.date())
    assert [bool(result.figure) for result in found] == [True, False]
    assert "non ci sono dati" in found[1].trouble


def test_an_indicator_of_one_body_counts_that_body_alone(counted: Region) -> None:  # noqa: F811 - the fixture
    snapshot()
    place, other = counted.places[:2]
    edition = make_edition(make_course(place.body, counted.whole), counted.whole)
    recipe = PERSONS | {"breakdowns": ["body"]}
    for number, body in enumerate((None, place.body, other.body)):
        indicator = make_indicator(f"ascolto-{number}", definition=recipe)
        choose_indicator(edition=edition, indicator=indicator, body=body, **YEARS, by=HOUSE, at=timezone.now())
    manager = make_user(role=TRAINING_MANAGER, territory=counted.whole)
    whole, own, others = results_of(manager, [edition.pk], NOW.date())
    assert f": {place.body} (" in own.title
    totals = [result.figure.rows[-1].cells[0].value or 0 for result in (whole, own, others) if result.figure]
    assert len(totals) == 3
    assert 0 < totals[1] < totals[0]
    assert 0 < totals[2] < totals[0]
