# SPDX-License-Identifier: EUPL-1.2
"""Need-to-know, in one place: the conditions from which every `visible_to` of the social record is made.

Every row that speaks of somebody carries the Comune, the Ambito and the body that hold it, so that a membership on a
Comune, on an Ambito or in a body is compared without walking hierarchies. A membership without place and body gives
nothing. A membership with both must match both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from ordito.accounts.roles import SERVICE_COORDINATOR
from ordito.core.access import SystemActor, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.core.access import Actor, Grant

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING


def in_service(actor: Actor, verb: Verb, *, prefix: str = "") -> Q:
    """Rows held by the services on whose place or in whose body the actor holds `verb`."""
    if isinstance(actor, SystemActor):
        return EVERYTHING
    return _of_grants((grant for grant in actor.grants if verb in grant.verbs), prefix)


def in_caseload(actor: Actor, *, prefix: str = "") -> Q:
    """Rows of the services whose whole caseload the actor answers for: coordinators, who hold it by role."""
    if isinstance(actor, SystemActor):
        return EVERYTHING
    return _of_grants((grant for grant in actor.grants if grant.role == SERVICE_COORDINATOR.code), prefix)


def _of_grants(grants: Iterable[Grant], prefix: str) -> Q:
    found = NOTHING
    for grant in grants:
        if grant.territory_id is None and grant.organisation_id is None:
            continue
        condition = Q()
        if grant.territory_id is not None:
            condition &= Q(**{f"{prefix}comune_id": grant.territory_id}) | Q(
                **{f"{prefix}ambito_id": grant.territory_id}
            )
        if grant.organisation_id is not None:
            condition &= Q(**{f"{prefix}body_id": grant.organisation_id})
        found |= condition
    return found


def on_team_today(actor: Actor, *, prefix: str) -> Q:
    """Team memberships of the actor in force, the rule of `TeamMember.objects.at`; `prefix` leads to `TeamMember`."""
    today = timezone.localdate()
    return (
        Q(**{f"{prefix}professional_id": actor.professional_id})
        & Q(**{f"{prefix}valid_from__lte": today})
        & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": today}))
        & (Q(**{f"{prefix}stopped_on__isnull": True}) | Q(**{f"{prefix}reads_to__gte": today}))
    )


@dataclass(frozen=True)
class ServicePlace:
    """Where a new row will be held; asked whether the actor works there before anything is written."""

    comune_id: int
    ambito_id: int
    body_id: int

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Whether a membership with `verb` covers the place, by the same rule as `in_service`."""
        return any(
            verb in grant.verbs
            and (grant.territory_id is not None or grant.organisation_id is not None)
            and grant.territory_id in {None, self.comune_id, self.ambito_id}
            and grant.organisation_id in {None, self.body_id}
            for grant in actor.grants
        )
