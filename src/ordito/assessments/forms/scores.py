# SPDX-License-Identifier: EUPL-1.2
"""The rows of a scoring page as they come back: which were touched, what is wrong with them.

A row prints a mark of what it showed, so that only what somebody changed is saved.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.assessments.engine.marks import mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ordito.assessments.queries.schemes import Line

LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Typed:
    """One row as it came: the value as text, and the note with plain line ends."""

    value: str
    note: str

    @property
    def mark(self) -> str:
        """What stands for the row in the page."""
        return mark_of(self.value, self.note)

    @property
    def number(self) -> int | None:
        """The value, None when it was left empty."""
        return int(self.value) if self.value else None


@dataclass
class ScoreRows:
    """What was typed, by sub-dimension: all of it, the touched rows that are sound, and the errors of the others."""

    typed: dict[int, Typed] = field(default_factory=dict)
    sound: dict[int, Typed] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)


def read_rows(data: Mapping[str, str], lines: Iterable[Line]) -> ScoreRows:
    """Read the rows of `lines` that are in `data` and differ from what the page showed."""
    found = ScoreRows()
    for line in lines:
        if f"v-{line.pk}" not in data and f"n-{line.pk}" not in data:
            continue
        note = data.get(f"n-{line.pk}", "").replace("\r\n", "\n").strip()
        row = Typed(data.get(f"v-{line.pk}", "").strip(), note)
        if row.mark == data.get(f"was-{line.pk}"):
            continue
        found.typed[line.pk] = row
        error = _error_of(row, line)
        if error:
            found.errors[line.pk] = error
        else:
            found.sound[line.pk] = row
    return found


def _error_of(row: Typed, line: Line) -> str:
    scale = line.scale
    words = _("Scrivi un numero intero da %(lowest)s a %(highest)s.")
    limits = {"lowest": scale.lowest, "highest": scale.highest}
    if row.value:
        try:
            number = int(row.value)
        except ValueError:
            return words % limits
        if not scale.lowest <= number <= scale.highest:
            return words % limits
    if len(row.note) > LONGEST_NOTE:
        return _("La nota è troppo lunga: al massimo %(most)s caratteri.") % {"most": LONGEST_NOTE}
    return ""
