# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import Code
from ordito.core.fields import SealedField
from ordito.core.models import Privacy
from ordito.kinship.enums import Responsibility
from ordito.kinship.models.kin import Relative
from ordito.kinship.models.rows import DatedFamilyRow, FamilyQuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping


class ParentalResponsibility(DatedFamilyRow):
    """Who holds parental responsibility for a child (artt. 316 and following, 330, 333, 343 c.c.), and by what act.

    The holder is somebody of the genogram, or in `holder_name` a guardian who is not.
    """

    child = models.ForeignKey(Relative, on_delete=models.PROTECT, related_name="responsibility_of_others")
    holder = models.ForeignKey(
        Relative, on_delete=models.PROTECT, null=True, blank=True, related_name="responsibility_held"
    )
    holder_name = SealedField(_("chi"))
    kind = models.CharField(_("responsabilità genitoriale"), max_length=10, choices=Responsibility.choices)
    source = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("da che cosa viene"))
    measure = SealedField(_("estremi del provvedimento"))
    measure_on = models.DateField(_("data del provvedimento"), null=True, blank=True)

    objects = FamilyQuerySet["ParentalResponsibility"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **DatedFamilyRow.privacy,
        **dict.fromkeys(("child", "holder"), Privacy.LINK),
        "holder_name": Privacy.IDENTITY,
        **dict.fromkeys(("kind", "source", "measure_on"), Privacy.SENSITIVE),
        "measure": Privacy.NARRATIVE,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="responsibility_dates_ordered",
            ),
            models.CheckConstraint(condition=~Q(child=F("holder")), name="responsibility_for_another"),
        ]

    def __str__(self) -> str:
        return f"parental responsibility {self.pk}"
