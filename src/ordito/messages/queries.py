# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.messages.enums import MessageKind, MessageState
from ordito.messages.models import Message

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.core.access import Actor

TONES = {
    MessageState.QUEUED: "info",
    MessageState.SENT: "success",
    MessageState.FAILED: "danger",
    MessageState.READ: "neutral",
}
"""Colour of each state's badge."""


def notices(actor: Actor, *, unread: bool = False) -> QuerySet[Message]:
    """One's own notices, or only those not read yet."""
    mine = Message.objects.received_by(actor)
    return mine.unread() if unread else mine


def sent_messages(actor: Actor, *, kind: str = "", state: str = "") -> QuerySet[Message]:
    """What one sent, by way and state; empty words filter nothing."""
    rows = Message.objects.visible_to(actor).filter(created_by_id=actor.actor_id)
    if kind in MessageKind.values:
        rows = rows.filter(kind=kind)
    if state in MessageState.values:
        rows = rows.filter(state=state)
    return rows
