# SPDX-License-Identifier: EUPL-1.2
"""Who may keep, change and show views, dashboards and reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.access import Verb, can

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.explore.models import Kept, Report


@dataclass(frozen=True)
class Sharing:
    """The place or body whose people may open something; both None: nobody else."""

    territory_id: int | None = None
    organisation_id: int | None = None

    @property
    def code(self) -> str:
        """As a form sends it."""
        if self.territory_id:
            return f"t{self.territory_id}"
        return f"o{self.organisation_id}" if self.organisation_id else ""


def sharings_of(actor: Actor) -> list[Sharing]:
    """Where the actor may show something: the places and bodies where they work with statistics."""
    found = [
        Sharing(grant.territory_id, None if grant.territory_id else grant.organisation_id)
        for grant in actor.grants
        if Verb.VIEW_STATISTICS in grant.verbs
    ]
    return [sharing for sharing in dict.fromkeys(found) if sharing.code]


def can_keep(actor: Actor) -> bool:
    """Whether the actor may save views, dashboards and reports; the system has nothing of its own."""
    return actor.actor_id is not None and can(actor, Verb.VIEW_STATISTICS)


def can_change(actor: Actor, row: Kept) -> bool:
    """What somebody keeps is changed by nobody else."""
    return can_keep(actor) and row.owner_id == actor.actor_id


def can_write(actor: Actor, report: Report) -> bool:
    """A report is written while it is a draft."""
    return can_change(actor, report) and report.is_draft


def can_show(actor: Actor, sharing: Sharing) -> bool:
    """One's own place or body, or nobody."""
    return sharing == Sharing() or sharing in sharings_of(actor)
