# SPDX-License-Identifier: EUPL-1.2
"""Where people meet: the list of venues with their rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.meetings import actions
from ordito.meetings.forms.venues import VenueForm
from ordito.meetings.models import Venue
from ordito.meetings.views.common import attempt, form_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(Verb.ORGANISE_MEETINGS)
def venues(request: HttpRequest) -> HttpResponse:
    """Venues by name."""
    rows = Venue.objects.visible_to(actor_of(request)).select_related("municipality").prefetch_related("rooms")
    return page(request, "meetings/venues.html", {"page": page_of(request, rows, order=("name", "pk"))})


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def new_venue(request: HttpRequest) -> HttpResponse:
    """Add a venue with its rooms."""
    return _form(request, None)


@form_view
@requires(Verb.ORGANISE_MEETINGS)
def edit_venue(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a venue, add rooms."""
    return _form(request, get_object_or_404(Venue.objects.visible_to(actor_of(request)), pk=pk))


def _form(request: HttpRequest, row: Venue | None) -> HttpResponse:
    rooms = row.rooms.order_by("name", "pk") if row else ()
    lines = "\n".join(f"{room.name}: {room.seats}" if room.seats else room.name for room in rooms)
    form = VenueForm(request.POST or None, instance=row, initial={"rooms": lines, "active": True})

    def act() -> None:
        actions.save_venue(
            by=actor_of(request),
            at=timezone.now(),
            values=form.values(),
            rooms=form.cleaned_data["rooms"],
            venue=row,
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Sede salvata."))
        return redirect("meetings:venues")
    context = {"form": form, "title": _("Modifica la sede") if row else _("Nuova sede")}
    return page(request, "meetings/venue_form.html", context, invalid=form.is_bound)
