# SPDX-License-Identifier: EUPL-1.2
"""Where a person lives, and in what kind of dwelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ordito.circumstances.enums import ListKey
from ordito.circumstances.models.base import Fact, FactQuerySet, of_list
from ordito.core.access import Actor, SystemActor
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person


class AddressQuerySet(FactQuerySet["Address"]):
    """Addresses. Everybody who reads the part learns that a secret one exists, and nothing else of it."""

    def open_to_all(self) -> Self:
        """Those that are not secret: the only ones for searches, prints, exports, letters and statistics."""
        return self.filter(secret=False)

    def told_to(self, actor: Actor) -> Self:
        """Those that are not secret, and the secret ones that the actor wrote or is named for."""
        if isinstance(actor, SystemActor):
            return self
        nobody = 0  # an actor without account or professional is named nowhere
        named = AddressReader.objects.filter(address=OuterRef("pk"), professional_id=actor.professional_id or nobody)
        return self.filter(Q(secret=False) | Q(recorded_by_id=actor.actor_id or nobody) | Q(Exists(named)))


class Address(Fact):
    """An address between two dates. Of a secret one no column tells the Comune: the place is sealed text."""

    kind = of_list(ListKey.ADDRESS_KIND, _("tipo di indirizzo"))
    street = SealedField(_("via e numero"))
    comune = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Comune")
    )
    place = SealedField(_("altro luogo"))
    country = of_list(ListKey.COUNTRY, _("Stato"), optional=True)
    secret = models.BooleanField(_("indirizzo protetto"), default=False)

    objects = AddressQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("street", "place"), Privacy.IDENTITY),
        **dict.fromkeys(("kind", "comune", "country"), Privacy.PERSONAL),
        "secret": Privacy.SENSITIVE,
    }

    class Meta(Fact.Meta):
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(secret=False) | Q(comune__isnull=True), name="address_secret_without_comune"
            ),
        ]


class AddressReader(AuditedModel):
    """Somebody named to read a secret address, beside its author."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="readers")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")

    objects = AuditedQuerySet["AddressReader"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "address": Privacy.LINK,
        "professional": Privacy.STAFF,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "professional"], name="address_reader_once")
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} reads address {self.address_id}"


class AddressTakeover(AuditedModel):
    """A secret address that nobody could read any more, taken over by who coordinates the service, and why."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="takeovers")
    reason = SealedField(_("perché"))
    taken_at = models.DateTimeField(_("quando"), editable=False)
    taken_by_id = models.BigIntegerField(null=True, editable=False)
    taken_by_name = models.CharField(_("chi"), max_length=160, editable=False)

    objects = AuditedQuerySet["AddressTakeover"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "address": Privacy.LINK,
        "reason": Privacy.NARRATIVE,
        **dict.fromkeys(("taken_at", "taken_by_id", "taken_by_name"), Privacy.STAFF),
    }

    def __str__(self) -> str:
        return f"takeover of address {self.address_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the address."""
        return self.address.person


class LivingPlace(Fact):
    """With whom or in which kind of place a person lives: family, relatives, foster family, residential service."""

    kind = of_list(ListKey.LIVING_PLACE, _("dove vive"))

    objects = FactQuerySet["LivingPlace"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {**Fact.common_privacy, "kind": Privacy.SENSITIVE}


class Housing(Fact):
    """The dwelling: what it is, on which ground it is held, whether it suits the family, whether it may be lost."""

    kind = of_list(ListKey.HOUSING_KIND, _("tipo di alloggio"))
    tenure = of_list(ListKey.HOUSING_TENURE, _("titolo"), optional=True)
    adequacy = of_list(ListKey.HOUSING_ADEQUACY, _("adeguatezza"), optional=True)
    eviction = of_list(ListKey.EVICTION_STATE, _("sfratto o rilascio"), optional=True)
    monthly_cost = models.DecimalField(
        _("affitto o rata al mese"), max_digits=9, decimal_places=2, null=True, blank=True
    )

    objects = FactQuerySet["Housing"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **Fact.common_privacy,
        **dict.fromkeys(("kind", "tenure", "adequacy", "eviction", "monthly_cost"), Privacy.SENSITIVE),
    }
