# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from ordito.agenda.models import Appointment
from ordito.agenda.queries.words import whole
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


def appointment_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> Appointment:
    """An appointment of the record, with all that a line says."""
    rows = whole(Appointment.objects.visible_to(actor_of(request)).filter(case_file=record.case_file))
    return get_object_or_404(rows, pk=pk)
