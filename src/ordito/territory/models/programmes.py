# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.enums import ImplementationLevel, ImplementationState
from ordito.territory.models.places import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class Programme(AuditedModel):
    """A programme that territories run, such as family support or care leavers: a row, never an app."""

    code = models.CharField(_("codice"), max_length=30, unique=True)
    name = models.CharField(_("nome"), max_length=160)
    description = models.TextField(_("descrizione"), blank=True)

    objects = AuditedQuerySet["Programme"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "code": Privacy.PUBLIC,
        "name": Privacy.PUBLIC,
        "description": Privacy.PUBLIC,
    }

    def __str__(self) -> str:
        return self.name


class Implementation(AuditedModel):
    """One run of a programme in an Ambito: edition, level, dates, running or concluded."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="implementations")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="implementations")
    edition = models.CharField(_("edizione"), max_length=40)
    level = models.CharField(_("livello"), max_length=10, choices=ImplementationLevel.choices)
    state = models.CharField(_("stato"), max_length=10, choices=ImplementationState.choices)
    starts_on = models.DateField(_("inizio"), null=True, blank=True)
    ends_on = models.DateField(_("fine"), null=True, blank=True)
    families = models.PositiveIntegerField(_("famiglie previste"), null=True, blank=True)
    verified = models.BooleanField(_("verificato"), default=False)

    objects = AuditedQuerySet["Implementation"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "programme": Privacy.PUBLIC,
        "territory": Privacy.PUBLIC,
        "edition": Privacy.PUBLIC,
        "level": Privacy.PUBLIC,
        "state": Privacy.PUBLIC,
        "starts_on": Privacy.PUBLIC,
        "ends_on": Privacy.PUBLIC,
        "families": Privacy.PUBLIC,
        "verified": Privacy.PUBLIC,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "territory", "edition"], name="implementation_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="implementation_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.territory_id} {self.edition}"
