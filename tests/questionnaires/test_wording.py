# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from ordito.core.spreadsheets.problems import FileProblem
from ordito.questionnaires.engine import converter_words, lint_expressions, written
from ordito.questionnaires.engine.expressions.problems import CODES
from ordito.questionnaires.engine.findings import Finding, Severity
from ordito.questionnaires.engine.problems import FormRefusedError, Notice
from ordito.questionnaires.queries.wording import FINDINGS, REASONS, finding_message, finding_place

ENGINE = Path(converter_words.__file__).parent
# Refusals that only tables of data meet, not questionnaires.
ELSEWHERE = {"no_sheet", "no_header", "no_rows", "too_many_rows", "too_many_columns", "cell_too_long", "open_quote"}
# Reasons with a finding of their own, and those that only show while an answer is worked out.
APART = {"unknown_function", "wrong_argument_count", "pattern_refused", "unknown_name", "too_long_text", "too_much"}


def codes_in(path: Path) -> set[str]:
    """Texts that stand where a finding's code stands: behind a severity."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for first, second in zip(node.args, node.args[1:], strict=False):
                if "Severity." in ast.unparse(first) and isinstance(second, ast.Constant):
                    found.add(str(second.value))
    return found


def engine_codes() -> set[str]:
    found = set(converter_words.OURS.values()) | {code for _pattern, code in converter_words.SENTENCES}
    for path in ENGINE.glob("*.py"):
        found |= codes_in(path)
    return found | {"converter", "bad_expression", *written.CODES.values(), *lint_expressions.ON_ITSELF.values()}


def test_every_code_of_the_engine_has_its_words() -> None:
    codes = engine_codes()
    assert {"duplicate_sheet", "unused_list", "reference_in_predicate", "required_never_relevant"} <= codes
    assert codes - FINDINGS.keys() == set()


def test_every_refusal_of_a_file_has_its_words() -> None:
    assert {f"file_{problem}" for problem in FileProblem if problem not in ELSEWHERE} <= FINDINGS.keys()


def test_every_refusal_and_notice_of_a_form_has_its_words() -> None:
    """Their codes are listed in the docstrings of their classes."""
    for prefix, kind in (("form_", FormRefusedError), ("notice_", Notice)):
        told = (kind.__doc__ or "").split("Codes:")[1].replace("(", ",").split(",")
        codes = {word.strip(" .\n") for word in told if re.fullmatch(r"\s*[a-z_]+[ .\n]*", word)}
        assert len(codes) >= 4
        assert {f"{prefix}{code}" for code in codes} <= FINDINGS.keys()


def test_every_reason_of_an_expression_has_its_words() -> None:
    assert CODES.keys() - REASONS.keys() == APART


@pytest.mark.parametrize("code", sorted(FINDINGS))
def test_words_stand_without_their_params(code: str) -> None:
    with override("it"):
        said = finding_message(Finding(Severity.ERROR, code))
    assert said
    assert "%(" not in said


def test_unknown_code_still_says_something() -> None:
    assert finding_message(Finding(Severity.ERROR, "never_heard", params={"text": "x"})) == "Il convertitore segnala: x"


def test_expression_is_explained_with_its_position() -> None:
    params = {"text": "'x", "reason": "unclosed_text", "position": "1", "detail": "", "name": "a"}
    with override("it"):
        said = finding_message(Finding(Severity.ERROR, "bad_expression", params=params))
    assert said == "L’espressione «'x» non si può leggere: le virgolette aperte al carattere 1 non si chiudono."


def test_argument_count_is_told_in_words() -> None:
    finding = Finding(Severity.ERROR, "wrong_argument_count", params={"detail": "not 2 1"})
    with override("it"):
        assert finding_message(finding) == "La funzione «not» ha 2 argomenti, ne vuole 1."


def test_size_is_told_in_megabytes() -> None:
    finding = Finding(Severity.ERROR, "file_too_big", params={"limit": str(10 * 1024 * 1024)})
    with override("it"):
        assert finding_message(finding) == "Il file è troppo grande: al massimo 10 MB."


@pytest.mark.parametrize(
    ("finding", "place"),
    [
        (Finding(Severity.ERROR, "x"), ""),
        (Finding(Severity.ERROR, "x", "survey"), "foglio survey"),
        (Finding(Severity.ERROR, "x", "survey", 4), "foglio survey, riga 4"),
        (Finding(Severity.ERROR, "x", "survey", 4, "C"), "foglio survey, riga 4, colonna C"),
    ],
)
def test_place_is_sheet_row_and_column(finding: Finding, place: str) -> None:
    with override("it"):
        assert finding_place(finding) == place
