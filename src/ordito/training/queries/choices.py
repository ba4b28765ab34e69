# SPDX-License-Identifier: EUPL-1.2
"""Bodies and places that forms offer: those within the reach of who fills them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.meetings.models.reach import reach_of
from ordito.territory.models import Organisation, Territory, TerritoryBody

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from ordito.core.access import Actor, Verb
    from ordito.meetings.models.reach import Reach
    from ordito.territory.enums import TerritoryKind


def bodies_for(actor: Actor, verbs: Iterable[Verb], *, kept: int | None = None) -> QuerySet[Organisation]:
    """Active bodies for which the actor holds all the verbs: on the body, or on a place around it.

    `kept` is one that stands there already and stays, whatever the reach.
    """
    wanted = Q(active=True)
    for verb in verbs:
        wanted &= _bodies(reach_of(actor, verb))
    return Organisation.objects.filter(wanted | Q(pk=kept or 0)).order_by("name", "pk")


def _bodies(reach: Reach) -> Q:
    if reach.everything:
        return Q()
    acting = TerritoryBody.objects.filter(territory__in=reach.places, valid_to=None)
    return Q(pk__in=reach.bodies) | Q(seat__in=reach.places) | Q(pk__in=acting.values("organisation"))


def places_for(
    actor: Actor, verbs: Iterable[Verb], kinds: Iterable[TerritoryKind], *, kept: int | None = None
) -> QuerySet[Territory]:
    """Places of some kinds, still in force, for which the actor holds all the verbs, and the one that is kept.

    A membership on a body alone says nothing about places: it may name all of them, for the body answers.
    """
    wanted = Q(kind__in=list(kinds), valid_to=None)
    for verb in verbs:
        reach = reach_of(actor, verb)
        if not reach.everything and not reach.bodies:
            wanted &= Q(pk__in=reach.places)
    return Territory.objects.filter(wanted | Q(pk=kept or 0)).order_by("name", "pk")
