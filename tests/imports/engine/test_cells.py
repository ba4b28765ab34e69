# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ordito.core.declare import CellKind, ImportChoice, ImportField
from ordito.imports.engine.cells import build_reader
from ordito.imports.engine.problems import CellProblem

if TYPE_CHECKING:
    from ordito.imports.engine.words import RawCell

TODAY = dt.date(2026, 11, 21)
REASONS = (
    ImportChoice("neglect", "Trascuratezza", ("incuria",)),
    ImportChoice("conflict", "Conflittualità di coppia", ("separazione conflittuale",)),
    ImportChoice("01", "Disagio economico"),
    ImportChoice("02", "Povertà educativa"),
)


def read(kind: CellKind, cell: RawCell, **options: Any) -> tuple[Any, str | None]:
    """The value and the code of the problem."""
    field = ImportField("x", "X", kind, choices=lambda: REASONS, **options)
    value, issue = build_reader(field, today=TODAY)(cell)
    return value, issue.problem.value if issue else None


D = dt.date


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("02/03/2015", D(2015, 3, 2)),
        ("2/3/2015", D(2015, 3, 2)),
        (" 02.03.2015 ", D(2015, 3, 2)),
        ("02-03-2015", D(2015, 3, 2)),
        ("2015-03-02", D(2015, 3, 2)),
        ("2015-03-02T00:00:00", D(2015, 3, 2)),
        ("2015-03-02 10:30:15.123", D(2015, 3, 2)),
        ("02/03/2015 00:00", D(2015, 3, 2)),
        ("02/03/2015 0.00.00", D(2015, 3, 2)),
        ("2 marzo 2015", D(2015, 3, 2)),
        ("2 Marzo 2015", D(2015, 3, 2)),
        ("02-mar-2015", D(2015, 3, 2)),
        ("20150302", D(2015, 3, 2)),
        ("02032015", D(2015, 3, 2)),
        (20150302.0, D(2015, 3, 2)),
        (D(2015, 3, 2), D(2015, 3, 2)),
        (dt.datetime(2015, 3, 2, 10, 30), D(2015, 3, 2)),  # noqa: DTZ001 - spreadsheets know no zone
        ("29/02/2016", D(2016, 2, 29)),
        ("2 / 3 / 2015", D(2015, 3, 2)),
        ("2 3 2015", D(2015, 3, 2)),
        ("2,3,2015", D(2015, 3, 2)),
        ("02//03/2015", D(2015, 3, 2)),
        ("2/3-2015", D(2015, 3, 2)),
        ("2\\3\\2015", D(2015, 3, 2)),
        ("02.03.2015.", D(2015, 3, 2)),
        ("2015/03/02", D(2015, 3, 2)),
        ("2015.3.2", D(2015, 3, 2)),
        ("2015-03-02T10:30:00+01:00", D(2015, 3, 2)),
        ("02/03/2015 ore 10.30", D(2015, 3, 2)),
        ("02/03/2015, h 9:05", D(2015, 3, 2)),
        ("dal 2/3/2015", D(2015, 3, 2)),
        ("Il 2 marzo 2015", D(2015, 3, 2)),
        ("nata il 2/3/2015", D(2015, 3, 2)),
        ("in data 02/03/2015", D(2015, 3, 2)),
        ("dall’1/3/2015", D(2015, 3, 1)),
        ("lunedì 2 marzo 2015", D(2015, 3, 2)),
        ("lunedi' 2 marzo 2015", D(2015, 3, 2)),
        ("lun. 2/3/2015", D(2015, 3, 2)),
        ("mar 3 marzo 2015", D(2015, 3, 3)),
        ("1° marzo 2015", D(2015, 3, 1)),
        ("2 mar. 2015", D(2015, 3, 2)),
        ("2mar2015", D(2015, 3, 2)),
        ("2 sett. 2015", D(2015, 9, 2)),
        ("2 SET 2015", D(2015, 9, 2)),
        ("2 di marzo del 2015", D(2015, 3, 2)),
        ("2/III/2015", D(2015, 3, 2)),
        ("2-XI-2015", D(2015, 11, 2)),
        ("2-Jan-2015", D(2015, 1, 2)),
        ("2 may 2015", D(2015, 5, 2)),
        ("02/01/1900", D(1900, 1, 2)),
        ("21/11/2026", D(2026, 11, 21)),
    ],
)
def test_date_written_any_way(cell: RawCell, value: dt.date) -> None:
    assert read(CellKind.DATE, cell) == (value, None)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("02/03/15", D(2015, 3, 2)),
        ("02/03/26", D(2026, 3, 2)),
        ("02/03/27", D(1927, 3, 2)),
        ("2.3.98", D(1998, 3, 2)),
        ("02-mar-15", D(2015, 3, 2)),
        ("2/3/'15", D(2015, 3, 2)),
        ("2 marzo ’15", D(2015, 3, 2)),
        ("dal 2.3.15", D(2015, 3, 2)),
        ("2/III/98", D(1998, 3, 2)),
    ],
)
def test_date_with_two_digits_of_year_is_taken_with_a_warning(cell: RawCell, value: dt.date) -> None:
    assert read(CellKind.DATE, cell) == (value, CellProblem.TWO_DIGIT_YEAR)


