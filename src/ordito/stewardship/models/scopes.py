# SPDX-License-Identifier: EUPL-1.2
"""Of which places and bodies somebody decides how long records are kept, and signs that they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.core.access import SystemActor, Verb
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from ordito.core.access import Actor

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


def held_for(actor: Actor, verb: Verb, *, prefix: str = "") -> Q:
    """Rows of the Ambiti and bodies where the actor holds `verb`; `prefix` leads to `ambito` and `body`.

    A data protection officer of the whole installation has a membership on no place and no body, and reaches all;
    whoever manages retention does so in a place.
    """
    if isinstance(actor, SystemActor):
        return EVERYTHING
    found = NOTHING
    for grant in actor.grants:
        if verb not in grant.verbs:
            continue
        if grant.territory_id is None and grant.organisation_id is None:
            found |= EVERYTHING if verb == Verb.SIGN_DISCARD else NOTHING
            continue
        condition = Q()
        if grant.territory_id is not None:
            condition &= Q(**{f"{prefix}ambito_id__in": TerritoryLink.objects.within([grant.territory_id])})
        if grant.organisation_id is not None:
            condition &= Q(**{f"{prefix}body_id": grant.organisation_id})
        found |= condition
    return found


def ambiti_of(actor: Actor) -> set[int]:
    """Ids of the places, within others too, in which the actor decides how long records are kept."""
    grants = (grant for grant in actor.grants if Verb.MANAGE_RETENTION in grant.verbs)
    return TerritoryLink.objects.within(grant.territory_id for grant in grants if grant.territory_id is not None)
