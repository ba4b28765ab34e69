# SPDX-License-Identifier: EUPL-1.2
"""Cycles of supervision for tests: an Ambito with its body, who organises, a group, somebody from outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.core.access import SystemActor
from ordito.core.fields import uuid7
from ordito.core.models import writing
from ordito.meetings.actions import Contact, hold_meeting, record_minutes_attended
from ordito.meetings.models import Participation
from ordito.territory.enums import LegalForm
from ordito.territory.models import TerritoryBody
from ordito.training.actions import supervision as actions
from ordito.training.enums import SupervisionKind
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_territory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.accounts.models import User
    from ordito.meetings.models import Meeting
    from ordito.territory.models import Organisation, Professional, Territory
    from ordito.training.models import SupervisionCycle

HOUSE = SystemActor("prova")
FIRST = date(2026, 1, 12)


@dataclass
class Office:
    """An Ambito, the body through which it acts, who organises there, two workers of whom one has an account."""

    ambito: Territory
    body: Organisation
    officer: User
    member: User
    group: list[Professional] = field(default_factory=list)


def make_office() -> Office:
    """Everybody works for the body of the Ambito since 2020."""
    ambito = make_ambito()
    seat = make_territory(parent=ambito)
    body = make_organisation(seat=seat)
    with writing():
        TerritoryBody.objects.create(territory=ambito, organisation=body, legal_form=LegalForm.CONVENTION)
    officer = make_user(role=AMBITO_OFFICER, territory=ambito, full_name="Ufficio Di Prova")
    first = make_professional("Aloisi", "Prova", organisation=body, email="aloisi@prova.example")
    second = make_professional("Bellini", "Prova", organisation=body)
    member = make_user(role=SOCIAL_WORKER, organisation=body, professional=first, full_name="Prova Aloisi")
    return Office(ambito, body, officer, member, [first, second])


def make_cycle(
    office: Office, *, group: Sequence[Professional] | None = None, day: date = FIRST, **values: Any
) -> SupervisionCycle:
    """A cycle of half a year with its group; without `supervisor` somebody from outside leads it."""
    said = {
        "title": "Gruppo di prova",
        "kind": SupervisionKind.PROFESSION,
        "profile": "social_worker",
        "organiser": office.body,
        "territory": office.ambito,
        "starts_on": day,
        "ends_on": day + timedelta(days=180),
        "planned_hours": Decimal(16),
        **values,
    }
    if "supervisor" not in said:
        said["contact"] = Contact("Zuccari", "Prova", "zuccari@fuori.example", "Psicologa")
    at = moment(day, 8)
    made = actions.start_cycle(by=HOUSE, at=at, values=actions.CycleValues(**said), form_key=uuid7())
    chosen = office.group if group is None else list(group)
    if chosen:
        actions.set_group(by=HOUSE, at=at, cycle=made, professionals=chosen)
    return made


def make_sitting(
    cycle: SupervisionCycle, day: date, *, hours: int = 2, attended: Sequence[int] | None = None
) -> Meeting:
    """A meeting of the group from nine on; with `attended`, held, with so many minutes each, in order of surname."""
    when = actions.When(moment(day, 9), moment(day, 9 + hours))
    before = moment(cycle.starts_on, 8)
    (meeting,) = actions.schedule_supervision(
        by=HOUSE, at=before, cycle=cycle, when=when, form_key=uuid7(), anyway=True
    )
    if attended is None:
        return meeting
    people = Participation.objects.filter(meeting=meeting, role="participant").order_by("professional__surname")
    cells = {(row.pk, 0): minutes for row, minutes in zip(people, attended, strict=True)}
    record_minutes_attended(by=HOUSE, at=moment(day, 18), cells=cells)
    return hold_meeting(by=HOUSE, at=moment(day, 18), meeting=meeting)


def moment(day: date, hour: int) -> datetime:
    """An hour of a day in Rome."""
    return timezone.make_aware(datetime.combine(day, time(hour)))
