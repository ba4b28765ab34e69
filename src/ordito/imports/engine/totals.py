# SPDX-License-Identifier: EUPL-1.2
"""Rows that add up the others: below a table, or between its groups. They are no data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ordito.imports.engine.words import clean_text, is_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.imports.engine.words import RawCell

# "TOTALE", "Totale minori: 34", "Sub-totale", "tot.": nothing but such words and figures in the whole row.
TOTAL = re.compile(
    r"(sub[ -]?)?tot(\.|ale|ali)?\b.*|somma\b.*|media\b.*|n\.? ?(casi|minori|utenti|record)\b.*", re.IGNORECASE
)
FIGURE = re.compile(r"(€ ?)?[+-]?[\d.,' ]+( ?[%€])?")


def is_total(cells: Sequence[RawCell]) -> bool:
    """Whether a row says "total" first and then nothing but figures, if anything."""
    filled = (cell for cell in cells if not is_nothing(cell))
    first = next(filled, None)
    if not isinstance(first, str) or first[:1] not in "tTsSmMnN" or not TOTAL.fullmatch(clean_text(first)):
        return False
    return all(_is_figure(cell) or TOTAL.fullmatch(clean_text(cell)) for cell in filled)


def _is_figure(cell: RawCell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and bool(FIGURE.fullmatch(clean_text(cell))))
