# SPDX-License-Identifier: EUPL-1.2
"""An answer as plain data, to be kept as it is, and back; drawings are made again from the kept figure alone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.explore.engine.question import Question
from ordito.explore.queries.answers import Answer
from ordito.explore.queries.drawings import Ground, drawings_of
from ordito.indicators.engine.model import Period
from ordito.indicators.engine.table import Cell, CellState, Figure, Row, Words
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.words import Line, in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.explore.queries.desk import Asked


def frozen_of(answer: Answer, asked: Asked) -> dict[str, Any]:
    """The figure, its ground and its drawn column, and how it was counted, in words."""
    figure = asdict(answer.figure)
    for row in figure["rows"]:
        for cell in row["cells"]:
            cell["value"] = None if cell["value"] is None else str(cell["value"])
            cell["state"] = cell["state"].value
    ground = answer.ground
    level = ground.level.value if ground.level else ""
    return {
        "figure": figure,
        "question": asdict(answer.question),
        "ground": {"level": level, "day": ground.day.isoformat(), "within": ground.within},
        "column": answer.column,
        "definition": [[line.label, line.text] for line in definition_of(asked)],
    }


def definition_of(asked: Asked) -> list[Line]:
    """How something is counted today, in words."""
    recipe = asked.definition
    datasets = {recipe.dataset, recipe.over.dataset or recipe.dataset}
    return in_words(recipe, catalogue(*sorted(datasets)))


def kept_definition(data: Mapping[str, Any]) -> list[Line]:
    """How a kept figure was counted."""
    return [Line(label, text) for label, text in data.get("definition", ())]


def thawed(data: Mapping[str, Any]) -> Answer:
    """The answer as it was kept."""
    told: dict[str, Any] = dict(data["figure"])
    rows = tuple(
        Row(row["code"], row["label"], tuple(_cell(cell) for cell in row["cells"]), row["total"], row["detail"])
        for row in told["rows"]
    )
    told |= {name: tuple(told[name]) for name in ("columns", "notes", "places")}
    figure = Figure(**told | {"rows": rows, "words": Words(**told["words"])})
    ground = data["ground"]
    level = PlaceLevel(ground["level"]) if ground["level"] else None
    stands = Ground(level, date.fromisoformat(ground["day"]), ground["within"])
    asked = dict(data["question"])
    only = tuple((dimension, code) for dimension, code in asked.pop("only"))
    question = Question(period=Period(**asked.pop("period")), only=only, **asked)
    return Answer(question, figure, stands, data["column"], drawings_of(figure, stands, data["column"]))


def _cell(data: Mapping[str, Any]) -> Cell:
    value = None if data["value"] is None else Decimal(data["value"])
    return Cell(CellState(data["state"]), value, data["reason"], data["detail"])
