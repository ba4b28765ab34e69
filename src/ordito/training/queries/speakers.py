# SPDX-License-Identifier: EUPL-1.2
"""For which body or place somebody speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from ordito.core.access import Actor


def speaks_for(actor: Actor) -> str:
    """The body or the place of an actor's first membership that has one, by name; "" for the house itself."""
    for grant in actor.grants:
        if grant.organisation_id is not None:
            return str(Organisation.objects.filter(pk=grant.organisation_id).first() or "")[:200]
        if grant.territory_id is not None:
            return str(Territory.objects.filter(pk=grant.territory_id).first() or "")[:200]
    return ""
