# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import Verb, can
from ordito.core.declare import Node, declared

if TYPE_CHECKING:
    from ordito.core.access import Actor
    from ordito.threads.models import Thread


def node_of(kind: str) -> Node | None:
    """The declared kind of thing, None when no installed app declares it."""
    return next((node for node in declared(Node) if node.kind == kind), None)


def can_see_end(actor: Actor, kind: str, object_id: int) -> bool:
    """Whether `actor` may know what stands at an end."""
    node = node_of(kind)
    return node is not None and node.visible(actor).filter(pk=object_id).exists()


def can_link(actor: Actor, one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether `actor` may tie two things: the verb, and both of them visible."""
    return can(actor, Verb.LINK_THREADS) and can_see_end(actor, *one) and can_see_end(actor, *other)


def can_unlink(actor: Actor, thread: Thread) -> bool:
    """Whether `actor` may take a thread away: as for tying it, by whomever it was tied."""
    return can_link(actor, (thread.from_kind, thread.from_id), (thread.to_kind, thread.to_id))
