# SPDX-License-Identifier: EUPL-1.2
"""The group of a citizenship, as the person's own row has it; which States are of the Union is data."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ITALY = "380"
STATELESS = "999"
UNKNOWN = "998"
FILE = Path(__file__).parents[1] / "seeds" / "european_union.csv"


@cache
def european_union() -> frozenset[str]:
    """The numeric ISO codes of the States of the Union."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["country"] for row in csv.DictReader(file))


def citizenship_group(countries: Iterable[str]) -> str:
    """The code of the coarse list of citizenships that holds of somebody with these; empty when they have none.

    The Italian one counts before others (L. 91/1992, art. 3 and L. 218/1995, art. 19), then one of the Union.
    """
    held = set(countries)
    if not held:
        return ""
    if ITALY in held:
        return "italian"
    if held & european_union():
        return "eu"
    named = held - {STATELESS, UNKNOWN}
    if named:
        return "non_eu"
    return "stateless" if STATELESS in held else "unknown"
