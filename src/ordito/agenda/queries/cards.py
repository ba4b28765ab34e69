# SPDX-License-Identifier: EUPL-1.2
"""What the home page and the board of a caseload say of appointments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.agenda.enums import AppointmentState
from ordito.agenda.models import Appointment
from ordito.agenda.queries.calendar import appointments_between, midnight
from ordito.cases.models import TakingInCharge
from ordito.core.declare import CardContent, CardItem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ordito.agenda.queries.words import AppointmentLine
    from ordito.core.access import Actor

LINES = 12
MISSED_SINCE = timedelta(days=182)
MANY_MISSED = 2


def today_card(actor: Actor, today: date) -> CardContent | None:
    """Today's appointments with their hour, in the order of the day; nothing for who is no professional."""
    if actor.professional_id is None:
        return None
    week_url = reverse("agenda:week")
    lines = appointments_between(actor, today, today)
    items = [
        CardItem(
            _("%(hours)s %(name)s") % {"hours": line.hours, "name": line.row.case_file.person.full_name()},
            reverse("agenda:appointment", args=[line.row.case_file_id, line.row.pk]),
            detail_of(line),
        )
        for line in lines[:LINES]
    ]
    named = [thing for line in lines[:LINES] for thing in (line.row.case_file, line.row.case_file.person)]
    empty = _("Oggi non hai appuntamenti.")
    return CardContent(items, empty=empty, count=len(lines) or None, more_url=week_url, named=named)


def detail_of(line: AppointmentLine) -> str:
    """What it is, where, and how it went once that is known."""
    state = "" if line.row.state == AppointmentState.PLANNED else str(line.row.get_state_display())
    return ", ".join(part for part in (line.kind, line.where, state) if part)


def nothing_ahead(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:
    """Of the records in charge, those without an appointment from today on."""
    open_ones = TakingInCharge.objects.current().open().filter(case_file__in=ids)
    ahead = Appointment.objects.planned().filter(case_file__in=ids, starts_at__gte=midnight(today))
    bare = set(open_ones.values_list("case_file_id", flat=True)) - set(ahead.values_list("case_file_id", flat=True))
    text = _("nessun appuntamento fissato")
    return {pk: CardItem(text, reverse("agenda:agenda", args=[pk])) for pk in sorted(bare)}


def has_nothing_ahead(today: date) -> Q:
    """Whether a record is in charge without an appointment from today on."""
    followed = TakingInCharge.objects.current().open().filter(case_file=OuterRef("pk"))
    ahead = Appointment.objects.planned().filter(case_file=OuterRef("pk"), starts_at__gte=midnight(today))
    return Q(Exists(followed)) & ~Q(Exists(ahead))


def often_missed(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:
    """Records where two appointments or more were missed in the last six months."""
    since = midnight(today - MISSED_SINCE)
    missed = Appointment.objects.filter(case_file__in=ids, state=AppointmentState.MISSED, starts_at__gte=since)
    counted = missed.order_by().values_list("case_file_id").annotate(times=Count("pk")).filter(times__gte=MANY_MISSED)
    words = _("%(times)s appuntamenti mancati in sei mesi")
    return {pk: CardItem(words % {"times": times}, reverse("agenda:agenda", args=[pk])) for pk, times in counted}
