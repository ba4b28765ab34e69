# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models.codes import Code
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class ContactRule(AuditedModel):
    """After how many days without a contact the caseload board of a territory says so, between two dates.

    The one without a territory comes with Ordito and counts where a territory has none. `kinds` are the entries of the
    diary that count as a contact; a rule without any counts those of the one that comes with Ordito.
    """

    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_rules",
        verbose_name=_("territorio"),
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


class ContactKind(AuditedModel):
    """A kind of diary entry in which somebody met or heard the person or their family, for a rule."""

    rule = models.ForeignKey(ContactRule, on_delete=models.PROTECT, related_name="kinds")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo di voce"))

    objects = AuditedQuerySet["ContactKind"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("rule", "kind"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "kind"], name="contact_kind_once")]

    def __str__(self) -> str:
        return f"{self.kind_id} is a contact for {self.rule_id}"
