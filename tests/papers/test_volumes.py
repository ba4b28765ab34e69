# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest

from ordito.papers.engine.volumes import height_of, volumes_of


def entry(number: int, lines: int = 10) -> dict[str, Any]:
    return {"kind": "prose", "title": f"Voce {number}", "detail": "", "text": "\n".join("x" for _line in range(lines))}


def table(rows: int) -> dict[str, Any]:
    return {"kind": "grid", "title": "", "heads": ["a"], "rows": [[str(number)] for number in range(rows)]}


def cut(*chapters: tuple[str, list[dict[str, Any]]], lines: int = 100) -> list[list[dict[str, Any]]]:
    plain = [{"title": title, "blocks": blocks} for title, blocks in chapters]
    return volumes_of(plain, continued=lambda title: f"{title} (segue)", lines=lines)


def test_what_is_short_is_one_volume() -> None:
    assert [[chapter["title"] for chapter in part] for part in cut(("Diario", [entry(1)]), ("Lavoro", []))] == [
        ["Diario", "Lavoro"]
    ]
    assert cut(("Vuoto", [])) == [[{"title": "Vuoto", "blocks": []}]]
    assert cut() == []


def test_a_long_chapter_goes_on_and_no_entry_is_lost_twice_or_out_of_order() -> None:
    parts = cut(("Diario", [entry(number) for number in range(30)]), ("Documenti", [table(3)]))
    assert [part[0]["title"] for part in parts] == ["Diario", *["Diario (segue)"] * (len(parts) - 1)]
    assert parts[-1][-1]["title"] == "Documenti"
    told = [block["title"] for part in parts for chapter in part for block in chapter["blocks"]]
    assert told == [f"Voce {number}" for number in range(30)] + [""]
    for part in parts:
        assert sum(height_of(block) for chapter in part for block in chapter["blocks"]) <= 100 + 13


def test_a_long_table_is_cut_between_rows() -> None:
    parts = cut(("Cronologia", [table(125)]))
    rows = [row[0] for part in parts for chapter in part for block in chapter["blocks"] for row in block["rows"]]
    assert rows == [str(number) for number in range(125)]
    assert len(parts) == 3
    assert all(block["heads"] == ["a"] for part in parts for chapter in part for block in chapter["blocks"])


@pytest.mark.parametrize(
    ("block", "height"),
    [
        ({"kind": "facts", "title": "", "pairs": [["a", "b"], ["c", "d"]]}, 2),
        ({"kind": "grid", "title": "T", "heads": ["a"], "rows": [["x" * 61, "y"]]}, 9),
        ({"kind": "prose", "title": "", "text": "x" * 250}, 3),
        ({"kind": "picture", "title": "", "text": "x", "table": None}, 31),
        ({"kind": "picture", "title": "", "text": "x", "table": {"kind": "grid", "title": "", "rows": [["y"]]}}, 35),
    ],
)
def test_height_is_what_the_block_takes(block: dict[str, Any], height: int) -> None:
    assert height_of(block) == height
