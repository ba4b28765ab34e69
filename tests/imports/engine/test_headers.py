# SPDX-License-Identifier: EUPL-1.2
"""Tables as offices draw them: titles, groups of headings over several rows, joined cells, totals, gaps."""

from __future__ import annotations

from typing import Any

import pytest

from ordito.core.declare import ImportField
from ordito.imports.engine.headers import Heading
from ordito.imports.engine.mapping import suggest_mapping
from ordito.imports.engine.reading import Choices, Table, read_table
from tests.imports.engine.sheets import ods, ods_rows, xlsx

KNOWN = frozenset({"cognome", "nome", "cf", "dal", "al", "tipo", "servizio dal"})
DATA = ["Rossi", "Ada", "RSSDAA10A41A662X", "03/02/2024", "30/06/2025", "ADE"]
GROUPS = ["Anagrafica", "", "", "Presa in carico", "", "Servizio"]
UNDER = ["Cognome", "Nome", "CF", "dal", "al", "tipo"]
JOINED = (
    "Anagrafica – Cognome",
    "Anagrafica – Nome",
    "Anagrafica – CF",
    "Presa in carico – dal",
    "Presa in carico – al",
    "Servizio – tipo",
)


def read(rows: list[list[Any]], *, joined: tuple[str, ...] = (), **options: Any) -> Table:
    return read_table(xlsx(rows, joined=joined), known=KNOWN, **options)


@pytest.mark.parametrize("joined", [(), ("A1:C1", "D1:E1")])
def test_groups_above_give_their_name_to_each_of_their_columns(joined: tuple[str, ...]) -> None:
    table = read([GROUPS, UNDER, DATA], joined=joined)
    assert table.heading == Heading(1, 2)
    assert table.columns == JOINED
    assert [row.cells for row in table.rows()] == [tuple(DATA)]


def test_groups_below_a_title_joined_over_the_whole_table() -> None:
    table = read([["Elenco storico", *[""] * 5], GROUPS, UNDER, DATA], joined=("A1:F1", "A2:C2", "D2:E2"))
    assert table.heading == Heading(2, 2)
    assert table.columns == JOINED


