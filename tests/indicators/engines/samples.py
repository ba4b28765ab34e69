# SPDX-License-Identifier: EUPL-1.2
"""Small stores written by hand, and scales for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ordito.indicators.engine.query import AGE, ALWAYS, GENDER, PEOPLE, PLACE, By, Scale
from ordito.indicators.engine.store import (
    FIXED,
    UNSTATED,
    Shape,
    Store,
    column_type,
    no_gone,
    write_gone,
    write_layer,
    write_manifest,
)
from tests.indicators.engine_samples import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

TAKINGS = Shape("takings", {"mode": "code", "score": "number"}, about=PEOPLE, owned=True)
SERVICES = Shape(
    "services",
    {"type": "code", "kind": "code", "taking": "link"},
    about=PEOPLE,
    owned=True,
    parents={"taking": "takings"},
)
SHAPES = (TAKINGS, SERVICES)
TOWNS = ("a", "b", "c")

AREA, TOWN = By(PLACE, "area"), By(PLACE, "town")
SEX, BAND, YEARS = By(GENDER), By(AGE, "band"), By(AGE, "years")
MODE, TYPE, KIND = By("mode"), By("services.type"), By("services.kind")

Rows = list[dict[str, Any]]


def rows_of(shape: Shape, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as the writer takes them; what is not told is not stated."""
    columns = {name: column_type(name) for name in FIXED if name != "layer"}
    columns |= {name: column_type(kind) for name, kind in shape.columns.items()}
    told = list(rows)
    default = dict(UNSTATED) | {name: "" for name, kind in shape.columns.items() if kind == "code"}
    return pa.table({
        name: pa.array([row.get(name, default.get(name)) for row in told], type=kind) for name, kind in columns.items()
    })  # fmt: skip


def write(
    folder: Path, layers: Sequence[Mapping[str, Rows]], gone: Sequence[Iterable[int]] = (), *, about: str = PEOPLE
) -> Store:
    """A store of some layers, of whom its rows tell; `gone[n]` are the records that layer n + 1 read again."""
    shapes = [replace(shape, about=about) for shape in SHAPES]
    for number, layer in enumerate(layers):
        for shape in shapes:
            write_layer(folder, shape, rows_of(shape, layer.get(shape.name, [])), number)
    for shape in shapes:
        before = no_gone()
        for number, owners in enumerate(gone, start=1):
            write_gone(folder, shape, before, owners, number)
            before = Store(folder).gone(shape.name)
    write_manifest(folder, shapes, layers=len(layers), read_at="2026-01-01T00:00:00+00:00")
    return Store(folder)


def scale(
    codes: tuple[str, ...], base: tuple[str, ...], *groups: list[int], since: tuple[int, ...] = (ALWAYS,)
) -> Scale:
    """A scale, one list of groups for each day since."""
    return Scale(codes, codes, base, np.asarray(groups, dtype=np.int64), since)


def plain(*codes: str) -> Scale:
    """Each value is its own group; the last is missing."""
    return scale((*codes, ""), (*codes, ""), list(range(len(codes) + 1)))


AGES = tuple(str(age) for age in range(101))
BANDS = [0 if age < 6 else 1 if age < 18 else 2 for age in range(101)]
SCALES = {
    # b goes from one area to the other in the middle of 2024
    AREA: scale(("x", "y"), (*TOWNS, ""), [0, 0, 1, 1], [0, 1, 1, 1], since=(ALWAYS, day("2024-07-01"))),
    TOWN: plain(*TOWNS),
    SEX: plain("F", "M"),
    BAND: scale(("0-5", "6-17", "18+", "?"), (*AGES, ""), [*BANDS, 3]),
    YEARS: scale((*AGES, ""), (*AGES, ""), list(range(102))),
    MODE: plain("m1", "m2"),
    TYPE: plain("home", "day", "it's"),
    KIND: plain("k1", "k2"),
}
