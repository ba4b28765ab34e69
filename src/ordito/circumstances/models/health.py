# SPDX-License-Identifier: EUPL-1.2
"""Health and disability: no more than the service needs. A part of the record of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.circumstances.enums import ListKey
from ordito.circumstances.models.base import Fact, FactQuerySet, of_list
from ordito.core.fields import SealedField
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Disability(Fact):
    """A disability, and how much support it asks for (d.lgs. 62/2024); the entry that says "none" is an answer too."""

    part = Part.HEALTH

    kind = of_list(ListKey.DISABILITY_KIND, _("disabilità"))
    support = of_list(ListKey.SUPPORT_LEVEL, _("sostegno necessario"), optional=True)

    objects = FactQuerySet["Disability"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("kind", "support"), Privacy.SENSITIVE),
    }


class Certification(Fact):
    """A certification of disability: valid from its date to the day of its revision (empty: without revision)."""

    part = Part.HEALTH

    kind = of_list(ListKey.CERTIFICATION_KIND, _("certificazione"))
    percent = models.PositiveSmallIntegerField(_("percentuale di invalidità"), null=True, blank=True)
    issuer = SealedField(_("chi l’ha rilasciata e numero"))

    objects = FactQuerySet["Certification"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("kind", "percent"), Privacy.SENSITIVE),
        "issuer": Privacy.NARRATIVE,
    }

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(1, 100)), name="certification_percent_range"
            ),
        ]


class HealthNeed(Fact):
    """What whoever looks after the person must know: allergies, therapies, aids."""

    part = Part.HEALTH

    kind = of_list(ListKey.HEALTH_NEED, _("che cosa"))
    text = SealedField(_("descrizione"))

    objects = FactQuerySet["HealthNeed"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        "kind": Privacy.SENSITIVE,
        "text": Privacy.NARRATIVE,
    }


class Practitioner(Fact):
    """A doctor or health service that follows the person."""

    part = Part.HEALTH

    kind = of_list(ListKey.PRACTITIONER_KIND, _("chi è"))
    name = SealedField(_("nome"))
    contact = SealedField(_("come raggiungerlo"))

    objects = FactQuerySet["Practitioner"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        "kind": Privacy.SENSITIVE,
        **dict.fromkeys(("name", "contact"), Privacy.IDENTITY),
    }
