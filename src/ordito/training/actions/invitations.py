# SPDX-License-Identifier: EUPL-1.2
"""Asking months later what changed: a letter to each person, and apart one to each body, with a secret of its own.

Who answered is known to nobody, so that a reminder goes to all who were asked and says so. It holds the address of the
first letter, where alone that address stands.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.dates import format_date
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind
from ordito.training.actions.errors import lock
from ordito.training.engine.secret import digest_of, new_secret
from ordito.training.enums import EditionState, EvaluationLevel, MessageKey
from ordito.training.models import FOLLOW_UPS, Evaluation, EvaluationToken
from ordito.training.queries.evaluation import addresses_of, answers_to, first_letters_of
from ordito.training.queries.letters import filled, text_of, values_of_edition

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress

ABOUT = "training.evaluation"
SECRET = re.compile(r"/risposta/([\w-]+)/")
TEXTS = {
    EvaluationLevel.PERSON.value: (MessageKey.FOLLOW_UP, MessageKey.REMINDER),
    EvaluationLevel.SERVICE.value: (MessageKey.FOLLOW_UP_BODY, MessageKey.REMINDER_BODY),
}
"""The first letter and the next ones."""


def run_follow_ups(*, by: Actor, at: datetime, progress: Progress) -> dict[str, int]:
    """Send the invitations of every follow-up that has begun, and the reminders whose day has come.

    Safe to run twice. Returns how many letters left.
    """
    today = timezone.localdate(at)
    running = Evaluation.objects.filter(level__in=FOLLOW_UPS, opens_on__lte=today, closes_on__gte=today)
    rows = list(running.exclude(edition__state=EditionState.CANCELLED).order_by("pk"))
    invited = reminded = 0
    for number, row in enumerate(rows, start=1):
        if row.invited_at is None:
            invited += invite(evaluation=row, by=by, at=at).invited
        elif row.is_to_remind(today):
            reminded += remind(evaluation=row, by=by, at=at)
        progress(number, len(rows))
    return {"invited": invited, "reminded": reminded}


def invite(*, evaluation: Evaluation, by: Actor, at: datetime) -> Evaluation:
    """Write once to all who are asked. Whose letter holds which secret is kept nowhere but in the letter."""
    with recorded("training.invite_to_evaluation", by=by, at=at) as trace:
        row = lock(evaluation)
        if row.invited_at is not None or not row.is_open(timezone.localdate(at)):
            return row
        addresses = addresses_of(row)
        secrets.SystemRandom().shuffle(addresses)  # the order of secrets says nothing of the order of people
        keys = {address: new_secret() for address in addresses}
        EvaluationToken.objects.bulk_create(
            EvaluationToken(evaluation=row, digest=digest_of(key)) for key in keys.values()
        )
        _send(row, keys, by=by, at=at)
        row.invited, row.invited_at = len(addresses), at
        row.save(update_fields=["invited", "invited_at"])
        trace.touches(row, fields=["invited", "invited_at"])
        trace.notes(invited=row.invited)
    return row


def remind(*, evaluation: Evaluation, by: Actor, at: datetime) -> int:
    """Write again to all who were asked, unless as many answered; returns to how many."""
    with recorded("training.remind_of_evaluation", by=by, at=at) as trace:
        row = lock(evaluation)
        if not row.is_to_remind(timezone.localdate(at)):
            return 0
        keys = {}
        if answers_to([row]).get(row.pk, 0) < row.invited:
            keys = {letter.address: SECRET.findall(letter.body)[-1] for letter in first_letters_of(row)}
        _send(row, keys, by=by, at=at, again=True)
        row.reminded, row.reminded_at = row.reminded + 1, at
        row.save(update_fields=["reminded", "reminded_at"])
        trace.touches(row, fields=["reminded", "reminded_at"])
        trace.notes(reminded=len(keys))
    return len(keys)


def _send(row: Evaluation, keys: dict[str, str], *, by: Actor, at: datetime, again: bool = False) -> None:
    """A letter to each address with its secret, which stands in the text: that is sealed, and in no column."""
    text = text_of(TEXTS[row.level][again])
    values = values_of_edition(row.edition) | {"scadenza": format_date(row.closes_on)}
    subject, body = filled(text.subject, values), filled(text.body, values)
    letters = [
        Letter(
            MessageKind.EMAIL,
            subject,
            f"{body}\n\n{_end(secret, again=again)}",
            address=address,
            about_kind=ABOUT,
            about_id=row.pk,
        )
        for address, secret in keys.items()
    ]
    send(letters, by=by, at=at)
    enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))


def _end(secret: str, *, again: bool) -> str:
    """The address, and what everybody must know, whichever words an office chose for the rest."""
    address = f"{settings.SITE_ADDRESS}{reverse('training:evaluation_answer', args=[secret])}"
    promise = _(
        "L’indirizzo vale per una risposta. Le risposte si leggono soltanto insieme a quelle degli altri: all’invio si "
        "staccano dall’indirizzo e non resta scritto di chi sono."
    )
    to_all = _(
        "Scriviamo di nuovo a tutti, perché non sappiamo chi ha già risposto: chi l’ha fatto non deve fare altro."
    )
    return "\n\n".join((address, promise, to_all) if again else (address, promise))
