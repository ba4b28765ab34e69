# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal

import pytest

from ordito.indicators.engine.chart import choropleth, summary
from ordito.indicators.engine.table import Figure, Row, Words, shown, to_csv


def figure(marks: str) -> Figure:
    """Two places with one decimal."""
    rows = (Row("1", "Uno", (shown(Decimal("1234.5")),)), Row("2", "Due", (shown(Decimal("7.0")),)))
    words = Words("nascosta", "senza dati", marks=marks)
    return Figure("", "", "Luogo", ("Totale",), rows, "", 1, (), "", words, protected=True)


@pytest.mark.parametrize(("marks", "high", "low"), [(".,", "1.234,5", "7,0"), (",.", "1,234.5", "7.0")])
def test_numbers_have_the_marks_of_the_reader(marks: str, high: str, low: str) -> None:
    made = figure(marks)
    assert [made.text(row.cells[0]) for row in made.rows] == [high, low]
    assert [(found.low, found.high) for found in choropleth(made, 0).classes] == [(low, low), (high, high)]
    assert summary(made, 0).highest == ("Uno", high)


def test_csv_has_the_marks_of_italian_spreadsheets_for_every_reader() -> None:
    assert "Uno;1234,5" in to_csv(figure(",.")).decode("utf-8-sig")
