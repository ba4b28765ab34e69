# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ordito.core.access import SystemActor
from ordito.messages.actions import Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.core.access import Actor
    from ordito.messages.models import Message

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make_notice(to: User, subject: str = "Scadenza vicina", *, by: Actor | None = None, **values: Any) -> Message:
    """A notice to an account."""
    values.setdefault("body", "Mancano tre giorni.")
    letter = Letter(MessageKind.NOTICE, subject, recipient_id=to.pk, recipient_name=to.full_name, **values)
    [message] = send([letter], by=by or SystemActor("prova"), at=AT)
    return message


def make_email(
    address: str = "ente@esempio.invalid", subject: str = "Sollecito", *, by: Actor | None = None, **values: Any
) -> Message:
    """An e-mail in the queue."""
    values.setdefault("body", "La restituzione non è ancora arrivata.")
    [message] = send(
        [Letter(MessageKind.EMAIL, subject, address=address, **values)], by=by or SystemActor("prova"), at=AT
    )
    return message
