# SPDX-License-Identifier: EUPL-1.2
"""A signature drawn with finger or mouse: lines through points, kept as the data of one SVG path."""

from __future__ import annotations

import re

WIDTH, HEIGHT = 600, 200
"""The box in which one draws, in units of the path."""
MARGIN = 8
"""Room left around a drawing when it is shown."""
LONGEST = 40_000
"""Characters of a path: some 5,000 points, several times what a long signature takes."""
_PATH = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)+")


def is_drawing(path: str) -> bool:
    """Whether the text is a drawing: ``M10 20L11 22...``, whole units, at least one line. Nothing else may pass."""
    return len(path) <= LONGEST and _PATH.fullmatch(path) is not None


def frame_of(path: str) -> str:
    """The part of the box that a drawing takes, with a margin: the view box of its picture."""
    numbers = [int(number) for number in re.findall(r"\d+", path)]
    across, down = numbers[::2], numbers[1::2]
    left, top = min(across) - MARGIN, min(down) - MARGIN
    return f"{left} {top} {max(across) + MARGIN - left} {max(down) + MARGIN - top}"
