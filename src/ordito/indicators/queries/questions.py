# SPDX-License-Identifier: EUPL-1.2
"""What somebody may ask of the statistics, and where figures may be exact for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.core.access import SystemActor, Verb
from ordito.indicators.engine.disclosure import Policy
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.indicators.models import DisclosurePolicy
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory, TerritoryLink

if TYPE_CHECKING:
    from ordito.core.access import Actor


@dataclass(frozen=True)
class Rights:
    """What an actor may ask: places by Comune, and in which places exact figures."""

    comuni: bool
    exact_in: frozenset[int]

    def exact(self, place: Territory | None) -> bool:
        """Whether figures within a place may be exact for the actor."""
        return place is not None and place.pk in self.exact_in


def policy_for(audience: Audience) -> tuple[Policy, bool]:
    """The threshold of an audience, and whether exact figures in one's own place are allowed."""
    row = DisclosurePolicy.objects.filter(audience=audience).first()
    return (Policy(), True) if row is None else (Policy(row.threshold), row.exact_in_own_place)


def rights_of(actor: Actor) -> Rights:
    """Exact figures only for the places whose records the membership answers for, never for a whole Region.

    A place counts with all that stands within it today: the officer of an Ambito sees its Comuni.
    """
    if isinstance(actor, SystemActor):
        return Rights(comuni=True, exact_in=frozenset())
    detailed = actor.holds(Verb.VIEW_EXACT_STATISTICS) or actor.holds(Verb.MANAGE_STATISTICS)
    _policy, allowed = policy_for(Audience.NETWORK)
    own = {
        grant.territory_id
        for grant in actor.grants
        if Verb.VIEW_EXACT_STATISTICS in grant.verbs and grant.organisation_id is None and grant.territory_id
    }
    if not own or not allowed:
        return Rights(comuni=detailed, exact_in=frozenset())
    kinds = (TerritoryKind.AMBITO, TerritoryKind.MUNICIPALITY)
    held = set(Territory.objects.filter(pk__in=own, kind__in=kinds).values_list("pk", flat=True))
    links = TerritoryLink.objects.filter(parent__in=held, child__kind=TerritoryKind.MUNICIPALITY)
    below = links.at(timezone.localdate())
    return Rights(comuni=detailed, exact_in=frozenset(held | set(below.values_list("child_id", flat=True))))


def levels_for(rights: Rights) -> list[PlaceLevel]:
    """Grains of places that may be asked; Comuni are for those who answer for them or for the statistics."""
    return [level for level in PlaceLevel if level != PlaceLevel.COMUNE or rights.comuni]
