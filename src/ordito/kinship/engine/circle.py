# SPDX-License-Identifier: EUPL-1.2
"""Where the ends of an ecomap stand around the family: on one circle, each with its line to the middle.

The drawing is A. Hartman's (Diagrammatic assessment of family relationships, 1978).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, pi, sin

BOX_WIDTH, BOX_HEIGHT = 152.0, 46.0
CENTRE = 58.0
"""Half the width of the circle in the middle."""
LEAST, AROUND = 195.0, 165.0
"""The smallest circle, and the room along it for one end."""
MARGIN = 12.0
TOOTH, TEETH_APART = 6.0, 9.0
ARROW = 9.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Spoke:
    """One end: the middle of its box, and where its line leaves the middle circle and reaches the box."""

    x: float
    y: float
    start: Point
    end: Point


@dataclass(frozen=True)
class Wheel:
    """An ecomap ready to be drawn."""

    width: float
    height: float
    centre: Point
    spokes: tuple[Spoke, ...]


def wheel(count: int) -> Wheel:
    """Places for so many ends, from the top clockwise; neighbours do not overlap."""
    radius = max(LEAST, AROUND * count / (2 * pi))
    middle = (radius + BOX_WIDTH / 2 + MARGIN, radius + BOX_HEIGHT / 2 + MARGIN)
    spokes = []
    for place in range(count):
        angle = 2 * pi * place / count - pi / 2
        across, down = cos(angle), sin(angle)
        x, y = middle[0] + radius * across, middle[1] + radius * down
        inside = min(BOX_WIDTH / 2 / abs(across) if across else radius, BOX_HEIGHT / 2 / abs(down) if down else radius)
        reach = radius - inside
        start = (middle[0] + CENTRE * across, middle[1] + CENTRE * down)
        spokes.append(Spoke(x, y, start, (middle[0] + reach * across, middle[1] + reach * down)))
    return Wheel(2 * middle[0], 2 * middle[1], middle, tuple(spokes))


def zigzag(start: Point, end: Point) -> list[Point]:
    """A line with teeth, for a tie that costs effort."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    teeth = max(2, int(length / TEETH_APART))
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    points = [start]
    for tooth in range(1, teeth):
        side = TOOTH if tooth % 2 else -TOOTH
        far = length * tooth / teeth
        points.append((start[0] + along[0] * far - along[1] * side, start[1] + along[1] * far + along[0] * side))
    return [*points, end]


def arrow(tail: Point, tip: Point) -> list[Point]:
    """The three corners of an arrow's head at `tip`."""
    length = hypot(tip[0] - tail[0], tip[1] - tail[1])
    along = ((tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length)
    foot = (tip[0] - along[0] * ARROW, tip[1] - along[1] * ARROW)
    half = ARROW * 0.55
    return [
        tip,
        (foot[0] - along[1] * half, foot[1] + along[0] * half),
        (foot[0] + along[1] * half, foot[1] - along[0] * half),
    ]


def cut(start: Point, end: Point) -> list[tuple[Point, Point]]:
    """Two strokes across the middle of a line, for a tie that is broken."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    found = []
    for far in (0.46, 0.54):
        x, y = start[0] + along[0] * length * far, start[1] + along[1] * length * far
        found.append(((x - along[1] * 9, y + along[0] * 9), (x + along[1] * 9, y - along[0] * 9)))
    return found