@pytest.mark.parametrize(
    ("cell", "value"),
    [(43832, D(2020, 1, 2)), ("43832", D(2020, 1, 2)), (42065.0, D(2015, 3, 2)), (42065.4375, D(2015, 3, 2))],
)
def test_serial_number_of_a_day_is_taken_with_a_warning(cell: RawCell, value: dt.date) -> None:
    assert read(CellKind.DATE, cell) == (value, CellProblem.SERIAL_DATE)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31/02/2015", CellProblem.NOT_A_DATE),
        ("29/02/2015", CellProblem.NOT_A_DATE),
        ("estate 2015", CellProblem.NOT_A_DATE),
        ("32132015", CellProblem.NOT_A_DATE),
        ("12", CellProblem.NOT_A_DATE),
        (True, CellProblem.NOT_A_DATE),
        (9e15, CellProblem.NOT_A_DATE),
        ("03/25/2015", CellProblem.MONTH_AND_DAY_SWAPPED),
        ("2015", CellProblem.ONLY_A_YEAR),
        ("03/2015", CellProblem.ONLY_A_MONTH),
        ("marzo 2015", CellProblem.ONLY_A_MONTH),
        ("mar-15", CellProblem.ONLY_A_MONTH),
        ("2 brumaio 2015", CellProblem.NOT_A_DATE),
        ("2 ma 2015", CellProblem.NOT_A_DATE),
        ("2/3/2015 e 4/5/2016", CellProblem.NOT_A_DATE),
        ("dal 2/3/2015 al 4/5/2016", CellProblem.NOT_A_DATE),
        ("prima del 2015", CellProblem.NOT_A_DATE),
        ("10/2/2015/3", CellProblem.NOT_A_DATE),
        (1998.0, CellProblem.ONLY_A_YEAR),
        (0, CellProblem.ZERO_DATE),
        (D(1899, 12, 30), CellProblem.ZERO_DATE),
        (D(1900, 1, 1), CellProblem.ZERO_DATE),
        ("30/12/1899", CellProblem.ZERO_DATE),
        ("01/01/1900", CellProblem.ZERO_DATE),
        (dt.time(0, 0), CellProblem.ZERO_DATE),
        (dt.time(12, 30), CellProblem.ZERO_DATE),
        (dt.timedelta(hours=30), CellProblem.ZERO_DATE),
        ("01/01/1850", CellProblem.DATE_TOO_EARLY),
        ("22/11/2026", CellProblem.DATE_TOO_LATE),
        ("31/12/2099", CellProblem.DATE_TOO_LATE),
        ("31/12/9999", CellProblem.DATE_TOO_LATE),
        (D(2099, 12, 31), CellProblem.DATE_TOO_LATE),
        ("#N/D", CellProblem.CELL_ERROR),
        ("#rif!", CellProblem.CELL_ERROR),
    ],
)
def test_date_refused(cell: RawCell, problem: CellProblem) -> None:
    assert read(CellKind.DATE, cell) == (None, problem)


