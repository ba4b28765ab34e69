# SPDX-License-Identifier: EUPL-1.2
"""Why a whole file is refused: codes only, worded by who shows them."""

from __future__ import annotations

from enum import StrEnum


class FileProblem(StrEnum):
    """Why a whole file is refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    EXPANDS_TOO_MUCH = "expands_too_much"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    DOCTYPE = "doctype"
    IMAGE = "image"
    PDF = "pdf"
    PROGRAM = "program"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    XML = "xml"
    BINARY_WORKBOOK = "binary_workbook"
    NOT_A_TABLE = "not_a_table"
    NO_SHEET = "no_sheet"
    NO_HEADER = "no_header"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    FAR_CELL = "far_cell"
    CELL_TOO_LONG = "cell_too_long"
    OPEN_QUOTE = "open_quote"


class FileRefusedError(Exception):
    """The file cannot be read as a table; `detail` holds sizes, counts, places in the file, never what it says."""

    def __init__(self, problem: FileProblem, **detail: str | int) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.detail = detail
