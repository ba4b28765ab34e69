# SPDX-License-Identifier: EUPL-1.2
"""Bars, map and alternative text of one column of a figure, with the shapes of its places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.indicators.engine.chart import BarChart, Choropleth, Summary, bars, choropleth, summary
from ordito.indicators.enums import PlaceLevel
from ordito.territory.enums import TerritoryKind
from ordito.territory.queries import first_region, map_of_kind

if TYPE_CHECKING:
    from datetime import date

    from ordito.indicators.engine.table import Figure

KINDS = {
    PlaceLevel.AMBITO: TerritoryKind.AMBITO,
    PlaceLevel.COMUNE: TerritoryKind.MUNICIPALITY,
    PlaceLevel.PROVINCE: TerritoryKind.PROVINCE,
}
MOST_BARS = 60


@dataclass(frozen=True)
class Ground:
    """Which places the rows of a figure are (None: none), as they stood on a day, within which place."""

    level: PlaceLevel | None
    day: date
    within: int | None = None


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


def drawings_of(figure: Figure, ground: Ground, column: int) -> Drawings | None:
    """The drawings of a column of a figure; None with a single row."""
    if len(figure.body) < 2:  # noqa: PLR2004 - one bar compares nothing
        return None
    drawn = bars(figure, column) if len(figure.body) <= MOST_BARS else None
    return Drawings(figure.columns[column], drawn, map_of(figure, ground, column), summary(figure, column))


def map_of(figure: Figure, ground: Ground, column: int) -> Map | None:
    """The map of a column of a figure."""
    region = first_region() if ground.level in KINDS else None
    if region is None or ground.level is None:
        return None
    drawn = map_of_kind(region.pk, KINDS[ground.level], ground.day, ground.within)
    if drawn is None:
        return None
    classes = choropleth(figure, column)
    shapes = tuple(
        Shape(drawn.shapes[int(row.code)].path, classes.css[row.code], row.label, classes.text[row.code])
        for row in figure.body
        if row.code.isdecimal() and int(row.code) in drawn.shapes
    )
    return Map(shapes, drawn.view_box, drawn.attribution, classes)
