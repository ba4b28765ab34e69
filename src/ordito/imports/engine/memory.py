# SPDX-License-Identifier: EUPL-1.2
"""The columns of an earlier file applied to this one's, heading by heading, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.text import fold
from ordito.imports.engine.mapping import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ALIKE = 0.5  # of the headings that filled something: with fewer in common it is another kind of file


@dataclass(frozen=True)
class Remembered:
    """The mapping (column place to field name) by an earlier one, and the headings that are new, gone or elsewhere.

    Only headings that filled a field can be gone: the others were never asked for.
    """

    mapping: Mapping[int, str]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    moved: tuple[str, ...]
    likeness: float

    @property
    def enough(self) -> bool:
        """Whether the two files are of one kind."""
        return self.likeness >= ALIKE


def remember(columns: Sequence[str], earlier: Sequence[str], mapping: Mapping[int, str]) -> Remembered:
    """Apply `mapping`, which the file with the headings `earlier` had, to a file with the headings `columns`."""
    before = {fold(name): place for place, name in enumerate(earlier)}
    now = {fold(name): place for place, name in enumerate(columns)}
    filled = [place for place in mapping if place < len(earlier)]
    kept = {now[fold(earlier[place])]: mapping[place] for place in filled if fold(earlier[place]) in now}
    return Remembered(
        mapping=dict(sorted(kept.items())),
        new=tuple(name for name in columns if fold(name) not in before and name not in OURS),
        gone=tuple(earlier[place] for place in sorted(filled) if fold(earlier[place]) not in now),
        moved=tuple(name for name in columns if before.get(fold(name), now[fold(name)]) != now[fold(name)]),
        likeness=len(kept) / len(filled) if filled else 0.0,
    )
