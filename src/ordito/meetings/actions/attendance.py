# SPDX-License-Identifier: EUPL-1.2
"""The register: minutes attended, typed, from a signed sheet or from the log of a remote platform."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError, lock
from ordito.meetings.enums import Source
from ordito.meetings.models import Attendance, Meeting, Participation, SignInSheet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from ordito.core.access import Actor


class CellError(MeetingError):
    """A cell that cannot be: which, so that a form can say it there."""

    def __init__(self, message: str, *, cell: tuple[int, int]) -> None:
        super().__init__(message)
        self.cell = cell


def record_minutes_attended(
    *, by: Actor, at: datetime, cells: Mapping[tuple[int, int], int | None], source: Source | str = Source.TYPED
) -> int:
    """Write many cells of one or more meetings at once; returns how many changed. All or nothing.

    `cells` gives minutes by participation and block (None takes them away). What is there already and says the same
    keeps its source.

    Raises:
        NotAllowedError: the actor keeps the register of one of the meetings not.
        CellError: minutes below zero or above the length of the block, a block that is not there, nobody of that id.
        MeetingError: a meeting that is a draft, cancelled or not yet begun.
    """
    people = _people({pk for pk, _block in cells})
    for meeting in _meetings(people.values()):
        permit(rules.can_keep_register(by, meeting))
        _check_takes(meeting, at)
    _check_cells(people, cells)
    with recorded("meetings.record_minutes_attended", by=by, at=at) as trace:
        lock_ids = sorted({row.meeting_id for row in people.values()})
        list(Meeting.objects.select_for_update().filter(pk__in=lock_ids).order_by("pk"))
        changed = _write(cells, by=by, at=at, source=source)
        trace.touches_ids("meetings.meeting", lock_ids)
        trace.touches_ids("meetings.participation", sorted({pk for pk, _block in changed}))
        trace.notes(cells=len(changed))
    return len(changed)


def make_sheet(*, by: Actor, at: datetime, meeting: Meeting, pages: int) -> SignInSheet:
    """Number a sheet that is about to be printed."""
    permit(rules.can_keep_register(by, meeting))
    with recorded("meetings.make_sheet", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk)
        number = SignInSheet.objects.filter(meeting=row).count() + 1
        sheet = SignInSheet.objects.create(
            meeting=row, number=number, pages=pages, made_at=at, made_by_name=by.actor_name[:160]
        )
        trace.touches(row, sheet)
    return sheet


def endorse_sheet(*, by: Actor, at: datetime, sheet: SignInSheet, endorsed_on: date, endorsed_by: str) -> SignInSheet:
    """Write who endorsed the pages (*vidimazione*) and when.

    Raises:
        MeetingError: a day that has not come.
    """
    permit(rules.can_keep_register(by, sheet.meeting))
    if endorsed_on > timezone.localdate(at):
        raise MeetingError(_("La data non può essere nel futuro."), field="endorsed_on")
    with recorded("meetings.endorse_sheet", by=by, at=at) as trace:
        row = lock(SignInSheet, sheet.pk)
        row.endorsed_on, row.endorsed_by = endorsed_on, endorsed_by.strip()
        row.save()
        trace.touches(row.meeting, row, fields=["endorsed_on", "endorsed_by"])
    return row


def _people(ids: Collection[int]) -> dict[int, Participation]:
    return Participation.objects.named().select_related("meeting").in_bulk(list(ids))


def _meetings(people: Collection[Participation]) -> list[Meeting]:
    return list({row.meeting_id: row.meeting for row in people}.values())


def _check_takes(meeting: Meeting, at: datetime) -> None:
    if not rules.takes_register(meeting, at):
        raise MeetingError(_("Il registro si compila dal giorno dell’incontro, e non per un incontro annullato."))


def _check_cells(people: Mapping[int, Participation], cells: Mapping[tuple[int, int], int | None]) -> None:
    lengths = {pk: [span.minutes for span in meeting.blocks] for pk, meeting in _by_id(people).items()}
    for (pk, block), minutes in cells.items():
        row = people.get(pk)
        if row is None or block >= len(lengths[row.meeting_id]):
            raise CellError(_("Questa persona o questa parte dell’incontro non c’è più."), cell=(pk, block))
        most = lengths[row.meeting_id][block]
        if minutes is not None and not 0 <= minutes <= most:
            raise CellError(_("Al massimo %(most)s minuti: tanto dura.") % {"most": most}, cell=(pk, block))


def _by_id(people: Mapping[int, Participation]) -> dict[int, Meeting]:
    return {row.meeting_id: row.meeting for row in people.values()}


def _write(
    cells: Mapping[tuple[int, int], int | None], *, by: Actor, at: datetime, source: Source | str
) -> set[tuple[int, int]]:
    """Insert, correct and take away what differs; three statements whatever the size."""
    ids = {pk for pk, _block in cells}
    known = {(row.participation_id, row.block): row for row in Attendance.objects.filter(participation__in=ids)}
    todo: dict[str, list[Attendance]] = defaultdict(list)
    changed = set()
    for cell, minutes in cells.items():
        row = known.get(cell)
        if (row.minutes if row else None) == minutes:
            continue
        changed.add(cell)
        if minutes is None:
            todo["gone"].extend([row] if row else [])
            continue
        todo["known" if row else "new"].append(row or Attendance(participation_id=cell[0], block=cell[1]))
        written = todo["known" if row else "new"][-1]
        written.minutes, written.source, written.written_at = minutes, source, at
        written.written_by_name = by.actor_name[:160]
    Attendance.objects.bulk_create(todo["new"])
    Attendance.objects.bulk_update(todo["known"], ["minutes", "source", "written_at", "written_by_name"])
    Attendance.objects.filter(pk__in=[row.pk for row in todo["gone"]]).delete()
    return changed


def import_log(*, by: Actor, at: datetime, cells: Mapping[tuple[int, int], int]) -> int:
    """Write the minutes found in the log of a remote platform; what somebody wrote otherwise stays as it is.

    Raises as `record_minutes_attended`.
    """
    written = Attendance.objects.filter(participation__in={pk for pk, _block in cells}).exclude(source=Source.IMPORTED)
    kept = set(written.values_list("participation_id", "block"))
    fresh: dict[tuple[int, int], int | None] = {cell: minutes for cell, minutes in cells.items() if cell not in kept}
    return record_minutes_attended(by=by, at=at, cells=fresh, source=Source.IMPORTED) if fresh else 0
