# SPDX-License-Identifier: EUPL-1.2
"""Text as it comes out of cells, made comparable."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from hashlib import blake2b

from ordito.core.text import fold

RawCell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None

# Zero-width marks and soft hyphens travel along with text copied from web pages; they are never meant.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
BLANKS = re.compile(r"\s+")
KEY_LENGTH = 80
# What people write to say that they write nothing.
NOTHING = frozenset(("-", "--", "---", "–", "—", "/", "//", "///", ".", "nd", "n.d", "n.d.", "n/d", "n.p.", "n/a"))


def clean_text(cell: RawCell) -> str:
    """The cell as one line of text: composed Unicode, single blanks, whole numbers without a fraction."""
    if isinstance(cell, str):
        if cell.isascii() and cell.isalnum():
            return cell
        return BLANKS.sub(" ", unicodedata.normalize("NFC", cell.translate(INVISIBLE))).strip()
    return _text_of_value(cell)


def _text_of_value(cell: RawCell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "sì" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == dt.time() else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def word_key(text: str) -> str:
    """What makes two words of a code column the same word: the folded text, with a digest in place of a long end."""
    folded = fold(text) or text
    if len(folded) <= KEY_LENGTH:
        return folded
    return f"{folded[:KEY_LENGTH]} {blake2b(folded.encode(), digest_size=8).hexdigest()}"


def is_nothing(cell: RawCell) -> bool:
    """Whether the cell is empty or says so."""
    if cell is None:
        return True
    return isinstance(cell, str) and (not cell or (text := clean_text(cell)) == "" or text.lower() in NOTHING)
