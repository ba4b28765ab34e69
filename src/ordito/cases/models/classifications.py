# SPDX-License-Identifier: EUPL-1.2
"""Ways of classifying interventions (national grids, levels of provision, service codes of a flow): data, not code."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models.codes import Code
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.models import ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping


class Classification(AuditedModel):
    """One version of a scheme, in force between two dates (the last included)."""

    scheme = models.SlugField(_("schema"), max_length=40)
    version = models.CharField(_("versione"), max_length=40)
    label = models.CharField(_("nome"), max_length=200)
    source = models.CharField(_("fonte"), max_length=300, blank=True)
    verified = models.BooleanField(_("verificata sulla fonte"), default=False)
    valid_from = models.DateField(_("in vigore dal"), null=True, blank=True)
    valid_to = models.DateField(_("in vigore fino al"), null=True, blank=True)

    objects = DatedQuerySet["Classification"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("scheme", "version", "label", "source", "verified", "valid_from", "valid_to"), Privacy.PUBLIC
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "version"], name="classification_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="classification_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.version})"


class ClassificationItem(AuditedModel):
    """One item of a classification, under another one or at the top."""

    classification = models.ForeignKey(Classification, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(_("codice"), max_length=20)
    label = models.CharField(_("voce"), max_length=300)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)

    objects = AuditedQuerySet["ClassificationItem"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("classification", "code", "label", "parent", "position"), Privacy.PUBLIC
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["classification", "code"], name="classification_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class ClassificationMapping(AuditedModel):
    """What an item stands for: a kind of intervention, a type of service, or an item of another classification."""

    item = models.ForeignKey(ClassificationItem, on_delete=models.CASCADE, related_name="mappings")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    service_type = models.ForeignKey(ServiceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other = models.ForeignKey(ClassificationItem, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = AuditedQuerySet["ClassificationMapping"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("item", "kind", "service_type", "other"), Privacy.PUBLIC
    ) | {"id": Privacy.TECHNICAL}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__isnull=False, service_type__isnull=True, other__isnull=True)
                | Q(kind__isnull=True, service_type__isnull=False, other__isnull=True)
                | Q(kind__isnull=True, service_type__isnull=True, other__isnull=False),
                name="classification_maps_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"mapping of {self.item_id}"
