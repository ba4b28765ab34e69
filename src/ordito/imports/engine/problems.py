# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a file, a mapping or a cell: codes only, so that no personal value ever travels with them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class CellProblem(StrEnum):
    """Why a cell is refused or, for those marked, taken with a warning."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_DATE = "not_a_date"
    MONTH_AND_DAY_SWAPPED = "month_and_day_swapped"
    ONLY_A_YEAR = "only_a_year"
    ONLY_A_MONTH = "only_a_month"
    ZERO_DATE = "zero_date"
    DATE_TOO_EARLY = "date_too_early"
    DATE_TOO_LATE = "date_too_late"
    TWO_DIGIT_YEAR = "two_digit_year"  # warning
    SERIAL_DATE = "serial_date"  # warning
    NOT_AN_INTEGER = "not_an_integer"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_NO = "not_yes_no"
    UNKNOWN_SEX = "unknown_sex"
    FISCAL_CODE_SHAPE = "fiscal_code_shape"
    UNKNOWN_CHOICE = "unknown_choice"
    CELL_ERROR = "cell_error"
    REPEATED_ROW = "repeated_row"


WARNINGS = frozenset({CellProblem.TWO_DIGIT_YEAR, CellProblem.SERIAL_DATE})


@dataclass(frozen=True)
class CellIssue:
    """A problem of one cell; `detail` may hold bounds or the label of a code list, never the cell's content."""

    problem: CellProblem
    detail: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def warning(self) -> bool:
        """Whether the value is taken all the same."""
        return self.problem in WARNINGS


@dataclass(frozen=True)
class RowProblem:
    """A problem at a row and a column of the file, both as the person sees them; column "" is the whole row."""

    row: int
    column: str
    field: str
    code: str
    warning: bool = False
    detail: Mapping[str, str] = dataclasses.field(default_factory=dict)
