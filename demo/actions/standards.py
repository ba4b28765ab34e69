# SPDX-License-Identifier: EUPL-1.2
"""A training standard with the course that follows it, editions that ended, and a cycle of supervision."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.utils import timezone

from demo.actions.accounts import HOME
from demo.engine.programme import CO_DESIGN
from ordito.accounts.models import User
from ordito.meetings.actions import Contact, hold_meeting, record_minutes_attended
from ordito.meetings.enums import ParticipantRole
from ordito.meetings.models import Participation
from ordito.territory.enums import Profile
from ordito.training.actions import standards, supervision
from ordito.training.enums import SupervisionKind
from ordito.training.models import Course, SupervisionCycle, TrainingStandard

if TYPE_CHECKING:
    from demo.actions.region import Scene

FORMS = UUID("0c2f8f34-6a56-5d0c-8f0e-3f5d1c9a7e22")
"""The name space of the forms of this part: the same one at every loading."""
TITLE = "Condurre la co-progettazione"
COMPETENCES = (
    "Scrive un avviso pubblico che gli enti del terzo settore capiscono",
    "Conduce un tavolo e ne scrive l’esito",
    "Verifica una convenzione con indicatori concordati",
)
CONTENTS = (("Quadro normativo", Decimal(6)), ("Avviso e tavoli", Decimal(8)), ("Rendicontazione", Decimal(4)))
CYCLE = "Supervisione del servizio sociale"
GROUP = 6
FORTNIGHTS = 8
AFTERNOON = time(14)


def load_standards(*, at: datetime) -> None:
    """A standard in use that a course follows; nothing when it is there."""
    by, course = User.objects.get(username="formazione"), Course.objects.filter(title=CO_DESIGN.title).first()
    if course is None or TrainingStandard.objects.exists():
        return
    values = standards.StandardValues(
        title=TITLE,
        organiser=course.organiser,
        territory=course.territory,
        hours=Decimal(24),
        aims="Amministrazioni ed enti del terzo settore con le stesse basi, in ogni Ambito.",
        teachers="Un docente che ha condotto almeno tre procedimenti, e un giurista.",
        assessment="Un avviso scritto in gruppo e la simulazione di un tavolo.",
        competences=COMPETENCES,
        contents=CONTENTS,
    )
    standard = standards.start_standard(by=by, at=at, values=values, form_key=uuid5(FORMS, TITLE))
    version = standards.put_in_use(by=by, at=at, draft=standard.versions.get())
    standards.link_course(by=by, at=at, version=version, course=course)


def load_supervision(scene: Scene, *, at: datetime) -> None:
    """The cycle of an Ambito's social workers, half of whose meetings were held; nothing when it is there."""
    if SupervisionCycle.objects.exists():
        return
    by, today = User.objects.get(username="ambito"), timezone.localdate(at)
    first = today - timedelta(days=7 * FORTNIGHTS)
    values = supervision.CycleValues(
        title=CYCLE,
        kind=SupervisionKind.PROFESSION,
        profile=Profile.SOCIAL_WORKER,
        organiser=scene.office_of[HOME],
        territory=scene.places[HOME],
        starts_on=first,
        ends_on=first + timedelta(days=180),
        planned_hours=Decimal(16),
        contact=Contact("Ascoltatini", "Dora", "dora.ascoltatini@supervisione.example", "Formatrice"),
    )
    cycle = supervision.start_cycle(by=by, at=at, values=values, form_key=uuid5(FORMS, CYCLE))
    supervision.set_group(by=by, at=at, cycle=cycle, professionals=scene.workers[HOME][:GROUP])
    for number in range(FORTNIGHTS):
        _meet(cycle, number, by=by, at=at)


def _meet(cycle: SupervisionCycle, number: int, *, by: User, at: datetime) -> None:
    """Two hours every fortnight; those that are over have their register, where now and then somebody is away."""
    day = cycle.starts_on + timedelta(days=14 * number + 3)
    begins = timezone.make_aware(datetime.combine(day, AFTERNOON))
    when = supervision.When(begins, begins + timedelta(hours=2), remote_url="https://video.example/supervisione")
    form = uuid5(FORMS, f"{CYCLE}/{number}")
    (meeting,) = supervision.schedule_supervision(by=by, at=at, cycle=cycle, when=when, form_key=form, anyway=True)
    if meeting.ends_at > at:
        return
    people = Participation.objects.filter(meeting=meeting, role=ParticipantRole.PARTICIPANT).order_by("pk")
    cells: dict[tuple[int, int], int | None] = {
        (row.pk, 0): 120 if (place + number) % 5 else 0 for place, row in enumerate(people)
    }
    record_minutes_attended(by=by, at=at, cells=cells)
    hold_meeting(by=by, at=at, meeting=meeting)
