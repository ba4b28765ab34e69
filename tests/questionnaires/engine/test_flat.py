# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.flat import Branch, FlatRow, canonical, flat_rows
from tests.questionnaires.engine.forms import END_GROUP, END_REPEAT, NOW, form_of, question

FORM = form_of(
    question("text", "titolo", "Titolo"),
    question("begin_group", "corpo", "Corpo"),
    question("begin_repeat", "sede", "Sede"),
    question("text", "via", "Via"),
    question("begin_group", "spazi", "Spazi"),
    question("begin_repeat", "stanza", "Stanza"),
    question("integer", "posti", "Posti"),
    END_REPEAT,
    END_GROUP,
    END_REPEAT,
    END_GROUP,
)


def test_answers_are_nested_by_name_with_repeats_as_lists() -> None:
    filling = Filling(FORM, now=NOW)
    filling.add("/data/corpo/sede")
    filling.add("/data/corpo/sede[2]/spazi/stanza")
    filling.answer("/data/titolo", "Prova")
    filling.answer("/data/corpo/sede[2]/spazi/stanza[2]/posti", "4")
    nested = canonical(filling.tree.root)
    nested.pop("meta")
    assert nested == {
        "titolo": "Prova",
        "corpo": {"sede": [{"spazi": {"stanza": [{}]}}, {"spazi": {"stanza": [{}, {"posti": "4"}]}}]},
    }


def test_rows_are_numbered_over_the_whole_table_and_know_their_parent() -> None:
    answers: Branch = {
        "titolo": "Prova",
        "corpo": {
            "sede": [
                {"via": "A", "spazi": {"stanza": [{"posti": "1"}, {"posti": "2"}]}},
                {"via": "B"},
                {"via": "C", "spazi": {"stanza": [{"posti": "3"}]}},
            ]
        },
    }
    sede, stanza = "/data/corpo/sede", "/data/corpo/sede/spazi/stanza"
    assert list(flat_rows(FORM, answers)) == [
        FlatRow("", 1, 0, {"/data/titolo": "Prova"}),
        FlatRow(sede, 1, 1, {f"{sede}/via": "A"}),
        FlatRow(sede, 2, 1, {f"{sede}/via": "B"}),
        FlatRow(sede, 3, 1, {f"{sede}/via": "C"}),
        FlatRow(stanza, 1, 1, {f"{stanza}/posti": "1"}),
        FlatRow(stanza, 2, 1, {f"{stanza}/posti": "2"}),
        FlatRow(stanza, 3, 3, {f"{stanza}/posti": "3"}),
    ]


def test_what_the_form_does_not_know_makes_no_row() -> None:
    answers: Branch = {"titolo": {"strano": "x"}, "corpo": "testo", "altro": [{"a": "1"}]}
    assert list(flat_rows(FORM, answers)) == [FlatRow("", 1, 0, {})]
