# SPDX-License-Identifier: EUPL-1.2
"""Finds the rows of headings below titles and blank rows, and gives every column a name of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.spreadsheets.archives import column_letters
from ordito.core.text import fold
from ordito.imports.engine.words import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from ordito.imports.engine.words import RawCell

LONGEST_HEADING = 120
KNOWN_WEIGHT = 3
MOST_HEADING_ROWS = 3
JOINT = " – "  # between the rows of headings that make up one name
# A worksheet's joined cells: (first row, last row, first column, last column), rows from 1, columns from 0.
Merged = tuple[int, int, int, int]


@dataclass(frozen=True)
class Heading:
    """Where the headings are: the number of their first row and how many rows they take."""

    row: int
    rows: int = 1

    @property
    def last(self) -> int:
        """The number of the last row of headings."""
        return self.row + self.rows - 1


def find_heading(
    rows: Sequence[tuple[int, Sequence[RawCell]]], known: Collection[str] = (), merged: Sequence[Merged] = ()
) -> Heading | None:
    """The headings among the first `rows` of a table: the row that reads most like them and those that belong to it.

    Headings are short different words, about as many as the rows below have cells. A heading among the `known`
    (folded) ones counts most: it settles files whose title is long or whose columns are few.
    """
    found = _best_row(rows, known)
    if not found:
        return None
    by_number = {number: [clean_text(cell) for cell in cells] for number, cells in rows if _only_words(cells)}
    first = last = found
    while last - first + 1 < MOST_HEADING_ROWS:
        if _belong(by_number, first - 1, merged, known):
            first -= 1
        elif _belong(by_number, last, merged, known) and _only_in_groups(by_number, last, merged):
            last += 1
        else:
            break
    return Heading(first, last - first + 1)


def _best_row(rows: Sequence[tuple[int, Sequence[RawCell]]], known: Collection[str]) -> int:
    filled = [sum(_is_filled(cell) for cell in cells) for _number, cells in rows]
    usual = max(filled, default=0)
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


def _only_words(cells: Sequence[RawCell]) -> bool:
    """Whether every cell that is filled could be a heading."""
    words = [clean_text(cell) for cell in cells if _is_filled(cell)]
    texts = all(isinstance(cell, str) for cell in cells if _is_filled(cell))
    return texts and all(len(word) <= LONGEST_HEADING and not _like_a_value(word) for word in words)


def _like_a_value(word: str) -> bool:
    """Whether a text is rather a date, a number or a code than a heading: more digits than letters."""
    digits = sum(character.isdigit() for character in word)
    return digits > 0 and digits >= sum(character.isalpha() for character in word)


def _belong(rows: Mapping[int, Sequence[str]], upper: int, merged: Sequence[Merged], known: Collection[str]) -> bool:
    """Whether row `upper` and the one below it are headings of the same columns.

    Joined cells tell for sure: a group over several columns, but not over the whole table like a title, or a heading
    that reaches down. Without them: groups above and their columns below, each row empty where the other says all.
    """
    if upper not in rows or upper + 1 not in rows:
        return False
    above, below = _padded(rows[upper], rows[upper + 1])
    if any(first <= upper < last for first, last, _left, _right in merged):
        return True
    groups = [(left, right) for first, last, left, right in merged if first == last == upper and left < right]
    if groups:
        return not _like_title(groups, above, below)
    spread = {place for place in range(1, len(above)) if not above[place] and _in_group(above, below, place)}
    if not spread or sum(map(bool, above)) < 2:  # noqa: PLR2004 - one filled cell is a title
        return False
    only_above = [word for word, lower in zip(above, below, strict=True) if word and not lower]
    only_below = {place for place, word in enumerate(below) if word and not above[place]}
    return only_below <= spread or any(fold(word) in known for word in only_above)


def _only_in_groups(rows: Mapping[int, Sequence[str]], upper: int, merged: Sequence[Merged]) -> bool:
    """Whether the words below row `upper` all stand under its groups: a row of data fills the other columns too."""
    above, below = _padded(rows[upper], rows[upper + 1])
    spans = [(left, right) for first, _last, left, right in merged if first == upper and left < right]
    if not spans:
        heads = {place: _head(above, place) for place in range(len(above)) if _in_group(above, below, place)}
        inside = {place for place, head in heads.items() if place != head}
        inside |= {heads[place] for place in inside}
    else:
        inside = {place for left, right in spans for place in range(left, right + 1)}
    return all(place in inside for place, word in enumerate(below) if word and above[place] != word)


def _padded(above: Sequence[str], below: Sequence[str]) -> tuple[list[str], list[str]]:
    width = max(len(above), len(below))
    return [*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))]


def _like_title(groups: Sequence[tuple[int, int]], above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the only word of a row is joined over everything below it, or begins where the table does."""
    filled = [place for place, pair in enumerate(zip(above, below, strict=True)) if any(pair)]
    return sum(map(bool, above)) == 1 and groups[0][0] <= filled[0]


def _in_group(above: Sequence[str], below: Sequence[str], place: int) -> bool:
    """Whether the nearest word above and to the left of `place` stands over a column of its own: a group's name."""
    head = _head(above, place)
    return head >= 0 and all(below[head : place + 1])


def _head(above: Sequence[str], place: int) -> int:
    """The place of the nearest word of `above` at `place` or to its left; -1 without any."""
    return next((at for at in range(place, -1, -1) if above[at]), -1)


def join_headings(rows: Sequence[tuple[int, Sequence[RawCell]]], merged: Sequence[Merged] = ()) -> list[str]:
    """One name for each column out of the `rows` of headings, the names of groups repeated over their columns."""
    words = [[clean_text(cell) for cell in cells] for _number, cells in rows]
    width = max(map(len, words), default=0)
    filled = [[*line, *[""] * (width - len(line))] for line in words]
    numbers = [number for number, _cells in rows]
    for place, (number, line) in enumerate(zip(numbers[:-1], filled[:-1], strict=True)):
        _spread(line, filled[place + 1], number, merged)
    parts = (dict.fromkeys(line[column] for line in filled if line[column]) for column in range(width))
    return [JOINT.join(pieces) for pieces in parts]


def _spread(line: list[str], below: Sequence[str], number: int, merged: Sequence[Merged]) -> None:
    """Write the name of each group over all its columns: those joined; else those that have no word but one below."""
    spans = [(left, right) for first, _last, left, right in merged if first == number and left < right]
    if spans:
        for left, right in spans:
            line[left : right + 1] = [line[left]] * (min(right + 1, len(line)) - left)
        return
    for place in range(1, len(line)):
        if below[place] and not line[place] and below[place - 1]:
            line[place] = line[place - 1]


def name_columns(plain: Sequence[str], width: int) -> tuple[str, ...]:
    """One different name for each of `width` columns: repeated headings are numbered, empty ones named by letter."""
    words = [*plain[:width], *[""] * max(0, width - len(plain))]
    times = Counter(fold(name) for name in words if name)
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    names = []
    for place, name in enumerate(words, 1):
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
