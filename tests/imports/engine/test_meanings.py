# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from ordito.core.declare import CellKind, ImportChoice, ImportField
from ordito.imports.engine.cells import build_reader
from ordito.imports.engine.meanings import MOST_WORDS, TEXT_LENGTH, FoundWords, WordCollector
from ordito.imports.engine.reading import SourceRow
from ordito.imports.engine.rows import RowReader
from ordito.imports.engine.words import word_key

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = dt.date(2026, 11, 21)
CHOICES = (ImportChoice("SCHOOL", "Dispersione scolastica"), ImportChoice("HOME", "Disagio abitativo", ("casa",)))
REASON = ImportField("reason", "Motivo", CellKind.CHOICE, choices=lambda: CHOICES)
REASONS = ImportField("reasons", "Motivi", CellKind.CHOICES, choices=lambda: CHOICES)
NOTE = ImportField("note", "Note")
MAPPING = {0: "note", 1: "reason", 2: "reasons"}


def collected(*rows: tuple[Any, ...], explained: Mapping[str, Mapping[str, str]] | None = None) -> FoundWords:
    words: FoundWords = {}
    collector = WordCollector.of(MAPPING, (NOTE, REASON, REASONS), explained or {})
    collector.collect((SourceRow(number, cells) for number, cells in enumerate(rows, start=2)), words)
    return words


@pytest.mark.parametrize("cell", ["scuola", " SCUOLA ", "scuòla"])
def test_explained_word_is_read_whatever_its_case_and_accents(cell: str) -> None:
    assert build_reader(REASON, today=TODAY, meanings={"scuola": "SCHOOL"})(cell) == ("SCHOOL", None)


def test_word_without_a_meaning_is_refused() -> None:
    for meanings in (None, {}, {"scuola": ""}, {"scuola": "GONE"}, {"altro": "SCHOOL"}):
        value, issue = build_reader(REASON, today=TODAY, meanings=meanings)("scuola")
        assert value is None
        assert issue is not None
        assert issue.problem == "unknown_choice"


def test_meaning_does_not_change_a_word_of_the_list() -> None:
    assert build_reader(REASON, today=TODAY, meanings={"casa": "SCHOOL"})("casa") == ("HOME", None)


def test_explained_words_among_several_in_a_cell() -> None:
    read = build_reader(REASONS, today=TODAY, meanings={"scuola": "SCHOOL"})
    assert read("casa; scuola") == (("HOME", "SCHOOL"), None)
    assert read("scuola") == (("SCHOOL",), None)


def test_reader_of_rows_gives_each_column_its_own_meanings() -> None:
    reader = RowReader.of(
        ("Note", "Motivo", "Motivi"),
        MAPPING,
        (NOTE, REASON, REASONS),
        today=TODAY,
        meanings={"reason": {"scuola": "SCHOOL"}},
    )
    row = reader.read(SourceRow(2, ("scuola", "scuola", "scuola")))
    assert row.record.values == {"note": "scuola", "reason": "SCHOOL"}
    assert [(problem.field, problem.code) for problem in row.problems] == [("reasons", "unknown_choice")]


def test_unknown_words_are_gathered_by_column_with_their_rows() -> None:
    words = collected(
        ("scuola", "Scuola", "casa; scuola / Nonni"),
        ("", "SCUOLA", "nonni, nonni"),
        ("", "casa", ""),
        ("", "n.d.", "#N/D"),
    )
    assert words == {
        "reason": {"scuola": {"text": "Scuola", "rows": 2, "suggestion": ""}},
        "reasons": {
            "scuola": {"text": "scuola", "rows": 1, "suggestion": ""},
            "nonni": {"text": "Nonni", "rows": 2, "suggestion": ""},
        },
    }


def test_near_word_brings_the_value_to_suggest() -> None:
    assert collected(("", "disagio abitatvo", ""))["reason"]["disagio abitatvo"]["suggestion"] == "HOME"


def test_words_explained_already_are_gathered_still() -> None:
    words = collected(("", "scuola", ""), explained={"reason": {"scuola": "SCHOOL"}})
    assert words["reason"]["scuola"]["rows"] == 1


def test_limit_of_words_leaves_room_for_the_next_after_the_first_were_explained() -> None:
    rows = [("", f"parola {number}", "") for number in range(MOST_WORDS + 5)]
    first = collected(*rows)["reason"]
    assert len(first) == MOST_WORDS
    again = collected(*rows, explained={"reason": dict.fromkeys(first, "SCHOOL")})["reason"]
    assert len(again) == MOST_WORDS + 5


def test_long_words_are_cut_for_the_eye_and_stay_apart() -> None:
    start = "a" * 500
    words = collected(("", f"{start} uno", ""), ("", f"{start} due", ""))["reason"]
    assert [word["text"] for word in words.values()] == ["a" * TEXT_LENGTH] * 2
    assert all(len(key) < 100 for key in words)


def test_words_of_signs_alone_stay_apart() -> None:
    assert word_key("***") != word_key("+++")
