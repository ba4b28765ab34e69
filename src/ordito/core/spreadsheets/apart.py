# SPDX-License-Identifier: EUPL-1.2
"""Old .xls files are opened in a process of their own, which hands back the same cells as .xlsx.

A damaged or hostile one makes the reader ask for terabytes, and that ends the process that asks: it must not be the
web server. The child has bounds on memory and time, gets nothing but the bytes, and knows nothing of Ordito.
"""

from __future__ import annotations

import datetime as dt
import io
import resource
import subprocess
import sys
from typing import Any

import python_calamine
import xlsxwriter

MEMORY = 2 * 1024 * 1024 * 1024
SECONDS = 60
DAMAGED, ENCRYPTED = 2, 3
FORMATS = {
    dt.datetime: "yyyy-mm-dd hh:mm:ss",
    dt.date: "yyyy-mm-dd",
    dt.time: "hh:mm:ss",
    dt.timedelta: "[h]:mm:ss",
}


class ApartError(Exception):
    """The file cannot be opened; `encrypted` when a password keeps it closed."""

    def __init__(self, *, encrypted: bool) -> None:
        super().__init__("encrypted" if encrypted else "damaged")
        self.encrypted = encrypted


def as_xlsx(content: bytes) -> bytes:
    """An .xls as .xlsx: the same sheets, hidden ones hidden, the same cells at the same places. Raises `ApartError`."""
    try:
        done = subprocess.run(  # noqa: S603 - this very file, no shell, nothing of the user's in the command
            [sys.executable, "-I", __file__], input=content, capture_output=True, timeout=SECONDS + 30, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ApartError(encrypted=False) from error
    if done.returncode:
        raise ApartError(encrypted=done.returncode == ENCRYPTED)
    return done.stdout


def rewrite(content: bytes) -> bytes:
    """What the child does."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        styles = {kind: made.add_format({"num_format": pattern}) for kind, pattern in FORMATS.items()}
        shown = False
        for found in book.sheets_metadata:
            if found.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = made.add_worksheet(found.name)
            if found.visible != python_calamine.SheetVisibleEnum.Visible:
                sheet.hide()
            elif not shown:
                sheet.activate()
                sheet.set_first_sheet()
                shown = True
            _copy(book.get_sheet_by_name(found.name), sheet, styles)
    return buffer.getvalue()


def _copy(source: python_calamine.CalamineSheet, target: Any, styles: dict[type, Any]) -> None:
    margin = source.start[1] if source.start else 0
    for line, cells in enumerate(source.iter_rows()):
        for place, cell in enumerate(cells, margin):
            if isinstance(cell, str):
                if cell:
                    target.write_string(line, place, cell)
            elif isinstance(cell, bool):
                target.write_boolean(line, place, cell)
            elif isinstance(cell, int | float):
                target.write_number(line, place, cell)
            elif type(cell) in styles:
                _write_moment(target, line, place, cell, styles[type(cell)])


def _write_moment(target: Any, line: int, place: int, cell: Any, style: Any) -> None:
    try:
        target.write_datetime(line, place, cell, style)
    except ValueError:  # before 1900: a spreadsheet has no number for it
        target.write_string(line, place, str(cell))


def main() -> int:
    """Read the file from the standard input and write the other to the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        made = rewrite(sys.stdin.buffer.read())
    except python_calamine.PasswordError:
        return ENCRYPTED
    except BaseException:  # noqa: BLE001 - panics of the reader are no Exception, and the parent only asks whether
        return DAMAGED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
