# SPDX-License-Identifier: EUPL-1.2
"""Writing messages and getting e-mails out of the house.

The app that sends checks its rule and writes its audit entry around `send`. E-mails leave by the job `DELIVER`: it
runs by itself every quarter of an hour, and whoever sends may enqueue it so that they leave at once.
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db.models import F
from django.utils.translation import gettext as _

from ordito.messages.enums import FailureReason, MessageKind, MessageState
from ordito.messages.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ordito.core.access import Actor

DELIVER = "ordito.messages.tasks.deliver"
MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=5)  # then four times as long each time: 5 minutes, 20, 80, five hours
CLAIM = timedelta(minutes=10)  # longer than one e-mail takes: whoever claimed it and died is followed by another
BATCH = 500
PERMANENT = range(500, 600)  # answers of a mail server that no later attempt changes


@dataclass(frozen=True)
class Letter:
    """What to send to one recipient: an account (`recipient_id`), an e-mail address, or both for an e-mail.

    `url` is a path within Ordito; `about_kind` and `about_id` name the thing it speaks of, for that thing's own log.
    """

    kind: MessageKind
    subject: str
    body: str
    recipient_id: int | None = None
    recipient_name: str = ""
    address: str = ""
    url: str = ""
    about_kind: str = ""
    about_id: int | None = None


def send(letters: Sequence[Letter], *, by: Actor, at: datetime) -> list[Message]:
    """Write messages, inside the transaction of the caller's action: notices are there at once, e-mails are queued.

    An address that cannot be one fails at once, with its reason, without stopping the others.
    """
    return Message.objects.bulk_create([_written(letter, by, at) for letter in letters], batch_size=BATCH)


def _written(letter: Letter, by: Actor, at: datetime) -> Message:
    message = Message(
        kind=letter.kind,
        recipient_id=letter.recipient_id,
        recipient_name=letter.recipient_name[:200],
        address=letter.address,
        subject=" ".join(letter.subject.split())[:200],  # a line break would be a header of its own
        url=letter.url,
        about_kind=letter.about_kind,
        about_id=letter.about_id,
        created_by_id=by.actor_id,
        created_by_name=by.actor_name[:160],
        created_at=at,
    )
    message.body = letter.body
    if letter.kind == MessageKind.NOTICE:
        message.state, message.sent_at = MessageState.SENT, at
    elif _is_address(letter.address):
        message.state, message.next_attempt_at = MessageState.QUEUED, at
    else:
        message.state, message.reason = MessageState.FAILED, FailureReason.ADDRESS
    return message


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def deliver(*, clock: Callable[[], datetime], progress: Callable[[int, int], None]) -> dict[str, int]:
    """Send the e-mails that are due, each claimed first, so that two workers never send the same one.

    A worker killed between the mail server's answer and our note leaves an e-mail that is sent again: twice is better
    than never. Returns how many left and how many did not.
    """
    now = clock()
    due = Message.objects.filter(state=MessageState.QUEUED, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    ids = list(due.values_list("pk", flat=True))
    done = {"sent": 0, "failed": 0}
    connection = get_connection()
    try:
        for number, pk in enumerate(ids, start=1):
            message = _claimed(pk, clock())
            if message is not None:
                done["sent" if _delivered(message, connection, clock()) else "failed"] += 1
            progress(number, len(ids))
    finally:
        with suppress(OSError, smtplib.SMTPException):  # a server that is gone cannot be told goodbye
            connection.close()
    return done


def _claimed(pk: int, now: datetime) -> Message | None:
    """The message, when nobody else is sending it."""
    due = Message.objects.filter(pk=pk, state=MessageState.QUEUED, next_attempt_at__lte=now)
    claimed = due.update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1)
    return Message.objects.get(pk=pk) if claimed else None


def _delivered(message: Message, connection: Any, now: datetime) -> bool:
    """Try once, and write how it went."""
    mail = EmailMessage(message.subject, text_of(message), to=[message.address], connection=connection)
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        reason, final = _why(error)
        _write_failure(message, reason, now, final=final or message.attempts >= MOST_ATTEMPTS)
        return False
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, reason="", sent_at=now, next_attempt_at=None)
    return True


def _write_failure(message: Message, reason: FailureReason, now: datetime, *, final: bool) -> None:
    wait = FIRST_WAIT * 4 ** (message.attempts - 1)
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.FAILED if final else MessageState.QUEUED,
        reason=reason,
        next_attempt_at=None if final else now + wait,
    )


def _why(error: Exception) -> tuple[FailureReason, bool]:
    """The code of a failure, and whether trying again is useless."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return FailureReason.ADDRESS, bool(codes) and all(code in PERMANENT for code in codes)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused):
        return FailureReason.REFUSED, False
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | OSError) and not isinstance(
        error, smtplib.SMTPResponseException
    ):
        return FailureReason.UNREACHABLE, False
    return FailureReason.OTHER, False


def text_of(message: Message) -> str:
    """The whole text of an e-mail: what the sender wrote, where to go, and from whom it comes."""
    parts = [message.body]
    if message.url:
        parts.append(f"{settings.SITE_ADDRESS}{message.url}")
    parts.append(_("Messaggio inviato da Ordito. Non rispondere a questo indirizzo."))
    return "\n\n".join(parts)


def forget_about(kind: str, ids: Collection[int]) -> int:
    """Delete the messages about things that an action deletes: their texts name whom they were for."""
    gone, _by_model = Message.objects.filter(about_kind=kind, about_id__in=list(ids)).delete()
    return gone


def mark_read(*, by: Actor, at: datetime, message_id: int | None = None) -> int:
    """Mark one of one's notices, or all of them, as read; returns how many were not yet.

    No audit entry: reading one's own notices says nothing about anybody else.
    """
    mine = Message.objects.received_by(by).unread()
    if message_id is not None:
        mine = mine.filter(pk=message_id)
    return mine.update(state=MessageState.READ, read_at=at)
