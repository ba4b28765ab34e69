# SPDX-License-Identifier: EUPL-1.2
"""Tables of any length as .xlsx and .csv, made piece by piece: constant memory, nothing on a disk.

Text is text: a cell that looks like a formula is written as it stands in .xlsx and, because spreadsheets would run it,
behind an apostrophe in .csv.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, cast
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | float | date | None

ROWS_AT_ONCE = 200
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_575  # under the heading
LONGEST_TEXT = 32_767  # of a cell in .xlsx
CUT = "… [testo tagliato]"
LONGEST_SHEET_NAME = 31
EPOCH = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets count one day too many
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Blanks before a formula are skipped by some programs, and wide signs read as the narrow ones.
FORMULA = re.compile("[\t\r\n]|[\\s\ufeff\u200b\u2060]*[-=+@\uff0d\uff1d\uff0b\uff20]")
PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Table:
    """A table under a name; `rows` is asked for once, and each row is as long as `headings`."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


class TooManyColumnsError(ValueError):
    """More columns than a spreadsheet holds."""


class _Sink:
    """What a zip file is written to: holds what has not been passed on yet."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        """Hold some bytes."""
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Nothing: whoever reads takes what there is."""

    def take(self) -> bytes:
        """What is held, which is then forgotten."""
        taken = bytes(self.held)
        self.held.clear()
        return taken


def workbook_pieces(tables: Sequence[Table]) -> Iterator[bytes]:
    """An .xlsx with a sheet for each table. Raises `TooManyColumnsError` before anything is made."""
    if any(len(table.headings) > MOST_COLUMNS for table in tables):
        raise TooManyColumnsError
    sink = _Sink()
    names = sheet_names([table.name for table in tables])
    with zipfile.ZipFile(cast("BinaryIO", sink), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, text in _frame(names):
            archive.writestr(path, text)
        for number, table in enumerate(tables, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                for text in _sheet(table):
                    sheet.write(text.encode())
                    yield sink.take()
    yield sink.take()


def sheet_names(names: Sequence[str]) -> list[str]:
    """Names that a workbook accepts, each once."""
    found: list[str] = []
    for name in names:
        clean = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:LONGEST_SHEET_NAME] or "foglio"
        taken = {other.lower() for other in found}
        wanted, number = clean, 2
        while wanted.lower() in taken:
            wanted = f"{clean[: LONGEST_SHEET_NAME - 4]} {number}"
            number += 1
        found.append(wanted)
    return found


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every part of the workbook but its sheets."""
    yield "xl/styles.xml", _STYLES
    yield (
        "_rels/.rels",
        (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
    )
    yield from _frame_of_sheets(names)


def _frame_of_sheets(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts that list the sheets."""
    numbers = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_PART}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/>{kinds}</Types>'
        ),
    )
    sheets = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    ties = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    styles = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{ties}{styles}</Relationships>',
    )


def _sheet(table: Table) -> Iterator[str]:
    """The XML of a sheet, some rows at a time; the heading stays in view."""
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15" baseColWidth="14"/><sheetData>'
    )
    yield _row(table.headings, style=' s="2"')
    held: list[str] = []
    for row in table.rows:
        held.append(_row(row))
        if len(held) == ROWS_AT_ONCE:
            yield "".join(held)
            held = []
    yield "".join(held) + "</sheetData></worksheet>"


def _row(cells: Sequence[Cell], style: str = "") -> str:
    """A row; an empty cell is there without a value, so that the next ones stand in their columns."""
    written = []
    for cell in cells:
        if cell is None or cell == "":
            written.append("<c/>")
        elif isinstance(cell, str):
            written.append(f'<c t="inlineStr"{style}><is><t xml:space="preserve">{_text(cell)}</t></is></c>')
        elif isinstance(cell, date):
            if cell < FIRST_DAY:
                written.append(f'<c t="inlineStr"><is><t>{cell.isoformat()}</t></is></c>')
            else:
                written.append(f'<c s="1"><v>{cell.toordinal() - EPOCH}</v></c>')
        else:
            written.append(f"<c><v>{cell!r}</v></c>")
    return f"<row>{''.join(written)}</row>"


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - len(CUT)] + CUT
    return escape(UNWRITABLE.sub("", text))


def csv_pieces(table: Table) -> Iterator[bytes]:
    """A .csv as Italian spreadsheets open it: UTF-8 with its mark, semicolons, decimal comma, dates gg/mm/aaaa."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    held.write("\ufeff")
    writer.writerow([_harmless(heading) for heading in table.headings])
    for number, row in enumerate(table.rows, 1):
        writer.writerow([_said(cell) for cell in row])
        if number % ROWS_AT_ONCE == 0:
            yield held.getvalue().encode()
            held.seek(0)
            held.truncate()
    yield held.getvalue().encode()


def _said(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _harmless(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}" if cell.year >= 1000 else cell.isoformat()  # noqa: PLR2004 - strftime pads no year
    return str(cell).replace(".", ",")


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = text.replace("\x00", "")
    return f"'{text}" if FORMULA.match(text) and not PLAIN_NUMBER.fullmatch(text) else text
