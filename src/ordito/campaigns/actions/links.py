# SPDX-License-Identifier: EUPL-1.2
"""Personal links: a return filled by somebody without an account."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.audit.enums import Kind
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.models import LinkActor, Return, ReturnLink
from ordito.core.access import NotAllowedError, Verb, can
from ordito.core.dates import format_date
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ordito.core.access import Actor

LONGEST = timedelta(days=90)
TOKEN_BYTES = 32
ONE_LINE_EVERY = timedelta(minutes=10)
"""A page asks for many fragments: its log has one line for each visit, not one for each answer saved."""


def digest_of(token: str) -> str:
    """What is kept of a secret."""
    return sha256(token.encode()).hexdigest()


def make_link(
    *, row: Return, email: str, expires_at: datetime, address: Callable[[str], str], by: Actor, at: datetime
) -> tuple[ReturnLink, str]:
    """Make a link and send it by e-mail; returns it with the whole address, which is nowhere kept in plain.

    `address` gives the path for a secret. The links made before for the same return stop working.

    Raises:
        NotAllowedError: `by` neither answers for the return nor runs the campaign.
        ReturnRefusedError: no e-mail address, or an expiry that makes no sense.
    """
    if not (can(by, Verb.APPROVE_RETURN, row) or can(by, Verb.MANAGE_CAMPAIGN, row.campaign)):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise ReturnRefusedError(_("Scrivi un indirizzo e-mail.")) from error
    if not at < expires_at <= at + LONGEST:
        raise ReturnRefusedError(_("La scadenza deve cadere tra oggi e 90 giorni."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    whole = f"{settings.SITE_ADDRESS}{address(token)}"
    with recorded("campaigns.make_link", by=by, at=at) as trace:
        ReturnLink.objects.filter(due=row, revoked_at__isnull=True).update(revoked_at=at)
        link = ReturnLink.objects.create(
            due=row,
            email=email,
            digest=digest_of(token),
            created_by_name=by.actor_name[:160],
            created_at=at,
            expires_at=expires_at,
        )
        send([_letter(row, email, whole, expires_at)], by=by, at=at)
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))
        trace.touches(link, row, fields=["email", "expires_at"])
    return link, whole


def revoke_link(*, link: ReturnLink, by: Actor, at: datetime) -> ReturnLink:
    """Make a link useless."""
    row = link.due
    if not (can(by, Verb.APPROVE_RETURN, row) or can(by, Verb.MANAGE_CAMPAIGN, row.campaign)):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    with recorded("campaigns.revoke_link", by=by, at=at) as trace:
        locked = ReturnLink.objects.select_for_update().get(pk=link.pk)
        locked.revoked_at = locked.revoked_at or at
        locked.save()
        trace.touches(locked, fields=["revoked_at"])
    return locked


def enter_by_link(*, token: str, at: datetime) -> tuple[ReturnLink, LinkActor] | None:
    """Who comes with a secret, None when it opens nothing (wrong, expired, taken back). Each visit is logged."""
    links = ReturnLink.objects.usable(at).select_related("due__campaign", "due__organisation", "due__ambito")
    link = links.filter(digest=digest_of(token)).first()
    if link is None:
        return None
    actor = LinkActor(_("collegamento personale di %(email)s") % {"email": link.email}, link.due_id, link.pk)
    if link.last_used_at is None or at - link.last_used_at >= ONE_LINE_EVERY:
        with recorded("campaigns.enter_by_link", by=actor, at=at, kind=Kind.LOGIN) as trace:
            ReturnLink.objects.filter(pk=link.pk).update(last_used_at=at)
            trace.touches(link, link.due)
    return link, actor


def _letter(row: Return, email: str, address: str, expires_at: datetime) -> Letter:
    """The secret stands in the text, which is sealed, never in a column of its own."""
    words = {
        "campaign": row.campaign.title,
        "unit": row.unit_name,
        "due": format_date(row.due_on),
        "expires": format_date(timezone.localdate(expires_at)),
        "address": address,
    }
    body = _(
        "Ti chiediamo di compilare il questionario della rilevazione «%(campaign)s» per «%(unit)s» "
        "entro il %(due)s.\n\n"
        "Apri questo indirizzo, che è personale: chi lo ha può scrivere le risposte.\n%(address)s\n\n"
        "Vale fino al %(expires)s. Le risposte si salvano mentre scrivi: puoi smettere e riprendere."
    )
    subject = _("Rilevazione «%(campaign)s»: il tuo questionario") % words
    return Letter(
        MessageKind.EMAIL, subject, body % words, address=email, about_kind="campaigns.return", about_id=row.pk
    )
