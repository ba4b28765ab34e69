# SPDX-License-Identifier: EUPL-1.2
"""Reading the words that come with Ordito."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SEPARATOR = "|"


@dataclass(frozen=True)
class SeedTerm:
    """A row of `seeds/glossary.csv`; `see_also` names other rows by their word."""

    term: str
    definition: str
    sources: tuple[str, ...]
    synonyms: tuple[str, ...]
    see_also: tuple[str, ...]
    verified: bool


def read_terms(lines: Iterable[str]) -> list[SeedTerm]:
    """The rows of the file: word, explanation, and, parted by bars, sources, synonyms and words that go with it."""
    return [
        SeedTerm(
            row["term"],
            row["definition"],
            _parts(row["sources"]),
            _parts(row["synonyms"]),
            _parts(row["see_also"]),
            row["verified"] == "1",
        )
        for row in csv.DictReader(lines)
    ]


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())