def test_date_bounds_of_the_field() -> None:
    bounds = {"earliest": D(2000, 1, 1), "latest": D(2030, 1, 1)}
    assert read(CellKind.DATE, "31/12/1999", **bounds) == (None, CellProblem.DATE_TOO_EARLY)
    assert read(CellKind.DATE, "01/01/2030", **bounds) == (D(2030, 1, 1), None)
    assert read(CellKind.DATE, "02/01/2030", **bounds) == (None, CellProblem.DATE_TOO_LATE)


@given(st.dates(D(1900, 1, 2), TODAY), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %m %Y"]))
def test_every_day_in_every_form_is_read_back(day: dt.date, form: str) -> None:
    assert read(CellKind.DATE, day.strftime(form)) == (day, None)


@example(float("inf"), CellKind.DATE)
@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans(), st.sampled_from(list(CellKind)))
def test_any_cell_is_read_or_refused(cell: RawCell, kind: CellKind) -> None:
    value, problem = read(kind, cell)
    assert value is None or problem is None or problem in {CellProblem.TWO_DIGIT_YEAR, CellProblem.SERIAL_DATE}


@pytest.mark.parametrize("cell", [None, "", "  ", "\u200b", "-", "--", "n.d.", "N.D.", "//", "\xa0", "N/A"])
def test_cell_that_says_nothing(cell: RawCell) -> None:
    assert read(CellKind.TEXT, cell) == (None, None)
    assert read(CellKind.DATE, cell, required=True) == (None, CellProblem.MISSING)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("  Ada \xa0 Maria\t", "Ada Maria"),
        ("Niccolo\u0300", "Niccolò"),
        ("due\nrighe", "due righe"),
        (3471234567.0, "3471234567"),
        (12, "12"),
        (1.5, "1,5"),
        (True, "sì"),
        (D(2015, 3, 2), "02/03/2015"),
        (dt.datetime(2015, 3, 2, 10, 30), "02/03/2015 10:30"),  # noqa: DTZ001 - spreadsheets know no zone
        ("=1+1", "=1+1"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_text_becomes_one_clean_line(cell: RawCell, value: str) -> None:
    assert read(CellKind.TEXT, cell) == (value, None)


def test_long_text_keeps_its_lines_and_is_never_cut() -> None:
    assert read(CellKind.TEXT, " uno \r\n\r\n due", max_length=1000) == ("uno\n\ndue", None)
    assert read(CellKind.TEXT, "x" * 256) == (None, CellProblem.TOO_LONG)
    assert read(CellKind.TEXT, "x" * 255) == ("x" * 255, None)
    assert read(CellKind.TEXT, "x" * 40_000, max_length=50_000) == (None, CellProblem.TOO_LONG)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1.234", "1234"),
        ("1.5", "1.5"),
        ("1,234.56", "1234.56"),
        ("€ 1.200,00", "1200.00"),
        ("1 200", "1200"),
        ("-3,5", "-3.5"),
        ("\N{MINUS SIGN}3", "-3"),
        ("1200,-", "1200"),
        ("50%", "50"),
        (0.1, "0.1"),
        (7, "7"),
    ],
)
def test_decimal(cell: RawCell, value: str) -> None:
    assert read(CellKind.DECIMAL, cell) == (Decimal(value), None)


@pytest.mark.parametrize("cell", ["dodici", "1,2,3", "1.23.4", float("nan"), float("inf"), True, D(2015, 3, 2), "1e5"])
def test_decimal_refused(cell: RawCell) -> None:
    assert read(CellKind.DECIMAL, cell) == (None, CellProblem.NOT_A_NUMBER)


