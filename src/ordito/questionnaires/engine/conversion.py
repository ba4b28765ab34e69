# SPDX-License-Identifier: EUPL-1.2
"""A workbook becomes an XForm, by the reference converter; what it says comes back as findings with their place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert as convert_sheets

from ordito.questionnaires.engine.converter_words import Said, understand
from ordito.questionnaires.engine.findings import Finding, Severity, WorkbookRefusedError, quote
from ordito.questionnaires.engine.headings import meaning_of
from ordito.questionnaires.engine.survey import Layout, lay_out

if TYPE_CHECKING:
    from ordito.questionnaires.engine.survey import Line
    from ordito.questionnaires.engine.workbook import Sheet, Workbook

FORM_ID_LONGEST = 64
NOT_IN_NAME = re.compile(r"[^a-z0-9_]+")
ENDING = re.compile(r"\.(xlsx|xlsm|xls|ods)$", re.IGNORECASE)
ABOUT_HEADINGS = frozenset({"missing_column", "same_column_twice", "no_heading", "choices_heading"})
# Sheets whose first row below the headings is data: an empty one above it would be taken for it.
WITHOUT_GAPS = frozenset({"settings", "entities", "osm", "external_choices"})


@dataclass(frozen=True)
class Converted:
    """The XForm with what its workbook says of it; `languages` as the headings name them, () for one unnamed."""

    xform: bytes
    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    warnings: tuple[Finding, ...]
    layout: Layout


def convert(workbook: Workbook, *, fallback_name: str) -> Converted:
    """The form in `workbook`; `fallback_name` becomes the form's id where the sheet "settings" gives none.

    Raises `WorkbookRefusedError` with at least one finding, whatever the workbook holds.
    """
    layout = lay_out(workbook)
    form_id = layout.settings.get("form_id") or safe_name(fallback_name)
    notes: list[str] = []
    try:
        result = convert_sheets(_sheets(workbook, form_id), warnings=notes, validate=False)
    except PyXFormError as error:
        raise WorkbookRefusedError(*_findings(understand(error), Severity.ERROR, workbook, layout)) from error
    except RecursionError as error:
        raise WorkbookRefusedError(Finding(Severity.ERROR, "too_deep")) from error
    except Exception as error:
        text = quote(f"{type(error).__name__}: {error}")
        raise WorkbookRefusedError(Finding(Severity.ERROR, "converter_failed", params={"text": text})) from error
    xform = result.xform.encode("utf-8", "replace")
    _check_well_formed(xform)
    warnings = [found for note in notes for found in _findings(understand(note), Severity.WARNING, workbook, layout)]
    return Converted(
        xform=xform,
        form_id=form_id,
        version=layout.settings.get("version", ""),
        title=layout.settings.get("form_title") or form_id,
        languages=layout.languages,
        warnings=(*workbook.warnings, *warnings),
        layout=layout,
    )


def safe_name(text: str) -> str:
    """A form's id made of a file's name: lower case, letters without accents, digits and underscores."""
    plain = unicodedata.normalize("NFKD", ENDING.sub("", text)).encode("ascii", "ignore").decode().lower()
    name = NOT_IN_NAME.sub("_", plain).strip("_")[:FORM_ID_LONGEST]
    return name if name[:1].isalpha() else f"modulo_{name}".rstrip("_")


def _sheets(workbook: Workbook, form_id: str) -> dict[str, Any]:
    """The dictionary that the converter reads; empty rows stay, so that its row numbers can be told back."""
    book: dict[str, Any] = {"sheet_names": list(workbook.names), "fallback_form_name": form_id}
    for key, sheet in workbook.sheets.items():
        book[key] = _rows(sheet, gaps=key not in WITHOUT_GAPS)
        book[f"{key}_header"] = [dict.fromkeys(sheet.letters)] if sheet.letters else []
    return book


def _rows(sheet: Sheet, *, gaps: bool) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for row in sheet.rows:
        if gaps:
            rows += [{}] * (sheet.converter_row(row.number) - len(rows) - 2)
        rows.append(dict(row.cells))
    return rows


def _check_well_formed(xform: bytes) -> None:
    parser = expat.ParserCreate()
    try:
        parser.Parse(xform, True)  # noqa: FBT003 - the library's signature
    except expat.ExpatError as error:
        params = {"text": f"XML: {error}"}
        raise WorkbookRefusedError(Finding(Severity.ERROR, "converter_failed", params=params)) from error


def _findings(said: list[Said], severity: Severity, workbook: Workbook, layout: Layout) -> list[Finding]:
    found = [_finding(one, severity, workbook, layout) for one in said]
    if severity is Severity.ERROR and not found:
        return [Finding(severity, "converter_failed", params={"text": ""})]
    return found


def _finding(said: Said, severity: Severity, workbook: Workbook, layout: Layout) -> Finding:
    """The sentence with its place in the workbook: rows counted as on screen, columns by their letters."""
    params = {name: quote(value) for name, value in said.params.items()}
    if (line := _line(said, layout)) is not None:
        column = {"unknown_type": "type", "unknown_list": "type", "no_choices_sheet": "type"}.get(said.code, "name")
        return line.find(severity, said.code, column, **params)
    sheet = workbook.sheets.get(said.sheet or ("survey" if said.row else ""))
    if sheet is None:
        return Finding(severity, said.code, params={"sheet_sought": said.sheet, **params} if said.sheet else params)
    row = sheet.own_row(said.row) or (sheet.heading_row if said.code in ABOUT_HEADINGS else 0)
    heading = _heading(sheet, said.column)
    if said.code == "bad_name":
        params.setdefault("name", quote(next((r.cells.get(heading, "") for r in sheet.rows if r.number == row), "")))
    return Finding(severity, said.code, sheet.name, row, sheet.letters.get(heading, ""), params)


def _line(said: Said, layout: Layout) -> Line | None:
    """The row of a sentence that names something of it instead of its number."""
    if said.row or said.sheet:
        return None
    if said.code == "choice_with_space":
        choices = layout.choices.get(said.params["list"], ())
        return next((choice.line for choice in choices if choice.name == said.params["name"]), None)
    if said.code == "no_choices_sheet":
        return next((line.line for line in layout.lines if line.list_name), None)
    for key in ("name", "type", "list"):
        sought = said.params.get(key)
        for line in layout.lines if sought else ():
            if sought in (line.name, line.type, line.list_name):
                return line.line
    return None


def _heading(sheet: Sheet, column: str) -> str:
    """The heading that the converter means: it says either the heading itself or its own name for the column."""
    if column in sheet.letters:
        return column
    name = column.partition(" ")[0]
    return next((heading for heading in sheet.letters if meaning_of(heading).column == name), "")
