# SPDX-License-Identifier: EUPL-1.2
"""The Italian fiscal code: checked, read and compared with what is known of the person.

Rule: D.M. 23/12/1976 (which took up the coding of the decree of 12/3/1974) for letters, date, place and control
character; *omocodia*: digits replaced by letters from the right, so that two people never share a code. A person may
also hold a temporary code of 11 digits (D.P.R. 605/1973 and following), which says nothing of birth. Having no code is
normal: nothing here makes one compulsory. A mismatch is a warning, never a refusal: registry offices do err.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.core.text import fold

if TYPE_CHECKING:
    from datetime import date

MONTH_LETTERS = "ABCDEHLMPRST"
OMOCODIA_LETTERS = "LMNPQRSTUV"
"""Position = the digit that the letter stands for."""
DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
FEMALE_DAY_OFFSET = 40
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ODD_VALUES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
"""Value of A to Z (and of 0 to 9, which share the first ten) in odd places, counted from one."""
TEMPORARY_LENGTH = 11

_SHAPE = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]")
_TEMPORARY = re.compile(r"[0-9]{11}")


class Flaw(StrEnum):
    """Why a text is not a fiscal code."""

    SHAPE = "shape"
    CONTROL = "control"
    DATE = "date"


class Mismatch(StrEnum):
    """What of the code disagrees with what is known of the person."""

    SURNAME = "surname"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    BIRTH_PLACE = "birth_place"


class InvalidFiscalCodeError(ValueError):
    """Not a fiscal code; ``flaw`` says why. The text itself is not quoted: it may name a person."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"Not a fiscal code: {flaw}")
        self.flaw = flaw


@dataclass(frozen=True)
class FiscalCode:
    """A valid code. Of a temporary one only ``text`` is known."""

    text: str
    temporary: bool
    year: int | None = None
    """Last two digits of the year of birth: the century is not in the code."""
    month: int | None = None
    day: int | None = None
    sex: str | None = None
    """``M`` or ``F``."""
    place: str | None = None
    """Cadastral code of the Comune, or Z and three digits for a foreign state."""


def clean(text: str) -> str:
    """Upper case, without the spaces, dots and dashes that people put in."""
    return re.sub(r"[\s.\-]+", "", text).upper()


def parse(text: str) -> FiscalCode:
    """Read and check a code as typed.

    Raises:
        InvalidFiscalCodeError: wrong shape, wrong control character, or a birth date that cannot be.
    """
    code = clean(text)
    if _TEMPORARY.fullmatch(code):
        if _luhn_digit(code[:-1]) != code[-1]:
            raise InvalidFiscalCodeError(Flaw.CONTROL)
        return FiscalCode(code, temporary=True)
    if not _SHAPE.fullmatch(code):
        raise InvalidFiscalCodeError(Flaw.SHAPE)
    if control_letter(code[:15]) != code[15]:
        raise InvalidFiscalCodeError(Flaw.CONTROL)
    plain = plain_digits(code)
    month = MONTH_LETTERS.index(plain[8]) + 1
    day = int(plain[9:11])
    sex = "F" if day > FEMALE_DAY_OFFSET else "M"
    day -= FEMALE_DAY_OFFSET * (sex == "F")
    if not 1 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31):  # noqa: PLR2004 - the calendar
        raise InvalidFiscalCodeError(Flaw.DATE)
    return FiscalCode(code, temporary=False, year=int(plain[6:8]), month=month, day=day, sex=sex, place=plain[11:15])


def control_letter(first_fifteen: str) -> str:
    """The sixteenth character: odd and even places weigh differently, the sum modulo 26 is a letter."""
    total = 0
    for place, character in enumerate(first_fifteen, start=1):
        value = int(character) if character.isdigit() else ALPHABET.index(character)
        total += ODD_VALUES[value] if place % 2 else value
    return ALPHABET[total % 26]


def plain_digits(code: str) -> str:
    """The code with the letters of *omocodia* turned back into digits; the control letter is left as it is."""
    letters = list(code)
    for place in DIGIT_PLACES:
        if letters[place] in OMOCODIA_LETTERS:
            letters[place] = str(OMOCODIA_LETTERS.index(letters[place]))
    return "".join(letters)


def _luhn_digit(digits: str) -> str:
    total = 0
    for place, digit in enumerate(digits):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 * (doubled > 9)  # noqa: PLR2004 - sum of the two digits
    return str(-total % 10)


def surname_part(surname: str) -> str:
    """Three letters: consonants in order, then vowels, then X."""
    consonants, vowels = _letters(surname)
    return (consonants + vowels + "XXX")[:3]


def name_part(name: str) -> str:
    """As for the surname, but of four or more consonants the first, third and fourth."""
    consonants, vowels = _letters(name)
    if len(consonants) > 3:  # noqa: PLR2004 - the rule
        consonants = consonants[0] + consonants[2] + consonants[3]
    return (consonants + vowels + "XXX")[:3]


def _letters(text: str) -> tuple[str, str]:
    letters = [letter for letter in fold(text).upper() if letter in ALPHABET]
    return "".join(x for x in letters if x not in "AEIOU"), "".join(x for x in letters if x in "AEIOU")


def mismatches(
    code: FiscalCode,
    *,
    surname: str = "",
    name: str = "",
    birth_date: date | None = None,
    sex: str | None = None,
    place: str | None = None,
) -> list[Mismatch]:
    """What disagrees, in the order of the code; what is unknown (empty) is not compared. Temporary codes never do."""
    if code.temporary:
        return []
    found = []
    if surname and code.text[:3] != surname_part(surname):
        found.append(Mismatch.SURNAME)
    if name and code.text[3:6] != name_part(name):
        found.append(Mismatch.NAME)
    if birth_date and (birth_date.year % 100, birth_date.month, birth_date.day) != (code.year, code.month, code.day):
        found.append(Mismatch.BIRTH_DATE)
    if sex in ("M", "F") and sex != code.sex:
        found.append(Mismatch.SEX)
    if place and place.upper() != code.place:
        found.append(Mismatch.BIRTH_PLACE)
    return found
