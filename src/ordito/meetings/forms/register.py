# SPDX-License-Identifier: EUPL-1.2
"""The register as one form: a cell for each person and block, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.meetings.engine.typed import TypedError, read_minutes
from ordito.meetings.enums import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Place = tuple[int, int]
"""A cell: the id of the participation and the number of the block."""


def name_of(place: Place) -> str:
    """The name of a cell's field."""
    return f"m-{place[0]}-{place[1]}"


@dataclass
class TypedCells:
    """What was typed into a register: minutes by cell, and what is wrong with which cell."""

    typed: dict[Place, str] = field(default_factory=dict)
    cells: dict[Place, int | None] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)

    def refuse(self, place: Place, words: str) -> None:
        """Say that a cell is wrong."""
        self.errors[place] = words


def read_cells(data: Mapping[str, str], lengths: Iterable[tuple[Place, int]], *, fills: bool = False) -> TypedCells:
    """Read the cells that are in the form; `lengths` gives the minutes of the block of each cell there may be.

    With `fills`, whoever has nothing typed in any cell was there all the time.
    """
    found, known = TypedCells(), dict(lengths)
    for place, whole in known.items():
        text = data.get(name_of(place))
        if text is None:
            continue
        found.typed[place] = text
        try:
            minutes = read_minutes(text, whole=whole)
        except TypedError:
            found.refuse(place, _("Scrivi i minuti (90) o le ore (1:30)."))
            continue
        if minutes is not None and minutes > whole:
            found.refuse(place, _("Al massimo %(most)s minuti: tanto dura.") % {"most": whole})
        found.cells[place] = minutes
    if fills:
        _fill(found, known)
    return found


def _fill(found: TypedCells, known: Mapping[Place, int]) -> None:
    said = {pk for (pk, _block), text in found.typed.items() if text.strip()}
    for place in found.cells:
        if place[0] not in said:
            found.cells[place] = known[place]


class RegisterForm(forms.Form):
    """How the minutes of a register are known."""

    source = forms.ChoiceField(
        label=gettext_lazy("Da dove vengono"),
        choices=[(Source.TYPED, Source.TYPED.label), (Source.SHEET, Source.SHEET.label)],
        required=False,
    )
    fills = forms.BooleanField(
        label=gettext_lazy("Chi non ha minuti scritti è stato presente per tutto il tempo"), required=False
    )


class EndorseForm(forms.Form):
    """Who endorsed the pages of a sheet, and when."""

    endorsed_on = forms.DateField(label=gettext_lazy("Vidimato il"))
    endorsed_by = forms.CharField(label=gettext_lazy("Da chi"), max_length=160)
