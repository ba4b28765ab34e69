# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.questionnaires.engine.compare import ChangeKind
from ordito.questionnaires.engine.form import KINDS
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.queries.wording_answers import MESSAGES, message_of, problem_message
from ordito.questionnaires.templatetags import questionnaires

FULL: dict[str, str | int] = {
    "start": 1,
    "end": 5,
    "step": 1,
    "length": 9,
    "limit": 5,
    "name": "x",
    "count": 3,
    "expected": 2,
    "sent": "a",
}


@pytest.mark.parametrize("code", list(ProblemCode))
def test_every_problem_has_its_words(code: ProblemCode) -> None:
    assert code in MESSAGES
    said = message_of(code, FULL)
    assert said.endswith(".")
    assert "%" not in said
    assert message_of(code, {}), "params are missing in what was stored long ago"


def test_author_speaks_first_of_what_the_author_asked() -> None:
    assert problem_message(Problem("/a", ProblemCode.CONSTRAINT, {}, "Al massimo cento.")) == "Al massimo cento."
    assert problem_message(Problem("/a", ProblemCode.WRONG_TYPE, {"type": "int"}, "x")).startswith("Scrivi un numero")
    assert message_of("unheard_of", {}) == "unheard_of"


def test_every_kind_and_change_has_its_words() -> None:
    assert set(questionnaires.CHANGES) == set(ChangeKind)
    assert set(questionnaires.KINDS) == set(KINDS) - {"note", "metadata"}
