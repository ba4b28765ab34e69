# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import Code
from ordito.core.fields import SealedField
from ordito.core.models import Privacy
from ordito.kinship.enums import Direction, Strength
from ordito.kinship.models.kin import Relative
from ordito.kinship.models.rows import DatedFamilyRow, FamilyQuerySet
from ordito.territory.models import Organisation, Service

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tie(DatedFamilyRow):
    """A tie of the ecomap: from the family, or from one of it, to a service, a body or somebody named."""

    of = models.ForeignKey(Relative, on_delete=models.PROTECT, null=True, blank=True, related_name="ties")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente")
    )
    name = SealedField(_("con chi"))
    area = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("ambito di vita"))
    strength = models.CharField(_("com’è il legame"), max_length=10, choices=Strength.choices)
    direction = models.CharField(
        _("dove va l’energia"), max_length=10, choices=Direction.choices, default=Direction.NONE
    )
    note = SealedField(_("nota"))

    objects = FamilyQuerySet["Tie"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **DatedFamilyRow.privacy,
        "of": Privacy.LINK,
        **dict.fromkeys(("service", "organisation", "area", "strength", "direction"), Privacy.SENSITIVE),
        "name": Privacy.IDENTITY,
        "note": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="tie_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False) | Q(organisation__isnull=False) | ~Q(name=b""),
                name="tie_says_with_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"tie {self.pk}"
