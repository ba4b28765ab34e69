# SPDX-License-Identifier: EUPL-1.2
"""The trial of a recipe and the table of its indicator say the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

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
from tests.factories.territory import make_service, make_service_type, make_territory
from tests.indicators.conftest import Region, snapshot

TODAY = date(2026, 3, 1)
CHILDREN: dict[str, Any] = {"dataset": "takings", "measure": "persons", "ages": {"from": 0, "to": 17}}
WHOLE: dict[str, Any] = {"kind": "count", "per": 100, "measure": "persons"}
PLACES: dict[str, Any] = {
    "dataset": "services",
    "measure": "standing",
    "column": "places",
    "ages": {"from": 0, "to": 17},
    "over": {"kind": "residents", "per": 1000},
}
RECIPES = {
    "quanti": CHILDREN,
    "tasso": CHILDREN | {"over": {"kind": "residents", "per": 1000}},
    "quota": CHILDREN | {"where": [{"dimension": "mode", "codes": ["consensual"]}], "over": WHOLE},
    "per_testa": CHILDREN | {"measure": "episodes", "over": WHOLE | {"per": 1}},
    "durata": CHILDREN | {"measure": "duration"},
    "posti": PLACES,
    "posti_di_un_tipo": PLACES | {"where": [{"dimension": "service_type", "codes": ["asilo"]}]},
}


def test_trial_and_table_say_the_same_figures(counted: Region) -> None:
    alone = make_territory("Fuori Ambito", kind=TerritoryKind.MUNICIPALITY)
    with writing():
        Population.objects.create(territory=alone, year=2024, sex="F", age=7, residents=333)
    nursery = make_service_type("asilo", age_from=0, age_to=2)
    for kind in (nursery, make_service_type("altro")):
        make_service(service_type=kind, territory=counted.places[0].comune, places=30)
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


def test_places_are_told_out_of_the_residents_of_the_ages_that_each_service_is_for(counted: Region) -> None:
    """Fifty girls and fifty boys of each age live in each Comune."""
    for code, ages in {"asilo": (0, 2), "centro": (6, 18), "altro": (None, None)}.items():
        kind = make_service_type(code, code, age_from=ages[0], age_to=ages[1])
        make_service(service_type=kind, territory=counted.places[0].comune, places=30)
    make_indicator("posti", definition=PLACES)
    make_indicator("asili", definition=RECIPES["posti_di_un_tipo"])
    snapshot()
    desk = desk_of(make_user(role=REGIONAL_OFFICER, territory=counted.whole), TODAY)

    def rows(code: str, by: str) -> dict[str, Decimal | None]:
        assert desk is not None
        answer = told(desk, asked_by({"misura": code, "periodo": "2025", "righe": by}, desk))
        assert isinstance(answer, Answer)
        assert "Di un tipo di servizio contano i residenti delle età a cui è rivolto." in answer.figure.notes
        assert "Queste cifre non riguardano persone seguite: sono quelle scritte, senza perturbazione." in (
            answer.figure.notes
        )
        return {row.label: row.cells[0].value for row in answer.figure.rows}

    residents = {"asilo": 3 * 300, "centro": 12 * 300, "altro": 18 * 300, "Puglia": 18 * 300}
    found = rows("posti", "service_type")
    assert found == {
        name: round(Decimal(30_000 * (3 if name == "Puglia" else 1)) / of, 1) for name, of in residents.items()
    }
    assert rows("asili", "ambito")[counted.places[0].ambito.name] == round(Decimal(30_000) / 300, 1)
