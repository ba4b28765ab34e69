# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.assessments.enums import StrengthEnd
from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy
from ordito.territory.models import Territory
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor, Verb


class Scale(AuditedModel):
    """Whole numbers from `lowest` to `highest`, and which end is good news; its bands say the values in words."""

    key = models.CharField(_("chiave"), max_length=60, unique=True)
    label = models.CharField(_("nome"), max_length=160)
    lowest = models.IntegerField(_("valore più basso"))
    highest = models.IntegerField(_("valore più alto"))
    strength = models.CharField(_("verso"), max_length=4, choices=StrengthEnd.choices)

    objects = AuditedQuerySet["Scale"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("key", "label", "lowest", "highest", "strength"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="scale_ends_ordered"),
        ]

    def __str__(self) -> str:
        return self.label


class ScaleBand(AuditedModel):
    """The word for the values from `first` to `last`: of one value, or between two cut-offs."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="bands")
    first = models.IntegerField(_("da"))
    last = models.IntegerField(_("a"))
    label = models.CharField(_("dicitura"), max_length=120)

    objects = AuditedQuerySet["ScaleBand"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("scale", "first", "last", "label"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="scale_band_ordered"),
            models.UniqueConstraint(fields=["scale", "first"], name="scale_band_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Scheme(AuditedModel):
    """A version of what is assessed: dimensions with their sub-dimensions. Once used it never changes.

    `key` is the same over the versions, and codes of sub-dimensions keep their meaning: that makes two times
    comparable. `territory` is the Ambito whose own wording it is; none: it came with Ordito and holds everywhere.
    """

    key = models.CharField(_("chiave"), max_length=60)
    number = models.PositiveIntegerField(_("versione"), default=1)
    name = models.CharField(_("nome"), max_length=160)
    source = models.CharField(_("fonte"), max_length=400, blank=True)
    verified = models.BooleanField(_("dicitura verificata"), default=False)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    valid_from = models.DateField(_("valida dal"), null=True, blank=True)
    valid_to = models.DateField(_("valida fino al"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DatedQuerySet["Scheme"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("key", "number", "name", "source", "verified", "territory"), Privacy.PUBLIC),
        **dict.fromkeys(("valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "number"], name="scheme_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="scheme_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """For whoever holds the verb on its Ambito or around it; on all places, for what holds everywhere."""
        return any(verb in grant.verbs and covers(grant, self.territory_id) for grant in actor.grants)


class Dimension(AuditedModel):
    """A side of the scheme, with the question it stands for."""

    scheme = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="dimensions")
    code = models.CharField(_("codice"), max_length=20)
    label = models.CharField(_("nome"), max_length=120)
    question = models.CharField(_("domanda"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)

    objects = AuditedQuerySet["Dimension"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("scheme", "code", "label", "question", "position"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "code"], name="dimension_once")]

    def __str__(self) -> str:
        return self.label


class SubDimensionQuerySet(AuditedQuerySet["SubDimension"]):
    """Sub-dimensions."""

    def in_order(self) -> SubDimensionQuerySet:
        """As the scheme lists them, with dimension and scale."""
        rows = self.select_related("dimension__scheme", "scale")
        return rows.order_by("dimension__position", "dimension_id", "position", "pk")


class SubDimension(AuditedModel):
    """What gets one score: a need, a resource, a scale of an instrument. Plans point here too."""

    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="sub_dimensions")
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="+", verbose_name=_("scala"))
    code = models.CharField(_("codice"), max_length=20)
    label = models.CharField(_("nome"), max_length=160)
    question = models.CharField(_("domanda"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)

    objects = SubDimensionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        **dict.fromkeys(("dimension", "scale", "code", "label", "question", "position"), Privacy.PUBLIC),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["dimension", "code"], name="sub_dimension_once")]

    def __str__(self) -> str:
        return self.label
