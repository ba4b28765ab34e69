# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from ordito.accounts.roles import PROVIDER
from ordito.core.crypto import SealBrokenError
from ordito.messages.actions import FIRST_WAIT, MOST_ATTEMPTS, deliver, mark_read
from ordito.messages.enums import FailureReason, MessageKind, MessageState
from ordito.messages.models import Message
from tests.factories.accounts import make_user
from tests.factories.messages import AT, make_email, make_notice

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

pytestmark = pytest.mark.django_db
TOKEN = "parola-del-collegamento-personale"


def deliver_at(moment: datetime) -> dict[str, int]:
    return deliver(clock=lambda: moment, progress=lambda _done, _total: None)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Make the mail server fail in one way, or work again."""
    state: dict[str, Exception | None] = {}
    works = EmailBackend.send_messages

    def send_messages(self: EmailBackend, messages: Any) -> int:
        error = state.get("error")
        if error is not None:
            raise error
        return works(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return lambda error: state.update(error=error)


def test_notice_is_there_at_once() -> None:
    user = make_user(role=PROVIDER)
    notice = make_notice(user, "Scadenza\nvicina", url="/rilevazioni/")
    assert (notice.state, notice.sent_at, notice.subject) == (MessageState.SENT, AT, "Scadenza vicina")
    assert deliver_at(AT) == {"sent": 0, "failed": 0}
    assert mail.outbox == []


def test_email_leaves_once_with_its_address_to_go_to(settings: Any) -> None:
    settings.SITE_ADDRESS = "https://ordito.esempio.it"
    email = make_email(body="Mancano tre giorni.", url="/rilevazioni/7/", about_kind="x.y", about_id=7)
    assert deliver_at(AT) == {"sent": 1, "failed": 0}
    assert deliver_at(AT + timedelta(days=1)) == {"sent": 0, "failed": 0}
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ente@esempio.invalid"], "Sollecito")
    assert sent.body.startswith("Mancano tre giorni.\n\nhttps://ordito.esempio.it/rilevazioni/7/\n\n")
    email.refresh_from_db()
    assert (email.state, email.sent_at, email.attempts) == (MessageState.SENT, AT, 1)
    assert list(Message.objects.about("x.y", 7)) == [email]


def test_text_is_sealed_and_bound_to_its_row() -> None:
    first, second = make_email(body=TOKEN), make_email(body="altro")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ordito_messages_message")
        row = b"".join(
            bytes(value) for line in cursor.fetchall() for value in line if isinstance(value, bytes | memoryview)
        )
    assert row
    assert TOKEN.encode() not in row
    second.sealed_body = first.sealed_body
    with pytest.raises(SealBrokenError):
        _ = second.body
    assert Message.objects.get(pk=first.pk).body == TOKEN


def test_impossible_address_fails_with_its_reason_and_stops_nobody() -> None:
    wrong, right = make_email("senza chiocciola"), make_email()
    assert (wrong.state, wrong.reason) == (MessageState.FAILED, FailureReason.ADDRESS)
    assert right.state == MessageState.QUEUED
    assert deliver_at(AT)["sent"] == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(), FailureReason.UNREACHABLE),
        (smtplib.SMTPServerDisconnected(), FailureReason.UNREACHABLE),
        (smtplib.SMTPAuthenticationError(535, b"no"), FailureReason.REFUSED),
        (smtplib.SMTPRecipientsRefused({"ente@esempio.invalid": (450, b"busy")}), FailureReason.ADDRESS),
        (smtplib.SMTPDataError(451, b"busy"), FailureReason.OTHER),
    ],
)
def test_failure_is_tried_again_later(
    error: Exception, reason: FailureReason, failing: Callable[[Exception | None], None]
) -> None:
    email = make_email()
    failing(error)
    assert deliver_at(AT) == {"sent": 0, "failed": 1}
    email.refresh_from_db()
    assert (email.state, email.reason, email.next_attempt_at) == (MessageState.QUEUED, reason, AT + FIRST_WAIT)
    failing(None)
    assert deliver_at(AT + FIRST_WAIT - timedelta(seconds=1)) == {"sent": 0, "failed": 0}
    assert deliver_at(AT + FIRST_WAIT) == {"sent": 1, "failed": 0}
    email.refresh_from_db()
    assert (email.state, email.reason, email.attempts) == (MessageState.SENT, "", 2)


def test_waiting_grows_and_ends(failing: Callable[[Exception | None], None]) -> None:
    email = make_email()
    failing(TimeoutError())
    now, waits = AT, []
    for _attempt in range(MOST_ATTEMPTS):
        deliver_at(now)
        email.refresh_from_db()
        if email.next_attempt_at is not None:
            waits.append((email.next_attempt_at - now) // timedelta(minutes=1))
            now = email.next_attempt_at
    assert waits == [5, 20, 80, 320]
    assert (email.state, email.reason) == (MessageState.FAILED, FailureReason.UNREACHABLE)
    assert deliver_at(now + timedelta(days=9)) == {"sent": 0, "failed": 0}


def test_refused_recipient_is_not_tried_again(failing: Callable[[Exception | None], None]) -> None:
    email = make_email()
    failing(smtplib.SMTPRecipientsRefused({"ente@esempio.invalid": (550, b"unknown")}))
    deliver_at(AT)
    email.refresh_from_db()
    assert (email.state, email.reason) == (MessageState.FAILED, FailureReason.ADDRESS)


def test_two_workers_send_one_email(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second worker that runs while the first is talking to the mail server finds the message claimed."""
    make_email()
    works = EmailBackend.send_messages

    def meanwhile(self: EmailBackend, messages: Any) -> int:
        monkeypatch.setattr(EmailBackend, "send_messages", works)
        assert deliver_at(AT) == {"sent": 0, "failed": 0}
        return works(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", meanwhile)
    assert deliver_at(AT) == {"sent": 1, "failed": 0}
    assert len(mail.outbox) == 1


def test_message_of_a_killed_worker_is_sent_by_another() -> None:
    email = make_email()
    Message.objects.filter(pk=email.pk).update(attempts=1, next_attempt_at=AT + timedelta(minutes=10))
    assert deliver_at(AT + timedelta(minutes=11))["sent"] == 1


def test_reading_touches_only_ones_own() -> None:
    me, other = make_user(role=PROVIDER), make_user(role=PROVIDER)
    mine, theirs = make_notice(me), make_notice(other)
    assert mark_read(by=me, at=AT, message_id=theirs.pk) == 0
    assert mark_read(by=me, at=AT) == 1
    assert mark_read(by=me, at=AT) == 0
    assert [Message.objects.get(pk=row.pk).state for row in (mine, theirs)] == [MessageState.READ, MessageState.SENT]


def test_visible_are_those_received_and_sent() -> None:
    me, other = make_user(role=PROVIDER), make_user(role=PROVIDER)
    received, sent, neither = make_notice(me, by=other), make_email(by=me), make_notice(other)
    assert set(Message.objects.visible_to(me)) == {received, sent}
    assert set(Message.objects.visible_to(other)) == {received, neither}
    assert {message.kind for message in Message.objects.received_by(me)} == {MessageKind.NOTICE}
