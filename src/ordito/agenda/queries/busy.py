# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.agenda.enums import AppointmentState
from ordito.agenda.models import AppointmentStaff
from ordito.agenda.queries.words import hours_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.agenda.models import Appointment
    from ordito.territory.models import Professional


def busy_words(
    staff: Sequence[Professional], starts_at: datetime, ends_at: datetime, *, but: Appointment | None = None
) -> list[str]:
    """Which of the operators are taken between two moments, and at what hours; of any record, naming none of them."""
    taken = AppointmentStaff.objects.filter(
        professional__in=[one.pk for one in staff],
        appointment__state=AppointmentState.PLANNED,
        appointment__starts_at__lt=ends_at,
        appointment__ends_at__gt=starts_at,
    ).exclude(appointment=but.pk if but else 0)
    rows = taken.select_related("professional", "appointment").order_by("appointment__starts_at", "pk")
    return [_("%(name)s %(hours)s") % {"name": row.professional, "hours": hours_words(row.appointment)} for row in rows]
