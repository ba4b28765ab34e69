# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import re

import pytest

from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.imports.engine.problems import CellProblem
from ordito.imports.enums import CELL_MESSAGES, FILE_MESSAGES, BatchState
from ordito.imports.queries import file_message, problem_message
from tests.imports.bodies import BODIES

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# What `engine` says of each problem beside its code; all others say nothing.
DETAILS = {
    FileProblem.TOO_BIG: {"limit"},
    FileProblem.TOO_MANY_ROWS: {"limit"},
    FileProblem.TOO_MANY_COLUMNS: {"limit"},
    FileProblem.FAR_CELL: {"row", "column"},
    FileProblem.CELL_TOO_LONG: {"row"},
    FileProblem.OPEN_QUOTE: {"row"},
    CellProblem.TOO_LONG: {"limit"},
    CellProblem.DATE_TOO_EARLY: {"limit"},
    CellProblem.DATE_TOO_LATE: {"limit"},
    CellProblem.REPEATED_ROW: {"row"},
}


@pytest.mark.parametrize("problem", list(FileProblem))
def test_every_refusal_of_a_file_has_words(problem: FileProblem) -> None:
    assert set(PLACEHOLDER.findall(str(FILE_MESSAGES[problem]))) == DETAILS.get(problem, set())
    said = file_message(FileRefusedError(problem, **dict.fromkeys(DETAILS.get(problem, ()), 7)))
    assert said.endswith(".")
    assert "%" not in said


@pytest.mark.parametrize("problem", list(CellProblem))
def test_every_problem_of_a_cell_has_words(problem: CellProblem) -> None:
    assert set(PLACEHOLDER.findall(str(CELL_MESSAGES[problem]))) == DETAILS.get(problem, set())
    detail = dict.fromkeys(DETAILS.get(problem, ()), "7")
    assert "%" not in problem_message(BODIES, problem, detail)


def test_sizes_are_said_in_megabytes() -> None:
    assert "al massimo 30 MB" in file_message(FileRefusedError(FileProblem.TOO_BIG, limit=30 * 1024 * 1024))


def test_words_of_the_target_come_first_and_unknown_codes_are_shown_as_they_are() -> None:
    assert problem_message(BODIES, "taken", {}) == "c’è già un ente con questo nome"
    assert problem_message(BODIES, "never heard of", {}) == "never heard of"


def test_every_state_has_words() -> None:
    assert all(state.label for state in BatchState)
