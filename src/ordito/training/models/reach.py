# SPDX-License-Identifier: EUPL-1.2
"""On which plans, courses and editions a membership works: those of its body, or of a place that it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.meetings.models.reach import reach_of

if TYPE_CHECKING:
    from ordito.core.access import Actor, Verb


def within_reach(actor: Actor, verb: Verb, path: str = "") -> Q:
    """Rows whose `organiser` or `territory` at the end of `path` ("edition__") is within reach; empty: all of them."""
    if not actor.holds(verb):
        return Q(pk__in=())
    reach = reach_of(actor, verb)
    if reach.everything:
        return Q()
    return Q(**{f"{path}organiser__in": reach.bodies}) | Q(**{f"{path}territory__in": reach.places})
