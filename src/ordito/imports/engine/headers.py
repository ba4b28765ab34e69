# SPDX-License-Identifier: EUPL-1.2
"""Finds the row of headings below titles and blank rows, and gives every column a name of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ordito.core.spreadsheets.archives import column_letters
from ordito.core.text import fold
from ordito.imports.engine.words import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ordito.imports.engine.words import RawCell

LONGEST_HEADING = 120
KNOWN_WEIGHT = 3


def find_header(rows: Sequence[tuple[int, Sequence[RawCell]]], known: Collection[str] = ()) -> int:
    """The number of the row among the first `rows` that reads like headings; 0 when none does.

    Headings are short different words, about as many as the rows below have cells. A heading among the `known`
    (folded) ones counts most: it settles files whose title is long or whose columns are few.
    """
    filled = [sum(_is_filled(cell) for cell in cells) for _number, cells in rows]
    if not filled:
        return 0
    usual = max(filled)
    best, best_score = 0, 0.0
    for (number, cells), count in zip(rows, filled, strict=True):
        score = _score(cells, count, usual, known)
        if score > best_score:
            best, best_score = number, score
    return best


def _score(cells: Sequence[RawCell], count: int, usual: int, known: Collection[str]) -> float:
    words = [clean_text(cell) for cell in cells if isinstance(cell, str) and clean_text(cell)]
    short = {word for word in words if len(word) <= LONGEST_HEADING and not _like_a_value(word)}
    recognised = sum(fold(word) in known for word in short)
    if not short or (count < min(2, usual) and not recognised):
        return 0.0
    return KNOWN_WEIGHT * recognised + (len(short) / count) * (count / usual)


def _is_filled(cell: RawCell) -> bool:
    return cell is not None and clean_text(cell) != ""


def _like_a_value(word: str) -> bool:
    """Whether a text is rather a date, a number or a code than a heading: more digits than letters."""
    digits = sum(character.isdigit() for character in word)
    return digits > 0 and digits >= sum(character.isalpha() for character in word)


def name_columns(cells: Sequence[RawCell], width: int) -> tuple[str, ...]:
    """One different name for each of `width` columns: repeated headings are numbered, empty ones named by letter."""
    plain = [clean_text(cell) for cell in cells[:width]] + [""] * max(0, width - len(cells))
    times = Counter(fold(name) for name in plain if name)
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    names = []
    for place, name in enumerate(plain, 1):
        if not name:
            chosen = f"(colonna {column_letters(place)})"
        elif times[fold(name)] > 1:
            seen[fold(name)] += 1
            chosen = f"{name} ({seen[fold(name)]})"
        else:
            chosen = name
        while chosen in taken:
            chosen += "′"
        taken.add(chosen)
        names.append(chosen)
    return tuple(names)
