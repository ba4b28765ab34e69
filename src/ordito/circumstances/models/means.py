# SPDX-License-Identifier: EUPL-1.2
"""Means: the ISEE and the economic measures received."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.circumstances.enums import ListKey
from ordito.circumstances.models.base import Fact, FactQuerySet, of_list
from ordito.core.fields import SealedField
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Isee(Fact):
    """An ISEE: valid from the day the declaration (DSU) was handed in to 31 December (d.P.C.M. 159/2013, art. 10)."""

    kind = of_list(ListKey.ISEE_KIND, _("tipo di ISEE"))
    value = models.DecimalField(_("valore"), max_digits=11, decimal_places=2)
    household_size = models.PositiveSmallIntegerField(_("componenti del nucleo ISEE"), null=True, blank=True)
    protocol = SealedField(_("protocollo della DSU"))
    flawed = models.BooleanField(_("con omissioni o difformità"), default=False)

    objects = FactQuerySet["Isee"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("kind", "value", "household_size", "flawed"), Privacy.SENSITIVE),
        "protocol": Privacy.IDENTITY,
    }

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(value__gte=0), name="isee_not_negative"),
        ]


class Benefit(Fact):
    """An economic measure received."""

    kind = of_list(ListKey.BENEFIT_KIND, _("misura"))
    amount = models.DecimalField(_("importo"), max_digits=9, decimal_places=2, null=True, blank=True)
    period = of_list(ListKey.BENEFIT_PERIOD, _("ogni quanto"), optional=True)

    objects = FactQuerySet["Benefit"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("kind", "amount", "period"), Privacy.SENSITIVE),
    }

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="benefit_positive"),
        ]
