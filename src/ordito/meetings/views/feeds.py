# SPDX-License-Identifier: EUPL-1.2
"""Calendars for other programs, and what anybody may see without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.meetings import actions
from ordito.meetings.models import FeedToken, Meeting
from ordito.meetings.queries.calendar import Line, midnight, whole
from ordito.meetings.queries.feeds import feed_of, user_of
from ordito.meetings.views.common import form_view
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from ordito.accounts.models import User

PAGE_SIZE = 25


@form_view
@requires(Verb.VIEW_MEETINGS)
def subscription(request: HttpRequest) -> HttpResponse:
    """Make, replace or revoke one's address; it is shown once, because only its digest is kept."""
    actor, at = actor_of(request), timezone.now()
    addresses: list[tuple[str, str]] = []
    if request.method == "POST":
        if "revoca" in request.POST:
            actions.revoke_feed(by=actor, at=at)
            messages.success(request, _("Indirizzo revocato: chi lo usava non riceve più niente."))
            return redirect("meetings:subscription")
        secret = actions.open_feed(by=actor, at=at)
        addresses = _addresses(request, secret)
    context = {
        "feed": FeedToken.objects.open().visible_to(actor).first(),
        "addresses": addresses,
        "public": request.build_absolute_uri(reverse("meetings:public_feed")),
    }
    return page(request, "meetings/subscription.html", context)


def _addresses(request: HttpRequest, secret: str) -> list[tuple[str, str]]:
    """The reader's own calendar, and those of the places of their roles."""
    found = [(_("I miei incontri"), reverse("meetings:own_feed", args=[secret]))]
    ids = [grant.territory_id for grant in actor_of(request).grants if grant.territory_id is not None]
    for place in Territory.objects.filter(pk__in=ids).order_by("name", "pk"):
        words = _("Incontri di %(place)s") % {"place": place.name}
        found.append((words, reverse("meetings:territory_feed", args=[secret, place.pk])))
    return [(words, request.build_absolute_uri(path)) for words, path in found]


@login_not_required
@require_safe
def own_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The meetings in which the owner of the secret takes part."""
    user = _user_or_404(secret)
    return _answer(request, _("Ordito: i miei incontri"), Meeting.objects.visible_to(user).of_actor(user))


@login_not_required
@require_safe
def territory_feed(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """The meetings of a place and of what lies within it, as far as the owner of the secret sees them."""
    user = _user_or_404(secret)
    place = get_object_or_404(Territory.objects.visible_to(user), pk=pk)
    rows = Meeting.objects.visible_to(user).filter(territory__in=TerritoryLink.objects.within([pk]))
    return _answer(request, _("Ordito: %(place)s") % {"place": place.name}, rows)


@login_not_required
@require_safe
def owner_feed(request: HttpRequest, secret: str, kind: str, pk: int) -> HttpResponse:
    """The meetings of one declared owner, such as the lessons of an edition."""
    user = _user_or_404(secret)
    rows = Meeting.objects.visible_to(user).of(kind, pk)
    first = rows.first()
    if first is None:
        raise Http404
    return _answer(request, f"Ordito: {first.title}", rows)


@login_not_required
@require_safe
def public_feed(request: HttpRequest) -> HttpResponse:
    """What is public, for everybody."""
    return _answer(request, _("Incontri pubblici"), Meeting.objects.public(), public=True)


@login_not_required
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """Public meetings ahead, the next first."""
    rows = Meeting.objects.public().filter(ends_at__gte=midnight(timezone.localdate()))
    shown = page_of(request, whole(rows), order=("starts_at", "pk"), size=PAGE_SIZE)
    context = {
        "lines": [Line(row, mine=False) for row in shown.rows],
        "page": shown,
        "feed": request.build_absolute_uri(reverse("meetings:public_feed")),
    }
    return page(request, "meetings/public/list.html", context)


@login_not_required
@require_safe
def public_meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A public meeting, with its minutes once they are published."""
    row = get_object_or_404(whole(Meeting.objects.public()), uid=uid)
    minutes = getattr(row, "written_minutes", None)
    published = minutes if minutes is not None and minutes.published_at else None
    context = {"meeting": row, "line": Line(row, mine=False), "minutes": published}
    return page(request, "meetings/public/meeting.html", context)


def _user_or_404(secret: str) -> User:
    user = user_of(secret)
    if user is None or not user.holds(Verb.VIEW_MEETINGS):
        raise Http404
    return user


def _answer(request: HttpRequest, name: str, rows: QuerySet[Meeting], *, public: bool = False) -> HttpResponse:
    """The calendar, or that nothing has changed since the reader had it (304)."""
    feed = feed_of(name, rows, now=midnight(timezone.localdate()))
    tag = quote_etag(feed.tag)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if tag in known or f"W/{tag}" in known:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(feed.body(), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="ordito.ics"'
    response["ETag"] = tag
    patch_cache_control(response, public=public, private=not public, max_age=0, must_revalidate=True)
    return response
