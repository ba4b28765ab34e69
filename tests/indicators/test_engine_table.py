# SPDX-License-Identifier: EUPL-1.2
"""One figure, and everything made from it."""

from __future__ import annotations

import io
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from ordito.indicators.engine.chart import bars, choropleth, natural_breaks, shortened, summary
from ordito.indicators.engine.table import Cell, CellState, Figure, Row, Words, italian, rate, shown, to_csv, write_xlsx

HIDDEN = Cell(CellState.HIDDEN, reason="poche persone")
NO_DATA = Cell(CellState.NO_DATA, reason="nessun Comune")


def figure(*cells: Cell, decimals: int = 0, label: str = "Luogo", demonstration: str = "") -> Figure:
    total = Row("0", "Tutti", (shown(1234),), total=True)
    rows = [Row(str(number), f"{label} {number}", (cell,)) for number, cell in enumerate(cells, start=1)]
    return Figure(
        title="Persone in carico",
        subtitle="Puglia, 2025",
        row_heading="Ambito",
        columns=("Totale",),
        rows=(total, *rows),
        unit="persone",
        decimals=decimals,
        notes=("Nota uno.",),
        attribution="Fonte",
        words=Words("nascosta", "senza dati", demonstration),
        protected=True,
    )


def test_a_cell_holds_a_value_exactly_when_it_is_shown() -> None:
    for wrong in [(CellState.SHOWN, None), (CellState.HIDDEN, Decimal(3)), (CellState.NO_DATA, Decimal(0))]:
        with pytest.raises(ValueError, match="exactly"):
            Cell(*wrong)


def test_rows_have_a_cell_per_column() -> None:
    with pytest.raises(ValueError, match="cell per column"):
        Figure("", "", "", ("a", "b"), (Row("", "", (HIDDEN,)),), "", 0, (), "", Words("", ""), protected=True)


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"), [("1234567", 0, "1.234.567"), ("1234.5", 1, "1.234,5"), ("0", 0, "0")]
)
def test_numbers_are_italian(value: str, decimals: int, wanted: str) -> None:
    assert italian(Decimal(value), decimals) == wanted


def test_rate_rounds_half_up() -> None:
    assert rate(1, 16) == Decimal("62.5")
    assert rate(5, 1600) == Decimal("3.1")
    assert rate(1, 800, 1) == Decimal("1.3")


def test_csv_reads_in_an_italian_spreadsheet_and_says_what_is_hidden() -> None:
    text = to_csv(figure(shown(1200), HIDDEN, NO_DATA, demonstration="Dati inventati")).decode("utf-8-sig")
    assert text.split("\r\n")[:8] == [
        "Dati inventati",
        "Persone in carico",
        "Puglia, 2025",
        "",
        "Ambito;Totale;Note",
        "Tutti;1234",
        "Luogo 1;1200",
        f"Luogo 2;nascosta;Totale: {HIDDEN.reason}",
    ]
    assert "Luogo 3;senza dati" in text
    assert "Nota uno." in text


def test_columns_have_decimals_of_their_own_and_a_file_says_what_stands_beside_a_value() -> None:
    row = Row("1", "Luogo", (shown(30), shown(Decimal("1.25"), "da 0,9 a 1,8")))
    made = Figure("", "", "", ("2025", "Rapporto"), (row,), "", 0, (), "", Words("", ""), protected=True, places=(0, 2))
    assert [made.text(cell, column) for column, cell in enumerate(row.cells)] == ["30", "1,25"]
    assert "Luogo;30;1,25;Rapporto: da 0,9 a 1,8" in to_csv(made).decode("utf-8-sig")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_text_becomes_a_formula(start: str) -> None:
    risky = figure(shown(9), label=f"{start}HYPERLINK(1)")
    assert f"\r\n'{start}HYPERLINK" in to_csv(risky).decode("utf-8-sig").replace('"', "")
    stream = io.BytesIO()
    write_xlsx(risky, stream, sheet="Tabella")
    assert b"<f>" not in stream.getvalue()
    cells = load_workbook(io.BytesIO(stream.getvalue())).get_sheet_by_index(0).to_python()
    assert any(str(row[0]).strip().startswith(f"{start}HYPERLINK".strip()) for row in cells)


