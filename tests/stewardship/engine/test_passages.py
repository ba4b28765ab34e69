# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.stewardship.engine.passages import (
    MARK,
    document_in,
    hints_in,
    in_words,
    name_words,
    passages_of,
    rewritten,
    spans_of,
    without,
)

CHAPTERS = [
    {
        "title": "Diario",
        "blocks": [
            {"kind": "prose", "title": "Colloquio", "detail": "01/03/2026", "text": "Parla Olga."},
            {"kind": "facts", "title": "Dati", "pairs": [["Nascita", "2015"], ["Telefono", "333 1234567"]]},
            {
                "kind": "grid",
                "title": "Con Olga",
                "heads": ["Chi", "Che cosa"],
                "rows": [["Olga", "sorella"], ["Ivo", "zio"]],
            },
        ],
    }
]


def test_every_text_has_its_place() -> None:
    found = {one.place: one.text for one in passages_of(CHAPTERS)}
    assert found == {
        "0.title": "Diario",
        "0.0.0": "Colloquio\n01/03/2026\nParla Olga.",
        "0.1.title": "Dati",
        "0.1.0": "Nascita – 2015",
        "0.1.1": "Telefono – 333 1234567",
        "0.2.title": "Con Olga",
        "0.2.heads": "Chi – Che cosa",
        "0.2.0": "Olga – sorella",
        "0.2.1": "Ivo – zio",
    }


def test_what_is_rewritten_is_what_has_a_place() -> None:
    seen: list[str] = []

    def cover(place: str, text: str) -> str:
        seen.append(place)
        return without(text, ["Olga"])

    covered = rewritten(CHAPTERS, cover)
    assert set(seen) == {one.place for one in passages_of(CHAPTERS)}
    assert "Olga" not in str(covered)
    assert str(covered).count(MARK) == 3
    assert covered[0]["blocks"][1] == CHAPTERS[0]["blocks"][1]
    assert "Olga" in str(CHAPTERS), "the draft itself stays"


def test_labels_heads_and_titles_of_chapters_are_covered_too() -> None:
    blocks = [
        {"kind": "facts", "title": "", "pairs": [["Olga", "sorella"]]},
        {"kind": "grid", "title": "", "heads": ["Con Olga"], "rows": []},
    ]
    covered = rewritten([{"title": "Scritto da Olga", "blocks": blocks}], lambda _place, text: without(text, ["Olga"]))
    assert "Olga" not in str(covered)


def test_a_document_has_a_place_of_its_own() -> None:
    assert [document_in(place) for place in ("document.12", "0.1.title")] == [12, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arriva Olga con il fratello.", ["Olga"]),
        ("Arriva OLGA.", ["OLGA"]),
        ("Telefona all’Olga.", ["Olga"]),
        ("Una rosa in mano.", []),
        ("Rosa e Olga parlano.", ["Rosa", "Olga"]),
        ("Zanzotti parla.", []),
        ("La signora Bianchi e il maestro Verdi Luca.", ["Bianchi", "Verdi Luca"]),
        ("La dott.ssa Prova, assistente sociale.", []),
        ("La sig.ra Prova accompagna.", []),
        ("Chiama il 333 1234567 o scrive a uno@esempio.it", ["333 1234567", "uno@esempio.it"]),
        ("Codice RSSMRA85T10A562S.", ["RSSMRA85T10A562S"]),
        ("Il suo codice ZNZZCH15C04A000X.", []),
        ("Il 12/03/2026 alle 10, stanza 0012.", []),
        ("Abita in via dei fiori 3, con altri.", ["via dei fiori 3"]),
        ("", []),
    ],
)
def test_hints(text: str, expected: list[str]) -> None:
    found = hints_in(
        text,
        names={"olga", "rosa", "zanzotti"},
        own={"zanzotti", "ezechiele", "znzzch15c04a000x"},
        exact={"Via dei Fiori 3"},
        staff={"anna", "prova"},
    )
    assert found == expected


def test_a_drawing_leaves_in_words() -> None:
    table = {"kind": "grid", "title": "", "heads": ["Chi"], "rows": [["Olga"]]}
    drawing = {"kind": "picture", "title": "Genogramma", "svg": "<svg>Olga</svg>", "text": "Olga e Ivo."}
    blocks = [{**drawing, "table": table}, {**drawing, "table": None}]
    [chapter] = in_words([{"title": "Legami", "blocks": blocks}])
    assert "svg" not in str(chapter)
    words = "Genogramma\nOlga e Ivo."
    assert [one.text for one in passages_of([chapter])] == ["Legami", words, "Chi", "Olga", words]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Olga, Olgasson, olga e OLGA", ["Olga"], f"{MARK}, Olgasson, {MARK} e {MARK}"),
        ("Verdi Luca e Luca", ["Luca", "Verdi Luca"], f"{MARK} e {MARK}"),
        ("Nicolò, NICOLO' e Nicolo\u0300.", ["nicolò"], f"{MARK}, {MARK}' e {MARK}."),
        ("D’Angelo e d'angelo", ["d'angelo"], f"{MARK} e {MARK}"),
        ("ora sta in VIA DELL’ERBA, 5!", ["Via dell'Erba 5"], f"ora sta in {MARK}!"),
        ("sta al 51", ["Via 5", "5"], "sta al 51"),
        ("333/12.34.567 e 3331234567", ["333 1234567"], f"{MARK} e {MARK}"),
        ("3+3 (tre)", ["(tre)"], f"3+3 ({MARK})"),
        ("Prima Seconda Terza", ["prima seconda", "seconda terza"], MARK),
        ("Straße 5", ["strasse 5"], MARK),
        ("niente", ["", "…", "?"], "niente"),
    ],
)
def test_a_word_is_covered_whole_in_whatever_spelling(text: str, words: list[str], expected: str) -> None:
    assert without(text, words) == expected


def test_where_words_stand_and_which_letters_they_are() -> None:
    text = "La città: CITTA, cittadina."
    assert [text[start:end] for start, end in spans_of(text, ["citta"])] == ["città", "CITTA"]


def test_names_are_recognised_in_whatever_spelling() -> None:
    assert hints_in("D’Angelo e Nicolo' e Alò.", {"d'angelo", "nicolò", "alò"}, own={"alo"}) == ["D’Angelo", "Nicolo"]


def test_words_of_names() -> None:
    assert name_words("De Rossi D'Angelo Maria") == {"rossi", "d'angelo", "maria"}
