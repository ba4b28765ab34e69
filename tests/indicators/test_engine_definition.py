# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest

from ordito.indicators.engine.definition import Definition, Flaw, FlawedDefinitionError
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import PLACE, By, Condition

SHARE: dict[str, Any] = {
    "dataset": "takings",
    "measure": "closed",
    "ages": {"from": 0, "to": 17},
    "where": [{"dimension": "outcome", "codes": ["improved"]}, {"dimension": "mode", "codes": ["shared", "urgent"]}],
    "over": {
        "kind": "count",
        "per": 100,
        "measure": "closed",
        "where": [{"dimension": "mode", "codes": ["shared", "urgent"]}],
    },
    "breakdowns": ["genere"],
}
YEAR = (Period(2025),)
BY = (By(PLACE, "ambito"),)


def test_a_recipe_reads_back_as_it_was_written() -> None:
    assert Definition.from_data(SHARE).to_data() == SHARE


def test_nothing_empty_is_written() -> None:
    data = {"dataset": "takings", "measure": "persons", "ages": {}, "where": [], "over": {}, "breakdowns": []}
    assert Definition.from_data(data).to_data() == {"dataset": "takings", "measure": "persons"}


def test_the_whole_of_a_share_keeps_only_its_own_conditions() -> None:
    recipe = Definition.from_data(SHARE)
    mode = Condition(By("mode"), ("shared", "urgent"))
    assert recipe.query(YEAR, BY).where == (Condition(By("outcome"), ("improved",)), mode)
    divisor = recipe.divisor(YEAR, BY)
    assert divisor is not None
    assert (divisor.where, divisor.measure) == ((mode,), Measure.CLOSED)


def test_persons_over_residents_are_a_rate_and_have_no_divisor_to_count() -> None:
    data = {"dataset": "takings", "measure": "persons", "over": {"kind": "residents", "per": 1000}}
    recipe = Definition.from_data(data)
    assert recipe.query(YEAR, BY).measure == Measure.RATE
    assert recipe.divisor(YEAR, BY) is None


WRONG: list[tuple[dict[str, Any], str, Flaw]] = [
    ({"dataset": ""}, "dataset", Flaw.MISSING),
    ({"dataset": 3}, "dataset", Flaw.WRONG_KIND),
    ({"measure": "rate"}, "measure", Flaw.NOT_OFFERED),
    ({"measuer": "persons"}, "measuer", Flaw.UNKNOWN),
    ({"measure": "score"}, "column", Flaw.NEEDS_COLUMN),
    ({"column": "value"}, "column", Flaw.NOT_OFFERED),
    ({"ages": {"from": 18, "to": 3}}, "ages", Flaw.DISORDERED),
    ({"ages": {"from": True}}, "ages.from", Flaw.WRONG_KIND),
    ({"ages": {"to": 200}}, "ages.to", Flaw.NOT_OFFERED),
    ({"ages": {"al": 3}}, "ages.al", Flaw.UNKNOWN),
    ({"where": [{"dimension": "mode", "codes": []}]}, "where[1].codes", Flaw.MISSING),
    ({"where": [{"dimension": "mode", "codes": ["a", "a"]}]}, "where[1].codes", Flaw.TWICE),
    ({"where": [{"dimension": "mode", "codes": ["a"]}] * 2}, "where", Flaw.TWICE),
    ({"over": {"kind": "zero"}}, "over.kind", Flaw.NOT_OFFERED),
    ({"over": {"kind": "residents", "per": 0}}, "over.per", Flaw.NOT_OFFERED),
    ({"over": {"kind": "residents", "measure": "open"}}, "over.measure", Flaw.UNKNOWN),
    ({"over": {"kind": "count"}}, "over.measure", Flaw.MISSING),
    ({"over": {"kind": "count", "measure": "duration"}}, "over.measure", Flaw.NOT_OFFERED),
    (
        {"over": {"kind": "count", "measure": "persons", "where": [{"dimension": "mode", "codes": ["a"]}]}},
        "over.where",
        Flaw.NOT_PART,
    ),
    ({"measure": "duration", "over": {"kind": "residents"}}, "over", Flaw.NOT_DIVISIBLE),
]


@pytest.mark.parametrize(("changed", "key", "flaw"), WRONG)
def test_what_is_wrong_is_named_where_it_stands(changed: dict[str, Any], key: str, flaw: Flaw) -> None:
    with pytest.raises(FlawedDefinitionError) as found:
        Definition.from_data({"dataset": "takings", "measure": "persons"} | changed)
    assert (found.value.key, found.value.flaw) == (key, flaw)


def test_a_recipe_is_a_mapping() -> None:
    with pytest.raises(FlawedDefinitionError):
        Definition.from_data(["takings"])
