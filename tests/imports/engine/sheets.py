# SPDX-License-Identifier: EUPL-1.2
"""Makes real files as offices send them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Foglio1">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"


def xlsx(
    rows: Iterable[Sequence[Any]],
    *,
    name: str = "Foglio1",
    others: Mapping[str, Sequence[Any]] = {},
    joined: Iterable[str] = (),
) -> bytes:
    """A workbook with `rows` on its first sheet; dates get a date format, strings are never formulas.

    `joined` are ranges like "B3:D3" of the first sheet, each of which shows what its first cell holds.
    """
    buffer = io.BytesIO()
    content = [list(cells) for cells in rows]
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for title, lines in {name: content, **others}.items():
            sheet = workbook.add_worksheet(title)
            for area in joined if title == name else ():
                sheet.merge_range(area, "")
            for line, cells in enumerate(lines):
                for place, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(line, place, cell, day)
                    elif isinstance(cell, str):
                        sheet.write_string(line, place, cell)
                    elif cell is not None:
                        sheet.write(line, place, cell)
    return buffer.getvalue()


def archive(members: Mapping[str, bytes | str]) -> bytes:
    """A zip of `members`, deflated."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def rezip(content: bytes, *, replace: Mapping[str, bytes] = {}, add: Mapping[str, bytes] = {}) -> bytes:
    """`content`, a zip, with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        members: dict[str, bytes | str] = {name: replace.get(name, old.read(name)) for name in old.namelist()}
    return archive({**members, **add})


def ods_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods(body: str, *, manifest: str = "<manifest/>") -> bytes:
    """An OpenDocument sheet whose table holds `body`."""
    return archive({"mimetype": ODS_TYPE, "META-INF/manifest.xml": manifest, "content.xml": ODS_HEAD + body + ODS_FOOT})


def ods_rows(rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"<table:table-row>{''.join(map(ods_cell, cells))}</table:table-row>" for cells in rows)
