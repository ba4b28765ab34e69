# SPDX-License-Identifier: EUPL-1.2
"""The sheets of a questionnaire row by row: which element of the form each row becomes, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.findings import Finding, Severity
from ordito.questionnaires.engine.headings import meaning_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ordito.questionnaires.engine.workbook import Sheet, SheetRow, Workbook

BEGIN = re.compile(r"begin[\s_]+(group|repeat|loop|lgroup|looped group)\b", re.IGNORECASE)
END = re.compile(r"end[\s_]+(group|repeat|loop|lgroup|looped group)\b", re.IGNORECASE)
SELECT = re.compile(
    r"(?P<command>select[\s_]?one|select1|select[\s_]multiple|select all that apply|rank)"
    r"(?:[\s_]from[\s_]file)?(?: from)?\s+(?P<list>\S+)(?P<other>\s+or[\s_]?(?:specify[\s_])?other)?",
    re.IGNORECASE,
)
LABELLED = ("label", "hint", "image", "audio", "video", "big-image")
YES = frozenset({"yes", "true", "true()", "TRUE", "Yes", "YES", "True"})


@dataclass(frozen=True)
class Line:
    """A row of a sheet by the columns of the form language; texts in several languages by column and language."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    headings: Mapping[str, str]

    def find(self, severity: Severity, code: str, column: str = "", **params: str) -> Finding:
        """A finding at this row and, where it has the column, at that."""
        heading = self.headings.get(column, "")
        return Finding(severity, code, self.sheet.name, self.number, self.sheet.letters.get(heading, ""), params)


@dataclass(frozen=True)
class SurveyLine:
    """A row that becomes an element: its `path` in the form, the repeats around it from the outside in."""

    line: Line
    path: str
    name: str
    kind: str  # question, group or repeat
    type: str
    repeats: tuple[str, ...]
    list_name: str = ""

    @property
    def cells(self) -> Mapping[str, str]:
        """The row's texts by column."""
        return self.line.cells


@dataclass(frozen=True)
class ChoiceLine:
    """One choice of a list."""

    line: Line
    list_name: str
    name: str


@dataclass(frozen=True)
class Layout:
    """A workbook as the form that it makes."""

    root: str
    lines: tuple[SurveyLine, ...]
    choices: Mapping[str, tuple[ChoiceLine, ...]]
    settings: Mapping[str, str]
    languages: tuple[str, ...]  # as the headings name them, without the unnamed one
    by_path: Mapping[str, SurveyLine] = field(default_factory=dict)

    def line_at(self, path: str) -> SurveyLine | None:
        """The row that became the element at `path`."""
        return self.by_path.get(path)

    def lines_named(self, name: str) -> tuple[SurveyLine, ...]:
        """Rows with this name, in order."""
        return tuple(line for line in self.lines if line.name == name)


def lay_out(workbook: Workbook) -> Layout:
    """The rows of `workbook` in the shape of its form; rows that make no sense are passed over."""
    settings = next(iter(_lines(workbook, "settings")), None)
    root = settings.cells.get("name", "data") if settings else "data"
    survey = tuple(_survey_lines(workbook, root))
    choices: dict[str, list[ChoiceLine]] = {}
    for line in _lines(workbook, "choices"):
        list_name, name = line.cells.get("list_name", ""), line.cells.get("name", "")
        if list_name:
            choices.setdefault(list_name, []).append(ChoiceLine(line, list_name, name))
    languages = dict.fromkeys(
        found.language
        for sheet in workbook.sheets.values()
        for found in map(meaning_of, sheet.letters)
        if found.language
    )
    return Layout(
        root=root,
        lines=survey,
        choices={name: tuple(found) for name, found in choices.items()},
        settings=settings.cells if settings else {},
        languages=tuple(languages),
        by_path={line.path: line for line in survey},
    )


def _lines(workbook: Workbook, key: str) -> Iterator[Line]:
    sheet = workbook.sheets.get(key)
    if sheet is None:
        return
    meanings = {heading: meaning_of(heading) for heading in sheet.letters}
    headings: dict[str, str] = {}
    for heading, meaning in meanings.items():
        headings.setdefault(meaning.column, heading)
        headings.setdefault(f"{meaning.column}::{meaning.language}", heading)
    for row in sheet.rows:
        yield _line(sheet, row, headings)


def _line(sheet: Sheet, row: SheetRow, headings: Mapping[str, str]) -> Line:
    cells: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    for heading, text in row.cells.items():
        found = meaning_of(heading)
        texts.setdefault(found.column, {})[found.language] = text
        cells.setdefault(found.column, text)
    return Line(sheet, row.number, cells, texts, headings)


def _survey_lines(workbook: Workbook, root: str) -> Iterator[SurveyLine]:
    path: list[tuple[str, bool]] = [(root, False)]
    for line in _lines(workbook, "survey"):
        kind, name = line.cells.get("type", ""), line.cells.get("name", "")
        if line.cells.get("disabled", "") in YES:
            continue
        if END.match(kind):
            if len(path) > 1:
                path.pop()
            continue
        begin = BEGIN.match(kind)
        name = name or (f"generated_note_name_{line.sheet.converter_row(line.number)}" if kind == "note" else "")
        if not name or not kind:
            continue
        here = "/" + "/".join([*(step for step, _repeat in path), name])
        repeats = tuple(
            "/" + "/".join(step for step, _inner in path[: place + 1])
            for place, (_step, repeat) in enumerate(path)
            if repeat
        )
        if begin:
            repeat = begin.group(1).lower() != "group"
            path.append((name, repeat))
            yield SurveyLine(line, here, name, "repeat" if repeat else "group", kind, repeats)
        else:
            select = SELECT.match(kind)
            yield SurveyLine(line, here, name, "question", kind, repeats, select["list"] if select else "")
