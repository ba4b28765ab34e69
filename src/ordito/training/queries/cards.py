# SPDX-License-Identifier: EUPL-1.2
"""What the home page says to who manages or tutors: editions to close or about to begin, plans open to comments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.declare import CardContent, CardItem
from ordito.training.enums import EditionState, PlanState
from ordito.training.models import Edition, TrainingPlan
from ordito.training.models.reach import within_reach
from ordito.training.queries.editions import whole

if TYPE_CHECKING:
    from datetime import date

    from ordito.core.access import Actor

LINES = 5
AHEAD = timedelta(days=30)


def editions(actor: Actor, today: date) -> CardContent | None:
    """Open editions of who manages or tutors: first those that are over and wait for closing, then those to come."""
    kept = within_reach(actor, Verb.MANAGE_TRAINING)
    if actor.professional_id is not None and kept:
        kept |= Q(tutor=actor.professional_id)
    due = Q(ends_on__lt=today) | Q(starts_on__range=(today, today + AHEAD))
    rows = Edition.objects.filter(kept, due, state=EditionState.OPEN)
    found = list(whole(rows).order_by("starts_on", "pk")[: LINES + 1])
    if not found:
        return None
    return CardContent(
        [_line(row, today) for row in found[:LINES]],
        count=None if len(found) > LINES else len(found),
        more_url=reverse("training:editions"),
    )


def _line(row: Edition, today: date) -> CardItem:
    url = reverse("training:edition", args=[row.pk])
    if row.ends_on < today:
        over = _("finita il %(day)s, da chiudere") % {"day": format_date(row.ends_on)}
        return CardItem(str(row), url, over, late=True)
    seated, in_line = getattr(row, "seated", 0), getattr(row, "in_line", 0)
    detail = _("dal %(day)s, posti presi: %(seated)s su %(seats)s")
    said = detail % {"day": format_date(row.starts_on), "seated": seated, "seats": row.seats}
    if in_line:
        said += _(", %(number)s in lista d’attesa") % {"number": in_line}
    return CardItem(str(row), url, said)


def plans(actor: Actor, today: date) -> CardContent | None:
    """Training plans open to comments; hidden when there is none."""
    rows = TrainingPlan.objects.visible_to(actor).filter(state=PlanState.SHARED)
    rows = rows.filter(Q(comments_until__isnull=True) | Q(comments_until__gte=today))
    items = [
        CardItem(
            str(row),
            reverse("training:plan", args=[row.pk]),
            _("fino al %(day)s") % {"day": format_date(row.comments_until)} if row.comments_until else "",
        )
        for row in rows.order_by("comments_until", "pk")[:LINES]
    ]
    return CardContent(items) if items else None
