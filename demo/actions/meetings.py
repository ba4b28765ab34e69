# SPDX-License-Identifier: EUPL-1.2
"""The calendar of an Ambito: a series of team meetings, a conference with its report, a table that was moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from demo.actions.accounts import HOME
from ordito.accounts.models import User
from ordito.meetings import actions
from ordito.meetings.engine.recurrence import weekly
from ordito.meetings.enums import MeetingKind, ParticipantRole, Visibility
from ordito.meetings.models import Meeting

if TYPE_CHECKING:
    from demo.actions.region import Scene
    from ordito.meetings.models import Participation, Venue
    from ordito.territory.models import Professional

TEAM = "Riunione di équipe del servizio sociale"
TEAM_MEETINGS = 12
TEXT = (
    "Il convegno ha messo a confronto scuole, servizi e cooperative su come si accoglie una famiglia al primo contatto."
)
ITEMS = (
    actions.ItemText(
        "Il primo contatto", "Le famiglie arrivano da porte diverse e raccontano la stessa storia più volte."
    ),
    actions.ItemText("Gli orari", "Lo sportello è chiuso quando molti genitori escono dal lavoro."),
)
NODES = (actions.NodeText("Chi risponde alle famiglie quando lo sportello è chiuso?"),)


@dataclass(frozen=True)
class Office:
    """Who organises, for which body and place, and around which day."""

    by: User
    scene: Scene
    venue: Venue
    at: datetime

    def plan(self, kind: MeetingKind, title: str, day: int, hour: int, lasting: int, **values: Any) -> actions.Plan:
        """A meeting so many days from today, `lasting` minutes, in the first room of the venue."""
        start = timezone.localtime(self.at).replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=day)
        return actions.Plan(
            **{
                "kind": kind,
                "title": title,
                "starts_at": start,
                "ends_at": start + timedelta(minutes=lasting),
                "organiser": self.scene.office_of[HOME],
                "territory": self.scene.places[HOME],
                "venue": self.venue,
                "room": self.venue.rooms.order_by("pk").first(),
                **values,
            }
        )

    def invite(self, meeting: Meeting, people: list[Professional], role: ParticipantRole) -> list[Participation]:
        """People at a meeting, without writing to them."""
        return actions.invite(
            by=self.by, at=self.at, meeting=meeting, professionals=people, role=role, tells=False, answer="accepted"
        )


def load_meetings(scene: Scene, *, at: datetime) -> None:
    """Fill the calendar of the Ambito, as its officer; nothing when it has team meetings already."""
    if Meeting.objects.filter(title=TEAM).exists():
        return
    by = User.objects.get(username="ambito")
    seat = scene.office_of[HOME].seat
    place = {"name": "Ex convento, sala incontri", "municipality": seat, "address": "Via del Telaio 12"}
    venue = actions.save_venue(by=by, at=at, values=place, rooms=[("Sala grande", 80), ("Sala piccola", 15)])
    office = Office(by, scene, venue, at)
    people = [scene.coordinators[HOME], *scene.workers[HOME]]
    _team(office, people)
    _conference(office, people)
    _ahead(office, people)


def _team(office: Office, people: list[Professional]) -> None:
    """Every two weeks, half of them over; who was there is written for those."""
    monday = -timezone.localdate(office.at).weekday() - 7 * TEAM_MEETINGS
    plan = office.plan(MeetingKind.BRIEFING, TEAM, monday, 9, 120, visibility=Visibility.PARTICIPANTS)
    rule = weekly([0], TEAM_MEETINGS, every=2)
    for row in actions.schedule_series(by=office.by, at=office.at, plan=plan, rule=rule, anyway=True):
        rows = office.invite(row, people, ParticipantRole.PARTICIPANT)
        if row.ends_at < office.at:
            cells: dict[tuple[int, int], int | None] = {(one.pk, 0): 120 for one in rows[: 1 + row.pk % len(rows)]}
            actions.record_minutes_attended(by=office.by, at=office.at, cells=cells)
            actions.hold_meeting(by=office.by, at=office.at, meeting=row)


def _conference(office: Office, people: list[Professional]) -> None:
    """Three weeks ago, open to all, with a published report and something to do."""
    title = "Convegno: la porta d’ingresso dei servizi"
    breaks, seen = [[240, 300]], Visibility.PUBLIC
    plan = office.plan(MeetingKind.CONFERENCE, title, -21, 9, 480, visibility=seen, breaks=breaks)
    row = actions.schedule_meeting(by=office.by, at=office.at, plan=plan, anyway=True)
    rows = office.invite(row, people, ParticipantRole.PARTICIPANT)
    cells: dict[tuple[int, int], int | None] = {(one.pk, 0): 240 for one in rows}
    actions.record_minutes_attended(by=office.by, at=office.at, cells=cells, source="sheet")
    actions.count_people(by=office.by, at=office.at, meeting=row, headcount=46, label="cittadini")
    actions.hold_meeting(by=office.by, at=office.at, meeting=row)
    due = timezone.localdate(office.at) + timedelta(days=9)
    decision = actions.DecisionText("Proporre nuovi orari dello sportello", office.scene.workers[HOME][0], due_on=due)
    written = actions.Written(text=TEXT, items=ITEMS, decisions=[decision], nodes=NODES)
    minutes = actions.write_minutes(by=office.by, at=office.at, meeting=row, written=written)
    actions.approve_minutes(by=office.by, at=office.at, minutes=minutes)
    actions.publish_minutes(by=office.by, at=office.at, minutes=minutes)


def _ahead(office: Office, people: list[Professional]) -> None:
    """What comes: a table that was moved, a seminar with seats, a focus group that was called off."""
    by, at = office.by, office.at
    table = actions.schedule_meeting(
        by=by, at=at, anyway=True, plan=office.plan(MeetingKind.TABLE, "Tavolo con le scuole", 8, 15, 120)
    )
    office.invite(table, people[:2], ParticipantRole.CONDUCTOR)
    actions.move_meeting(
        by=by,
        at=at,
        meeting=table,
        starts_at=table.starts_at + timedelta(days=2),
        ends_at=table.ends_at + timedelta(days=2),
        reason="Le scuole chiudono per il ponte",
        anyway=True,
    )
    seminar = office.plan(
        MeetingKind.SEMINAR, "Seminario: leggere i dati del proprio Ambito", 20, 10, 180,
        visibility=Visibility.PUBLIC, capacity=40, description="Come si legge un indicatore, e che cosa non dice.",
    )  # fmt: skip
    office.invite(
        actions.schedule_meeting(by=by, at=at, plan=seminar, anyway=True), people, ParticipantRole.PARTICIPANT
    )
    plan = office.plan(MeetingKind.FOCUS_GROUP, "Focus group con i genitori affidatari", 5, 17, 90)
    off = actions.schedule_meeting(by=by, at=at, plan=plan, anyway=True)
    actions.cancel_meeting(by=by, at=at, meeting=off, reason="Pochi iscritti: si fa a gennaio.")
