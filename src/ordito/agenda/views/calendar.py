# SPDX-License-Identifier: EUPL-1.2
"""The worker's own week, and the address that their calendar reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.agenda import actions
from ordito.agenda.engine.ical import calendar
from ordito.agenda.forms.appointments import WeekForm
from ordito.agenda.models import CalendarFeed
from ordito.agenda.queries.calendar import WEEK, monday_of, untold, week_of
from ordito.agenda.queries.feeds import events_of, user_of
from ordito.agenda.views.common import form_view
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@requires(Verb.VIEW_RECORD)
def week(request: HttpRequest) -> HttpResponse:
    """The reader's appointments of a week (`?dal=` any day of it), and those nobody has said anything of."""
    form = WeekForm(request.GET)
    actor, today = actor_of(request), timezone.localdate()
    asked = form.cleaned_data["dal"] if form.is_valid() else None
    monday = monday_of(asked or today)
    days = week_of(actor, monday, today=today)
    waiting = untold(actor, now=timezone.now()) if monday == monday_of(today) else []
    shown = [*waiting, *(line for day in days for line in day.lines)]
    if shown:
        records = {line.row.case_file_id: line.row.case_file for line in shown}
        log_access("agenda.read_week", by=actor, at=timezone.now(), kind=Kind.READ, rows=list(records.values()))
    context = {
        "days": days,
        "waiting": waiting,
        "monday": monday,
        "sunday": monday + WEEK - (WEEK / 7),
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "this_week": monday == monday_of(today),
        "empty": not any(day.lines for day in days),
    }
    return page(request, "agenda/week.html", context)


@form_view
@requires(Verb.VIEW_RECORD)
def subscription(request: HttpRequest) -> HttpResponse:
    """Make, replace or revoke the address; it is shown once, because only its digest is kept."""
    actor, at = actor_of(request), timezone.localtime()
    address = ""
    if request.method == "POST":
        if "revoca" in request.POST:
            actions.revoke_feed(by=actor, at=at)
            messages.success(request, _("Indirizzo revocato: chi lo usava non riceve più niente."))
            return redirect("agenda:subscription")
        secret = actions.open_feed(by=actor, at=at)
        address = request.build_absolute_uri(reverse("agenda:feed", args=[secret]))
    feed = CalendarFeed.objects.open().visible_to(actor).first()
    return page(request, "agenda/subscription.html", {"feed": feed, "address": address})


@login_not_required
@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar for a program that has the secret address; it names nobody, and is no reading of a record."""
    user = user_of(secret)
    if user is None:
        raise Http404
    content = calendar(_("Appuntamenti Ordito"), events_of(user, now=timezone.now()))
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="ordito.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
