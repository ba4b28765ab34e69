# SPDX-License-Identifier: EUPL-1.2
"""Checking in and out by a code: how a meeting takes it, the screen in the room, the page of a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import SystemActor, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.limits import count_failure, failed_tries
from ordito.meetings import actions, rules
from ordito.meetings.actions.door import window_words
from ordito.meetings.enums import Source
from ordito.meetings.forms.checkin import CheckInForm, DoorForm
from ordito.meetings.models import Meeting
from ordito.meetings.queries import checkin, codes
from ordito.meetings.queries.calendar import Line, whole
from ordito.meetings.views.common import attempt, form_view, header_of, kept_meeting

if TYPE_CHECKING:
    from datetime import datetime

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor
    from ordito.meetings.enums import Passing
    from ordito.meetings.models import Participation

DOOR = "meetings-check-in"
MOST_FAILURES = 20
GONE, UNKNOWN, TOO_MANY = 410, 404, 429
SCREEN_SALT = "meetings.screen"
LAST_TURN = timedelta(minutes=5)
"""For so long after the end a screen may still ask, so that the last thing it shows is that it is over."""


@form_view
@requires(Verb.KEEP_REGISTER)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """How people check in by themselves; the code to be printed, where the meeting takes one."""
    row, actor = kept_meeting(request, pk), actor_of(request)
    initial = {"checks_out": row.checks_out, "printed_code": row.printed_code}
    form = DoorForm(request.POST if request.method == "POST" else None, initial=initial)

    def act() -> None:
        actions.set_door(by=actor, at=timezone.now(), meeting=row, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Salvato."))
        return redirect("meetings:code", pk)
    context = {
        "header": header_of(actor, row, "register"),
        "meeting": row,
        "line": Line(row, mine=False),
        "form": form,
        "open": rules.check_in_open(row, timezone.now()),
        **(_drawn(request, codes.printed_token(row)) if row.printed_code else {}),
    }
    return page(request, "meetings/code.html", context, invalid=form.is_bound)


@login_not_required
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The code for the screen of the room, another one every minute.

    Who keeps the register opens it once; then the browser goes on showing it until the meeting is over, also when
    nobody has touched that computer for longer than a session lasts. It opens nothing else.
    """
    now, name = timezone.now(), f"schermo-{pk}"
    rows = whole(Meeting.objects.filter(pk=pk))
    if request.get_signed_cookie(name, default="", salt=SCREEN_SALT) != str(pk):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        kept_meeting(request, pk)
    row = get_object_or_404(rows)
    context = {
        "meeting": row,
        "line": Line(row, mine=False),
        "open": rules.check_in_open(row, now),
        "turns": now <= row.ends_at + rules.AFTER,
        "why": window_words(row, now),
        "now": timezone.localtime(now),
        **_drawn(request, codes.turning_token(row, now)),
    }
    answer = page(request, "meetings/public/screen.html", context)
    left = int((row.ends_at + rules.AFTER + LAST_TURN - now).total_seconds())
    answer.set_signed_cookie(
        name, str(pk), salt=SCREEN_SALT, max_age=max(left, 0), path=request.path, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


def _drawn(request: HttpRequest, token: str) -> dict[str, str]:
    address = request.build_absolute_uri(reverse("meetings:check_in", args=[token]))
    return {"address": address, "drawing": codes.drawn(address)}


@form_view
@login_not_required
def check_in(request: HttpRequest, token: str) -> HttpResponse:
    """What a phone opens from the code: one button for who is signed in, surname and e-mail for the others."""
    now = timezone.now()
    scanned = codes.scanned(token, now)
    row = scanned.meeting
    if row is None:
        return _answered(request, {"forged": True}, status=UNKNOWN)
    read = codes.was_read(row, request.POST.get("letto", ""), now)
    context = {"meeting": row, "line": Line(row, mine=False), "leaving": "esco" in request.POST}
    if scanned.trouble is not None and not read:
        return _answered(request, context | {"trouble": scanned.trouble}, status=GONE)
    if failed_tries(DOOR, request) >= MOST_FAILURES:
        return _answered(request, context | {"tired": True}, status=TOO_MANY)
    mine = checkin.of_actor(row, actor_of(request)) if request.user.is_authenticated else None
    form = CheckInForm(request.POST if request.method == "POST" else None)
    done = None
    if request.method == "POST" and (mine is not None or form.is_valid()):
        mine = mine or checkin.of_name(row, **form.cleaned_data)
        done = _passed(request, form, mine, now)
    shown = mine if request.user.is_authenticated or done else None
    context |= {
        "mine": shown,
        "form": form,
        "open": rules.check_in_open(row, now),
        "why": window_words(row, now),
        "done": done,
        "standing": checkin.standing_of(shown) if shown is not None else None,
        "read": codes.read_token(row, now),
    }
    return _answered(request, context, status=422 if request.method == "POST" and done is None else 200)


def _answered(request: HttpRequest, context: dict[str, object], *, status: int) -> HttpResponse:
    answer = page(request, "meetings/public/check_in.html", context)
    answer.status_code = status
    return answer


def _passed(request: HttpRequest, form: Form, found: Participation | None, now: datetime) -> Passing | None:
    """Write who came or left; who is not found is told the same whatever was wrong."""
    if found is None:
        count_failure(DOOR, request)
        form.add_error(
            None,
            _("Tra gli invitati non troviamo questo cognome con questa e-mail. Rivolgiti a chi tiene il registro."),
        )
        return None
    by: Actor = actor_of(request) if request.user.is_authenticated else SystemActor(_("registrazione con codice QR"))
    act = actions.check_out if "esco" in request.POST else actions.check_in
    done: list[Passing] = []
    attempt(form, lambda: done.append(act(by=by, at=now, participation=found, source=Source.QR)))
    return done[0] if done else None