@pytest.mark.parametrize(("cell", "value"), [("12", 12), (12.0, 12), ("12,0", 12), ("1.200", 1200), ("-1", -1)])
def test_integer(cell: RawCell, value: int) -> None:
    found = read(CellKind.INTEGER, cell)
    assert found == (value, None)
    assert type(found[0]) is int


@pytest.mark.parametrize("cell", ["1,5", 1.5, "tre", True, 1e300])
def test_integer_refused(cell: RawCell) -> None:
    assert read(CellKind.INTEGER, cell) == (None, CellProblem.NOT_AN_INTEGER)


@pytest.mark.parametrize("cell", ["sì", "Si", "SI'", "s", "X", "1", 1.0, True, "VERO"])
def test_yes(cell: RawCell) -> None:
    assert read(CellKind.YES_NO, cell) == (True, None)


@pytest.mark.parametrize("cell", ["no", "NO ", "n", "0", 0, False, "Falso"])
def test_no(cell: RawCell) -> None:
    assert read(CellKind.YES_NO, cell) == (False, None)


def test_neither_yes_nor_no() -> None:
    assert read(CellKind.YES_NO, "forse") == (None, CellProblem.NOT_YES_NO)
    assert read(CellKind.YES_NO, 2) == (None, CellProblem.NOT_YES_NO)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("M", "M"), ("maschio", "M"), ("Maschile", "M"), ("m.", "M"), (1, "M"), ("F", "F"), ("FEMMINA", "F"), ("2", "F")],
)
def test_sex(cell: RawCell, value: str) -> None:
    assert read(CellKind.SEX, cell) == (value, None)


def test_sex_unknown() -> None:
    assert read(CellKind.SEX, "MF") == (None, CellProblem.UNKNOWN_SEX)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (" rss mra 80a01 h501-u ", "RSSMRA80A01H501U"),
        ("12345678901", "12345678901"),
        (12345678901.0, "12345678901"),
        (1234567890, "01234567890"),
    ],
)
def test_fiscal_code_text(cell: RawCell, value: str) -> None:
    assert read(CellKind.FISCAL_CODE, cell) == (value, None)


@pytest.mark.parametrize("cell", ["RSSMRA80A01H501", "XYZ", "RSSMRA80A01H501UU", "RSSMRA80A01H50€U"])
def test_fiscal_code_of_another_shape(cell: str) -> None:
    assert read(CellKind.FISCAL_CODE, cell) == (None, CellProblem.FISCAL_CODE_SHAPE)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("neglect", "neglect"),
        ("TRASCURATEZZA", "neglect"),
        ("incuria", "neglect"),
        ("conflittualita' di coppia", "conflict"),
        ("01", "01"),
        ("01 - Disagio economico", "01"),
        ("1: Povertà educativa", "02"),
        ("02 – poverta educativa", "02"),
    ],
)
def test_choice_by_value_label_alias_or_both(cell: str, value: str) -> None:
    assert read(CellKind.CHOICE, cell) == (value, None)


def test_choice_whose_code_and_label_disagree_is_refused() -> None:
    assert read(CellKind.CHOICE, "01 - Povertà educativa") == (None, CellProblem.UNKNOWN_CHOICE)


def test_unknown_choice_suggests_a_label_and_never_the_cell() -> None:
    reader = build_reader(ImportField("x", "X", CellKind.CHOICE, choices=lambda: REASONS), today=TODAY)
    issue = reader("Trascuratezzza")[1]
    assert issue is not None
    assert issue.detail == {"suggestion": "Trascuratezza"}
    far = reader("zzzz")[1]
    assert far is not None
    assert far.detail == {}


def test_several_choices_in_a_cell() -> None:
    assert read(CellKind.CHOICES, "incuria; Disagio economico;incuria") == (("neglect", "01"), None)
    assert read(CellKind.CHOICES, "Trascuratezza") == (("neglect",), None)
    assert read(CellKind.CHOICES, "01+02") == (("01", "02"), None)
    assert read(CellKind.CHOICES, "incuria; boh") == (None, CellProblem.UNKNOWN_CHOICE)
