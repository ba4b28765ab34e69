# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import datetime as dt

import pytest

from ordito.core.declare import CellKind, ImportField, ImportProblem
from ordito.imports.engine.headers import name_columns
from ordito.imports.engine.mapping import MappingFlaws, check_mapping, known_headings, suggest_mapping
from ordito.imports.engine.reading import SourceRow
from ordito.imports.engine.refusals import REASON, ROW
from ordito.imports.engine.rows import RowReader

FIELDS = (
    ImportField("surname", "Cognome", required=True, synonyms=("cognome minore",)),
    ImportField("name", "Nome", required=True, synonyms=("nome minore",)),
    ImportField("fiscal_code", "Codice fiscale", CellKind.FISCAL_CODE, synonyms=("cf", "cod fisc")),
    ImportField("birth_date", "Data di nascita", CellKind.DATE, synonyms=("nato il", "data nascita")),
    ImportField("opened_on", "Data di presa in carico", CellKind.DATE, synonyms=("data apertura",)),
)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("COGNOME", "nome", "C.F.", "Nato il"), {0: "surname", 1: "name", 2: "fiscal_code", 3: "birth_date"}),
        (("Cognome minore", "Nome minore", "CF"), {0: "surname", 1: "name", 2: "fiscal_code"}),
        (
            ("codice_fiscale", "Data nascità", "data presa in carico"),
            {0: "fiscal_code", 1: "birth_date", 2: "opened_on"},
        ),
        (("Cogome", "Note"), {0: "surname"}),
        (("Nome", "Nome"), {0: "name"}),
        (("Telefono", "(colonna B)"), {}),
        ((), {}),
    ],
)
def test_columns_are_suggested_from_headings(columns: tuple[str, ...], expected: dict[int, str]) -> None:
    assert suggest_mapping(name_columns(columns, len(columns)), FIELDS) == expected


def test_best_column_wins_whatever_its_place() -> None:
    assert suggest_mapping(("Data di nascita madre", "Data di nascita"), FIELDS) == {1: "birth_date"}


def test_columns_of_a_file_of_refused_rows_fill_nothing() -> None:
    fields = (ImportField("reason", "Motivo", synonyms=(REASON, ROW)),)
    assert suggest_mapping((ROW, REASON), fields) == {}
    assert suggest_mapping(("Motivo", ROW, REASON), fields) == {0: "reason"}


def test_known_headings_are_folded() -> None:
    assert {"cognome", "cod fisc", "data di nascita", "opened on"} <= known_headings(FIELDS)


def test_mapping_flaws() -> None:
    assert not check_mapping({0: "surname", 4: "name"}, FIELDS)
    assert check_mapping({0: "surname", 1: "birth_date", 2: "birth_date", 3: "x"}, FIELDS) == MappingFlaws(
        missing=("name",), repeated=("birth_date",), unknown=("x",)
    )


def reader() -> RowReader:
    mapping = {0: "surname", 1: "name", 3: "birth_date"}
    return RowReader.of(("Cognome", "Nome", "Note", "Nato il"), mapping, FIELDS, today=dt.date(2026, 11, 21))


def test_row_becomes_a_record_without_unmapped_or_empty_cells() -> None:
    row = reader().read(SourceRow(7, ("Rossi", " Ada ", "segreto", None)))
    assert row.record.row == 7
    assert row.record.values == {"surname": "Rossi", "name": "Ada"}
    assert not row.problems
    assert not row.refused


def test_row_problems_name_row_and_column() -> None:
    row = reader().read(SourceRow(9, ("", "Ada", None, "30/02/2019")))
    assert [(problem.row, problem.column, problem.field, problem.code) for problem in row.problems] == [
        (9, "Cognome", "surname", "missing"),
        (9, "Nato il", "birth_date", "not_a_date"),
    ]
    assert row.refused


def test_warning_alone_does_not_refuse() -> None:
    row = reader().read(SourceRow(9, ("Rossi", "Ada", None, "01/02/19")))
    assert [problem.warning for problem in row.problems] == [True]
    assert not row.refused
    assert row.record.values["birth_date"] == dt.date(2019, 2, 1)


def test_findings_of_the_target_are_added_at_their_column() -> None:
    read = reader().read(SourceRow(9, ("Rossi", "Ada", None, None)))
    own = [ImportProblem("fiscal_code", "wrong"), ImportProblem("", "x")]
    findings = [ImportProblem("name", "odd", warning=True), *own]
    row = reader().with_findings(read, findings)
    assert [(problem.column, problem.code) for problem in row.problems] == [("Nome", "odd"), ("", "wrong"), ("", "x")]
    assert row.refused
    assert reader().with_findings(read, []) is read
