# SPDX-License-Identifier: EUPL-1.2
"""The calendar by month, by week and as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.meetings.forms.calendar import CalendarFilter
from ordito.meetings.queries.calendar import (
    WEEK,
    days_of,
    filtered,
    lines_of,
    midnight,
    monday_of,
    month_after,
    month_before,
    month_of,
    whole,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

PAGE_SIZE = 40
VIEWS = (("meetings:month", _("Mese")), ("meetings:week", _("Settimana")), ("meetings:list", _("Elenco")))


@require_safe
@requires(Verb.VIEW_MEETINGS)
def month(request: HttpRequest) -> HttpResponse:
    """A month (`?dal=` any day of it), as a grid; on a phone the days that have something."""
    form, asked = _asked(request)
    first, today = asked.replace(day=1), timezone.localdate()
    rows = filtered(actor_of(request), form.cleaned_data)
    weeks = month_of(actor_of(request), rows, first, today=today)
    days = [day for week in weeks for day in week if not day.outside]
    context = {
        "weeks": weeks,
        "first": first,
        "empty": not any(day.lines for day in days),
        "previous": month_before(first),
        "next": month_after(first),
        "now_here": first == today.replace(day=1),
    }
    return _shown(request, "month", form, context)


@require_safe
@requires(Verb.VIEW_MEETINGS)
def week(request: HttpRequest) -> HttpResponse:
    """A week, day by day."""
    form, asked = _asked(request)
    monday, today = monday_of(asked), timezone.localdate()
    days = days_of(actor_of(request), filtered(actor_of(request), form.cleaned_data), monday, WEEK, today=today)
    context = {
        "days": days,
        "first": monday,
        "sunday": days[-1].on,
        "empty": not any(day.lines for day in days),
        "previous": monday - WEEK,
        "next": monday + WEEK,
        "now_here": monday == monday_of(today),
    }
    return _shown(request, "week", form, context)


@require_safe
@requires(Verb.VIEW_MEETINGS)
def listing(request: HttpRequest) -> HttpResponse:
    """What is ahead from a day on, the next first."""
    form, asked = _asked(request)
    rows = filtered(actor_of(request), form.cleaned_data).filter(ends_at__gte=midnight(asked))
    shown = page_of(request, whole(rows), order=("starts_at", "pk"), size=PAGE_SIZE)
    context = {"lines": lines_of(actor_of(request), shown.rows), "page": shown, "first": asked}
    return _shown(request, "list", form, context)


def _asked(request: HttpRequest) -> tuple[CalendarFilter, date]:
    """The filter, and the day that is looked at: today unless another is asked."""
    form = CalendarFilter(request.GET)
    form.full_clean()
    return form, form.cleaned_data.get("dal") or timezone.localdate()


def _shown(request: HttpRequest, view: str, form: CalendarFilter, context: dict[str, Any]) -> HttpResponse:
    query = request.GET.copy()
    for name in ("dal", "dopo", "prima"):
        query.pop(name, None)
    said = query.urlencode()
    common = {
        "views": [(label, f"{reverse(name)}?{said}".rstrip("?"), name == f"meetings:{view}") for name, label in VIEWS],
        "form": form,
        "query": said,
        "organises": actor_of(request).holds(Verb.ORGANISE_MEETINGS),
    }
    return page(request, f"meetings/{view}.html", {**common, **context})
