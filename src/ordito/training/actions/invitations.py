# SPDX-License-Identifier: EUPL-1.2
"""Asking months later what changed: a letter to each person, and apart one to each body, with a secret of its own."""

from __future__ import annotations

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
from ordito.training.actions.evaluation import KEY_BYTES, digest_of
from ordito.training.enums import EditionState, EvaluationLevel
from ordito.training.models import FOLLOW_UPS, Evaluation, EvaluationToken
from ordito.training.queries.evaluation import addresses_of

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress


def run_follow_ups(*, by: Actor, at: datetime, progress: Progress) -> dict[str, int]:
    """Send the invitations of every follow-up that has begun; safe to run twice. Returns how many left."""
    today = timezone.localdate(at)
    due = Evaluation.objects.filter(
        level__in=FOLLOW_UPS, invited_at__isnull=True, opens_on__lte=today, closes_on__gte=today
    )
    rows = list(due.exclude(edition__state=EditionState.CANCELLED).order_by("pk"))
    invited = 0
    for number, row in enumerate(rows, start=1):
        invited += invite(evaluation=row, by=by, at=at).invited
        progress(number, len(rows))
    return {"invited": invited}


def invite(*, evaluation: Evaluation, by: Actor, at: datetime) -> Evaluation:
    """Write once to all who are asked. Whose letter holds which secret is kept nowhere but in the letter."""
    with recorded("training.invite_to_evaluation", by=by, at=at) as trace:
        row = lock(evaluation)
        if row.invited_at is not None or not row.is_open(timezone.localdate(at)):
            return row
        addresses = addresses_of(row)
        secrets.SystemRandom().shuffle(addresses)  # the order of secrets says nothing of the order of people
        keys = [secrets.token_urlsafe(KEY_BYTES) for _address in addresses]
        EvaluationToken.objects.bulk_create(EvaluationToken(evaluation=row, digest=digest_of(key)) for key in keys)
        send(
            [_letter(row, address, key) for address, key in zip(addresses, keys, strict=True)],
            by=by,
            at=at,
        )
        row.invited, row.invited_at = len(addresses), at
        row.save(update_fields=["invited", "invited_at"])
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))
        trace.touches(row, fields=["invited", "invited_at"])
        trace.notes(invited=row.invited)
    return row


def _letter(row: Evaluation, address: str, secret: str) -> Letter:
    """The secret stands in the text, which is sealed, never in a column of its own."""
    words = {
        "course": row.edition.course.title,
        "edition": row.edition.name,
        "closes": format_date(row.closes_on),
        "address": f"{settings.SITE_ADDRESS}{reverse('training:evaluation_answer', args=[secret])}",
    }
    if row.level == EvaluationLevel.SERVICE:
        asked = _(
            "Chi lavora con voi ha seguito il corso «%(course)s» (%(edition)s). Chiediamo all’ente che cosa è cambiato "
            "da allora nel lavoro del servizio."
        )
    else:
        asked = _(
            "Hai seguito il corso «%(course)s» (%(edition)s). Ti chiediamo che cosa è cambiato da allora nel tuo "
            "lavoro."
        )
    rest = _(
        "Bastano pochi minuti, entro il %(closes)s:\n%(address)s\n\n"
        "L’indirizzo vale per una risposta. Le risposte si leggono soltanto insieme a quelle degli altri: all’invio si "
        "staccano dall’indirizzo e non resta scritto di chi sono."
    )
    return Letter(
        MessageKind.EMAIL,
        _("«%(course)s»: che cosa è cambiato?") % words,
        f"{asked}\n\n{rest}" % words,
        address=address,
        about_kind="training.evaluation",
        about_id=row.pk,
    )
