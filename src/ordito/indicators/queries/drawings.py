# SPDX-License-Identifier: EUPL-1.2
"""Bars, map and alternative text of one column of a figure, with the shapes of its places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.indicators.engine.chart import BarChart, Choropleth, Summary, bars, choropleth, summary
from ordito.indicators.enums import FACETS, PlaceLevel
from ordito.territory.enums import TerritoryKind
from ordito.territory.queries import first_region, map_of_kind

if TYPE_CHECKING:
    from ordito.indicators.engine.table import Figure
    from ordito.indicators.queries.figures import Answer
    from ordito.indicators.queries.questions import Question

KINDS = {
    PlaceLevel.AMBITO: TerritoryKind.AMBITO,
    PlaceLevel.COMUNE: TerritoryKind.MUNICIPALITY,
    PlaceLevel.PROVINCE: TerritoryKind.PROVINCE,
}
MOST_BARS = 60


@dataclass(frozen=True)
class Shape:
    """One place of a map."""

    path: str
    css: str
    label: str
    text: str


@dataclass(frozen=True)
class Map:
    """The places of a figure, coloured as its classes say."""

    shapes: tuple[Shape, ...]
    view_box: str
    attribution: str
    classes: Choropleth


@dataclass(frozen=True)
class Drawings:
    """Everything drawn from one column; the map is None where rows are no places or no boundaries are loaded."""

    column: str
    bars: BarChart | None
    map: Map | None
    summary: Summary


def drawings_of(question: Question, answer: Answer, column: int) -> Drawings | None:
    """The drawings of a column of an answer; None without a figure or with a single row."""
    figure = answer.figure
    if figure is None or len(figure.body) < 2:  # noqa: PLR2004 - one bar compares nothing
        return None
    drawn = bars(figure, column) if len(figure.body) <= MOST_BARS else None
    return Drawings(figure.columns[column], drawn, _map(question, answer, figure, column), summary(figure, column))


def _map(question: Question, answer: Answer, figure: Figure, column: int) -> Map | None:
    by_value = question.breakdown in FACETS and not question.value
    region = None if by_value or question.level not in KINDS else first_region()
    if region is None:
        return None
    within = question.within.pk if question.within else None
    drawn = map_of_kind(region.pk, KINDS[question.level], answer.ground.day, within)
    if drawn is None:
        return None
    classes = choropleth(figure, column)
    shapes = tuple(
        Shape(drawn.shapes[int(row.code)].path, classes.css[row.code], row.label, classes.text[row.code])
        for row in figure.body
        if row.code.isdecimal() and int(row.code) in drawn.shapes
    )
    return Map(shapes, drawn.view_box, drawn.attribution, classes)
