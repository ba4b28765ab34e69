# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with a recipe, in words; and the recipes of the indicators that were there before versions."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from ordito.core.declare import About
from ordito.core.models import writing
from ordito.indicators.engine.definition import Definition
from ordito.indicators.enums import IndicatorState, MeasureChoice
from ordito.indicators.models import Indicator
from ordito.indicators.queries.catalogue import Countable, Dimension
from ordito.indicators.queries.checks import blocking, problems_of
from ordito.indicators.queries.words import in_words
from ordito.territory.models import Population
from tests.factories.territory import make_territory

pytestmark = pytest.mark.django_db
MODE = Dimension("mode", "Modalità", lambda: {"new": "Nuova", "old": "Vecchia"}, lambda _day: {"old"})
TAKINGS = Countable("takings", "Prese in carico", {"mode": MODE}, {}, (MeasureChoice.PERSONS, MeasureChoice.CLOSED))
SERVICES = Countable("services", "Servizi", {}, {"places": "Posti"}, (MeasureChoice.OPEN,), About.THINGS)
OFFERED = {"takings": TAKINGS, "services": SERVICES}


def recipe(**changed: Any) -> Definition:
    return Definition.from_data({"dataset": "takings", "measure": "persons"} | changed)


def _only(code: str) -> dict[str, Any]:
    return {"where": [{"dimension": "mode", "codes": [code]}]}


def test_nothing_is_wrong_with_a_plain_recipe() -> None:
    assert blocking(recipe(**_only("new")), OFFERED) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"dataset": "luna"}, "I dati «luna» non ci sono"),
        ({"measure": "open"}, "«Prese in carico» non si può contare così"),
        ({"dataset": "services", "measure": "sum", "column": "hours"}, "«hours» non è un numero di «Servizi»"),
        ({"where": [{"dimension": "q7", "codes": ["a"]}]}, "«q7» non è un dato di «Prese in carico»"),
        ({"breakdowns": ["q7"]}, "«q7» non è un dato"),
        (_only("mai"), "La voce «mai» di «Modalità» non esiste"),
        (_only("old"), "La voce «Vecchia» di «Modalità» non è più in uso"),
        ({"ages": {"from": 4, "to": 9}}, "Le età non coincidono con le fasce in uso, che cominciano a: 0, 3, 6"),
        ({"dataset": "services", "measure": "open", "ages": {"to": 17}}, "non riguarda persone seguite"),
        ({"over": {"kind": "count", "measure": "persons", "dataset": "luna"}}, "I dati «luna» non ci sono"),
        ({"over": {"kind": "count", "measure": "persons"}}, "Una cosa divisa per sé stessa"),
    ],
)
def test_what_cannot_be_counted_blocks_and_is_named(changed: dict[str, Any], said: str) -> None:
    assert any(said in problem.text for problem in blocking(recipe(**changed), OFFERED))


def test_residents_of_nobody_are_said_and_do_not_block() -> None:
    rate = recipe(over={"kind": "residents", "per": 1000}, ages={"from": 0, "to": 17})
    place = make_territory()
    with writing():
        Population.objects.create(territory=place, year=2025, sex="F", age=40, residents=9)
    assert any("dividerebbe per zero" in problem.text for problem in problems_of(rate, OFFERED))
    assert blocking(rate, OFFERED) == []
    with writing():
        Population.objects.create(territory=place, year=2025, sex="F", age=4, residents=9)
    assert not any("dividerebbe per zero" in problem.text for problem in problems_of(rate, OFFERED))


def test_a_recipe_reads_in_words_and_a_strange_one_by_its_codes() -> None:
    told = recipe(**_only("new"), over={"kind": "count", "measure": "persons", "per": 100}, breakdowns=["mode"])
    assert {line.label: line.text for line in in_words(told, OFFERED)} == {
        "Che cosa si conta": "Prese in carico: persone, ognuna contata una volta sola",
        "Solo con": "Modalità: Nuova",
        "Diviso per": "ogni 100 in «Prese in carico» (persone, ognuna contata una volta sola)",
        "Si può suddividere per": "Modalità",
    }
    assert in_words(told, {})[1].text == "mode: new"


def test_the_indicators_that_were_there_are_in_use_as_their_first_version() -> None:
    rows = list(Indicator.objects.order_by("position"))
    assert [row.code for row in rows] == [
        "persone_in_carico", "minori_in_carico", "minori_ogni_mille", "prese_aperte", "prese_avviate", "prese_concluse",
    ]  # fmt: skip
    assert {(row.state, row.versions.get().number) for row in rows} == {(IndicatorState.IN_USE, 1)}
    assert [row.recipe.measure.value for row in rows] == ["persons", "persons", "persons", "open", "opened", "closed"]
    assert (rows[2].recipe.age_to, rows[2].recipe.over.per) == (17, 1000)


def test_an_older_indicator_of_one_value_becomes_a_condition() -> None:
    definition_of = import_module("ordito.indicators.migrations.0004_first_versions").definition_of
    old = SimpleNamespace(measure="opened", age_from=None, age_to=17, facet="motivo", facet_value="neglect")
    assert Definition.from_data(definition_of(old)).where[0].dimension == "taking_reasons.reason"
