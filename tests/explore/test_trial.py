# SPDX-License-Identifier: EUPL-1.2
"""The trial of a recipe and the table of its indicator say the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ordito.accounts.roles import REGIONAL_OFFICER
from ordito.core.models import writing
from ordito.explore.queries.answers import Answer, told
from ordito.explore.queries.asking import asked_by
from ordito.explore.queries.desk import desk_of
from ordito.indicators.engine.definition import Definition
from ordito.indicators.queries.trial import trial_of
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Population
from tests.factories.accounts import make_user
from tests.factories.indicators import make_indicator
from tests.factories.territory import make_territory
from tests.indicators.conftest import Region, snapshot

if TYPE_CHECKING:
    from decimal import Decimal

TODAY = date(2026, 3, 1)
CHILDREN: dict[str, Any] = {"dataset": "takings", "measure": "persons", "ages": {"from": 0, "to": 17}}
WHOLE: dict[str, Any] = {"kind": "count", "per": 100, "measure": "persons"}
RECIPES = {
    "quanti": CHILDREN,
    "tasso": CHILDREN | {"over": {"kind": "residents", "per": 1000}},
    "quota": CHILDREN | {"where": [{"dimension": "mode", "codes": ["consensual"]}], "over": WHOLE},
    "per_testa": CHILDREN | {"measure": "episodes", "over": WHOLE | {"per": 1}},
    "durata": CHILDREN | {"measure": "duration"},
}


def test_trial_and_table_say_the_same_figures(counted: Region) -> None:
    alone = make_territory("Fuori Ambito", kind=TerritoryKind.MUNICIPALITY)
    with writing():
        Population.objects.create(territory=alone, year=2024, sex="F", age=7, residents=333)
    for code, recipe in RECIPES.items():
        make_indicator(code, definition=recipe)
    snapshot()
    desk = desk_of(make_user(role=REGIONAL_OFFICER, territory=counted.whole), TODAY)
    assert desk is not None
    for code, recipe in RECIPES.items():
        answer = told(desk, asked_by({"misura": code, "periodo": "2025", "righe": "ambito"}, desk))
        assert isinstance(answer, Answer)
        said: dict[str, Decimal | None] = {row.label: row.cells[0].value for row in answer.figure.rows}
        trial = trial_of(Definition.from_data(recipe), TODAY)
        assert trial is not None
        tried = {one.place: one.value for one in trial.places} | {"Puglia": trial.whole}
        assert {place: value for place, value in tried.items() if place in said} == said, code
        assert trial.whole is not None or code == "durata"
