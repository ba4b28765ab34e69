# SPDX-License-Identifier: EUPL-1.2
"""On which plans, courses and editions a membership works: those of its body, or of a place that it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.core.access import SystemActor
from ordito.territory.models import TerritoryLink
from ordito.territory.models.places import covers

if TYPE_CHECKING:
    from ordito.core.access import Actor, Verb


def reaches(actor: Actor, verb: Verb, *, organiser_id: int, territory_id: int) -> bool:
    """Whether a membership with `verb` is on the organising body, or on the place or one around it."""
    return any(
        grant.organisation_id == organiser_id if grant.organisation_id is not None else covers(grant, territory_id)
        for grant in actor.grants
        if verb in grant.verbs
    )


def within_reach(actor: Actor, verb: Verb, path: str = "") -> Q:
    """The same as a condition on rows that have `organiser` and `territory` at the end of `path` ("edition__")."""
    if isinstance(actor, SystemActor):
        return Q()
    grants = [grant for grant in actor.grants if verb in grant.verbs]
    if any(grant.organisation_id is None and grant.territory_id is None for grant in grants):
        return Q()
    bodies = {grant.organisation_id for grant in grants if grant.organisation_id is not None}
    places = {grant.territory_id for grant in grants if grant.organisation_id is None and grant.territory_id}
    inside = TerritoryLink.objects.within(places) if places else set()
    return Q(**{f"{path}organiser__in": bodies}) | Q(**{f"{path}territory__in": inside})
