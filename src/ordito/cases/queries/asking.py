# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed in the search box, taken apart: it may be anything that is known of a person, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core import fiscal_code, text
from ordito.core.dates import MONTHS, parse_date

if TYPE_CHECKING:
    from datetime import date

_MONTH = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
_DIGIT = "[0-9LMNPQRSTUV]"  # letters stand for digits in codes of people who would share one
_NUMBER = re.compile(
    r"(?:\b(?:cartella|fascicolo)\s*(?:n\w*[.°]?)?\s*)?(?<!\d)((?:19|20)\d{2})/(\d{1,6})(?![\d/])", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:\bnat[oa](?:/[oa])?\s+(?:il\s+|l['’]\s*)?)?"
    r"(?:(?<!\d)\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}[°º]?\s+(?:{_MONTH})\.?\s+\d{{4}}(?!\d))",
    re.IGNORECASE,
)
_BORN = re.compile(r"^nat[oa](?:/[oa])?\s+(?:il\s+|l['’]\s*)?", re.IGNORECASE)
_CODE = re.compile(
    r"(?:\b(?:c\.?\s?f\.?|cod(?:ice|\.)?\s*fisc(?:ale|\.)?)\s*:?\s*)?(?<!\w)"
    rf"([A-Z]{{3}}\s?[A-Z]{{3}}\s?{_DIGIT}{{2}}[A-EHLMPR-T]{_DIGIT}{{2}}\s?[A-Z]{_DIGIT}{{3}}\s?[A-Z]|\d{{11}})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asked:
    """What was typed: folded words of a name, and whatever else could be told apart."""

    words: tuple[str, ...]
    code: str = ""
    birth_date: date | None = None
    number: tuple[int, int] | None = None

    @property
    def empty(self) -> bool:
        """Nothing that can be searched."""
        return not (self.words or self.code or self.birth_date or self.number)


def understand(typed: str, *, today: date) -> Asked:
    """Take apart what was typed: fiscal code, record number, birth date, words of a name; in any order."""
    rest, asked = _taken_out(typed, today=today)
    words = tuple(word for word in text.fold(rest).split() if any(letter.isalpha() for letter in word))
    return Asked(words, asked.code, asked.birth_date, asked.number)


def name_typed(typed: str, *, today: date) -> tuple[str, str]:
    """Surname and name as they were typed, in the order of offices (surname first), each with a capital letter.

    A particle keeps what follows: *de santis chiara* is De Santis, Chiara.
    """
    rest, _asked = _taken_out(typed, today=today)
    words = [word[:1].upper() + word[1:] for word in rest.split() if any(letter.isalpha() for letter in word)]
    particle = len(words) > 2 and text.fold(words[0]) in text.JOINED_PARTICLES  # noqa: PLR2004 - a name must be left
    cut = 2 if particle else 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def _taken_out(typed: str, *, today: date) -> tuple[str, Asked]:
    """What is left of the text once code, number and date are taken out of it, and these."""
    rest, code, number, birth = typed, "", None, None
    if match := _CODE.search(rest):
        code, rest = fiscal_code.clean(match.group(1)), rest.replace(match.group(), " ")
    if match := _NUMBER.search(rest):
        number, rest = (int(match.group(1)), int(match.group(2))), rest.replace(match.group(), " ")
    if match := _DATE.search(rest):
        try:
            birth = parse_date(_BORN.sub("", match.group()), today=today)
            rest = rest.replace(match.group(), " ")
        except ValueError:
            birth = None
    return rest, Asked((), code, birth, number)
