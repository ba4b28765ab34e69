# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ComplexityCriterion
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class ComplexityWeight(AuditedModel):
    """How many points a criterion adds to a taking in charge, from a day on; the workload adds them up.

    Each Ambito decides its own; those without a territory come with Ordito, and count where an Ambito has none.
    """

    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complexity_weights",
        verbose_name=_("territorio"),
    )
    criterion = models.CharField(_("criterio"), max_length=20, choices=ComplexityCriterion.choices)
    points = models.PositiveSmallIntegerField(_("punti"))
    verified = models.BooleanField(_("deciso dal servizio"), default=False)
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("fino al"), null=True, blank=True)

    objects = DatedQuerySet["ComplexityWeight"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("territory", "criterion", "points", "verified", "valid_from", "valid_to"), Privacy.PUBLIC
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["criterion"],
                condition=Q(valid_to__isnull=True, territory__isnull=True),
                name="complexity_weight_one_usual",
            ),
            models.UniqueConstraint(
                fields=["territory", "criterion"],
                condition=Q(valid_to__isnull=True, territory__isnull=False),
                name="complexity_weight_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="complexity_dates_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
