# SPDX-License-Identifier: EUPL-1.2
"""The rows of a plan, read together: a constant number of queries, whatever stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from ordito.plans.models import (
    Check,
    Objective,
    Participant,
    PlanBeneficiary,
    PlannedAction,
    PlanReview,
    PlanSignature,
    Responsible,
    SupportPlan,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor


def plans_of(actor: Actor, case_file_id: int) -> QuerySet[SupportPlan]:
    """The plans of which the record is a beneficiary, for whoever reads them; the key's owner comes along."""
    rows = SupportPlan.objects.visible_to(actor).current().filter(beneficiaries__case_file=case_file_id)
    return rows.select_related("kind", "case_file__person", "responsible", "provider", "conclusion")


def with_content(plans: QuerySet[SupportPlan]) -> QuerySet[SupportPlan]:
    """The same plans with all that stands in them."""
    doers = Responsible.objects.select_related("professional", "person", "service").order_by("pk")
    actions = PlannedAction.objects.filter(removed_at__isnull=True).select_related(
        "sub_dimension__dimension", "sub_dimension__scale", "device"
    )
    participants = Participant.objects.filter(removed_at__isnull=True).select_related("role", "professional")
    content: list[Prefetch[str]] = [
        Prefetch("beneficiaries", PlanBeneficiary.objects.select_related("case_file__person").order_by("pk")),
        Prefetch("participants", participants.order_by("pk")),
        Prefetch("objectives", Objective.objects.filter(removed_at__isnull=True).order_by("position", "pk")),
        Prefetch("actions", actions.order_by("position", "pk").prefetch_related(Prefetch("responsibles", doers))),
        Prefetch("checks", Check.objects.order_by("on", "pk")),
        Prefetch("reviews", PlanReview.objects.order_by("-held_on", "-pk")),
        Prefetch("signatures", PlanSignature.objects.select_related("signer_role", "document").order_by("pk")),
    ]
    return plans.prefetch_related(*content)
