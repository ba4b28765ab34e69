# SPDX-License-Identifier: EUPL-1.2
"""The text of a report, the address of a question, and the cells of a grid."""

from __future__ import annotations

import numpy as np
import pytest

from ordito.explore.engine.grid import Grid, Said
from ordito.explore.engine.question import Question, filters_of, period_of
from ordito.explore.engine.text import Kind, Piece, pieces_of, placed
from ordito.indicators.engine.model import Period
from ordito.indicators.engine.table import CellState

SAID = Said("nascosta", "senza", "niente", "da %(low)s a %(high)s", "da %(low)s in su", ".,")


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


def grid(top: list[list[float]], bottom: list[list[float]] | None = None, *, counts: bool = True) -> Grid:
    covered = [[True] * len(line) for line in top]
    divided = None if bottom is None else np.asarray(bottom)
    return Grid(np.asarray(top), divided, covered, 1, 1000 if bottom else 1, counts=counts)


def test_cell_without_a_figure_says_why() -> None:
    made = grid([[np.nan, 5.0]], [[100.0, 0.0]])
    hidden, undivided = made.cell(0, 0, SAID), made.cell(0, 1, SAID)
    assert (hidden.state, hidden.reason) == (CellState.HIDDEN, "nascosta")
    assert (undivided.state, undivided.reason) == (CellState.NO_DATA, "niente")


def test_rate_is_rounded_half_up() -> None:
    assert str(grid([[5.0]], [[1600.0]]).cell(0, 0, SAID).value) == "3.1"


def test_comparison_of_means_has_no_band_and_one_by_zero_no_ratio() -> None:
    _first, _second, gap, times = grid([[10.0, 5.0]], counts=False).compared(0, SAID)
    assert (gap.detail, times.detail, str(times.value)) == ("", "", "2.00")
    assert grid([[4.0, 0.0]]).compared(0, SAID)[3].state == CellState.NO_DATA
    assert {cell.state for cell in grid([[np.nan, 5.0]]).compared(0, SAID)[2:]} == {CellState.HIDDEN}
