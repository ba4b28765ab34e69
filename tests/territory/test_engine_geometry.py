# SPDX-License-Identifier: EUPL-1.2
import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.territory.engine import geometry

PUGLIA = Path(__file__).resolve().parents[2] / "demo" / "puglia"

# Four squares of side 10 in a row, A to D; E fills a hole in D.
SQUARES = {
    "type": "Topology",
    "attribution": "prova",
    "view_box": [0, 0, 40, 10],
    "transform": {"scale": [1, 1], "translate": [0, 0]},
    "arcs": [
        [[10, 10], [-10, 0], [0, -10], [10, 0]],  # 0: A's outer side, clockwise from below right
        [[10, 0], [0, 10]],  # 1: A | B, downwards
        [[10, 0], [10, 0]],  # 2: top of B
        [[20, 0], [0, 10]],  # 3: B | C
        [[20, 10], [-10, 0]],  # 4: bottom of B
        [[20, 0], [10, 0]],  # 5: top of C
        [[30, 0], [0, 10]],  # 6: C | D
        [[30, 10], [-10, 0]],  # 7: bottom of C
        [[30, 0], [10, 0], [0, 10], [-10, 0]],  # 8: D's outer side
        [[34, 4], [0, 2], [2, 0], [0, -2], [-2, 0]],  # 9: hole of D, counterclockwise
    ],
    "objects": {
        "comuni": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "A", "arcs": [[0, 1]]},
                {"type": "Polygon", "id": "B", "arcs": [[2, 3, 4, ~1]]},
                {"type": "Polygon", "id": "C", "arcs": [[5, 6, 7, ~3]]},
                {"type": "Polygon", "id": "D", "arcs": [[8, ~6], [9]]},
                {"type": "MultiPolygon", "id": "E", "arcs": [[[~9]]]},
            ],
        }
    },
}


@pytest.fixture
def squares() -> geometry.Boundaries:
    return geometry.read(SQUARES)


