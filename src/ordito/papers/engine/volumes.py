# SPDX-License-Identifier: EUPL-1.2
"""A long print cut into volumes, each short enough to be laid out in little memory and to be held in a hand."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Chapter = dict[str, Any]
    Block = dict[str, Any]

LINES = 4000
"""Lines of a volume: about 100 pages."""
LETTERS_A_LINE = 100
LETTERS_A_CELL = 30
"""Letters of a table's cell in one line, when three or four columns share the page."""
HEADING, DRAWING = 3, 30
"""Lines that a heading and a drawing take."""


def volumes_of(chapters: list[Chapter], *, continued: Callable[[str], str], lines: int = 0) -> list[list[Chapter]]:
    """The chapters (`title`, `blocks`) in volumes of about `lines` (0: `LINES`); none when there are no chapters.

    A chapter that goes on in the next volume has there the title that `continued` makes of its own. A table is cut
    between two rows, an entry never.
    """
    lines = lines or LINES
    volumes: list[list[Chapter]] = []
    room = 0
    for chapter in chapters:
        title = chapter["title"]
        held: Chapter | None = None
        for piece in _pieces(chapter["blocks"], lines):
            if room <= 0:
                volumes.append([])
                room = lines
                if held is not None:
                    title, held = continued(chapter["title"]), None
            if held is None:
                held = {**chapter, "title": title, "blocks": []}
                volumes[-1].append(held)
            held["blocks"].append(piece)
            room -= height_of(piece)
        if held is None:  # a chapter with nothing in it says so
            if not volumes:
                volumes.append([])
                room = lines
            volumes[-1].append({**chapter, "blocks": []})
    return volumes


def _pieces(blocks: list[Block], lines: int) -> Iterator[Block]:
    """The blocks, long tables cut so that none is more than a quarter of a volume."""
    for block in blocks:
        if block["kind"] != "grid" or height_of(block) <= lines // 4:
            yield block
            continue
        rows: list[list[str]] = []
        height = 0
        for row in block["rows"]:
            rows.append(row)
            height += _row_height(row)
            if height >= lines // 4:
                yield {**block, "rows": rows}
                rows, height = [], 0
        if rows:
            yield {**block, "rows": rows}


def height_of(block: Block) -> int:
    """About how many lines a block takes on paper."""
    height = HEADING if block.get("title") else 0
    if block["kind"] == "facts":
        return height + len(block["pairs"])
    if block["kind"] == "grid":
        return height + 2 + sum(_row_height(row) for row in block["rows"])
    height += sum(ceil(len(line) / LETTERS_A_LINE) or 1 for line in block["text"].split("\n"))
    if block["kind"] == "picture":
        height += DRAWING
    table = block.get("table")
    return height + (height_of(table) if table else 0)


def _row_height(row: list[str]) -> int:
    """The lines of its longest cell, and one for the rule and the room around it."""
    return 1 + max((ceil(len(cell) / LETTERS_A_CELL) for cell in row), default=1)
