# SPDX-License-Identifier: EUPL-1.2
"""How far a membership reaches: the one rule from which `visible_to` and `allows` of this app are made.

A membership without place and body reaches everything; one on a place reaches that place and all within it today;
one within a body reaches what that body runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.access import Grant, SystemActor, Verb
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.core.access import Actor


@dataclass(frozen=True)
class Reach:
    """Places and bodies, as ids, on which somebody holds a verb."""

    everything: bool = False
    places: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()

    def covers(self, place_id: int | None) -> bool:
        """Whether a place is within reach; what has no place is reached only by who reaches everything."""
        return self.everything or place_id in self.places


def reach_of(actor: Actor, verb: Verb) -> Reach:
    """Where `actor` holds `verb` today; at most one query per level of the hierarchy of places."""
    return reaches_of(actor, verb)[0]


def reaches_of(actor: Actor, *verbs: Verb) -> list[Reach]:
    """The same for several verbs, which mostly come from the same memberships: places are looked up once."""
    if isinstance(actor, SystemActor):
        return [Reach(everything=True) for _verb in verbs]
    known: dict[frozenset[int], frozenset[int]] = {}
    return [reach_of_grants((grant for grant in actor.grants if verb in grant.verbs), known) for verb in verbs]


def reach_of_grants(grants: Iterable[Grant], known: dict[frozenset[int], frozenset[int]] | None = None) -> Reach:
    """How far some memberships reach together; `known` keeps what was looked up for the next ones."""
    known = {} if known is None else known
    found = list(grants)
    bodies = frozenset(grant.organisation_id for grant in found if grant.organisation_id is not None)
    if any(grant.territory_id is None and grant.organisation_id is None for grant in found):
        return Reach(everything=True, bodies=bodies)
    roots = frozenset(
        grant.territory_id for grant in found if grant.territory_id is not None and grant.organisation_id is None
    )
    if roots not in known:
        known[roots] = _within(roots)
    return Reach(places=known[roots], bodies=bodies)


def _within(roots: frozenset[int]) -> frozenset[int]:
    """These places and all below them by links still open; Comuni have nothing below and are not asked about."""
    found, newest = set(roots), set(roots)
    while newest:
        links = TerritoryLink.objects.filter(parent__in=newest, valid_to__isnull=True)
        children = dict(links.values_list("child_id", "child__kind"))
        newest = {child for child, kind in children.items() if kind != TerritoryKind.MUNICIPALITY} - found
        found |= children.keys()
    return frozenset(found)


@dataclass(frozen=True)
class LinkActor:
    """Who follows a personal link: no account, no membership, one return to fill and nothing else."""

    actor_name: str
    return_id: int
    link_id: int
    actor_id: None = None
    professional_id: None = None
    grants: tuple[Grant, ...] = ()

    def holds(self, verb: Verb) -> bool:
        """Filling is all a link is for."""
        return verb == Verb.FILL_RETURN
