# SPDX-License-Identifier: EUPL-1.2
"""The page of tables: what may be asked, what is perturbed, what is refused, what leaves and is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.indicators.conftest import Region, snapshot

if TYPE_CHECKING:
    from django.test import Client

    from ordito.indicators.engine.table import Figure

pytestmark = pytest.mark.django_db

PAGE = "/statistiche/"
BY_AMBITO = {"misura": "persone_in_carico", "periodo": "2025", "righe": "ambito"}
BY_GENDER = BY_AMBITO | {"colonne": "genere"}
MOST_NOISE = 6


def figure_of(response: Any) -> Figure:
    found: Figure = response.context["figure"]
    return found


def values(response: Any) -> dict[str, list[int | None]]:
    return {
        row.label: [None if cell.value is None else int(cell.value) for cell in row.cells]
        for row in figure_of(response).rows
    }


def test_page_opens_on_the_last_whole_year_by_ambito_with_table_bars_and_map(officer: Client, counted: Region) -> None:
    response = officer.get(PAGE)
    assert response.status_code == 200
    found = values(response)
    assert set(found) == {"Puglia", *(place.ambito.name for place in counted.places)}
    for place, true in zip(counted.places, (26, 17, 9), strict=True):
        [number] = found[place.ambito.name]
        assert number is not None
        assert abs(number - true) <= MOST_NOISE
        assert number not in {1, 2}
    assert len(response.context["drawings"].bars.bars) == len(response.context["drawings"].map.shapes) == 3
    page = response.content.decode()
    assert "Dati di 3 Comuni su 3" in page
    assert "10/03/2025" in page
    assert "non sommano" in page


def test_same_persons_give_the_same_figure_by_whatever_filter(officer: Client, counted: Region) -> None:
    by_gender = values(officer.get(PAGE, BY_GENDER))
    only_girls = values(officer.get(PAGE, BY_AMBITO | {"solo.genere": "F"}))
    inside = counted.places[0].ambito
    within = values(officer.get(PAGE, BY_AMBITO | {"righe": "genere", "dentro": str(inside.pk)}))
    assert only_girls[inside.name] == [by_gender[inside.name][0]] == within["Femmine"]
    snapshot()
    assert values(officer.get(PAGE, BY_GENDER)) == by_gender, "nor does a new night draw again"
