# SPDX-License-Identifier: EUPL-1.2
"""Who comes and who leaves, as they say it themselves: by the code of a meeting, or by a card at its door."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError, lock
from ordito.meetings.engine.passages import minutes_there
from ordito.meetings.engine.spans import length
from ordito.meetings.enums import Answer, Passing, Source
from ordito.meetings.models import Attendance, Meeting, Passage, ReaderCard

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.meetings.models import Participation

AT_ONCE = timedelta(minutes=1)
"""A card passed twice within so much is one passage."""
BY_HAND = (Source.TYPED, Source.SHEET, Source.IMPORTED)
"""What the keeper of the register wrote is stronger than a door."""


def set_door(*, by: Actor, at: datetime, meeting: Meeting, checks_out: bool, printed_code: bool) -> Meeting:
    """Say whether people check out as well, and whether a code that does not change is taken.

    Raises:
        MeetingError: somebody has checked in already, and their minutes would mean something else.
    """
    permit(rules.can_keep_register(by, meeting))
    with recorded("meetings.set_door", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk)
        if row.checks_out != checks_out and _has_begun(row):
            words = _("Qualcuno si è già registrato: per questo incontro non si può più cambiare.")
            raise MeetingError(words, field="checks_out")
        row.checks_out, row.printed_code, row.updated_at = checks_out, printed_code, at
        row.save()
        trace.touches(row, fields=["checks_out", "printed_code"])
    return row


def check_in(*, by: Actor, at: datetime, participation: Participation, source: Source | str) -> Passing:
    """Write that somebody is there now.

    Where only this is registered: whole blocks from this moment on, ten minutes late count as none, and a second time
    changes nothing. Where who leaves is registered too, their minutes are known when they leave.

    Raises:
        MeetingError: outside the time in which one may.
    """
    meeting = participation.meeting
    if not rules.check_in_open(meeting, at):
        raise MeetingError(window_words(meeting, at))
    with recorded("meetings.check_in", by=by, at=at) as trace:
        row = lock(type(participation), participation.pk)
        if meeting.checks_out:
            _passage, made = Passage.objects.get_or_create(participation=row, left_at=None, defaults={"arrived_at": at})
            if not made:
                return Passing.ALREADY_IN
        elif Attendance.objects.filter(participation=row).exists():
            return Passing.ALREADY_IN
        else:
            late = max(length(meeting.starts_at, at), 0)
            _write(row, minutes_from(meeting, late), arrived_at=at, source=source, by=by, at=at)
        if row.answer != Answer.ACCEPTED:
            row.answer, row.answered_at = Answer.ACCEPTED, at
            row.save()
        trace.touches(meeting, row)
    return Passing.IN


def check_out(*, by: Actor, at: datetime, participation: Participation, source: Source | str) -> Passing:
    """Write that somebody leaves now, and the minutes of each block in which they were there.

    They may come back in: what was between does not count. Minutes that the keeper of the register wrote stay.

    Raises:
        MeetingError: outside the time in which one may, only coming is registered, or they never came in.
    """
    meeting = participation.meeting
    if not rules.check_in_open(meeting, at):
        raise MeetingError(window_words(meeting, at))
    if not meeting.checks_out:
        raise MeetingError(_("Per questo incontro si registra solo l’entrata: puoi andare."))
    with recorded("meetings.check_out", by=by, at=at) as trace:
        row = lock(type(participation), participation.pk)
        passages = list(row.passages.order_by("arrived_at", "pk"))
        if not passages:
            words = _("Non risulta la tua entrata: chiedi a chi tiene il registro di scrivere i tuoi minuti.")
            raise MeetingError(words)
        if passages[-1].left_at is not None:
            return Passing.ALREADY_OUT
        passages[-1].left_at = at
        passages[-1].save()
        times = [(one.arrived_at, one.left_at) for one in passages]
        minutes = minutes_there(times, meeting.starts_at, meeting.blocks, grace=rules.GRACE)
        _write(row, minutes, arrived_at=passages[0].arrived_at, source=source, by=by, at=at)
        trace.touches(meeting, row, passages[-1])
    return Passing.OUT


def pass_card(*, by: Actor, at: datetime, participation: Participation) -> Passing:
    """A card at the door: in, or out for who is in; raises as `check_in`."""
    mine = Passage.objects.filter(participation=participation)
    if mine.filter(left_at__gte=at - AT_ONCE).exists():
        return Passing.ALREADY_OUT
    inside = mine.filter(left_at__isnull=True, arrived_at__lt=at - AT_ONCE)
    act = check_out if participation.meeting.checks_out and inside.exists() else check_in
    return act(by=by, at=at, participation=participation, source=Source.CARD)


def minutes_from(meeting: Meeting, late: int) -> list[int]:
    """Minutes of each block left to who arrives so many minutes after the start; a small delay counts as none."""
    found = []
    for block in meeting.blocks:
        missed = max(late - block.begin, 0)
        found.append(max(block.minutes - (missed if missed > rules.GRACE else 0), 0))
    return found


def window_words(meeting: Meeting, now: datetime) -> str:
    """Why one cannot check in now."""
    if now < meeting.starts_at:
        return _("È presto: la registrazione si apre mezz’ora prima dell’inizio.")
    if meeting.is_live:
        return _("La registrazione è chiusa: l’incontro è finito. Chi tiene il registro può aggiungerti.")
    return _("La registrazione non è aperta per questo incontro.")


def know_card(*, by: Actor, at: datetime, participation: Participation, digest: bytes) -> ReaderCard:
    """Remember whose card it is; one that was somebody else's is theirs from now on."""
    permit(rules.can_keep_register(by, participation.meeting))
    with recorded("meetings.know_card", by=by, at=at) as trace:
        whose = {"professional": participation.professional, "contact": participation.contact}
        written = {**whose, "known_at": at, "known_by_name": by.actor_name[:160]}
        card, _made = ReaderCard.objects.update_or_create(digest=digest, defaults=written)
        trace.touches(participation, card)
    return card


def _has_begun(meeting: Meeting) -> bool:
    by_door = Attendance.objects.filter(participation__meeting=meeting).exclude(source__in=BY_HAND)
    return by_door.exists() or Passage.objects.filter(participation__meeting=meeting).exists()


def _write(
    row: Participation, minutes: list[int], *, arrived_at: datetime, source: Source | str, by: Actor, at: datetime
) -> None:
    """The minutes of each block, where there are any and nobody wrote them by hand."""
    known = {one.block: one for one in Attendance.objects.filter(participation=row)}
    for block, count in enumerate(minutes):
        one = known.get(block) or Attendance(participation=row, block=block)
        if not count or (one.pk and one.source in BY_HAND):
            continue
        one.minutes, one.source, one.arrived_at, one.written_at = count, source, arrived_at, at
        one.written_by_name = by.actor_name[:160]
        one.save()
