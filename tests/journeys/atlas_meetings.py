# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world that meets: a public meeting with its minutes, one of today, people at both."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.meetings import actions
from ordito.meetings.enums import MeetingKind, Visibility
from ordito.meetings.queries.codes import turning_token
from tests.factories.meetings import HOUSE, invite, make_minutes, make_venue

if TYPE_CHECKING:
    from ordito.meetings.models import Meeting
    from tests.journeys.conftest import World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
READ = ("meeting", "minutes", "move_state", "answer")
KEPT = (
    "edit",
    "cancel",
    "people",
    "contact",
    "count",
    "register",
    "sheet",
    "code",
    "screen",
    "card",
    "whose_card",
    "log",
)
WRITTEN = ("write_minutes", "move_minutes", "attach", "minutes_pdf")


def gather(world: World) -> dict[str, tuple[Any, ...]]:
    """Something on every page of the calendar."""
    told = _meeting(world, "Seminario aperto a tutti", days=-30, visibility=Visibility.PUBLIC)
    today = _meeting(world, "Laboratorio di oggi", days=0)
    people = [row for meeting in (told, today) for row in invite(meeting, world.worker, world.colleague)]
    contact = actions.Contact("Esterna", "Ines", "ines@esempio.invalid", "Scuola di prova")
    actions.invite_contact(by=HOUSE, at=timezone.now(), meeting=today, contact=contact)
    actions.record_minutes_attended(by=HOUSE, at=timezone.now(), cells={(people[0].pk, 0): 90})
    sheet = actions.make_sheet(by=HOUSE, at=timezone.now(), meeting=today, pages=1)
    minutes = make_minutes(told, task_of=world.worker)
    actions.approve_minutes(by=HOUSE, at=timezone.now(), minutes=minutes)
    actions.publish_minutes(by=HOUSE, at=timezone.now(), minutes=minutes)
    file = actions.attach_file(
        by=HOUSE, at=timezone.now(), minutes=make_minutes(today), stream=BytesIO(PDF), name="Presentazione.pdf"
    )
    return {
        **{f"meetings:{name}": (told.pk,) for name in READ},
        **{f"meetings:{name}": (today.pk,) for name in (*KEPT, *WRITTEN)},
        "meetings:participation": (today.pk, people[2].pk),
        "meetings:endorse": (today.pk, sheet.pk),
        "meetings:change_attachment": (today.pk, file.pk),
        "meetings:edit_venue": (today.venue_id,),
        "meetings:check_in": (turning_token(today, timezone.now()),),
        "meetings:public_meeting": (told.uid,),
        "meetings:public_minutes": (minutes.uid,),
    }


def _meeting(world: World, title: str, *, days: int, visibility: Visibility = Visibility.NETWORK) -> Meeting:
    start = timezone.localtime() + timedelta(days=days, minutes=-10)
    venue = make_venue(world.place.comune)
    plan = actions.Plan(
        kind=MeetingKind.SEMINAR,
        title=title,
        starts_at=start,
        ends_at=start + timedelta(hours=6),
        breaks=[[180, 240]],
        organiser=world.place.body,
        territory=world.place.comune,
        visibility=visibility,
        venue=venue,
        room=venue.rooms.first(),
        capacity=20,
        description="Che cosa cambia per chi accoglie le famiglie.",
    )
    return actions.schedule_meeting(by=HOUSE, at=timezone.now(), plan=plan, anyway=True)
