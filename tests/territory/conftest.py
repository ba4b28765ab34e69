# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ordito.core.access import SystemActor
from ordito.territory.actions import load_region
from ordito.territory.engine.region_files import AGES, COLUMNS
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PUGLIA = Path(__file__).resolve().parents[2] / "demo" / "puglia"

Rows = list[dict[str, str]]


def toy_tables() -> dict[str, Rows]:
    """A region of one Province, one zone, two Ambiti and three Comuni (two in the first Ambito)."""
    comuni = {"001001": "Acquachiara", "001002": "Borgo Finto", "001003": "Colle Inventato"}
    ambito_of = {"001001": "A1", "001002": "A1", "001003": "A2"}

    def place(kind: str, code: str, name: str, **values: str) -> dict[str, str]:
        return {"kind": kind, "code": code, "name": name, "istat_code": code, "verified": "no"} | values

    def link(hierarchy: str, child: tuple[str, str], parent: tuple[str, str], **values: str) -> dict[str, str]:
        return {
            "hierarchy": hierarchy,
            "child_kind": child[0],
            "child_code": child[1],
            "parent_kind": parent[0],
            "parent_code": parent[1],
            "lead": "no",
            "verified": "no",
        } | values

    places = [
        place("region", "99", "Regione di prova"),
        place("province", "PP", "Provincia di prova", istat_code="001"),
        place("zone", "Z", "Zona di prova", istat_code=""),
        *(place("ambito", code, f"Ambito {code}", istat_code="") for code in ("A1", "A2")),
        *(place("municipality", code, name, cadastral_code="Z123") for code, name in comuni.items()),
    ]
    links = [
        link("administrative", ("province", "PP"), ("region", "99")),
        link("administrative", ("zone", "Z"), ("region", "99")),
        *(link("zone", ("ambito", code), ("zone", "Z")) for code in ("A1", "A2")),
        *(link("administrative", ("municipality", code), ("province", "PP")) for code in comuni),
        *(link("ambito", ("municipality", code), ("ambito", group)) for code, group in ambito_of.items()),
    ]
    population = [
        {"istat_code": code, "year": "2023", "sex": sex} | {f"age_{age}": str(number) for age in AGES}
        for number, code in enumerate(comuni, start=1)
        for sex in "FM"
    ]
    kinds = {"code": "CD", "name": "Centro diurno", "age_from": "6", "age_to": "18", "verified": "no"}
    run = {"programme": "P", "ambito_code": "A1", "edition": "I", "level": "advanced", "state": "running"}
    return {
        "places.csv": places,
        "links.csv": links,
        "population.csv": population,
        "service_types.csv": [kinds],
        "programmes.csv": [{"code": "P", "name": "Programma di prova"}],
        "implementations.csv": [run],
    }


def toy_boundaries() -> dict[str, Any]:
    """Three squares in a row, each with a line of its own."""
    return {
        "type": "Topology",
        "attribution": "Confini di prova",
        "view_box": [0, 0, 30, 10],
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[left, 0], [10, 0], [0, 10], [-10, 0], [0, -10]] for left in (0, 10, 20)],
        "objects": {
            "comuni": {
                "geometries": [
                    {"type": "Polygon", "id": code, "arcs": [[number]]}
                    for number, code in enumerate(("001001", "001002", "001003"))
                ]
            }
        },
    }


def write_folder(folder: Path, tables: Mapping[str, Rows], boundaries: object = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS[name].split(), restval="")
            writer.writeheader()
            writer.writerows(rows)
    document = toy_boundaries() if boundaries is None else boundaries
    (folder / "boundaries.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


@pytest.fixture
def toy_folder(tmp_path: Path) -> Callable[..., Path]:
    """Write the toy region's folder, with tables replaced or changed by the caller."""

    def make(name: str = "region", **changed: Any) -> Path:
        boundaries = changed.pop("boundaries", None)
        tables = toy_tables() | {f"{table}.csv": rows for table, rows in changed.items()}
        return write_folder(tmp_path / name, tables, boundaries)

    return make


@pytest.fixture
def toy_map(toy_folder: Callable[..., Path], db: None) -> dict[str, Territory]:
    """The toy region loaded, its places by code."""
    load_region(by=SystemActor("prova"), at=datetime(2026, 5, 1, 9, tzinfo=UTC), folder=toy_folder())
    return {place.code: place for place in Territory.objects.all()}
