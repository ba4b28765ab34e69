# SPDX-License-Identifier: EUPL-1.2
"""Who brings materials and who takes care of the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import SystemActor, Verb, can
from ordito.core.declare import MaterialHolder, declared
from ordito.library.models import Material

if TYPE_CHECKING:
    from ordito.core.access import Actor


def holder_kind(kind: str) -> MaterialHolder | None:
    """The declaration of a kind of holder; None for a kind that nobody declares."""
    return next((holder for holder in declared(MaterialHolder) if holder.kind == kind), None)


def can_add(actor: Actor, *, kind: str = "", holder_id: int | None = None) -> bool:
    """To a holder, whoever writes to it, as its app says; a general material, whoever has the verb."""
    if isinstance(actor, SystemActor):
        return True
    if not kind:
        return actor.holds(Verb.MANAGE_LIBRARY)
    holder = holder_kind(kind)
    return holder is not None and holder.writable(actor).filter(pk=holder_id).exists()


def can_keep(actor: Actor, material: Material) -> bool:
    """Whether an actor may change, renew and withdraw a material: it is of their place, body or holder."""
    return Material.objects.kept_by(actor).filter(pk=material.pk).exists()


def can_keep_glossary(actor: Actor) -> bool:
    """The glossary is one for all: whoever has the verb writes in it, and its history says who did."""
    return can(actor, Verb.MANAGE_LIBRARY)


def home_of(actor: Actor) -> tuple[int | None, int | None]:
    """The place and the body that a new material belongs to: those of the membership that lets its author bring it."""
    able = [grant for grant in actor.grants if Verb.MANAGE_LIBRARY in grant.verbs]
    return (able[0].territory_id, able[0].organisation_id) if able else (None, None)