@pytest.mark.parametrize("joined", [(), ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2")])
def test_headings_that_reach_down_beside_a_group(joined: tuple[str, ...]) -> None:
    upper = ["Cognome", "Nome", "CF", "Presa in carico", "", "Tipo"]
    table = read([upper, ["", "", "", "dal", "al", ""], DATA], joined=joined)
    assert table.heading == Heading(1, 2)
    assert table.columns == ("Cognome", "Nome", "CF", "Presa in carico – dal", "Presa in carico – al", "Tipo")
    assert [row.number for row in table.rows()] == [3]


def test_three_rows_of_headings() -> None:
    rows = [
        ["Persona", "", "", "Percorso", "", ""],
        ["", "", "", "Presa in carico", "", "Servizio"],
        UNDER,
        DATA,
    ]
    table = read(rows, joined=("A1:C2", "D1:F1", "D2:E2"))
    assert table.heading == Heading(1, 3)
    assert table.columns[:1] == ("Persona – Cognome",)
    assert table.columns[3:] == (
        "Percorso – Presa in carico – dal",
        "Percorso – Presa in carico – al",
        "Percorso – Servizio – tipo",
    )


def test_groups_are_found_in_text_and_open_document_too() -> None:
    rows = [GROUPS, UNDER, DATA]
    assert read_table("\n".join(";".join(row) for row in rows).encode(), known=KNOWN).columns == JOINED
    assert read_table(ods(ods_rows(rows)), known=KNOWN).columns == JOINED


@pytest.mark.parametrize(
    ("above", "joined"),
    [(["Comune di Bitritto"], ()), (["Comune di Bitritto", "", ""], ("A1:C1",)), (["", "", "", "", "", ""], ())],
)
def test_title_right_above_is_no_heading(above: list[str], joined: tuple[str, ...]) -> None:
    table = read([above, UNDER, DATA], joined=joined)
    assert (table.heading, table.columns) == (Heading(2, 1), tuple(UNDER))


def test_title_in_two_pieces_taken_for_groups_hides_no_heading() -> None:
    table = read([["Comune di Bitritto", "", "", "", "", "aggiornato a maggio"], UNDER, DATA])
    assert suggest_mapping(table.columns, [ImportField("surname", "Cognome"), ImportField("name", "Nome")]) == {
        0: "surname",
        1: "name",
    }


def test_first_row_of_words_is_data_even_beside_a_column_without_heading() -> None:
    table = read([["Cognome", "Nome", "", "CF"], ["Rossi", "Ada", "altro", ""], ["Verdi", "Ugo", "", "x"]])
    assert table.heading == Heading(1, 1)
    assert table.row_count == 2


def test_headings_corrected_by_hand() -> None:
    rows = [GROUPS, UNDER, DATA]
    one = read(rows, choices=Choices(header_row=2, header_rows=1))
    assert one.columns == tuple(UNDER)
    both = read(rows, choices=Choices(header_row=1, header_rows=2))
    assert both.columns == JOINED
    assert read(rows, choices=Choices(header_row=2)).columns == tuple(UNDER)


def test_repeated_headings_of_several_rows_are_left_out() -> None:
    table = read([GROUPS, UNDER, DATA, GROUPS, UNDER, [*DATA[:5], "CD"]])
    assert [row.number for row in table.rows()] == [3, 6]
    assert table.row_count == 2


@pytest.mark.parametrize(
    "total",
    [
        ["TOTALE", 2],
        ["", "Totale minori: 34", "", 34, 12],
        ["Sub-totale", "", "", "1.234,50 €"],
        ["tot.", "", "", "€ 12"],
        ["Totale generale", "", "", "Totale", 3.5],
        ["n. casi", 2],
    ],
)
def test_totals_are_left_out_and_told(total: list[Any]) -> None:
    table = read([UNDER, DATA, total, [*DATA[:5], "CD"]])
    assert [row.number for row in table.rows()] == [2, 4]
    assert (table.row_count, table.totals) == (2, (3,))


@pytest.mark.parametrize("row", [["Totale", "Ada", "x"], ["Tota", "", ""], ["Rossi", "Totale", ""]])
def test_person_with_an_odd_name_is_no_total(row: list[str]) -> None:
    assert read([UNDER, DATA, row]).row_count == 2


def test_columns_with_nothing_are_told_from_those_with_only_a_heading_or_only_values() -> None:
    rows = [["Cognome", "", "Nome", "CF", ""], ["Rossi", "", "Ada", "", "x"], ["Verdi", "-", "Ugo", "", ""]]
    table = read(rows)
    assert table.columns == ("Cognome", "(colonna B)", "Nome", "CF", "(colonna E)")
    assert table.empty == {1}


def test_what_is_joined_over_rows_stands_in_each_of_them() -> None:
    rows = [
        UNDER,
        DATA,
        ["", "", "", "", "", "CD"],
        ["Verdi", "Ugo", "", "1/1/2024", "", "ADE"],
        ["", "", "", "", "", ""],
    ]
    table = read(rows, joined=("A2:A3", "B2:B3", "D2:D3", "A4:A5"))
    assert [row.cells for row in table.rows()] == [
        tuple(DATA),
        ("Rossi", "Ada", "", "03/02/2024", "", "CD"),
        ("Verdi", "Ugo", "", "1/1/2024", "", "ADE"),
    ]


def test_other_sheets_with_something_in_them_are_told() -> None:
    content = xlsx([UNDER, DATA], others={"2018": [UNDER, DATA], "Vuoto": [], "Titolo": [["Elenco"]]})
    table = read_table(content, known=KNOWN)
    assert table.choices.sheet == "Foglio1"
    assert table.other_sheets == ("2018",)


def test_last_words_of_a_heading_are_enough_to_know_it() -> None:
    fields = (
        ImportField("surname", "Cognome"),
        ImportField("opened_on", "In carico dal", synonyms=("presa in carico dal",)),
        ImportField("service_from", "Servizio dal"),
    )
    columns = ("Dati anagrafici – Cognome", "Presa in carico – dal", "Servizio – dal", "Genitore – Cognome")
    assert suggest_mapping(columns, fields) == {0: "surname", 1: "opened_on", 2: "service_from"}
