# SPDX-License-Identifier: EUPL-1.2
"""Telling who fills a return that it waits for them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.campaigns.enums import Audience
from ordito.campaigns.queries.reminders import recipients_of
from ordito.campaigns.rules import Side, sides_of
from ordito.core.access import NotAllowedError
from ordito.core.dates import format_date
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.campaigns.models import Return
    from ordito.campaigns.queries.reminders import Recipient
    from ordito.core.access import Actor


def tell_fillers(*, row: Return, by: Actor, at: datetime) -> int:
    """Write to who fills a return that was sent back or reopened: a notice, and an e-mail where there is an address.

    Returns how many people and mailboxes were written to.

    Raises:
        NotAllowedError: `by` neither answers for the return nor runs the campaign.
    """
    if not sides_of(by, row) & {Side.AMBITO, Side.REGION}:
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    with recorded("campaigns.tell_fillers", by=by, at=at) as trace:
        recipients = recipients_of([row], Audience.FILLER, campaign=row.campaign, at=at).get(row.pk, ())
        letters = [letter for recipient in recipients for letter in _letters(row, recipient)]
        send(letters, by=by, at=at)
        if any(letter.kind == MessageKind.EMAIL for letter in letters):
            enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))
        trace.touches(row)
        trace.notes(recipients=len(recipients))
    return len(recipients)


def _letters(row: Return, recipient: Recipient) -> list[Letter]:
    """In the language of the house: nobody knows which one the other reads."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "unit": row.unit_name,
            "campaign": row.campaign.title,
            "state": row.get_state_display(),
            "due": format_date(row.due_on),
        }
        subject = _("«%(unit)s»: la restituzione è %(state)s") % words
        body = _(
            "La restituzione di «%(unit)s» per la rilevazione «%(campaign)s» è stata %(state)s: le risposte sono "
            "ancora lì, con i commenti accanto a quelle da correggere. Va inviata di nuovo entro il %(due)s."
        )
        text = body % words
    kinds = [MessageKind.NOTICE] if recipient.user_id is not None else []
    kinds += [MessageKind.EMAIL] if recipient.address else []
    return [
        Letter(
            kind,
            subject,
            text,
            recipient_id=recipient.user_id,
            recipient_name=recipient.name,
            address=recipient.address if kind == MessageKind.EMAIL else "",
            url=reverse("campaigns:return", args=[row.public_id]) if recipient.user_id is not None else "",
            about_kind="campaigns.return",
            about_id=row.pk,
        )
        for kind in kinds
    ]
