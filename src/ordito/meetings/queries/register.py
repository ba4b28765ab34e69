# SPDX-License-Identifier: EUPL-1.2
"""The register of a meeting: who, block by block, how many minutes and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.meetings.enums import Answer
from ordito.meetings.models import Attendance, Participation, Passage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordito.meetings.models import Meeting

BLOCK_NAMES = 2


@dataclass(frozen=True)
class Block:
    """A part of the meeting as the register heads it."""

    number: int
    label: str
    hours: str
    minutes: int


@dataclass(frozen=True)
class Cell:
    """Minutes of somebody in a block, None when nothing is written."""

    block: Block
    minutes: int | None
    source: str


@dataclass(frozen=True)
class RegisterRow:
    """Somebody with a cell for each block."""

    participation: Participation
    cells: Sequence[Cell]
    passages: Sequence[Passage] = ()
    """When they came and left, where the meeting registers both."""

    @property
    def total(self) -> int:
        """Minutes attended in all."""
        return sum(cell.minutes or 0 for cell in self.cells)

    @property
    def came_and_left(self) -> str:
        """The hours in Rome, "09:58–13:02, 14:01–"; "" when nothing is known."""
        hours = ((f"{timezone.localtime(moment):%H:%M}" if moment else "") for moment in self._moments)
        return ", ".join(f"{came}–{left}" for came, left in zip(hours, hours, strict=True))

    @property
    def inside(self) -> bool:
        """Whether they came and nobody knows that they left."""
        return any(one.left_at is None for one in self.passages)

    @property
    def _moments(self) -> list[datetime | None]:
        return [moment for one in self.passages for moment in (one.arrived_at, one.left_at)]

    @property
    def written(self) -> bool:
        """Whether anything is written at all."""
        return any(cell.minutes is not None for cell in self.cells)


def blocks_of(meeting: Meeting) -> list[Block]:
    """The parts of a meeting with their hours in Rome; two parts of a day are its morning and its afternoon."""
    found = []
    for number, span in enumerate(meeting.blocks):
        first, last = (timezone.localtime(moment) for moment in span.moments(meeting.starts_at))
        found.append(
            Block(number, _block_name(number, len(meeting.blocks)), f"{first:%H:%M}–{last:%H:%M}", span.minutes)
        )
    return found


def _block_name(number: int, count: int) -> str:
    if count == BLOCK_NAMES:
        return [_("Mattina"), _("Pomeriggio")][number]
    return _("Incontro") if count == 1 else _("Parte %(number)s") % {"number": number + 1}


def register_of(meeting: Meeting) -> list[RegisterRow]:
    """The register by surname, without who said that they do not come and did not.

    Two queries, three where who leaves is registered.
    """
    blocks = blocks_of(meeting)
    rows = Participation.objects.named().filter(meeting=meeting).select_related("professional", "contact")
    written = Prefetch("attendances", queryset=Attendance.objects.all(), to_attr="written")
    listed = rows.prefetch_related(written)
    if meeting.checks_out:
        listed = listed.prefetch_related(Prefetch("passages", Passage.objects.order_by("arrived_at", "pk"), "passed"))
    made = [RegisterRow(row, _cells(row, blocks), getattr(row, "passed", ())) for row in listed]
    kept = [row for row in made if row.written or row.participation.answer != Answer.DECLINED]
    return sorted(kept, key=lambda row: (row.participation.filed_name.casefold(), row.participation.pk))


def _cells(row: Participation, blocks: Sequence[Block]) -> list[Cell]:
    known: Mapping[int, Attendance] = {one.block: one for one in getattr(row, "written")}  # noqa: B009 - prefetched
    return [_cell(block, known.get(block.number)) for block in blocks]


def _cell(block: Block, one: Attendance | None) -> Cell:
    return Cell(block, one.minutes if one else None, one.get_source_display() if one else "")
