# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class ContactRule(AuditedModel):
    """After how many days without a contact the caseload board of a territory says so, between two dates."""

    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="contact_rules", verbose_name=_("territorio")
    )
    days = models.PositiveSmallIntegerField(_("giorni senza contatti"))
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)

    objects = DatedQuerySet["ContactRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("territory", "days", "valid_from", "valid_to"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="contact_rule_dates_ordered"
            ),
            models.CheckConstraint(condition=Q(days__gt=0), name="contact_rule_days_positive"),
            models.UniqueConstraint(
                fields=["territory"], condition=Q(valid_to__isnull=True), name="contact_rule_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days in {self.territory_id}"
