# SPDX-License-Identifier: EUPL-1.2
"""Telling people of their certificate; who has no account gets a personal address by e-mail, which opens it for a year.

The address holds a random secret and nothing of the person. It stands in the text of the letter, which is sealed, and
is kept only as a digest; another letter ends it, and so does who manages the edition.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.dates import format_date
from ordito.jobs.actions import enqueue
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind
from ordito.training import rules
from ordito.training.actions.errors import TrainingError, lock
from ordito.training.engine.secret import digest_of, new_secret
from ordito.training.enums import MessageKey
from ordito.training.models import Certificate, CertificateLink
from ordito.training.queries.certificates import absolute, to_be_told
from ordito.training.queries.letters import account_of, filled, text_of, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.training.models import Edition
    from ordito.training.queries.letters import LetterText

ABOUT = "training.certificate"
LASTS = timedelta(days=365)
TWO_CLICKS = timedelta(seconds=10)


def tell_certificates(*, by: Actor, at: datetime, edition: Edition) -> int:
    """Write to everybody whose paper is made and who was not told yet; safe to run twice. Returns how many people.

    Who has an account is told inside Ordito too, and finds the certificate there.
    """
    if not to_be_told(edition).exists():
        return 0
    with recorded("training.tell_certificates", by=by, at=at) as trace:
        lock(edition)  # two workers at once
        with translation.override(settings.LANGUAGE_CODE):
            text = text_of(MessageKey.CERTIFICATE)
            written = [(row, list(_letters(row, text, at))) for row in to_be_told(edition)]
        send([letter for _row, letters in written for letter in letters], by=by, at=at)
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))
        told = [row for row, letters in written if letters]
        Certificate.objects.filter(pk__in=[row.pk for row in told]).update(told_at=at)
        trace.touches(edition, *told, fields=["told_at"])
        trace.notes(people=len(told))
    return len(told)


def send_certificate(*, by: Actor, at: datetime, certificate: Certificate) -> CertificateLink:
    """Send the holder a new personal address; the one before opens nothing any more. Asked twice at once, one is sent.

    Raises:
        NotAllowedError: the actor does not manage the edition.
        TrainingError: the certificate was revoked, or the holder has no e-mail address.
    """
    permit(rules.can_manage(by, certificate.edition))
    with recorded("training.send_certificate", by=by, at=at) as trace:
        row = lock(certificate)
        if row.revoked_at is not None:
            raise TrainingError(_("Questo attestato è revocato: non si può più scaricare."))
        address = row.enrolment.email or row.enrolment.person.email
        if not address:
            raise TrainingError(_("Di questa persona non c’è un indirizzo e-mail."))
        standing = row.links.filter(ended_at__isnull=True).first()
        if standing is not None and at - standing.sent_at < TWO_CLICKS:
            trace.touches(row)
            trace.notes(sent_already=True)
            return standing
        _end_links(row, at)
        with translation.override(settings.LANGUAGE_CODE):
            letter = _personal(row, address, text_of(MessageKey.CERTIFICATE), at)
        send([letter], by=by, at=at)
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))
        row.told_at = at
        row.save(update_fields=["told_at"])
        trace.touches(row, fields=["told_at"])
    return row.links.get(ended_at__isnull=True)


def end_certificate_link(*, by: Actor, at: datetime, certificate: Certificate) -> None:
    """Let the personal address of a certificate open nothing any more, as when it went to the wrong person.

    Raises:
        NotAllowedError: the actor does not manage the edition.
    """
    permit(rules.can_manage(by, certificate.edition))
    with recorded("training.end_certificate_link", by=by, at=at) as trace:
        row = lock(certificate)
        _end_links(row, at)
        trace.touches(row)


def _end_links(certificate: Certificate, at: datetime) -> None:
    certificate.links.filter(ended_at__isnull=True).update(ended_at=at)


def _letters(row: Certificate, text: LetterText, at: datetime) -> Iterator[Letter]:
    """A notice and an e-mail that leads to one's own page for who has an account; else a personal address."""
    enrolment = row.enrolment
    address = enrolment.email or enrolment.person.email
    user = account_of(enrolment)
    if user is None:
        if address:
            yield _personal(row, address, text, at)
        return
    yield _letter(row, text, MessageKind.NOTICE, recipient_id=user.pk, url=reverse("training:credits"))
    if address:
        yield _letter(row, text, MessageKind.EMAIL, address=address, url=reverse("training:credits"))


def _personal(row: Certificate, address: str, text: LetterText, at: datetime) -> Letter:
    secret, until = new_secret(), at + LASTS
    CertificateLink.objects.create(certificate=row, digest=digest_of(secret), sent_at=at, expires_at=until)
    words = {"address": absolute("certificate_mine", secret), "day": format_date(timezone.localdate(until))}
    said = _("%(address)s\n\nL’indirizzo è solo tuo e vale fino al %(day)s: chi lo apre scarica il tuo attestato.")
    return _letter(row, text, MessageKind.EMAIL, address=address, end=said % words)


def _letter(
    row: Certificate,
    text: LetterText,
    kind: MessageKind,
    *,
    recipient_id: int | None = None,
    address: str = "",
    url: str = "",
    end: str = "",
) -> Letter:
    values = values_of(row.enrolment) | {"numero": row.number}
    body = filled(text.body, values)
    return Letter(
        kind,
        filled(text.subject, values),
        f"{body}\n\n{end}" if end else body,
        recipient_id=recipient_id,
        recipient_name=row.spoken_name,
        address=address,
        url=url,
        about_kind=ABOUT,
        about_id=row.pk,
    )
