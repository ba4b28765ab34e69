# SPDX-License-Identifier: EUPL-1.2
"""Reads messy cells the Italian way: day before month, comma before decimals, words for codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from ordito.core.dates import format_date
from ordito.core.declare import CellKind
from ordito.core.fiscal_code import clean as clean_fiscal_code
from ordito.core.spreadsheets.limits import LIMITS
from ordito.core.text import fold
from ordito.imports.engine.days import Reading, read_date
from ordito.imports.engine.problems import CellIssue, CellProblem
from ordito.imports.engine.words import RawCell, clean_text, is_nothing, word_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from ordito.core.declare import ImportField

Reader = Callable[[RawCell], Reading]

THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
ENGLISH_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
SPREADSHEET_ERRORS = frozenset(
    ("#N/D", "#N/A", "#RIF!", "#REF!", "#VALORE!", "#VALUE!", "#DIV/0!", "#NOME?", "#NAME?", "#NUM!", "#NULLO!")
)
FISCAL_CODE_LENGTHS = (11, 16)
YES = frozenset(("si", "s", "x", "1", "vero", "true", "yes", "y", "v", "ok"))
NO = frozenset(("no", "n", "0", "falso", "false", "f"))
MALE = frozenset(("m", "maschio", "maschile", "uomo", "masch", "male", "1"))
FEMALE = frozenset(("f", "femmina", "femminile", "donna", "femm", "female", "2"))
SEVERAL = re.compile(r"\s*[;|\n/+,]\s*")
CODE_AND_LABEL = re.compile(r"([^\s]{1,12})\s*[-–:.)]\s+(.+)")
LINE = 255  # texts that may be longer keep their line breaks
SUGGEST_FROM = 78  # of 100: below this likeness a suggestion misleads more than it helps


def build_reader(field: ImportField, *, today: dt.date, meanings: Mapping[str, str] | None = None) -> Reader:
    """The function that reads a cell of `field`; choices are looked up once, here.

    `meanings` are the words that a person has explained, by key: see `ChoiceReader`.
    """
    read = _reader_of_kind(field, today, meanings)

    def read_cell(cell: RawCell) -> Reading:
        if is_nothing(cell):
            return None, CellIssue(CellProblem.MISSING) if field.required else None
        issue = issue_before_reading(cell)
        return (None, issue) if issue else read(cell)

    return read_cell


def issue_before_reading(cell: RawCell) -> CellIssue | None:
    """What refuses a cell that is not empty, whatever it should hold."""
    if not isinstance(cell, str):
        return None
    if len(cell) > LIMITS.cell_length:
        return CellIssue(CellProblem.TOO_LONG, {"limit": str(LIMITS.cell_length)})
    if cell[0] == "#" and cell.strip().upper() in SPREADSHEET_ERRORS:
        return CellIssue(CellProblem.CELL_ERROR)
    return None


def _reader_of_kind(field: ImportField, today: dt.date, meanings: Mapping[str, str] | None) -> Reader:
    choices = ChoiceReader(field, meanings)
    readers: dict[CellKind, Reader] = {
        CellKind.TEXT: lambda cell: read_text(cell, max_length=field.max_length),
        CellKind.DATE: lambda cell: _within(read_date(cell, today=today), field, today),
        CellKind.INTEGER: read_integer,
        CellKind.DECIMAL: read_decimal,
        CellKind.YES_NO: lambda cell: _one_of(cell, ((YES, True), (NO, False)), CellProblem.NOT_YES_NO),
        CellKind.SEX: lambda cell: _one_of(cell, ((MALE, "M"), (FEMALE, "F")), CellProblem.UNKNOWN_SEX),
        CellKind.FISCAL_CODE: read_fiscal_code,
        CellKind.CHOICE: choices.one,
        CellKind.CHOICES: choices.several,
    }
    return readers[field.kind]


def read_text(cell: RawCell, *, max_length: int) -> Reading:
    """One line of text; longer than `max_length` (above 255: line breaks stay) is refused, never cut."""
    text = clean_text(cell)
    if max_length > LINE and isinstance(cell, str) and "\n" in cell:
        text = "\n".join(clean_text(line) for line in cell.splitlines()).strip()
    if len(text) > max_length:
        return None, CellIssue(CellProblem.TOO_LONG, {"limit": str(max_length)})
    return text, None


def _within(reading: Reading, field: ImportField, today: dt.date) -> Reading:
    day = reading[0]
    if day is None:
        return reading
    if day < field.earliest:
        return None, CellIssue(CellProblem.DATE_TOO_EARLY, {"limit": format_date(field.earliest)})
    latest = field.latest or today
    if day > latest:
        return None, CellIssue(CellProblem.DATE_TOO_LATE, {"limit": format_date(latest)})
    return reading


def read_integer(cell: RawCell) -> Reading:
    """A whole number; 12,0 and 1.200 are whole."""
    number, issue = read_decimal(cell)
    if issue is not None or number != number.to_integral_value() or abs(number) >= 10**15:
        return None, CellIssue(CellProblem.NOT_AN_INTEGER)
    return int(number), None


def read_decimal(cell: RawCell) -> Reading:
    """A number with a decimal comma and dots between thousands; a lone dot not before three digits is decimal too."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = Decimal(repr(cell))
        return (number, None) if number.is_finite() else (None, CellIssue(CellProblem.NOT_A_NUMBER))
    if not isinstance(cell, str):
        return None, CellIssue(CellProblem.NOT_A_NUMBER)
    text = clean_text(cell).replace("€", "").replace(" ", "").replace("'", "").replace("\N{MINUS SIGN}", "-")
    text = text.removesuffix(",-").removesuffix("%")
    if THOUSANDS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", ".")), None
    if ENGLISH_THOUSANDS.fullmatch(text):
        return Decimal(text.replace(",", "")), None
    if NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ".")), None
    return None, CellIssue(CellProblem.NOT_A_NUMBER)


