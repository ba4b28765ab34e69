# SPDX-License-Identifier: EUPL-1.2
"""The sheets of a workbook: which one is meant, its joined cells, its rows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ordito.core.spreadsheets.opening import sheet_named
from ordito.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import python_calamine

    from ordito.core.spreadsheets.limits import Limits
    from ordito.imports.engine.headers import Merged
    from ordito.imports.engine.words import RawCell


class SheetSource:
    """Rows that hold something, each with its number; what is joined over several rows stands in each of them.

    A person's name is often written once, in a cell joined over the rows of all their services.
    """

    def __init__(self, sheet: python_calamine.CalamineSheet, merged: Sequence[Merged]) -> None:
        self.sheet = sheet
        self.shift = sheet.start[1] if sheet.start else 0
        self.tall = {(first, left): last for first, last, left, _right in merged if first < last}

    def __call__(self) -> Iterator[tuple[int, Sequence[RawCell]]]:
        """Walk them from the top, anew at each call."""
        margin: list[RawCell] = [None] * self.shift
        starts = {first for first, _left in self.tall}
        standing: dict[int, tuple[int, RawCell]] = {}
        for number, cells in enumerate(self.sheet.iter_rows(), 1):
            if number not in starts and not standing and not self.shift:
                if any(cell != "" for cell in cells):
                    yield number, cells
                continue
            row = margin + list(cells)
            if any(cell not in {"", None} for cell in row):
                for place, (_last, value) in standing.items():
                    row[place] = value
                if number in starts:
                    standing |= {
                        left: (last, row[left]) for (first, left), last in self.tall.items() if first == number
                    }
                yield number, row
            standing = {place: held for place, held in standing.items() if held[0] > number}


def merged_cells(sheet: python_calamine.CalamineSheet) -> tuple[Merged, ...]:
    """Joined cells; none in formats whose reader does not tell them."""
    found = sheet.merged_cell_ranges or ()
    return tuple((top + 1, bottom + 1, left, right) for (top, left), (bottom, right) in found)


def best_sheet(
    workbook: python_calamine.CalamineWorkbook, sheets: Sequence[str], known: Collection[str], limits: Limits
) -> str:
    """The sheet with most known headings near its top; the first one that is not empty, when none has any."""
    if len(sheets) == 1:
        return sheets[0]

    def likeness(name: str) -> tuple[int, bool]:
        sheet = sheet_named(workbook, name)
        top = islice(sheet.iter_rows(), limits.rows_before_header)
        words = {fold(cell) for row in top for cell in row if isinstance(cell, str)}
        return len(words & set(known)), sheet.height > 1

    return max(sheets, key=likeness)
