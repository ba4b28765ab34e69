# SPDX-License-Identifier: EUPL-1.2
"""Functions on points, lines and surfaces of the Earth, as ODK's reference engine computes them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.registry import function
from ordito.questionnaires.engine.expressions.values import text_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.values import Value

    Point = tuple[float, float]

RADIUS = 6_378_100.0
"""Metres, at the equator."""
MAX_LATITUDE = 90
MAX_LONGITUDE = 180


def read_point(text: str) -> Point | None:
    """Latitude and longitude in degrees of `lat lon [altitude [accuracy]]`; None for any other text."""
    parts = text.split()
    if not 2 <= len(parts) <= 4:  # noqa: PLR2004  # the parts named above
        return None
    latitude, longitude = (text_number(part, None) for part in parts[:2])
    if not (abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE):
        return None
    return latitude, longitude


def read_line(values: Iterable[str]) -> list[Point]:
    """The points of one geotrace or geoshape, or several geopoints; none if one is wrong or fewer than 2."""
    given = list(values)
    if len(given) == 1:
        given = [part.strip() for part in given[0].rstrip("; \t\r\n").split(";")]
    points = [read_point(part) for part in given]
    found = [point for point in points if point is not None]
    return found if len(found) == len(points) and len(found) > 1 else []


def _values(scope: Scope, values: tuple[Value, ...]) -> list[str]:
    return [text for value in values for text in scope.texts(value)]


def _to_centimetres(metres: float) -> float:
    return abs(math.floor(metres * 100 + 0.5) / 100)


@function("area", "enclosed-area", fewest=1)
def area(scope: Scope, *values: Value) -> Value:
    """Square metres within a geoshape, geotrace or several geopoints; 0 of fewer than three points."""
    points = read_line(_values(scope, values))
    scope.spend(len(points))
    if len(points) <= 2:  # noqa: PLR2004  # a line has no surface
        return 0.0
    if points[0] != points[-1]:
        points.append(points[0])
    total = 0.0
    for (latitude, longitude), (next_latitude, next_longitude) in pairwise(points):
        total += math.radians(next_longitude - longitude) * (
            2 + math.sin(math.radians(next_latitude)) + math.sin(math.radians(latitude))
        )
    return _to_centimetres(total * RADIUS * RADIUS / 2)


@function("distance", fewest=1, most=None)
def distance(scope: Scope, *values: Value) -> Value:
    """Metres along a geoshape, geotrace or several geopoints; 0 of fewer than two points."""
    points = read_line(_values(scope, values))
    scope.spend(len(points))
    return _to_centimetres(sum(_apart(start, end) for start, end in pairwise(points)))


def _apart(start: Point, end: Point) -> float:
    latitude, other = math.radians(start[0]), math.radians(end[0])
    turned = math.cos(math.radians(start[1] - end[1]))
    cosine = math.sin(latitude) * math.sin(other) + math.cos(latitude) * math.cos(other) * turned
    return math.acos(max(-1.0, min(1.0, cosine))) * RADIUS


@function("geofence", fewest=2)
def geofence(scope: Scope, point: Value, shape: Value) -> Value:
    """Whether a geopoint lies in a closed geoshape (crossing number by W. R. Franklin)."""
    at = read_point(scope.text(point))
    points = read_line([scope.text(shape)])
    scope.spend(len(points))
    if at is None or not points or points[0] != points[-1]:
        return False
    inside = False
    for (latitude, longitude), (next_latitude, next_longitude) in pairwise(points):
        if (next_latitude > at[0]) != (latitude > at[0]):
            crossing = (longitude - next_longitude) * (at[0] - next_latitude) / (latitude - next_latitude)
            inside ^= at[1] < crossing + next_longitude
    return inside
