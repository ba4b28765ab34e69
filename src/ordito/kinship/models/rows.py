# SPDX-License-Identifier: EUPL-1.2
"""What every row of this app has: its record, its dates, when it was written and whether it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, PartQuerySet
from ordito.core.models import AuditedModel, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.cases.models import Person

Row = TypeVar("Row", bound=models.Model)


class FamilyQuerySet(PartQuerySet[Row]):
    """Rows of the part *Nucleo e legami*."""

    part = Part.FAMILY

    def current(self) -> Self:
        """Rows that stand: not those written by mistake and taken back."""
        return self.filter(annulled_at__isnull=True)

    def at(self, day: date) -> Self:
        """Rows in force on `day`; an unknown beginning counts as long ago."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(started & (Q(valid_to__isnull=True) | Q(valid_to__gte=day)))


class FamilyRow(AuditedModel):
    """A row of a record's family."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("scritto il"), editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("id", "recorded_at", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        abstract = True

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class DatedFamilyRow(FamilyRow):
    """A row true between two days, the last included; without a first day when nobody knows it."""

    valid_from = models.DateField(_("dal"), null=True, blank=True)
    valid_to = models.DateField(_("al"), null=True, blank=True)

    privacy: ClassVar[Mapping[str, Privacy]] = {
        **FamilyRow.privacy,
        **dict.fromkeys(("valid_from", "valid_to"), Privacy.SENSITIVE),
    }

    class Meta:
        abstract = True