def _one_of(cell: RawCell, sets: tuple[tuple[frozenset[str], Any], ...], problem: CellProblem) -> Reading:
    word = fold(clean_text(cell))
    for words, value in sets:
        if word in words:
            return value, None
    return None, CellIssue(problem)


def read_fiscal_code(cell: RawCell) -> Reading:
    """Capitals without blanks, 16 letters and digits or 11 digits; whether the code is right is the target's check."""
    code = clean_fiscal_code(clean_text(cell))
    if isinstance(cell, int | float) and code.isdecimal():
        code = code.zfill(FISCAL_CODE_LENGTHS[0])  # a number cell has lost its leading zeros
    if len(code) not in FISCAL_CODE_LENGTHS or not (code.isascii() and code.isalnum()):
        return None, CellIssue(CellProblem.FISCAL_CODE_SHAPE)
    return code, None


class ChoiceReader:
    """Finds the value of a code list by value, label or alias, whatever the accents, case and punctuation.

    A word that the list does not know is looked up among `meanings`, by its key; a meaning whose value has left the
    list is none.
    """

    def __init__(self, field: ImportField, meanings: Mapping[str, str] | None = None) -> None:
        self.separated = field.kind is CellKind.CHOICES
        self.values: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        for choice in field.choices() if field.choices else ():
            for word in (choice.value, str(choice.label), *choice.aliases):
                self.values.setdefault(fold(word), choice.value)
                self.labels.setdefault(fold(word), str(choice.label))
        valid = set(self.values.values())
        self.meanings = {key: value for key, value in (meanings or {}).items() if value in valid}
        self.known: dict[str, Reading] = {}  # the same words come back thousands of times in a file

    def one(self, cell: RawCell) -> Reading:
        """The value of one choice, or a problem that names the likeliest label."""
        text = clean_text(cell)
        if text not in self.known:
            self.known[text] = self._find(text)
        return self.known[text]

    def several(self, cell: RawCell) -> Reading:
        """A tuple of values, without repetitions, from a cell that separates them by ; | / + , or line breaks."""
        whole = self.one(cell)
        if whole[1] is None:
            return (whole[0],), None
        found: dict[str, None] = {}
        for piece in _pieces(cell):
            value, issue = self.one(piece)
            if issue is not None:
                return None, issue
            found[value] = None
        return tuple(found), None

    def unknown(self, cell: RawCell) -> list[str]:
        """The words in `cell` for which there is no value."""
        if self.one(cell)[1] is None:
            return []
        pieces = _pieces(cell) if self.separated else [cell]
        return [clean_text(piece) for piece in pieces if self.one(piece)[1] is not None]

    def likeliest(self, text: str) -> str:
        """The value whose words come near `text`; "" when none does."""
        word = self._likeliest_word(fold(text))
        return self.values[word] if word else ""

    def _find(self, text: str) -> Reading:
        folded = fold(text)
        if folded in self.values:
            return self.values[folded], None
        split = CODE_AND_LABEL.fullmatch(text)
        if split:
            by_code, by_label = (self.values.get(fold(piece)) for piece in split.groups())
            if by_label and by_code in (None, by_label):
                return by_label, None
        meant = self.meanings.get(word_key(text))
        if meant is not None:
            return meant, None
        word = self._likeliest_word(folded)
        return None, CellIssue(CellProblem.UNKNOWN_CHOICE, {"suggestion": self.labels[word]} if word else {})

    def _likeliest_word(self, folded: str) -> str:
        likest = process.extractOne(folded, self.labels.keys(), scorer=fuzz.WRatio, score_cutoff=SUGGEST_FROM)
        return str(likest[0]) if likest else ""


def _pieces(cell: RawCell) -> list[str]:
    return [piece for piece in SEVERAL.split(str(cell).strip()) if piece]
