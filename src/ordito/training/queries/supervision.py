# SPDX-License-Identifier: EUPL-1.2
"""Hours of supervision, counted from the register: of each worker, of each Ambito, of a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import ExtractYear

from ordito.meetings.enums import MeetingState, ParticipantRole
from ordito.meetings.models import Attendance, Meeting
from ordito.territory.models import Professional, ProfessionalRole, TerritoryBody
from ordito.territory.queries.hierarchies import ambiti_of
from ordito.training.models import SupervisionCycle, SupervisionMember

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

OWNER = "training.supervisioncycle"
"""Under which kind meetings belong to a cycle."""
MOST_OFFERED = 40


@dataclass(frozen=True)
class Workplace:
    """For whom somebody works on a day, and in which Ambito."""

    organisation_id: int
    ambito_id: int | None


@dataclass(frozen=True)
class CycleLine:
    """A cycle in a list: how many people, how many minutes its meetings that were held lasted."""

    cycle: SupervisionCycle
    people: int
    minutes: int


@dataclass(frozen=True)
class Sitting:
    """A meeting of a cycle, with how many of the group were there."""

    meeting: Meeting
    present: int


@dataclass(frozen=True)
class WorkerLine:
    """Minutes of supervision of somebody of the group, and those still planned for them."""

    member: SupervisionMember
    minutes: int
    left: int


@dataclass(frozen=True)
class AmbitoLine:
    """Minutes of supervision of the workers of an Ambito, added up."""

    name: str
    workers: int
    minutes: int

    @property
    def each(self) -> int:
        """Minutes of each worker on average, cut off."""
        return self.minutes // self.workers if self.workers else 0


def work_of(professionals: Collection[int], day: date) -> dict[int, Workplace]:
    """For whom people work on a day, by id; of several bodies the one they came to last. Four queries at most."""
    roles = ProfessionalRole.objects.at(day).filter(professional__in=professionals).order_by("valid_from", "pk")
    bodies = {role.professional_id: role for role in roles.select_related("organisation", "service")}
    acting = TerritoryBody.objects.at(day).filter(organisation__in={role.organisation_id for role in bodies.values()})
    own = dict(acting.values_list("organisation_id", "territory_id"))
    seats = {
        pk: role.service.territory_id if role.service else role.organisation.seat_id for pk, role in bodies.items()
    }
    around = ambiti_of({seat for seat in seats.values() if seat is not None}, day)
    found = {}
    for pk, role in bodies.items():
        ambito = around.get(seats[pk] or 0)
        found[pk] = Workplace(role.organisation_id, own.get(role.organisation_id, ambito.pk if ambito else None))
    return found


def cycle_lines(cycles: Sequence[SupervisionCycle]) -> list[CycleLine]:
    """Lines of a list, two queries whatever its length."""
    ids = [cycle.pk for cycle in cycles]
    people = dict(SupervisionMember.objects.filter(cycle__in=ids).values_list("cycle").annotate(Count("pk")))
    held = Meeting.objects.filter(owner_kind=OWNER, owner_id__in=ids, state=MeetingState.HELD)
    minutes = dict(held.values_list("owner_id").annotate(Sum("minutes")))
    return [CycleLine(cycle, people.get(cycle.pk, 0), minutes.get(cycle.pk, 0)) for cycle in cycles]


def sittings_of(cycle: SupervisionCycle) -> list[Sitting]:
    """The meetings of a cycle, the first first."""
    there = Q(
        participations__role=ParticipantRole.PARTICIPANT,
        participations__attendances__minutes__gt=0,
    )
    rows = Meeting.objects.of(OWNER, cycle.pk).select_related("venue", "room")
    counted = rows.annotate(present=Count("participations", filter=there, distinct=True))
    return [Sitting(row, getattr(row, "present")) for row in counted.order_by("starts_at", "pk")]  # noqa: B009 - annotated above


def worker_lines(cycle: SupervisionCycle, *, only: int | None = None) -> list[WorkerLine]:
    """The group by name, or one of it alone, with the minutes of the register; two queries."""
    members = cycle.members.select_related("professional", "organisation", "ambito")
    if only is not None:
        members = members.filter(professional=only)
    minutes = dict(_attended([cycle.pk]).values_list("participation__professional").annotate(Sum("minutes")))
    planned = int(cycle.planned_hours * 60)
    lines = []
    for member in members.order_by("professional__surname", "professional__name", "pk"):
        done = minutes.get(member.professional_id, 0)
        lines.append(WorkerLine(member, done, max(0, planned - done)))
    return lines


def ambito_lines(lines: Iterable[WorkerLine]) -> list[AmbitoLine]:
    """The lines of workers added up by their Ambito, by name."""
    groups: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        groups[line.member.ambito.name].append(line.minutes)
    return [AmbitoLine(name, len(minutes), sum(minutes)) for name, minutes in sorted(groups.items())]


def years_of_supervision(actor: Actor) -> list[int]:
    """The years in which cycles that the actor organises have hours, the latest first."""
    years = _attended(_organised(actor).values("pk")).annotate(year=ExtractYear("participation__meeting__starts_at"))
    return sorted(set(years.values_list("year", flat=True)), reverse=True)


def hours_of_year(actor: Actor, year: int) -> list[AmbitoLine]:
    """Hours of a year in all the cycles that the actor organises, by the Ambito of each worker.

    Who was in two cycles is one worker with the hours of both.
    """
    cycles = list(_organised(actor).values_list("pk", flat=True))
    members = SupervisionMember.objects.filter(cycle__in=cycles).select_related("ambito").order_by("pk")
    ambiti = {row.professional_id: row.ambito.name for row in members}
    rows = _attended(cycles).filter(participation__meeting__starts_at__year=year)
    groups: dict[str, list[int]] = defaultdict(list)
    for professional, minutes in rows.values_list("participation__professional").annotate(Sum("minutes")):
        groups[ambiti.get(professional, "")].append(minutes)
    return [AmbitoLine(name, len(minutes), sum(minutes)) for name, minutes in sorted(groups.items())]


def _organised(actor: Actor) -> QuerySet[SupervisionCycle]:
    return SupervisionCycle.objects.organised_by(actor)


def _attended(cycles: Collection[int] | QuerySet[Any, Any]) -> QuerySet[Attendance]:
    """What the register has of the groups of some cycles, without their supervisors and what was cancelled."""
    return Attendance.objects.filter(
        participation__meeting__owner_kind=OWNER,
        participation__meeting__owner_id__in=cycles,
        participation__role=ParticipantRole.PARTICIPANT,
        participation__professional__isnull=False,
        minutes__gt=0,
    ).exclude(participation__meeting__state=MeetingState.CANCELLED)


def supervisor_known_as(email: str, surname: str) -> Professional | None:
    """The professional of the network with that e-mail and surname, who is then the supervisor."""
    rows = Professional.objects.filter(email__iexact=email.strip(), surname__iexact=surname.strip(), active=True)
    return rows.order_by("pk").first()


def candidates(cycle: SupervisionCycle, text: str, day: date) -> list[Professional]:
    """Whom the group may be chosen among, beside who is in it: those found by name, or else colleagues of the body.

    Of a group of one profession, people of that profession. At most `MOST_OFFERED`, by name.
    """
    rows = Professional.objects.filter(active=True).exclude(pk=cycle.supervisor_id or 0)
    roles = ProfessionalRole.objects.at(day)
    if cycle.profile:
        roles = roles.filter(profile=cycle.profile)
    for word in text.split():
        rows = rows.filter(Q(surname__istartswith=word) | Q(name__istartswith=word))
    if not text.strip():
        roles = roles.filter(organisation=cycle.organiser_id)
    found = rows.filter(pk__in=roles.values("professional")).order_by("surname", "name", "pk")
    return list(found[:MOST_OFFERED])
