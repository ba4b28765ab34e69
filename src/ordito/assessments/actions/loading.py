# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ordito.assessments.models import Dimension, Instrument, Scale, ScaleBand, Scheme, SubDimension
from ordito.audit.actions import recorded
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def load_schemes(*, by: Actor, at: datetime, folder: Path = SEEDS) -> int:
    """Add the schemes that come with Ordito, with scales and instruments, where they are not there yet.

    What is there stays as the office left it: safe to run at every start. Returns the number of schemes added.

    Raises:
        NotAllowedError: the actor may not manage the house's data (commands run as the system).
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    missing = {row["key"]: row for row in _rows(folder, "schemes.csv")}
    for key in Scheme.objects.filter(key__in=missing, territory__isnull=True).values_list("key", flat=True):
        missing.pop(key, None)
    if not missing:
        return 0
    with recorded("assessments.load_schemes", by=by, at=at) as trace:
        scales = _load_scales(folder)
        for key, row in missing.items():
            scheme = Scheme.objects.create(key=key, name=row["name"], source=row["source"])
            _load_lines(scheme, folder, scales)
            for tool in _rows(folder, "instruments.csv"):
                if tool["scheme"] == key:
                    Instrument.objects.create(
                        key=tool["key"], name=tool["name"], kind=tool["kind"], months=int(tool["months"]), scheme=scheme
                    )
            trace.touches(scheme)
    return len(missing)


def _load_scales(folder: Path) -> dict[str, Scale]:
    found = {}
    for row in _rows(folder, "scales.csv"):
        values = {
            "label": row["label"],
            "lowest": row["lowest"],
            "highest": row["highest"],
            "strength": row["strength"],
        }
        found[row["key"]], made = Scale.objects.get_or_create(key=row["key"], defaults=values)
        if made:
            ScaleBand.objects.bulk_create(
                ScaleBand(scale=found[row["key"]], first=band["first"], last=band["last"], label=band["label"])
                for band in _rows(folder, "scale_bands.csv")
                if band["scale"] == row["key"]
            )
    return found


def _load_lines(scheme: Scheme, folder: Path, scales: dict[str, Scale]) -> None:
    sides = {
        row["code"]: Dimension.objects.create(
            scheme=scheme, code=row["code"], label=row["label"], question=row["question"], position=position
        )
        for position, row in enumerate(_rows(folder, "dimensions.csv"))
        if row["scheme"] == scheme.key
    }
    rows = [row for row in _rows(folder, "sub_dimensions.csv") if row["scheme"] == scheme.key]
    SubDimension.objects.bulk_create(
        SubDimension(
            dimension=sides[code], scale=scales[row["scale"]], code=row["code"], label=row["label"], position=position
        )
        for code, group in groupby(rows, key=lambda row: row["dimension"])
        for position, row in enumerate(group)
    )


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
