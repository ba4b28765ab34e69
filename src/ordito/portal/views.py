# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import actor_of
from ordito.portal.forms import SampleFilterForm, SampleForm
from ordito.portal.queries import cards_for, gallery_groups, menu_for, named_on, shortcuts_in, versions

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due, what was touched last, where to go."""
    now, actor = timezone.localtime(), actor_of(request)
    today = timezone.localdate(now)
    cards = cards_for(actor, today)
    if named := named_on(cards):
        log_access("portal.read_home", by=actor, at=now, kind=Kind.READ, rows=named)
    context = {
        "cards": cards,
        "shortcuts": shortcuts_in(menu_for(actor, request.path)),
        "today": today,
    }
    return render(request, "portal/home.html", context)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component of the screen with its source."""
    wrong = SampleForm({"name": "", "born": "31/02/2020", "hours": "12,5", "service": "ade"}, auto_id="wrong_%s")
    context = {
        "groups": gallery_groups(),
        "form": SampleForm(),
        "wrong_form": wrong,
        "filter_form": SampleFilterForm(request.GET or None),
    }
    return render(request, "portal/gallery.html", context)


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "portal/accessibility.html")


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """How the data of people are protected, in plain words."""
    return render(request, "portal/privacy.html")


@require_safe
@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """Licence and thanks; the versions only to who has entered, because they help an attacker."""
    return render(request, "portal/about.html", {"versions": versions() if request.user.is_authenticated else {}})


@never_cache
@require_safe
@login_not_required
def session(request: HttpRequest) -> HttpResponse:
    """Whether the session is still alive: 204 or 401. Pages ask before sending a form that was open for long."""
    return HttpResponse(status=204 if request.user.is_authenticated else 401)
