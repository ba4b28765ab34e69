# SPDX-License-Identifier: EUPL-1.2
"""What happens to a plan after it was agreed: reviews, and how far each objective and action was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.plans.enums import Degree
from ordito.plans.models.content import Objective, PlannedAction
from ordito.plans.models.plans import OfPlanQuerySet, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person

MOST = 10
"""The highest goal attainment; 0 is the lowest."""


class PlanReview(AuditedModel):
    """A meeting in which a plan was looked at; `due_on` is the day that had been agreed for it."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField(_("fatta il"))
    due_on = models.DateField(_("prevista il"), null=True, blank=True)
    next_on = models.DateField(_("prossima verifica"), null=True, blank=True)
    present = SealedField(_("chi c’era"))
    note = SealedField(_("che cosa è emerso"))
    written_at = models.DateTimeField(editable=False)
    written_by_name = models.CharField(_("scritta da"), max_length=160)

    objects = OfPlanQuerySet["PlanReview"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "plan": Privacy.LINK,
        **dict.fromkeys(("held_on", "due_on", "next_on"), Privacy.PERSONAL),
        **dict.fromkeys(("present", "note"), Privacy.NARRATIVE),
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
    }

    def __str__(self) -> str:
        return f"review {self.pk} of plan {self.plan_id}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.plan.key_holder


class Check(AuditedModel):
    """How far one objective or one action was reached on a day, and why; the latest one counts."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="checks")
    review = models.ForeignKey(PlanReview, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    action = models.ForeignKey(PlannedAction, on_delete=models.PROTECT, null=True, blank=True, related_name="checks")
    on = models.DateField(_("il"))
    degree = models.CharField(_("quanto è stato raggiunto"), max_length=12, choices=Degree.choices)
    attainment = models.PositiveSmallIntegerField(_("da 0 a 10"), null=True, blank=True)
    why = SealedField(_("perché"))
    written_at = models.DateTimeField(editable=False)
    written_by_name = models.CharField(_("scritto da"), max_length=160)

    objects = OfPlanQuerySet["Check"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("plan", "review", "objective", "action"), Privacy.LINK),
        **dict.fromkeys(("degree", "attainment"), Privacy.SENSITIVE),
        "on": Privacy.PERSONAL,
        "why": Privacy.NARRATIVE,
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(objective__isnull=False, action__isnull=True)
                | Q(objective__isnull=True, action__isnull=False),
                name="check_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(attainment__isnull=True) | Q(attainment__lte=MOST), name="check_attainment_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"check {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.plan.key_holder
