# SPDX-License-Identifier: EUPL-1.2
"""The text of a report, and the address of a question."""

from __future__ import annotations

import pytest

from ordito.explore.engine.question import Question, filters_of, period_of
from ordito.explore.engine.text import Kind, Piece, pieces_of, placed
from ordito.indicators.engine.model import Period


def test_text_is_read_into_headings_paragraphs_and_figures() -> None:
    text = "## Uno\r\nprima riga\nseconda\n[figura 2]\n\n\n dopo [figura 3] in mezzo \n[FIGURA 1]"
    assert list(pieces_of(text)) == [
        Piece(Kind.HEADING, "Uno"),
        Piece(Kind.PROSE, "prima riga seconda"),
        Piece(Kind.FIGURE, number=2),
        Piece(Kind.PROSE, "dopo [figura 3] in mezzo"),
        Piece(Kind.FIGURE, number=1),
    ]
    assert placed(text) == [2, 1]
    assert list(pieces_of(" \n\n")) == []


def test_address_of_a_question_is_read_back() -> None:
    question = Question("a", Period(2025, 2), "eta", "genere", 7, (("mode", "x"), ("genere", "F")), "t0", exact=True)
    said = question.parameters()
    assert said["periodo"] == "2025-2"
    assert filters_of(said) == (("genere", "F"), ("mode", "x"))
    assert (question.other_place, question.other_period) == (0, None)
    assert question.keeping("mode", "y").filtered("mode") == "y"
    with pytest.raises(ValueError, match="duemila"):
        period_of("duemila")
