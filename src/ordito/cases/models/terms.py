# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import TermEnd, TermStart
from ordito.cases.models.codes import Code
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class TermRule(AuditedModel):
    """Within how many calendar days the regulation wants something done; of several, the most specific one holds.

    Without `ambito` it holds everywhere, without `urgency` whatever the urgency. `valid_from` and `valid_to` are
    compared with the day from which the term is counted.
    """

    starts = models.CharField(_("da quando si conta"), max_length=10, choices=TermStart.choices)
    ends = models.CharField(_("che cosa va fatto"), max_length=10, choices=TermEnd.choices)
    urgency = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("urgenza")
    )
    days = models.PositiveSmallIntegerField(_("giorni"))
    source = models.CharField(_("fonte"), max_length=200)
    to_verify = models.BooleanField(_("da verificare"), default=False)
    ambito = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    valid_from = models.DateField(_("in vigore dal"), null=True, blank=True)
    valid_to = models.DateField(_("in vigore fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["TermRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("starts", "ends", "urgency", "days", "source", "to_verify"), Privacy.PUBLIC),
        **dict.fromkeys(("ambito", "valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="term_rule_dates_ordered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} days, {self.starts} to {self.ends}"
