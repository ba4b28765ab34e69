# SPDX-License-Identifier: EUPL-1.2
"""Delimited text in whatever encoding and with whatever separator the program of the day wrote it."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.core.spreadsheets.limits import Limits

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Italian offices meet: Windows, old Unix, old DOS programs, old Macintoshes. On a tie the first one wins.
EIGHT_BIT = ("cp1252", "iso8859_15", "cp850", "mac_roman")
SEPARATORS = (";", ",", "\t", "|")
EXPECTED = frozenset("àèéìíòóùúÀÈÉÌÍÒÓÙÚ")
POSSIBLE = frozenset("€’‘“”–—…°ªº«»äöüÄÖÜßçÇñÑâêîôûëïáÁšŠžŽčČćĆ§£\xa0")
SAMPLE_BYTES = 1024 * 1024
SAMPLE_TEXT = 64 * 1024
SAMPLE_ROWS = 60


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of `content` and the encoding it was read with: the one given, else the one that reads best.

    A guess among 8-bit encodings counts the accented letters that Italian has; general guessers confuse them on
    the few accents of a short list of names.
    """
    chosen = encoding or _marked(content) or _guess(content)
    try:
        text = content.decode(chosen, "strict" if not encoding else "replace")
    except (UnicodeDecodeError, LookupError) as error:
        raise FileRefusedError(FileProblem.NOT_A_TABLE) from error
    return text.lstrip("\ufeff").replace("\x00", "").rstrip("\x1a"), chosen


def _marked(content: bytes) -> str:
    return next((encoding for mark, encoding in MARKS if content.startswith(mark)), "")


def _guess(content: bytes) -> str:
    half = len(content[:SAMPLE_BYTES]) // 2
    if half and content[1:SAMPLE_BYTES:2].count(0) > half * 0.4:
        return "utf-16-le"
    if half and content[0:SAMPLE_BYTES:2].count(0) > half * 0.4:
        return "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        odd = bytes(byte for byte in content[:SAMPLE_BYTES] if byte > 0x7F)  # noqa: PLR2004 - the end of ASCII
        return max(EIGHT_BIT, key=lambda encoding: _plausibility(odd, encoding))
    return "utf-8"


def _plausibility(odd: bytes, encoding: str) -> int:
    """How Italian the bytes beyond ASCII look in `encoding`."""
    counted = Counter(odd.decode(encoding, "replace"))
    score = 0
    for character, times in counted.items():
        if character in EXPECTED:
            score += 3 * times
        elif character in POSSIBLE:
            score += times
        else:
            score -= 4 * times
    return score


def find_separator(text: str) -> str:
    """The separator that cuts the first rows into the same number of pieces, more than one, most often."""
    first, _end, _rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        return first.strip()[-1]
    sample = text[:SAMPLE_TEXT]
    return max(SEPARATORS, key=lambda separator: _regularity(sample, separator))


def _regularity(sample: str, separator: str) -> tuple[float, int]:
    try:
        rows = islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), SAMPLE_ROWS)
        widths = Counter(len(row) for row in rows if row)
    except csv.Error:
        return (0.0, 0)
    wide = Counter({width: times for width, times in widths.items() if width > 1})
    if not wide:
        return (0.0, 0)
    width, times = wide.most_common(1)[0]
    return (times / widths.total(), width)


def read_rows(text: str, separator: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the number a spreadsheet would show for it."""
    if text[:4].lower() == "sep=":
        text = "\n" + text.partition("\n")[2]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if any(row):
                _check_cells(number, row, separator, limits)
                yield number, [_without_guard(cell) if cell[:1] == "'" else cell for cell in row]
    except csv.Error as error:
        raise FileRefusedError(FileProblem.OPEN_QUOTE, row=number + 1) from error


def _check_cells(number: int, row: list[str], separator: str, limits: Limits) -> None:
    """Refuse cells beyond any spreadsheet, and those that swallowed rows: a quotation mark that is never closed."""
    if max(map(len, row)) > limits.cell_length:
        raise FileRefusedError(FileProblem.CELL_TOO_LONG, row=number)
    for cell in row:
        if "\n" in cell and cell.count(separator) >= max(len(row), cell.count("\n")) > 1:
            raise FileRefusedError(FileProblem.OPEN_QUOTE, row=number)


def _without_guard(cell: str) -> str:
    """Take away the apostrophe that keeps a spreadsheet from reading a text as a formula."""
    return cell[1:] if cell[1:2] in tuple("=+-@") else cell
