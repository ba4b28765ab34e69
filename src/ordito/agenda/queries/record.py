# SPDX-License-Identifier: EUPL-1.2
"""The agenda of one record: its page, its story, its paper, what the forms let one choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.agenda.enums import AppointmentState
from ordito.agenda.models import Appointment
from ordito.agenda.queries.words import hours_words, line_of, lines_of, moment_words, whole
from ordito.cases.enums import Part
from ordito.cases.models import FamilyMembership, Person, TakingInCharge, TeamMember
from ordito.cases.queries.record_timeline import Moment
from ordito.core.paper import Grid
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ordito.agenda.models.appointments import AppointmentQuerySet
    from ordito.agenda.queries.words import AppointmentLine
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block

KEY = "agenda"
ICONS = {AppointmentState.HELD: "it-calendar", AppointmentState.MISSED: "it-error"}
PRINTED = 500
"""Appointments that paper holds, the latest."""


def agenda_of(actor: Actor, record: RecordHeader) -> AppointmentQuerySet:
    """The appointments of a record that the actor reads, with all that a line says."""
    return whole(Appointment.objects.visible_to(actor).filter(case_file=record.case_file))


def coming(actor: Actor, record: RecordHeader, *, now: datetime) -> list[AppointmentLine]:
    """Those planned, the next first; those of which nobody has said how they went stand before them."""
    return lines_of(agenda_of(actor, record).planned().order_by("starts_at", "pk"), now=now)


def past(actor: Actor, record: RecordHeader) -> AppointmentQuerySet:
    """Those held, missed or cancelled."""
    return agenda_of(actor, record).exclude(state=AppointmentState.PLANNED)


def moments_of(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Appointments held and missed."""
    told = Appointment.objects.visible_to(actor).filter(case_file=record.case_file, state__in=ICONS)
    for row in told.select_related("kind", "missed_by"):
        day = timezone.localdate(row.starts_at)
        state = AppointmentState(row.state)
        title = _("%(what)s: %(state)s") % {"what": row.kind.label, "state": row.get_state_display()}
        detail = f"{hours_words(row)}. {row.missed_by}" if row.missed_by else hours_words(row)
        yield Moment(day, KEY, title, ICONS[state], detail, "agenda:appointment", (record.pk, row.pk))


def printed_of(actor: Actor, record: RecordHeader) -> list[Block]:
    """Every appointment, the latest first."""
    now = timezone.now()
    rows = [line_of(row, now=now) for row in agenda_of(actor, record).order_by("-starts_at", "-pk")[:PRINTED]]
    if not rows:
        return []
    heads = [_("Quando"), _("Che cosa"), _("Con chi"), _("Operatori"), _("Dove"), _("Com’è andato"), _("Note")]
    lines = [
        (
            moment_words(line.row),
            line.kind,
            line.whom,
            line.staff,
            line.where,
            line.state,
            "\n".join(part for part in (str(line.row.missed_by or ""), line.outcome, line.note) if part),
        )
        for line in rows
    ]
    return [Grid(heads, lines)]


def people_of(record: RecordHeader, appointment: Appointment | None = None) -> list[Person]:
    """The person of the record, who lives in the family today when the actor reads it, and who is there already."""
    also = Q(pk__in=appointment.people.values("person_id")) if appointment else Q()
    family = Q()
    if Part.FAMILY in record.parts:
        units = FamilyMembership.objects.at(record.today).filter(person=record.person, unit__annulled_at__isnull=True)
        members = FamilyMembership.objects.at(record.today).filter(unit__in=units.values("unit_id"))
        family = Q(pk__in=members.values("person_id"))
    others = Person.objects.filter(also | family).exclude(pk=record.person.pk) if also or family else ()
    return [record.person, *sorted(others, key=Person.full_name)]


def staff_of(actor: Actor, record: RecordHeader, appointment: Appointment | None = None) -> list[Professional]:
    """The actor, who answers for the record, its team today, and who is there already; by name."""
    takings = TakingInCharge.objects.current().open().filter(case_file=record.case_file)
    team = TeamMember.objects.at(record.today).filter(taking__in=takings)
    near = (
        Q(pk=actor.professional_id or 0)
        | Q(pk__in=takings.values("worker_id"))
        | Q(pk__in=team.values("professional_id"))
    )
    if appointment is not None:
        near |= Q(pk__in=appointment.staff.values("professional_id"))
    return list(Professional.objects.filter(near).order_by("surname", "name", "pk"))