@pytest.fixture(scope="module")
def puglia() -> geometry.Boundaries:
    return geometry.read(json.loads((PUGLIA / "boundaries.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def ambito_of() -> dict[str, str]:
    with (PUGLIA / "links.csv").open(encoding="utf-8", newline="") as stream:
        return {row["child_code"]: row["parent_code"] for row in csv.DictReader(stream) if row["hierarchy"] == "ambito"}


def test_places_are_drawn_with_their_own_lines(squares: geometry.Boundaries) -> None:
    drawn = geometry.places(squares)
    assert {code: shape.surface for code, shape in drawn.items()} == {"A": 100, "B": 100, "C": 100, "D": 96, "E": 4}
    assert drawn["A"].path == "M10 0l0 10-10 0 0-10z"
    assert drawn["A"].label == (5, 5)
    assert drawn["B"].box == geometry.Box(10, 0, 10, 10)


def test_places_with_codes_draws_only_those_in_the_file(squares: geometry.Boundaries) -> None:
    assert set(geometry.places(squares, ["A", "Z"])) == {"A"}


def test_group_of_neighbours_has_no_inner_line(squares: geometry.Boundaries) -> None:
    drawn = geometry.outlines(squares, {"A": "west", "B": "west", "C": "east", "D": "east"})
    assert set(drawn) == {"west", "east"}
    (ring,) = drawn["west"].rings
    assert set(ring) == {(0, 0), (10, 0), (20, 0), (20, 10), (10, 10), (0, 10)}
    assert drawn["west"].surface == 200
    assert drawn["east"].surface == 196


def test_hole_disappears_when_its_filler_joins_the_group(squares: geometry.Boundaries) -> None:
    alone = geometry.outlines(squares, {"D": "d"})["d"]
    filled = geometry.outlines(squares, {"D": "d", "E": "d"})["d"]
    assert (len(alone.rings), len(filled.rings)) == (2, 1)
    assert filled.surface == alone.surface + 4


def test_group_of_distant_places_keeps_two_parts(squares: geometry.Boundaries) -> None:
    shape = geometry.outlines(squares, {"A": "g", "C": "g"})["g"]
    assert len(shape.rings) == 2
    assert shape.path.count("M") == shape.path.count("z") == 2
    assert shape.box == geometry.Box(0, 0, 30, 10)


def test_group_of_unknown_places_is_not_drawn(squares: geometry.Boundaries) -> None:
    assert geometry.outlines(squares, {"Z": "nowhere"}) == {}


def test_bounding_box_covers_all_and_grows_by_a_share(squares: geometry.Boundaries) -> None:
    drawn = geometry.places(squares)
    box = geometry.bounding_box([drawn["B"], drawn["C"]])
    assert box.view_box == "10 0 20 10"
    assert box.grown(0.1) == geometry.Box(8, -2, 24, 14)
    assert geometry.bounding_box([]) == geometry.Box(0, 0, 0, 0)


def test_neighbours_share_a_line(squares: geometry.Boundaries) -> None:
    assert geometry.neighbours(squares) == {
        "A": frozenset("B"),
        "B": frozenset("AC"),
        "C": frozenset("BD"),
        "D": frozenset("CE"),
        "E": frozenset("D"),
    }


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {**SQUARES, "arcs": SQUARES["arcs"][:3]},  # type: ignore[index]
        {**SQUARES, "view_box": [0, 0]},
        {**SQUARES, "transform": None},
        {**SQUARES, "objects": {"comuni": {"geometries": [{"type": "Point", "id": "A", "arcs": []}]}}},
        {**SQUARES, "objects": {"comuni": {"geometries": [{"type": "Polygon", "id": "A", "arcs": []}]}}},
        {**SQUARES, "objects": {"comuni": {"geometries": [{"type": "Polygon", "id": "A"}]}}},
    ],
)
def test_read_refuses_what_is_no_topology(broken: dict[str, object]) -> None:
    with pytest.raises(geometry.BoundaryFileError):
        geometry.read(broken)


@given(st.lists(st.sampled_from(["x", "y", "z", None]), min_size=5, max_size=5))
def test_any_grouping_keeps_the_surface_of_its_places(groups: list[str | None]) -> None:
    squares = geometry.read(SQUARES)
    chosen = {code: group for code, group in zip("ABCDE", groups, strict=True) if group}
    single = geometry.places(squares)
    for group, shape in geometry.outlines(squares, chosen).items():
        assert shape.surface == sum(single[code].surface for code, other in chosen.items() if other == group)
        assert all(ring[0] == ring[-1] for ring in shape.rings)


def test_puglia_has_its_257_comuni_and_says_where_they_come_from(
    puglia: geometry.Boundaries, ambito_of: dict[str, str]
) -> None:
    assert len(puglia.places) == 257
    assert set(puglia.places) == set(ambito_of)
    assert "CC BY 4.0" in puglia.attribution
    assert (PUGLIA / "boundaries.json").stat().st_size < 180_000


def test_puglia_only_the_islands_have_no_neighbour(puglia: geometry.Boundaries) -> None:
    found = geometry.neighbours(puglia)
    assert [code for code, codes in found.items() if not codes] == ["071026"]  # Isole Tremiti
    assert "075083" in found["075035"]  # Surbo lies inside the territory of Lecce
    assert "072006" in found["072027"]  # Bari and Modugno


def test_puglia_as_45_ambiti_covers_the_same_surface(puglia: geometry.Boundaries, ambito_of: dict[str, str]) -> None:
    comuni = geometry.places(puglia)
    ambiti = geometry.outlines(puglia, ambito_of)
    assert len(ambiti) == 45
    for code, shape in ambiti.items():
        assert shape.surface == sum(comuni[member].surface for member, group in ambito_of.items() if group == code)
    whole = geometry.bounding_box(ambiti.values())
    assert whole == geometry.Box(0, 0, puglia.width, puglia.height)


def test_puglia_as_one_place_is_almost_only_coast_and_border(puglia: geometry.Boundaries) -> None:
    region = geometry.outlines(puglia, dict.fromkeys(puglia.places, "16"))["16"]
    assert region.surface == sum(shape.surface for shape in geometry.places(puglia).values())
    assert len(region.rings) < 20  # mainland, islands, and a few specks where the sources of two neighbours disagree
    mainland = geometry.bounding_box([region])
    assert (mainland.width, mainland.height) == (puglia.width, puglia.height)


def test_puglia_outlines_are_valid_for_every_comune(puglia: geometry.Boundaries) -> None:
    for code, shape in geometry.places(puglia).items():
        assert shape.surface > 0, code
        assert shape.box.width > 0, code
        left, top = shape.label
        assert shape.box.left <= left <= shape.box.left + shape.box.width, code
        assert shape.box.top <= top <= shape.box.top + shape.box.height, code
