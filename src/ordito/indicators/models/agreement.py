# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.indicators.models.indicators import Indicator, IndicatorVersion
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class IndicatorComment(AuditedModel):
    """What somebody said of an indicator, for which body or place; it is never changed."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="comments")
    text = models.TextField(_("commento"), max_length=2000)  # no names of persons served
    at = models.DateTimeField(_("scritto il"))
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("scritto da"), max_length=160)
    by_for = models.CharField(_("per conto di"), max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)

    objects = AuditedQuerySet["IndicatorComment"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("indicator", "text", "at"), Privacy.PUBLIC),
        **dict.fromkeys(("by_id", "by_name", "by_for"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.at:%Y-%m-%d}"


class Uptake(AuditedModel):
    """A body or place takes an indicator up (*recepisce*): it means to count and to read it as defined.

    An Ambito takes up as a place, because it acts through a body that may change; any other body as itself.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="uptakes")
    taken_version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("recepito il"))
    note = models.CharField(_("con quale atto o nota"), max_length=300, blank=True)
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("registrato da"), max_length=160)
    withdrawn_on = models.DateField(_("revocato il"), null=True, blank=True)
    withdrawn_because = models.CharField(_("perché è stato revocato"), max_length=300, blank=True)

    objects = AuditedQuerySet["Uptake"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("indicator", "taken_version", "territory", "organisation", "on", "note"), Privacy.PUBLIC),
        **dict.fromkeys(("withdrawn_on", "withdrawn_because"), Privacy.PUBLIC),
        **dict.fromkeys(("by_id", "by_name"), Privacy.STAFF),
        "id": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(territory__isnull=True, organisation__isnull=False)
                | Q(territory__isnull=False, organisation__isnull=True),
                name="uptake_by_place_or_body",
            ),
            models.UniqueConstraint(
                fields=["indicator", "territory"], condition=Q(withdrawn_on__isnull=True), name="uptake_once_per_place"
            ),
            models.UniqueConstraint(
                fields=["indicator", "organisation"],
                condition=Q(withdrawn_on__isnull=True),
                name="uptake_once_per_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.territory_id or self.organisation_id}"

    @property
    def who(self) -> str:
        """The place or body, by name."""
        return str(self.territory or self.organisation)
