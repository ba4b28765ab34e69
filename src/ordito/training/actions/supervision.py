# SPDX-License-Identifier: EUPL-1.2
"""Cycles of supervision: who leads them, the group, the meetings; never what is said there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.repeats import once_more
from ordito.meetings.actions import Contact, Plan, invite, invite_contact, known_contact, remove
from ordito.meetings.actions.meetings import agreed, check_taken, schedule_meeting
from ordito.meetings.actions.notices import tell_participants
from ordito.meetings.actions.series import schedule_series
from ordito.meetings.enums import MeetingKind, ParticipantRole, Visibility
from ordito.meetings.models import Attendance, Meeting, Participation
from ordito.territory.models import ProfessionalRole
from ordito.territory.queries.hierarchies import ambito_of
from ordito.training import rules
from ordito.training.actions.errors import ConflictError, TrainingError, lock
from ordito.training.enums import SupervisionKind
from ordito.training.models import SupervisionCycle, SupervisionMember
from ordito.training.queries.supervision import OWNER, work_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime
    from decimal import Decimal
    from uuid import UUID

    from ordito.audit.actions import Trace
    from ordito.core.access import Actor
    from ordito.meetings.models import Room, Venue
    from ordito.territory.models import Organisation, Professional, Territory


@dataclass(frozen=True)
class CycleValues:
    """What is agreed of a cycle; the supervisor is a professional of the network or a contact, one of the two."""

    title: str
    kind: SupervisionKind | str
    organiser: Organisation
    territory: Territory
    starts_on: date
    ends_on: date
    planned_hours: Decimal
    supervisor: Professional | None = None
    contact: Contact | None = None
    profile: str = ""


@dataclass(frozen=True)
class When:
    """When and where the group meets; moments have their zone."""

    starts_at: datetime
    ends_at: datetime
    venue: Venue | None = None
    room: Room | None = None
    remote_url: str = ""


@once_more
def start_cycle(*, by: Actor, at: datetime, values: CycleValues, form_key: UUID) -> SupervisionCycle:
    """Begin a cycle of supervision; the same form sent twice makes one.

    Raises:
        NotAllowedError: the actor does not organise supervision for that body or place.
        TrainingError: the dates, the profession or the supervisor cannot be.
    """
    permit(rules.can_organise_supervision(by, organiser_id=values.organiser.pk, territory_id=values.territory.pk))
    if known := SupervisionCycle.objects.filter(form_key=form_key).first():
        return known
    with recorded("training.start_cycle", by=by, at=at) as trace:
        row = SupervisionCycle(form_key=form_key)
        _put(row, values, trace)
        row.save()
        trace.touches(row)
    return row


def edit_cycle(
    *, by: Actor, at: datetime, cycle: SupervisionCycle, values: CycleValues, version: int | None = None
) -> SupervisionCycle:
    """Change what is agreed of a cycle that is not over; a new supervisor leads the meetings still to come.

    Raises:
        NotAllowedError, TrainingError: as `start_cycle`; the cycle is closed.
        ConflictError: somebody saved it first.
    """
    where = {"organiser_id": values.organiser.pk, "territory_id": values.territory.pk}
    permit(rules.can_organise_cycle(by, cycle) and rules.can_organise_supervision(by, **where))
    with recorded("training.edit_cycle", by=by, at=at) as trace:
        row = _open(cycle, version)
        before = (row.supervisor_id, row.contact_id)
        _put(row, values, trace)
        row.version += 1
        row.save()
        if before != (row.supervisor_id, row.contact_id):
            for meeting in _to_come(row, at):
                _change_conductor(row, meeting, by=by, at=at)
        trace.touches(row, fields=CycleValues.__dataclass_fields__)
    return row


def set_group(
    *, by: Actor, at: datetime, cycle: SupervisionCycle, professionals: Sequence[Professional]
) -> SupervisionCycle:
    """Say who the group is; meetings still to come follow. Who has hours in the register stays.

    Raises:
        TrainingError: the supervisor is among them, more than one for an individual cycle, or somebody who has hours
            was left out.
    """
    permit(rules.can_organise_cycle(by, cycle))
    with recorded("training.set_group", by=by, at=at) as trace:
        row = _open(cycle)
        wanted = {one.pk: one for one in professionals}
        _check_group(row, wanted.keys())
        known = {member.professional_id: member for member in row.members.all()}
        _check_leavers(row, known.keys() - wanted.keys())
        day = timezone.localdate(at)
        work = work_of(wanted.keys() - known.keys(), day)
        usual = ambito_of(row.territory_id, day) or row.territory
        for pk in sorted(wanted.keys() - known.keys()):
            place = work.get(pk)
            organisation, ambito = (place.organisation_id, place.ambito_id) if place else (None, None)
            SupervisionMember.objects.create(
                cycle=row, professional_id=pk, organisation_id=organisation, ambito_id=ambito or usual.pk
            )
        SupervisionMember.objects.filter(cycle=row, professional__in=known.keys() - wanted.keys()).delete()
        for meeting in _to_come(row, at):
            _follow_group(row, meeting, wanted, by=by, at=at)
        trace.touches(row, fields=["members"])
        trace.notes(members=len(wanted))
    return row


def schedule_supervision(
    *,
    by: Actor,
    at: datetime,
    cycle: SupervisionCycle,
    when: When,
    form_key: UUID,
    rule: str = "",
    anyway: bool = False,
) -> list[Meeting]:
    """Put a meeting of the group in the calendar, or a series: seen by who takes part, without a word of what it is.

    `rule` is an RRULE that ends by COUNT, "" for one meeting. Who takes part is told once of those still to come.

    Raises:
        NotAllowedError: the actor does not organise the cycle.
        TrainingError: nobody is in the group, it is closed, or a day lies outside its period.
        MeetingError, TakenError: as `meetings.schedule_series`.
    """
    permit(rules.can_organise_cycle(by, cycle))
    with recorded("training.schedule_supervision", by=by, at=at) as trace:
        row = _open(cycle)
        members = [member.professional for member in row.members.select_related("professional__user")]
        if not members:
            raise TrainingError(_("Il gruppo è vuoto: scrivi prima chi ne fa parte."))
        said: dict[str, Any] = {"plan": _plan(row, when), "owner": row, "form_key": form_key, "anyway": anyway}
        if rule:
            meetings = schedule_series(by=by, at=at, rule=rule, **said)
        else:
            meetings = [schedule_meeting(by=by, at=at, **said)]
        _check_period(row, meetings)
        new = [meeting for meeting in meetings if not meeting.participations.exists()]
        _gather(row, new, members, anyway=anyway, by=by, at=at)
        trace.touches(row, *meetings)
    return meetings


def _check_period(row: SupervisionCycle, meetings: Sequence[Meeting]) -> None:
    days = [timezone.localdate(meeting.starts_at) for meeting in meetings]
    if all(row.starts_on <= day <= row.ends_on for day in days):
        return
    field = "day" if not row.starts_on <= days[0] <= row.ends_on else "times"
    words = _("Il ciclo va dal %(first)s al %(last)s: scegli un giorno tra questi.")
    if field == "times":
        words = _("Il ciclo va dal %(first)s al %(last)s: la serie finisce dopo.")
    dates = {"first": f"{row.starts_on:%d/%m/%Y}", "last": f"{row.ends_on:%d/%m/%Y}"}
    raise TrainingError(words % dates, field=field)


def _gather(
    row: SupervisionCycle,
    meetings: Sequence[Meeting],
    members: Sequence[Professional],
    *,
    anyway: bool,
    by: Actor,
    at: datetime,
) -> None:
    """Call the group and who leads it to new meetings, each person told once."""
    people = [one.pk for one in (*members, row.supervisor) if one is not None]
    new = [meeting.pk for meeting in meetings]
    check_taken([(replace(agreed(one), room=None), people) for one in meetings], but=new, anyway=anyway)
    for meeting in meetings:
        _lead(row, meeting, by=by, at=at, tells=False)
        invite(by=by, at=at, meeting=meeting, professionals=members, tells=False)
    to_come = [meeting for meeting in meetings if meeting.starts_at > at]
    tell_participants(to_come, _("Sei invitato: %(title)s"), by=by, at=at)


def close_cycle(*, by: Actor, at: datetime, cycle: SupervisionCycle, version: int | None = None) -> SupervisionCycle:
    """Say that a cycle is over; its hours stay.

    Raises:
        TrainingError: meetings are still in programme, or it is closed already.
    """
    permit(rules.can_organise_cycle(by, cycle))
    with recorded("training.close_cycle", by=by, at=at) as trace:
        row = _open(cycle, version)
        if Meeting.objects.of(OWNER, row.pk).live().exists():
            words = _("Ci sono incontri ancora in programma: segnali come svolti, o annullali.")
            raise TrainingError(words)
        row.closed_at = at
        row.version += 1
        row.save()
        trace.touches(row, fields=["closed_at"])
    return row


def reopen_cycle(*, by: Actor, at: datetime, cycle: SupervisionCycle, reason: str) -> SupervisionCycle:
    """Let a cycle that was over go on, as to add a meeting or correct its group; the log keeps why.

    Raises:
        TrainingError: no reason, or it is not closed.
    """
    permit(rules.can_organise_cycle(by, cycle))
    if not reason.strip():
        raise TrainingError(_("Scrivi perché lo riapri."), field="reason")
    with recorded("training.reopen_cycle", by=by, at=at, purpose=reason.strip()[:200]) as trace:
        row = lock(cycle)
        if row.closed_at is None:
            raise TrainingError(_("Il ciclo è in corso."))
        row.closed_at = None
        row.version += 1
        row.save()
        trace.touches(row, fields=["closed_at"])
    return row


def _open(cycle: SupervisionCycle, version: int | None = None) -> SupervisionCycle:
    row = lock(cycle)
    if version is not None and row.version != version:
        raise ConflictError(row)
    if row.closed_at is not None:
        raise TrainingError(_("Il ciclo è concluso: non si cambia più."))
    return row


def _put(row: SupervisionCycle, values: CycleValues, trace: Trace) -> None:
    _check(row, values)
    row.title, row.kind = values.title.strip(), values.kind
    row.profile = values.profile if values.kind == SupervisionKind.PROFESSION else ""
    row.organiser, row.territory = values.organiser, values.territory
    row.starts_on, row.ends_on, row.planned_hours = values.starts_on, values.ends_on, values.planned_hours
    row.supervisor, row.contact = values.supervisor, None
    if values.contact is not None:
        row.contact = known_contact(values.contact)
        trace.touches(row.contact)


def _check(row: SupervisionCycle, values: CycleValues) -> None:
    if values.ends_on < values.starts_on:
        raise TrainingError(_("L’ultimo giorno viene prima del primo."), field="ends_on")
    if values.kind == SupervisionKind.PROFESSION and not values.profile:
        raise TrainingError(_("Scegli di quale professione è il gruppo."), field="profile")
    if (values.supervisor is None) == (values.contact is None):
        words = _("Scegli un supervisore della rete, oppure scrivi chi è se viene da fuori: uno dei due.")
        raise TrainingError(words, field="email")
    if values.supervisor is None:
        return
    own = ProfessionalRole.objects.at(values.starts_on).filter(professional=values.supervisor)
    if own.filter(organisation=values.organiser).exists():
        words = _("Il supervisore è esterno: %(name)s lavora per %(body)s.")
        raise TrainingError(words % {"name": values.supervisor, "body": values.organiser}, field="email")
    if SupervisionMember.objects.filter(cycle_id=row.pk, professional=values.supervisor).exists():
        raise TrainingError(_("Chi fa parte del gruppo non può esserne il supervisore."), field="email")


def _check_group(row: SupervisionCycle, wanted: Collection[int]) -> None:
    if row.supervisor_id in wanted:
        raise TrainingError(_("Il supervisore non fa parte del gruppo: è esterno."), field="professionals")
    if row.kind == SupervisionKind.INDIVIDUAL and len(wanted) > 1:
        raise TrainingError(_("La supervisione individuale è di una persona sola."), field="professionals")


def _check_leavers(row: SupervisionCycle, leavers: Collection[int]) -> None:
    written = Attendance.objects.filter(
        Q(participation__professional__in=leavers),
        participation__meeting__owner_kind=OWNER,
        participation__meeting__owner_id=row.pk,
    )
    names = written.values_list("participation__professional__surname", flat=True).distinct()
    if found := sorted(names):
        words = _("Hanno già ore nel registro e restano nel gruppo: %(names)s.")
        raise TrainingError(words % {"names": ", ".join(found)}, field="professionals")


def _plan(row: SupervisionCycle, when: When) -> Plan:
    return Plan(
        kind=MeetingKind.SUPERVISION,
        title=row.title,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        organiser=row.organiser,
        territory=row.territory,
        visibility=Visibility.PARTICIPANTS,
        venue=when.venue,
        room=when.room,
        remote_url=when.remote_url,
    )


def _to_come(row: SupervisionCycle, at: datetime) -> list[Meeting]:
    return list(Meeting.objects.of(OWNER, row.pk).live().filter(starts_at__gt=at).order_by("starts_at", "pk"))


def _lead(row: SupervisionCycle, meeting: Meeting, *, by: Actor, at: datetime, tells: bool = True) -> None:
    role = ParticipantRole.CONDUCTOR
    if row.supervisor is not None:
        invite(by=by, at=at, meeting=meeting, professionals=[row.supervisor], role=role, tells=tells)
    elif row.contact is not None:
        person = row.contact
        known = Contact(surname=person.surname, name=person.name, email=person.email, body=person.body)
        invite_contact(by=by, at=at, meeting=meeting, contact=known, role=role, tells=tells)


def _change_conductor(row: SupervisionCycle, meeting: Meeting, *, by: Actor, at: datetime) -> None:
    for gone in meeting.participations.filter(role=ParticipantRole.CONDUCTOR):
        remove(by=by, at=at, participation=gone)
    _lead(row, meeting, by=by, at=at)


def _follow_group(
    row: SupervisionCycle, meeting: Meeting, wanted: dict[int, Professional], *, by: Actor, at: datetime
) -> None:
    """The people of a meeting still to come are the group: who joined is invited, who left is taken off."""
    there = Participation.objects.filter(meeting=meeting, role=ParticipantRole.PARTICIPANT)
    for gone in there.exclude(professional__in=wanted).exclude(professional=row.supervisor_id):
        remove(by=by, at=at, participation=gone)
    invite(by=by, at=at, meeting=meeting, professionals=list(wanted.values()))
