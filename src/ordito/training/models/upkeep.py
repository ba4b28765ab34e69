# SPDX-License-Identifier: EUPL-1.2
"""What an office keeps as data because rules from outside change: credits owed, and how long things are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.training.enums import TermKey

if TYPE_CHECKING:
    from collections.abc import Mapping


class CreditRule(AuditedModel):
    """The credits that a social worker owes their order in each period that begins from a year on.

    It holds until another rule begins. Periods are counted from `from_year`, each of so many calendar years.
    """

    from_year = models.PositiveSmallIntegerField(
        _("dal 1° gennaio del"), unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    years = models.PositiveSmallIntegerField(
        _("ogni quanti anni"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    credits = models.DecimalField(_("crediti dovuti"), max_digits=5, decimal_places=1)
    deontological = models.DecimalField(_("di cui deontologici"), max_digits=5, decimal_places=1)
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    verified = models.BooleanField(_("verificato"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["CreditRule"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("from_year", "years", "credits", "deontological", "source", "verified"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deontological__lte=F("credits")), name="credit_rule_deontological_among_credits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_year}: {self.credits}"


class TrainingTerm(AuditedModel):
    """After how many days something of an enrolment ends, as an office decided it in place of the usual days."""

    key = models.CharField(_("che cosa"), max_length=20, choices=TermKey.choices, unique=True)
    days = models.PositiveSmallIntegerField(_("giorni"), validators=[MinValueValidator(1), MaxValueValidator(3650)])
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet["TrainingTerm"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("key", "days"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"{self.key}: {self.days}"
