# SPDX-License-Identifier: EUPL-1.2
"""The text of a report, read into its pieces: headings, paragraphs, the places of figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

HEADING = "## "
_FIGURE = re.compile(r"\[figura (\d{1,2})\]", re.IGNORECASE)


class Kind(StrEnum):
    """What a piece is."""

    HEADING = "heading"
    PROSE = "prose"
    FIGURE = "figure"


@dataclass(frozen=True)
class Piece:
    """A heading or paragraph with its words, or the figure of a number."""

    kind: Kind
    text: str = ""
    number: int = 0


def pieces_of(text: str) -> Iterator[Piece]:
    """The pieces in their order; a figure stands on a line of its own, blank lines part paragraphs."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        held: list[str] = []
        for line in block.split("\n"):
            found = _FIGURE.fullmatch(line.strip())
            if found is None and not line.startswith(HEADING):
                held.append(line.strip())
                continue
            yield from _prose(held)
            held = []
            if found:
                yield Piece(Kind.FIGURE, number=int(found[1]))
            else:
                yield Piece(Kind.HEADING, line.removeprefix(HEADING).strip())
        yield from _prose(held)


def _prose(lines: list[str]) -> Iterator[Piece]:
    text = " ".join(line for line in lines if line)
    if text:
        yield Piece(Kind.PROSE, text)


def placed(text: str) -> list[int]:
    """The numbers of the figures that the text has a place for."""
    return [piece.number for piece in pieces_of(text) if piece.kind == Kind.FIGURE]
