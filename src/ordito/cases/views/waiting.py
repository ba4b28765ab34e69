# SPDX-License-Identifier: EUPL-1.2
"""Waiting lists, service by service, without names: who answers for the work sees the order and why it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from ordito.cases.queries.waiting import waiting_list, waiting_services
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.models import Service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(Verb.VIEW_WORKLIST)
def services(request: HttpRequest) -> HttpResponse:
    """The services in which somebody of the reader's service waits."""
    return page(request, "cases/waiting/services.html", {"services": waiting_services(actor_of(request))})


@require_safe
@requires(Verb.VIEW_WORKLIST)
def service(request: HttpRequest, service_pk: int) -> HttpResponse:
    """Who waits for a place in one service, in order."""
    row = get_object_or_404(Service.objects.select_related("provider"), pk=service_pk)
    lines = waiting_list(actor_of(request), row, today=timezone.localdate())
    return page(request, "cases/waiting/service.html", {"service": row, "lines": lines})
