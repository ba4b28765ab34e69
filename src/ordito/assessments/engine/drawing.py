# SPDX-License-Identifier: EUPL-1.2
"""Where the lines of a radar and of a strip of changes go. Values come as shares: 0 the difficulty, 1 the strength.

Coordinates are texts with a decimal point, ready for SVG whatever the language of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIZE = 240
CENTRE = SIZE / 2
RADIUS = 88.0
LABELS_AT = 106.0
HOLE = 0.12
"""The centre is not zero: the lowest value stands a little off it, so that lines through it can be told apart."""
STRIP_WIDTH, STRIP_HEIGHT, STRIP_MARGIN = 150, 24, 10
FEWEST_AXES = 3


@dataclass(frozen=True)
class Spoke:
    """One axis from the centre to (`x`, `y`), with its label at (`label_x`, `label_y`)."""

    label: str
    x: str
    y: str
    label_x: str
    label_y: str


@dataclass(frozen=True)
class Dot:
    """One value: where it stands, and of which series."""

    x: str
    y: str
    series: str


@dataclass(frozen=True)
class Outline:
    """The values of one series joined; open where one is missing."""

    series: str
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Radar:
    """A radar of so many axes as labels, outer is better."""

    size: int
    centre: str
    rings: tuple[str, ...]
    spokes: tuple[Spoke, ...]
    outlines: tuple[Outline, ...]


@dataclass(frozen=True)
class Strip:
    """The values of one row on a line, right is better; `first` and `last` are the ends of the change."""

    width: int
    height: int
    middle: str
    start: str
    end: str
    first: str
    last: str
    dots: tuple[Dot, ...]


def radar_of(labels: Sequence[str], series: Mapping[str, Sequence[float | None]], *, rings: int) -> Radar | None:
    """A radar; None for fewer than three axes, which make no shape. `rings` is how many values the scale has."""
    if len(labels) < FEWEST_AXES:
        return None
    steps = range(rings)
    return Radar(
        SIZE,
        _text(CENTRE),
        tuple(_text(_radius(step / (rings - 1))) for step in steps),
        tuple(_spoke(label, place, len(labels)) for place, label in enumerate(labels)),
        tuple(_outline(name, values) for name, values in series.items()),
    )


def strip_of(values: Mapping[str, float | None]) -> Strip:
    """The strip of one row: a dot for each series that has a value, joined from the first to the last."""
    span = STRIP_WIDTH - 2 * STRIP_MARGIN
    places = {name: _text(STRIP_MARGIN + share * span) for name, share in values.items() if share is not None}
    xs = list(places.values())
    middle = _text(STRIP_HEIGHT / 2)
    return Strip(
        STRIP_WIDTH,
        STRIP_HEIGHT,
        middle,
        _text(STRIP_MARGIN),
        _text(STRIP_MARGIN + span),
        xs[0] if xs else "",
        xs[-1] if xs else "",
        tuple(Dot(x, middle, name) for name, x in places.items()),
    )


def _spoke(label: str, place: int, count: int) -> Spoke:
    return Spoke(label, *_point(place, count, RADIUS), *_point(place, count, LABELS_AT))


def _outline(name: str, values: Sequence[float | None]) -> Outline:
    points = [
        None if share is None else _point(place, len(values), _radius(share)) for place, share in enumerate(values)
    ]
    dots = tuple(Dot(*point, name) for point in points if point is not None)
    return Outline(name, _path(points), dots)


def _path(points: Sequence[tuple[str, str] | None]) -> str:
    """The sides between neighbours that are both there; closed of itself when all are."""
    sides = []
    for here, there in zip(points, [*points[1:], points[0]], strict=True):
        if here is not None and there is not None:
            sides.append(f"M{here[0]} {here[1]}L{there[0]} {there[1]}")
    return "".join(sides)


def _radius(share: float) -> float:
    return RADIUS * (HOLE + (1 - HOLE) * share)


def _point(place: int, count: int, radius: float) -> tuple[str, str]:
    angle = 2 * pi * place / count - pi / 2
    return _text(CENTRE + radius * cos(angle)), _text(CENTRE + radius * sin(angle))


def _text(number: float) -> str:
    return f"{number:.1f}"
