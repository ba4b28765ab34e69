# SPDX-License-Identifier: EUPL-1.2
"""Who lets figures out, and the way of a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import SystemActor, Verb
from ordito.indicators.enums import Audience
from ordito.releases.enums import ReleaseState
from ordito.territory.models.places import covers
from ordito.territory.queries import first_region

if TYPE_CHECKING:
    from ordito.core.access import Actor

MOVES: dict[ReleaseState, frozenset[ReleaseState]] = {
    ReleaseState.CHECKING: frozenset({ReleaseState.READY, ReleaseState.REFUSED, ReleaseState.CHECKING}),
    ReleaseState.READY: frozenset({ReleaseState.RELEASED, ReleaseState.CHECKING}),
    ReleaseState.REFUSED: frozenset({ReleaseState.CHECKING}),
    ReleaseState.RELEASED: frozenset({ReleaseState.WITHDRAWN}),
    ReleaseState.WITHDRAWN: frozenset(),
}
"""The way of a release, the only table of it. What another table has overtaken is checked again,
and what nobody could finish checking."""


def may_become(state: str, target: ReleaseState) -> bool:
    """Whether a release may go from one state to another."""
    return target in MOVES[ReleaseState(state)]


def can_release(actor: Actor, *, place_id: int | None, audience: str) -> bool:
    """For the network, whoever lets figures out there; for the outside, whoever publishes open data there too.

    An Ambito's officer acts for its own place, who does for the whole Region for every place.
    """
    needed = {Verb.RELEASE_FIGURES} | ({Verb.PUBLISH_OPEN_DATA} if audience == Audience.PUBLICATION else set())
    region = first_region()
    places = (place_id, region.pk if region else None)
    return isinstance(actor, SystemActor) or any(
        needed <= grant.verbs and any(covers(grant, place) for place in places) for grant in actor.grants
    )
