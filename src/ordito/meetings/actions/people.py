# SPDX-License-Identifier: EUPL-1.2
"""Who takes part: invited, answering, taken off again; contacts from outside; counts of people without a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError, TakenError, lock
from ordito.meetings.actions.notices import tell
from ordito.meetings.enums import Answer, MeetingState, ParticipantRole
from ordito.meetings.models import ContactPerson, Meeting, Participation
from ordito.meetings.queries.taken import taken_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Professional


@dataclass(frozen=True)
class Contact:
    """Somebody from outside as typed; found again by e-mail."""

    surname: str
    name: str
    email: str = ""
    body: str = ""


def invite(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    professionals: Sequence[Professional],
    role: ParticipantRole | str = ParticipantRole.PARTICIPANT,
    anyway: bool = True,
    tells: bool = True,
    answer: Answer | str = Answer.INVITED,
) -> list[Participation]:
    """Invite professionals; who is there already stays as they are. They are told, unless it is a draft.

    Raises:
        TakenError: somebody has another meeting then, and `anyway` is False.
    """
    permit(rules.can_organise(by, meeting))
    with recorded("meetings.invite", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk)
        _check_open(row)
        there = set(Participation.objects.filter(meeting=row).values_list("professional_id", flat=True))
        new = [one for one in dict.fromkeys(professionals) if one.pk not in there]
        ids = [one.pk for one in new]
        taken = [] if anyway else taken_words(row.starts_at, row.ends_at, room=None, professionals=ids, but=[row.pk])
        if taken:
            raise TakenError(taken)
        rows = [_new(row, at=at, professional=one, role=role, answer=_seated(row, answer)) for one in new]
        trace.touches(row, *rows)
        if tells and row.is_live:
            tell(row, rows, _("Sei invitato: %(title)s"), by=by, at=at)
    return rows


def invite_contact(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    contact: Contact,
    role: ParticipantRole | str = ParticipantRole.PARTICIPANT,
    tells: bool = True,
) -> Participation:
    """Invite somebody from outside, known again by e-mail.

    Raises:
        MeetingError: they are there already.
    """
    permit(rules.can_organise(by, meeting))
    with recorded("meetings.invite_contact", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk)
        _check_open(row)
        person = known_contact(contact)
        try:
            with transaction.atomic():
                made = _new(row, at=at, contact=person, role=role, answer=Answer.INVITED)
        except IntegrityError as error:
            raise MeetingError(_("Questa persona è già tra chi partecipa."), field="email") from error
        trace.touches(row, person, made)
        if tells and row.is_live:
            tell(row, [made], _("Sei invitato: %(title)s"), by=by, at=at)
    return made


def count_people(*, by: Actor, at: datetime, meeting: Meeting, headcount: int, label: str) -> Participation:
    """Write how many people came whose names nobody takes; the same label again corrects its number."""
    permit(rules.can_keep_register(by, meeting) or rules.can_organise(by, meeting))
    if headcount < 1:
        raise MeetingError(_("Scrivi quante persone, almeno 1."), field="headcount")
    with recorded("meetings.count_people", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk)
        _check_open(row)
        known = Participation.objects.filter(meeting=row, headcount__isnull=False, label=label.strip()).first()
        counted = known or Participation(meeting=row, label=label.strip(), answer=Answer.ACCEPTED, invited_at=at)
        counted.headcount = headcount
        counted.save()
        trace.touches(row, counted, fields=["headcount"])
    return counted


def answer_invitation(*, by: Actor, at: datetime, participation: Participation, answer: Answer | str) -> Participation:
    """Say whether one comes: oneself, or who organises. A seat given back goes to the first who waits for one.

    Raises:
        MeetingError: the meeting is over or was called off.
    """
    meeting = participation.meeting
    own = by.professional_id is not None and participation.professional_id == by.professional_id
    permit(own or rules.can_organise(by, meeting))
    with recorded("meetings.answer_invitation", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk)
        if not row.is_live:
            raise MeetingError(_("A questo incontro non si risponde più."))
        mine = lock(Participation, participation.pk)
        if mine.answer == answer:
            return mine
        mine.answer, mine.answered_at = _seated(row, answer, but=mine.pk), at
        mine.save()
        trace.touches(row, mine, fields=["answer"])
        promoted = _promote(row, at=at)
        if promoted is not None:
            trace.touches(promoted, fields=["answer"])
            tell(row, [promoted], _("C’è posto per te: %(title)s"), by=by, at=at)
    return mine


def change_role(*, by: Actor, at: datetime, participation: Participation, role: ParticipantRole | str) -> None:
    """Say as what somebody takes part."""
    permit(rules.can_organise(by, participation.meeting))
    with recorded("meetings.change_role", by=by, at=at) as trace:
        row = lock(Participation, participation.pk)
        row.role = role
        row.save()
        trace.touches(row.meeting, row, fields=["role"])


def remove(*, by: Actor, at: datetime, participation: Participation) -> None:
    """Take somebody off, as long as no minutes of theirs are written.

    Raises:
        MeetingError: the register has minutes of theirs.
    """
    permit(rules.can_organise(by, participation.meeting))
    with recorded("meetings.remove", by=by, at=at) as trace:
        row = lock(Meeting, participation.meeting_id)
        mine = Participation.objects.select_for_update().filter(pk=participation.pk).first()
        if mine is None:
            return
        if mine.attendances.exists() or mine.passages.exists():
            raise MeetingError(_("Questa persona ha presenze nel registro: non si può togliere."))
        trace.touches(row, mine)
        mine.delete()
        promoted = _promote(row, at=at)
        if promoted is not None:
            trace.touches(promoted, fields=["answer"])
            tell(row, [promoted], _("C’è posto per te: %(title)s"), by=by, at=at)


def known_contact(typed: Contact) -> ContactPerson:
    """The person with that e-mail and name, or a new one; inside the transaction of an action."""
    email = typed.email.strip().lower()
    if email:
        known = ContactPerson.objects.filter(email=email, surname__iexact=typed.surname, name__iexact=typed.name)
        if found := known.order_by("pk").first():
            return found
    return ContactPerson.objects.create(
        surname=typed.surname.strip(), name=typed.name.strip(), email=email, body=typed.body.strip()
    )


def _new(
    meeting: Meeting,
    *,
    at: datetime,
    role: ParticipantRole | str,
    answer: Answer | str,
    professional: Professional | None = None,
    contact: ContactPerson | None = None,
) -> Participation:
    return Participation.objects.create(
        meeting=meeting, professional=professional, contact=contact, role=role, answer=answer, invited_at=at
    )


def _check_open(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise MeetingError(_("L’incontro è annullato: non si cambia chi partecipa."))


def _seated(meeting: Meeting, answer: Answer | str, *, but: int | None = None) -> Answer | str:
    """Who accepts when every seat is taken waits for one."""
    if answer != Answer.ACCEPTED or meeting.capacity is None:
        return answer
    coming = Participation.objects.named().filter(meeting=meeting, answer=Answer.ACCEPTED).exclude(pk=but or 0)
    return Answer.WAITING if coming.count() >= meeting.capacity else answer


def _promote(meeting: Meeting, *, at: datetime) -> Participation | None:
    """Give a free seat to who has waited longest."""
    if _seated(meeting, Answer.ACCEPTED) == Answer.WAITING:
        return None
    waiting = Participation.objects.filter(meeting=meeting, answer=Answer.WAITING).select_for_update()
    first = waiting.order_by("answered_at", "pk").first()
    if first is None:
        return None
    first.answer, first.answered_at = Answer.ACCEPTED, at
    first.save()
    return first
