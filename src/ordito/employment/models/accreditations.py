# SPDX-License-Identifier: EUPL-1.2
"""Bodies accredited for services for work: facts about bodies, not about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import SystemActor
from ordito.core.models import AuditedModel, DatedQuerySet, Privacy
from ordito.employment.models.base import code_field
from ordito.territory.models import Organisation, Territory
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor, Verb


class AccreditationQuerySet(DatedQuerySet["Accreditation"]):
    """Accreditations."""

    def of_ambito(self, ambito_id: int | None) -> Self:
        """Those that an Ambito keeps, and those that hold everywhere."""
        return self.filter(Q(territory=ambito_id) | Q(territory__isnull=True))


class Accreditation(AuditedModel):
    """A body accredited for a kind of service for work between two dates, both included (d.lgs. 150/2015, art. 12).

    Each Ambito keeps its own list; a row without `territory` holds everywhere.
    """

    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="accreditations", verbose_name=_("ente")
    )
    kind = code_field(_("servizio per il lavoro"))
    number = models.CharField(_("numero o atto"), max_length=80)
    valid_from = models.DateField(_("dal"))
    valid_to = models.DateField(_("al"), null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AccreditationQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("territory", "organisation", "kind", "number", "valid_from", "valid_to"), Privacy.PUBLIC),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="accreditation_dates_ordered",
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Whoever has the verb on the Ambito that keeps it; for what holds everywhere, on all places."""
        if isinstance(actor, SystemActor):
            return True
        return any(
            verb in grant.verbs and grant.organisation_id is None and covers(grant, self.territory_id)
            for grant in actor.grants
        )
