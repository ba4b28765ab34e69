# SPDX-License-Identifier: EUPL-1.2
"""A body that organises, the people around it, and meetings made by the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER, TRAINER
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.meetings import actions
from ordito.meetings.enums import MeetingKind, ParticipantRole, Visibility
from ordito.meetings.models import Room, Venue
from ordito.territory.enums import OrganisationKind
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.meetings.models import Meeting, Minutes, Participation
    from ordito.territory.models import Organisation, Professional, Territory

HOUSE = SystemActor("prova")
ROME = ZoneInfo("Europe/Rome")
TEN = datetime(2026, 10, 6, 10, 0, tzinfo=ROME)
"""When meetings of the tests begin: a Tuesday, three weeks before the clock goes back."""
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Hall:
    """An Ambito with its body and a venue of two rooms; who organises, who leads, who takes part, who is elsewhere."""

    ambito: Territory
    body: Organisation
    venue: Venue
    room: Room
    officer: User
    trainer: User
    worker: User
    stranger: User

    def plan(self, **values: Any) -> actions.Plan:
        """What a meeting is as long as a test says nothing else: three hours in the room."""
        return actions.Plan(
            **{
                "kind": MeetingKind.LAB_MEETING,
                "title": "Laboratorio di prova",
                "starts_at": TEN,
                "ends_at": values.get("starts_at", TEN) + 3 * HOUR,
                "organiser": self.body,
                "territory": self.ambito,
                "visibility": Visibility.NETWORK,
                "venue": self.venue,
                "room": self.room,
                **values,
            }
        )

    def meeting(self, *, draft: bool = False, anyway: bool = True, **values: Any) -> Meeting:
        """A meeting in the calendar."""
        return actions.schedule_meeting(by=HOUSE, at=NOW, plan=self.plan(**values), draft=draft, anyway=anyway)


def make_hall() -> Hall:
    """The scene of the tests; its stranger works in another Ambito."""
    ambito, elsewhere = make_ambito(), make_ambito()
    comune = make_territory(parent=ambito)
    body = make_organisation(kind=OrganisationKind.PLAN_OFFICE, seat=comune)
    venue = make_venue(comune)
    return Hall(
        ambito,
        body,
        venue,
        venue.rooms.get(name="Sala Telaio"),
        make_user(role=AMBITO_OFFICER, territory=ambito, professional=True, full_name="Ugo Ufficio"),
        make_user(role=TRAINER, territory=ambito, professional=True, full_name="Tea Formatrice"),
        make_user(role=SOCIAL_WORKER, territory=ambito, professional=True, full_name="Ada Operatrice"),
        make_user(role=SOCIAL_WORKER, territory=elsewhere, professional=True, full_name="Elio Altrove"),
    )


def make_venue(comune: Territory) -> Venue:
    """A venue of a Comune with two rooms; the one that is there when there is one."""
    with writing():
        venue, made = Venue.objects.get_or_create(
            name="Biblioteca di prova", municipality=comune, defaults={"address": "Via di Prova 1"}
        )
        if made:
            Room.objects.create(venue=venue, name="Sala Telaio", seats=40)
            Room.objects.create(venue=venue, name="Sala Spola")
    return venue


def invite(
    meeting: Meeting, *people: User | Professional, role: str = ParticipantRole.PARTICIPANT
) -> list[Participation]:
    """People of the network at a meeting."""
    found = [one.professional if hasattr(one, "professional") else one for one in people]
    return actions.invite(by=HOUSE, at=NOW, meeting=meeting, professionals=found, role=role, tells=False)  # type: ignore[arg-type]  # all of the tests' users are professionals


def crowd(meeting: Meeting, count: int) -> list[Participation]:
    """So many professionals at a meeting."""
    return invite(meeting, *(make_professional(f"Partecipante{number:02}") for number in range(count)))


def make_minutes(meeting: Meeting, *, task_of: User | None = None) -> Minutes:
    """Minutes with a point, a decision and an open node."""
    who = task_of.professional if task_of else None
    written = actions.Written(
        text="Si è parlato di come accogliere le famiglie.",
        items=[actions.ItemText("Accoglienza", "Servono orari più larghi.")],
        decisions=[
            actions.DecisionText("Scrivere la scheda di accoglienza", who, due_on=TEN.date() + timedelta(days=10))
        ],
        nodes=[actions.NodeText("Chi risponde quando lo sportello è chiuso?")],
    )
    return actions.write_minutes(by=HOUSE, at=TEN + 4 * HOUR, meeting=meeting, written=written)
