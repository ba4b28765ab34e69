# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.crypto import open_sealed, seal
from ordito.core.fields import SealedField, uuid7
from ordito.core.models import Privacy
from ordito.messages.enums import FailureReason, MessageKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages."""

    def visible_to(self, actor: Actor) -> Self:
        """Those one received or sent; of a thing's messages the app that owns it shows its own log."""
        if actor.actor_id is None:
            return self.none()
        return self.filter(Q(recipient_id=actor.actor_id) | Q(created_by_id=actor.actor_id))

    def received_by(self, actor: Actor) -> Self:
        """The notices of one person."""
        if actor.actor_id is None:
            return self.none()
        return self.filter(recipient_id=actor.actor_id, kind=MessageKind.NOTICE)

    def unread(self) -> Self:
        """Notices that nobody has opened."""
        return self.filter(kind=MessageKind.NOTICE, state=MessageState.SENT)

    def about(self, kind: str, object_id: int) -> Self:
        """Messages about one thing, by the label of its model and its id."""
        return self.filter(about_kind=kind, about_id=object_id)


class Message(models.Model):
    """A message to somebody who works in the network: an e-mail, or a notice read inside Ordito.

    It speaks of work (a return is late, an import is over), never of a person who is followed. The text is sealed all
    the same: it may hold a personal link, which opens a page to whoever has it. No foreign keys and no audit entry of
    its own: the app that sends writes the entry round `actions.send`, and this table is itself the log of what left.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("come"), max_length=10, choices=MessageKind.choices)
    recipient_id = models.BigIntegerField(null=True)  # an account; None for an address alone
    recipient_name = models.CharField(_("a chi"), max_length=200, blank=True)
    address = models.EmailField(_("indirizzo"), blank=True)
    subject = models.CharField(_("oggetto"), max_length=200)
    sealed_body = SealedField(_("testo"))
    url = models.CharField(max_length=300, blank=True)  # where to go, a path within Ordito
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    state = models.CharField(_("stato"), max_length=10, choices=MessageState.choices)
    reason = models.CharField(_("motivo"), max_length=15, choices=FailureReason.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)  # of a queued e-mail; also the end of another worker's claim
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(_("da chi"), max_length=160)
    created_at = models.DateTimeField(_("scritto il"))
    sent_at = models.DateTimeField(_("inviato il"), null=True)
    read_at = models.DateTimeField(_("letto il"), null=True)

    objects = MessageQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_body": Privacy.NARRATIVE,
        **dict.fromkeys(("recipient_id", "recipient_name", "address", "subject", "read_at"), Privacy.STAFF),
        **dict.fromkeys(("created_by_id", "created_by_name", "created_at"), Privacy.STAFF),
        **dict.fromkeys(("about_kind", "about_id"), Privacy.LINK),
        **dict.fromkeys(
            ("id", "public_id", "kind", "url", "state", "reason", "attempts", "next_attempt_at", "sent_at"),
            Privacy.TECHNICAL,
        ),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=MessageKind.EMAIL) & ~Q(address="")
                | Q(kind=MessageKind.NOTICE, recipient_id__isnull=False),
                name="message_has_a_recipient",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient_id", "kind", "-id"], name="message_recipient"),
            models.Index(fields=["created_by_id", "-id"], name="message_sender"),
            models.Index(fields=["about_kind", "about_id", "-id"], name="message_about"),
            models.Index(fields=["next_attempt_at"], name="message_queue", condition=Q(state=MessageState.QUEUED)),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def body(self) -> str:
        """The text, opened."""
        return open_sealed(bytes(self.sealed_body), context=self._place).decode() if self.sealed_body else ""

    @body.setter
    def body(self, text: str) -> None:
        self.sealed_body = seal(text.encode(), context=self._place) if text else b""

    @property
    def _place(self) -> bytes:
        return f"ordito_messages.message.sealed_body/{self.public_id}".encode()
