# SPDX-License-Identifier: EUPL-1.2
"""Turns rows of a file into records of a target, with their problems by row and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.declare import ImportRecord, OnKnown
from ordito.imports.engine.cells import Reader, build_reader
from ordito.imports.engine.problems import CellIssue, RowProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from ordito.core.declare import ImportField, ImportProblem
    from ordito.imports.engine.reading import SourceRow


@dataclass(frozen=True)
class ReadRow:
    """A row after its cells were read: what it says, and what is wrong with it."""

    source: SourceRow
    record: ImportRecord
    problems: tuple[RowProblem, ...]

    @property
    def refused(self) -> bool:
        """Whether any problem is more than a warning."""
        return any(not problem.warning for problem in self.problems)


@dataclass(frozen=True)
class RowReader:
    """Reads rows by one mapping; made once per file."""

    columns: tuple[str, ...]
    cells: tuple[tuple[int, str, Reader], ...]
    column_of: Mapping[str, str]

    @classmethod
    def of(
        cls,
        columns: Sequence[str],
        mapping: Mapping[int, str],
        fields: Sequence[ImportField],
        *,
        today: date,
        meanings: Mapping[str, Mapping[str, str]] | None = None,
    ) -> RowReader:
        """A reader for `mapping` (column place to field name), which has no flaws; `meanings` by field name."""
        by_name = {field.name: field for field in fields}
        meant = meanings or {}
        cells = tuple(
            (place, name, build_reader(by_name[name], today=today, meanings=meant.get(name)))
            for place, name in sorted(mapping.items())
        )
        return cls(tuple(columns), cells, {name: columns[place] for place, name in mapping.items()})

    def read(self, row: SourceRow, *, on_known: OnKnown = OnKnown.ATTACH) -> ReadRow:
        """The record in `row` and the problems of its cells."""
        values = {}
        problems = []
        for place, name, reader in self.cells:
            value, issue = reader(row.cells[place])
            if value is not None:
                values[name] = value
            if issue is not None:
                problems.append(self._problem(row.number, self.columns[place], name, issue))
        return ReadRow(row, ImportRecord(row.number, values, on_known), tuple(problems))

    @staticmethod
    def _problem(row: int, column: str, name: str, issue: CellIssue) -> RowProblem:
        return RowProblem(row, column, name, issue.problem.value, warning=issue.warning, detail=issue.detail)

    def read_all(self, rows: Iterable[SourceRow]) -> Iterator[ReadRow]:
        """The same for many rows."""
        return map(self.read, rows)

    def with_findings(self, row: ReadRow, findings: Sequence[ImportProblem]) -> ReadRow:
        """`row` with the problems that the target itself found."""
        if not findings:
            return row
        added = tuple(
            RowProblem(
                row.source.number, self.column_of.get(found.field, ""), found.field, found.code, warning=found.warning
            )
            for found in findings
        )
        return ReadRow(row.source, row.record, row.problems + added)
