# SPDX-License-Identifier: EUPL-1.2
"""For which places and bodies somebody speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import Verb
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from ordito.core.access import Actor, Grant
    from ordito.indicators.models import Uptake

PLACE, BODY = "luogo", "ente"


def speaks_for(actor: Actor) -> str:
    """The body or the place of an actor's first membership, by name; "" for the house itself."""
    for grant in actor.grants:
        name = _name(grant)
        if name:
            return name[:200]
    return ""


def _name(grant: Grant) -> str:
    if grant.organisation_id is not None:
        return str(Organisation.objects.filter(pk=grant.organisation_id).values_list("name", flat=True).first() or "")
    if grant.territory_id is not None:
        return str(Territory.objects.filter(pk=grant.territory_id).values_list("name", flat=True).first() or "")
    return ""


def taker_key(uptake: Uptake) -> str:
    """The place or body of an uptake, as `takers_of` names it."""
    return f"{BODY}-{uptake.organisation_id}" if uptake.organisation_id else f"{PLACE}-{uptake.territory_id}"


def takers_of(actor: Actor) -> list[tuple[str, str]]:
    """The places and bodies for which `actor` takes indicators up: `luogo-3` or `ente-5`, and the name."""
    grants = [grant for grant in actor.grants if Verb.TAKE_UP_INDICATOR in grant.verbs]
    bodies = {grant.organisation_id for grant in grants if grant.organisation_id is not None}
    places = {grant.territory_id for grant in grants if grant.organisation_id is None and grant.territory_id}
    found = []
    if places:
        named = Territory.objects.filter(pk__in=places).values_list("pk", "name")
        found += [(f"{PLACE}-{pk}", name) for pk, name in named]
    if bodies:
        known = Organisation.objects.filter(pk__in=bodies).values_list("pk", "name")
        found += [(f"{BODY}-{pk}", name) for pk, name in known]
    return sorted(found, key=lambda one: one[1])
