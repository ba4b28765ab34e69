# SPDX-License-Identifier: EUPL-1.2
"""The oracle is the table of the decree written out again, letter by letter, and examples published as examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.core import fiscal_code
from ordito.core.fiscal_code import Flaw, InvalidFiscalCodeError, Mismatch

ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16,
         10, 22, 25, 24, 23],
        strict=True,
    )
)  # fmt: skip
EVEN = {**{str(digit): digit for digit in range(10)}, **{chr(65 + place): place for place in range(26)}}


def _letter_by_the_decree(first: str) -> str:
    total = sum(ODD[character] for character in first[0::2]) + sum(EVEN[character] for character in first[1::2])
    return chr(65 + total % 26)


@pytest.mark.parametrize(
    ("code", "names", "born", "sex", "place"),
    [
        ("MRTMTT25D09F205Z", ("Moretti", "Matteo"), date(1925, 4, 9), "M", "F205"),
        ("MLLSNT82P65Z404U", ("Miller", "Samantha"), date(1982, 9, 25), "F", "Z404"),
        ("RSSMRA85T10A562S", ("Rossi", "Mario"), date(1985, 12, 10), "M", "A562"),
    ],
)
def test_published_examples_are_read_and_agree(
    code: str, names: tuple[str, str], born: date, sex: str, place: str
) -> None:
    read = fiscal_code.parse(code)
    assert (read.year, read.month, read.day) == (born.year % 100, born.month, born.day)
    assert (read.sex, read.place, read.temporary) == (sex, place, False)
    assert fiscal_code.mismatches(read, surname=names[0], name=names[1], birth_date=born, sex=sex, place=place) == []


def test_each_disagreement_is_named() -> None:
    read = fiscal_code.parse("RSSMRA85T10A562S")
    found = fiscal_code.mismatches(
        read, surname="Bianchi", name="Luca", birth_date=date(1985, 10, 12), sex="F", place="F205"
    )
    assert found == list(Mismatch)


def test_what_is_unknown_is_not_compared() -> None:
    assert fiscal_code.mismatches(fiscal_code.parse("RSSMRA85T10A562S"), surname="", birth_date=None, sex="") == []


def test_century_is_not_in_the_code() -> None:
    read = fiscal_code.parse("RSSMRA85T10A562S")
    assert fiscal_code.mismatches(read, birth_date=date(1885, 12, 10)) == []


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=15, max_size=15))
def test_control_letter_follows_the_table_of_the_decree(first: str) -> None:
    assert fiscal_code.control_letter(first) == _letter_by_the_decree(first)


@given(st.sets(st.sampled_from(fiscal_code.DIGIT_PLACES)))
def test_omocodia_in_any_places_reads_as_the_same_birth(places: set[int]) -> None:
    letters = list("RSSMRA85T10A562")
    for place in places:
        letters[place] = "LMNPQRSTUV"[int(letters[place])]
    first = "".join(letters)
    read = fiscal_code.parse(first + _letter_by_the_decree(first))
    assert (read.year, read.month, read.day, read.sex, read.place) == (85, 12, 10, "M", "A562")


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.SHAPE),
        ("RSSMRA85T10A562", Flaw.SHAPE),
        ("RSSMRA85T10A562SS", Flaw.SHAPE),
        ("RSSMRA85W10A562S", Flaw.SHAPE),
        ("RSSMRA85T10A562T", Flaw.CONTROL),
        ("RSSMRA85T10A652S", Flaw.CONTROL),
        ("12345678901", Flaw.CONTROL),
        ("RSSMRA85B30A562" + "?", Flaw.SHAPE),
    ],
)
def test_invalid_code_says_what_is_wrong_without_quoting_it(text: str, flaw: Flaw) -> None:
    with pytest.raises(InvalidFiscalCodeError) as raised:
        fiscal_code.parse(text)
    assert raised.value.flaw is flaw
    assert not text or text not in str(raised.value)


@pytest.mark.parametrize("middle", ["B30", "B70", "D31", "A00", "A32", "A72", "A40"])
def test_day_that_no_month_has_is_refused(middle: str) -> None:
    first = f"RSSMRA85{middle}A562"
    with pytest.raises(InvalidFiscalCodeError) as raised:
        fiscal_code.parse(first + _letter_by_the_decree(first))
    assert raised.value.flaw is Flaw.DATE


def test_temporary_code_of_eleven_digits_is_accepted_and_says_nothing_of_birth() -> None:
    read = fiscal_code.parse("00743110157")  # the example of the check digit: 7 at the end
    assert read.temporary
    assert fiscal_code.mismatches(read, surname="Rossi", birth_date=date(1985, 12, 10), sex="M") == []


def test_spaces_dots_and_small_letters_are_forgiven() -> None:
    assert fiscal_code.parse(" rss mra.85t10-a562s ").text == "RSSMRA85T10A562S"


@pytest.mark.parametrize(
    ("surname", "part"), [("Fo", "FOX"), ("Aia", "AIA"), ("D'Alò", "DLA"), ("Re", "REX"), ("Bianchi", "BNC")]
)
def test_surname_part(surname: str, part: str) -> None:
    assert fiscal_code.surname_part(surname) == part


@pytest.mark.parametrize(
    ("name", "part"), [("Gianfranco", "GFR"), ("Luca", "LCU"), ("Niccolò", "NCL"), ("Al", "LAX"), ("Bo", "BOX")]
)
def test_name_part(name: str, part: str) -> None:
    assert fiscal_code.name_part(name) == part