def test_xlsx_has_numbers_as_numbers_and_words_for_the_rest() -> None:
    stream = io.BytesIO()
    write_xlsx(figure(shown(1200), HIDDEN, NO_DATA), stream, sheet="Tabella")
    cells = load_workbook(io.BytesIO(stream.getvalue())).get_sheet_by_index(0).to_python()
    assert [row[:2] for row in cells[3:8]] == [
        ["Ambito", "Totale"],
        ["Tutti", 1234.0],
        ["Luogo 1", 1200.0],
        ["Luogo 2", "nascosta"],
        ["Luogo 3", "senza dati"],
    ]


def test_bars_are_proportional_and_hidden_ones_have_no_length() -> None:
    drawn = bars(figure(shown(100), shown(50), HIDDEN, NO_DATA, shown(0)), 0)
    lengths = [bar.length for bar in drawn.bars]
    assert lengths[0] == 2 * lengths[1] > 0
    assert lengths[2:] == [0, 0, 0]
    assert [bar.text for bar in drawn.bars] == ["100", "50", "nascosta", "senza dati", "0"]
    assert next(bar.label for bar in drawn.bars) == "Luogo 1", "totals are not drawn"
    assert all(bar.end > drawn.left for bar in drawn.bars)


def test_a_value_too_small_for_a_unit_is_still_seen() -> None:
    assert repr(bars(figure(shown(1_000_000), shown(1)), 0).bars[1].length) == "1", "a number, as SVG wants it"


def test_bars_of_nothing_but_hidden_values_are_empty() -> None:
    assert [bar.length for bar in bars(figure(HIDDEN, HIDDEN), 0).bars] == [0, 0]


def test_long_labels_are_shortened_with_a_sign() -> None:
    assert shortened("Breve") == "Breve"
    assert shortened("Un nome lunghissimo che non ci starebbe") == "Un nome lunghissimo che no…"


def test_map_and_table_say_the_same_and_nothing_hidden_gets_a_colour() -> None:
    made = figure(shown(1), shown(2), shown(50), shown(52), HIDDEN, NO_DATA)
    drawn = choropleth(made, 0)
    assert drawn.css == {
        "1": "class-1", "2": "class-2", "3": "class-3", "4": "class-4", "5": "class-hidden", "6": "class-no-data",
    }  # fmt: skip
    assert drawn.text == {row.code: made.text(row.cells[0]) for row in made.body}
    assert (drawn.hidden, drawn.no_data) == (1, 1)
    assert [(step.low, step.high, step.places) for step in choropleth(made, 0, most=2).classes] == [
        ("1", "2", 2),
        ("50", "52", 2),
    ]


def test_map_of_nothing_shown_has_no_classes() -> None:
    assert choropleth(figure(HIDDEN, NO_DATA), 0).classes == ()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9), st.integers(1, 4))
@settings(max_examples=80, deadline=None)
def test_natural_breaks_are_the_best_of_all_partitions(numbers: list[int], most: int) -> None:
    values = sorted(Decimal(number) for number in numbers)
    groups = natural_breaks(values, most)
    assert [value for group in groups for value in group] == values
    distinct = sorted(set(values))
    count = min(most, len(distinct))
    assert len(groups) == count
    best = min(
        spread([[value for value in values if low <= value < high] for low, high in pairwise(edges)])
        for cuts in combinations(distinct[1:], count - 1)
        for edges in [[distinct[0], *cuts, distinct[-1] + 1]]
    )
    assert spread(groups) == pytest.approx(best)


def spread(groups: list[list[Decimal]]) -> float:
    total = 0.0
    for group in groups:
        middle = sum(map(float, group)) / len(group)
        total += sum((float(value) - middle) ** 2 for value in group)
    return total


def test_summary_tells_extremes_of_what_is_shown_and_how_much_is_not() -> None:
    told = summary(figure(shown(7), HIDDEN, shown(1500), NO_DATA), 0)
    assert told.highest == ("Luogo 3", "1.500")
    assert told.lowest == ("Luogo 1", "7")
    assert (told.shown, told.hidden, told.no_data) == (2, 1, 1)
    assert summary(figure(HIDDEN), 0).highest is None
