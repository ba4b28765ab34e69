# SPDX-License-Identifier: EUPL-1.2
"""E-mails about enrolments, and the texts that an office gives to all e-mails of training."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, permit
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind
from ordito.training import rules
from ordito.training.actions.errors import ConflictError, TrainingError
from ordito.training.models import EnrolmentMessageTemplate
from ordito.training.queries.letters import account_of, filled, places_of, places_unknown, text_of, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.training.enums import MessageKey
    from ordito.training.models import Enrolment

ABOUT = "training.enrolment"


def write_letters(
    key: MessageKey, enrolments: QuerySet[Enrolment], *, by: Actor, at: datetime, reason: str = ""
) -> None:
    """Tell people where they stand, inside the transaction of the caller's action."""
    reachable = enrolments.filter(~Q(email="") | Q(professional__user__isnull=False))
    rows = reachable.select_related("edition__course", "edition__venue", "professional__user", "learner__contact")
    letters: list[Letter] = []
    text = text_of(key)
    for row in rows.order_by("pk"):
        values = values_of(row, reason)
        letters += _letters(row, filled(text.subject, values), filled(text.body, values))
    if letters:
        send(letters, by=by, at=at)
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))


def _letters(row: Enrolment, subject: str, body: str) -> Iterable[Letter]:
    """A notice for who has an account, an e-mail for who has an address; its link needs no login."""
    letter = partial(
        Letter, subject=subject, body=body, recipient_name=str(row.person), about_kind=ABOUT, about_id=row.pk
    )
    user = account_of(row)
    if user is not None:
        url = reverse("training:edition", args=[row.edition_id])
        yield letter(MessageKind.NOTICE, recipient_id=user.pk, url=url)
    if row.email:
        url = reverse("training:own_enrolment", args=[row.pk, rules.token_of(row.pk)])
        yield letter(MessageKind.EMAIL, address=row.email, url=url)


def edit_letter(
    *, key: MessageKey, subject: str, body: str, version: int, by: Actor, at: datetime
) -> EnrolmentMessageTemplate:
    """Write an e-mail in one's own words; `version` is 0 while the one that comes with Ordito is in use.

    Raises:
        NotAllowedError: the verb is missing.
        ConflictError: somebody saved first.
        TrainingError: something between braces that is no place.
    """
    permit(by.holds(Verb.MANAGE_TRAINING))
    for field, text in (("subject", subject), ("body", body)):
        if unknown := places_unknown(key, text):
            words = _("Non conosco %(unknown)s. Si possono usare: %(known)s.")
            said = {"unknown": "{" + unknown[0] + "}", "known": ", ".join("{" + name + "}" for name in places_of(key))}
            raise TrainingError(words % said, field=field)
    with recorded("training.edit_letter", by=by, at=at) as trace:
        row = EnrolmentMessageTemplate.objects.select_for_update().filter(key=key).first()
        if row is not None and (row.subject, row.body) == (subject, body):
            return row
        if (row.version if row else 0) != version:
            raise ConflictError(row)
        row = row or EnrolmentMessageTemplate(key=key, version=0)
        row.subject, row.body, row.by_name, row.at = subject, body, by.actor_name[:160], at
        row.version += 1
        row.save()
        trace.touches(row, fields=["subject", "body"])
    return row
