# SPDX-License-Identifier: EUPL-1.2
"""How far the memberships of an actor reach when they organise: places with all that lies within them, and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.core.access import SystemActor
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from ordito.core.access import Actor, Verb


@dataclass(frozen=True)
class Reach:
    """Places and bodies, as ids, for which somebody holds a verb."""

    everything: bool = False
    places: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()

    def covers(self, *, territory_id: int | None, organiser_id: int | None) -> bool:
        """Whether what this body does in this place is within reach."""
        return self.everything or territory_id in self.places or organiser_id in self.bodies

    def condition(self) -> Q:
        """The same as a condition on rows with `territory` and `organiser`."""
        if self.everything:
            return ~Q(pk__in=())
        return Q(territory__in=self.places) | Q(organiser__in=self.bodies)


def reach_of(actor: Actor, verb: Verb) -> Reach:
    """Where `actor` holds `verb` today; the places are looked up once in the life of the actor, as grants are."""
    if isinstance(actor, SystemActor):
        return Reach(everything=True)
    grants = [grant for grant in actor.grants if verb in grant.verbs]
    bodies = frozenset(grant.organisation_id for grant in grants if grant.organisation_id is not None)
    local = {grant.territory_id for grant in grants if grant.organisation_id is None}
    if None in local:
        return Reach(everything=True, bodies=bodies)
    return Reach(places=_within(actor, frozenset(place for place in local if place is not None)), bodies=bodies)


def _within(actor: Actor, roots: frozenset[int]) -> frozenset[int]:
    known: dict[frozenset[int], frozenset[int]] = vars(actor).setdefault("_places_within", {})
    if roots not in known:
        known[roots] = frozenset(TerritoryLink.objects.within(roots)) if roots else frozenset()
    return known[roots]
