# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ordito.campaigns.enums import Audience
from ordito.campaigns.models.campaigns import Campaign
from ordito.campaigns.models.returns import Return
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class ReminderPlanQuerySet(AuditedQuerySet["ReminderPlan"]):
    """Steps of the plans."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible campaigns."""
        return self.filter(campaign__in=Campaign.objects.visible_to(actor))


class ReminderPlan(AuditedModel):
    """One step of a campaign's plan of reminders: so many days before or after the deadline, to whom, in which words.

    Later steps to somebody higher are the escalation.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reminder_plan")
    days = models.SmallIntegerField(_("giorni dalla scadenza"))  # below zero: before it
    audience = models.CharField(_("a chi"), max_length=10, choices=Audience.choices)
    text = models.TextField(_("testo"), max_length=2000)

    objects = ReminderPlanQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("days", "audience", "text"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "campaign"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "days", "audience"], name="reminder_plan_step_once"),
            models.CheckConstraint(condition=Q(days__gte=-365, days__lte=365), name="reminder_plan_within_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.days:+} {self.audience}"

    @property
    def when(self) -> str:
        """The day of the step in words."""
        if not self.days:
            return str(_("il giorno della scadenza"))
        number = abs(self.days)
        if self.days < 0:
            words = ngettext("%(number)s giorno prima della scadenza", "%(number)s giorni prima della scadenza", number)
        else:
            words = ngettext("%(number)s giorno dopo la scadenza", "%(number)s giorni dopo la scadenza", number)
        return words % {"number": number}


class ReminderSentQuerySet(AuditedQuerySet["ReminderSent"]):
    """Reminders that were sent."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible returns."""
        return self.filter(due__in=Return.objects.visible_to(actor))


class ReminderSent(AuditedModel):
    """Somebody was asked for a return: by a step of the plan, or by a person (`plan` empty).

    A step asks once for the same return and deadline; a person's click, known by its `batch`, once as well.
    `recipients` counts the people and mailboxes written to; zero means that nobody could be reached.
    """

    due = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="reminders")
    plan = models.ForeignKey(ReminderPlan, on_delete=models.SET_NULL, null=True, related_name="sent")
    batch = models.UUIDField()
    due_on = models.DateField(_("scadenza"))
    audience = models.CharField(_("a chi"), max_length=10, choices=Audience.choices)
    recipients = models.PositiveSmallIntegerField(_("numero di destinatari"))
    at = models.DateTimeField(_("quando"))
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(_("da chi"), max_length=160)

    objects = ReminderSentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("by_id", "by_name"), Privacy.STAFF),
        **dict.fromkeys(("due_on", "audience"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "due", "plan", "batch", "recipients", "at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["due", "plan", "due_on"], condition=Q(plan__isnull=False), name="reminder_once_per_step"
            ),
            models.UniqueConstraint(fields=["due", "batch", "audience"], name="reminder_once_per_click"),
        ]

    def __str__(self) -> str:
        return f"{self.due_id} {self.at:%Y-%m-%d}"
