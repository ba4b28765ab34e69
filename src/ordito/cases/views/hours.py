# SPDX-License-Identifier: EUPL-1.2
"""The workload in hours and points: one's own, and that of the service for who coordinates it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.cases.enums import ComplexityCriterion
from ordito.cases.queries.hours import hours_chart, own_hours, service_hours
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.hours import HoursPage


@require_safe
@requires(Verb.WRITE_RECORD)
def own(request: HttpRequest) -> HttpResponse:
    """The reader's own hours and points."""
    return _page(request, own_hours(actor_of(request), today=timezone.localdate()), of_service=False)


@require_safe
@requires(Verb.APPROVE_WORK)
def service(request: HttpRequest) -> HttpResponse:
    """Everybody's hours and points in the services that the reader coordinates."""
    return _page(request, service_hours(actor_of(request), today=timezone.localdate()), of_service=True)


def _page(request: HttpRequest, shown: HoursPage, *, of_service: bool) -> HttpResponse:
    values = {
        "shown": shown,
        "chart": hours_chart(shown),
        "of_service": of_service,
        "coordinates": actor_of(request).holds(Verb.APPROVE_WORK),
        "criteria": [(one, one.label, shown.weights.get(one, 0)) for one in ComplexityCriterion],
        "title": _("Ore e carico del servizio") if of_service else _("Le mie ore e il mio carico"),
    }
    return page(request, "cases/hours.html", values)
