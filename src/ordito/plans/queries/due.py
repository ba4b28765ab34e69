# SPDX-License-Identifier: EUPL-1.2
"""Reviews that are due: the card of the home page, and what the caseload board says of each record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.models import CaseFile, TakingInCharge
from ordito.core.dates import format_date
from ordito.core.declare import CardContent, CardItem
from ordito.plans.models import ALIVE, RUNNING, PlanBeneficiary, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import Model, QuerySet

    from ordito.core.access import Actor

AHEAD = timedelta(days=30)
LINES = 6


def due_reviews(actor: Actor, today: date) -> CardContent:
    """Reviews of the plans of followed records within thirty days, the most late first."""
    rows = SupportPlan.objects.running().filter(
        case_file__in=CaseFile.objects.followed_by(actor), next_review_on__lte=today + AHEAD
    )
    found = list(rows.select_related("case_file__person", "kind").order_by("next_review_on", "pk")[: LINES + 1])
    items = [
        CardItem(
            row.case_file.person.full_name(),
            reverse("plans:plan", args=[row.case_file_id, row.pk]),
            f"{row.kind}, {in_words(row.next_review_on, today)}",
            late=row.next_review_on is not None and row.next_review_on < today,
        )
        for row in found[:LINES]
    ]
    named: list[Model] = [thing for row in found[:LINES] for thing in (row.case_file, row.case_file.person)]
    more = reverse("cases:worklist") if len(found) > LINES else ""
    return CardContent(items, empty=_("Nessuna verifica nei prossimi trenta giorni."), more_url=more, named=named)


def in_words(day: date | None, today: date) -> str:
    """When a review is due: late by how many days, today, or on which day."""
    if day is None:
        return ""
    if day < today:
        late = (today - day).days
        return ngettext("in ritardo di un giorno", "in ritardo di %(count)s giorni", late) % {"count": late}
    return _("oggi") if day == today else _("il %(day)s") % {"day": format_date(day)}


def without_plan(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:  # noqa: ARG001 - the protocol's signature
    """Records in charge for whom no plan is being written or carried out; two queries."""
    followed = TakingInCharge.objects.current().open().filter(case_file__in=ids)
    planned = set(
        PlanBeneficiary.objects.filter(
            case_file__in=ids, plan__state__in=ALIVE, plan__annulled_at__isnull=True
        ).values_list("case_file_id", flat=True)
    )
    waiting = set(followed.values_list("case_file_id", flat=True)) - planned
    return {pk: CardItem(_("senza progetto"), reverse("plans:plans", args=[pk])) for pk in waiting}


def is_without_plan(today: date) -> Q:  # noqa: ARG001 - the protocol's signature
    """Whether a record is in charge without a plan."""
    planned = PlanBeneficiary.objects.filter(plan__state__in=ALIVE, plan__annulled_at__isnull=True)
    followed = TakingInCharge.objects.current().open().filter(case_file=OuterRef("pk"))
    return Q(Exists(followed)) & ~Q(Exists(planned.filter(case_file=OuterRef("pk"))))


def has_late_review(today: date) -> Q:
    """Whether a record has a review that should have been held."""
    return Q(Exists(_due(last=today - timedelta(days=1)).filter(case_file=OuterRef("pk"))))


def has_near_review(today: date) -> Q:
    """Whether a record has a review within thirty days."""
    return Q(Exists(_due(first=today, last=today + AHEAD).filter(case_file=OuterRef("pk"))))


def late_reviews(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:
    """Records with a review that should have been held; one query."""
    return {
        pk: CardItem(
            _("verifica del progetto scaduta"), reverse("plans:plan", args=[pk, plan]), in_words(day, today), late=True
        )
        for pk, plan, day in _reviews(ids, last=today - timedelta(days=1))
    }


def near_reviews(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:
    """Records with a review within thirty days; one query."""
    return {
        pk: CardItem(_("verifica del progetto vicina"), reverse("plans:plan", args=[pk, plan]), in_words(day, today))
        for pk, plan, day in _reviews(ids, first=today, last=today + AHEAD)
    }


def _reviews(ids: Sequence[int], *, last: date, first: date | None = None) -> list[tuple[int, int, date]]:
    """Record, plan and day of the reviews due between two days; of a record with several, the first counts."""
    found = _due(first=first, last=last).filter(case_file__in=ids).order_by("-plan__next_review_on", "-plan_id")
    return [
        (pk, plan, day)
        for pk, plan, day in found.values_list("case_file_id", "plan_id", "plan__next_review_on")
        if day is not None
    ]


def _due(*, last: date, first: date | None = None) -> QuerySet[PlanBeneficiary]:
    """Places in running plans whose review is due between two days."""
    rows = PlanBeneficiary.objects.filter(
        plan__state__in=RUNNING, plan__annulled_at__isnull=True, plan__next_review_on__lte=last
    )
    return rows if first is None else rows.filter(plan__next_review_on__gte=first)
