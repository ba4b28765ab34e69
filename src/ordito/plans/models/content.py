# SPDX-License-Identifier: EUPL-1.2
"""What a plan says: objectives, the rows of the micro-plan, who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.assessments.models import SubDimension
from ordito.cases.models import Code, Person
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.plans.enums import Horizon, ResponsibleKind
from ordito.plans.models.plans import OfPlanQuerySet, SupportPlan
from ordito.territory.models import Professional, Service

if TYPE_CHECKING:
    from collections.abc import Mapping


class Objective(AuditedModel):
    """What a plan wants to reach, in the words agreed with the family."""

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="objectives")
    horizon = models.CharField(_("termine"), max_length=8, choices=Horizon.choices, default=Horizon.SHORT)
    text = SealedField(_("obiettivo"))
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfPlanQuerySet["Objective"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "plan": Privacy.LINK,
        "text": Privacy.NARRATIVE,
        **dict.fromkeys(("horizon", "due_on"), Privacy.PERSONAL),
        **dict.fromkeys(("id", "position", "removed_at", "version"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"objective {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.plan.key_holder


class PlannedAction(AuditedModel):
    """A row of the micro-plan: where things stand, what is expected, what is done, by when it is checked.

    The score beside the present situation is never typed here: it is read from the assessments.
    """

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="actions")
    objective = models.ForeignKey(
        Objective,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("per quale obiettivo"),
    )
    sub_dimension = models.ForeignKey(
        SubDimension,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sottodimensione"),
    )
    device = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dispositivo")
    )
    situation = SealedField(_("situazione di partenza"))
    expected = SealedField(_("risultato atteso"))
    doing = SealedField(_("azioni"))
    due_on = models.DateField(_("entro il"), null=True, blank=True)
    check_on = models.DateField(_("verifica il"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfPlanQuerySet["PlannedAction"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("plan", "objective"), Privacy.LINK),
        **dict.fromkeys(("sub_dimension", "device"), Privacy.SENSITIVE),
        **dict.fromkeys(("situation", "expected", "doing"), Privacy.NARRATIVE),
        **dict.fromkeys(("due_on", "check_on"), Privacy.PERSONAL),
        **dict.fromkeys(("id", "position", "removed_at", "version"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"planned action {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.plan.key_holder


class ResponsibleQuerySet(OfPlanQuerySet["Responsible"]):
    """Who does what."""

    plan_path = "action__plan"


class Responsible(AuditedModel):
    """Who does something in a planned action, the family among them; written again with the action."""

    action = models.ForeignKey(PlannedAction, on_delete=models.PROTECT, related_name="responsibles")
    kind = models.CharField(_("chi"), max_length=12, choices=ResponsibleKind.choices)
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = SealedField(_("nome"))
    does = SealedField(_("che cosa fa"))

    objects = ResponsibleQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("action", "person"), Privacy.LINK),
        **dict.fromkeys(("kind", "service"), Privacy.SENSITIVE),
        "professional": Privacy.STAFF,
        "name": Privacy.IDENTITY,
        "does": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=ResponsibleKind.PROFESSIONAL, professional__isnull=False)
                | Q(kind=ResponsibleKind.FAMILY, person__isnull=False)
                | Q(kind=ResponsibleKind.SERVICE, service__isnull=False)
                | Q(kind=ResponsibleKind.OTHER, professional__isnull=True, person__isnull=True, service__isnull=True),
                name="responsible_is_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"responsible {self.pk} of action {self.action_id}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.action.plan.key_holder
