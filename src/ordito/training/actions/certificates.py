# SPDX-License-Identifier: EUPL-1.2
"""Certificates: rows with their numbers at once, papers by a job, revocation, the digital twin."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.core.access import SystemActor, permit
from ordito.core.crypto import open_sealed, seal
from ordito.core.pdf import ARCHIVAL, make_pdf
from ordito.files.actions import FileNotKeptError, store_made
from ordito.files.models import StoredFile
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.training import rules
from ordito.training.actions.certificate_letters import tell_certificates
from ordito.training.actions.errors import TrainingError, lock
from ordito.training.engine.credentials import credential, new_key, signed
from ordito.training.enums import EditionState
from ordito.training.models import Certificate, CertificateYear, Edition, SigningKey
from ordito.training.queries import certificates as queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress
    from ordito.jobs.models import Job
    from ordito.training.models import Accreditation, EditionOutcome

MAKER = "ordito.training.tasks.make_certificates"
KEPT_FOR_YEARS = 40  # somebody's working life: a certificate is asked for until they retire
PIECE = 64 * 1024


def issue_certificates(*, by: Actor, at: datetime, edition: Edition, signer: str, signer_role: str) -> Job:
    """Give a certificate to everybody who was there long enough and has none; a job makes the papers.

    Raises:
        NotAllowedError: the actor does not manage the edition.
        TrainingError: the edition is not closed, nobody signs, or there is nobody to give one to.
    """
    permit(rules.can_manage(by, edition))
    for field, text in (("signer", signer), ("signer_role", signer_role)):
        if not text.strip():
            raise TrainingError(_("Scrivi chi firma l’attestato, e con quale ruolo."), field=field)
    with recorded("training.issue_certificates", by=by, at=at) as trace:
        row = lock(edition)
        if row.state != EditionState.CLOSED:
            raise TrainingError(_("Gli attestati si rilasciano quando l’edizione è conclusa."))
        due = list(queries.due_in(row))
        if not due and not queries.without_paper(row).exists():
            raise TrainingError(_("Tutte le persone che ne hanno diritto hanno già l’attestato."))
        made = _written(row, due, by=by, at=at, signer=signer.strip(), signer_role=signer_role.strip())
        trace.touches(row, *made)
        trace.notes(certificates=len(made))
        return enqueue(MAKER, by=by, at=at, label=_("Attestati di un’edizione"), edition_id=row.pk, by_id=by.actor_id)


def _written(
    edition: Edition, due: Sequence[EditionOutcome], *, by: Actor, at: datetime, signer: str, signer_role: str
) -> list[Certificate]:
    grants = queries.grants_of(edition)
    year = timezone.localdate(at).year
    shared = {
        "edition": edition,
        "year": year,
        "course_title": edition.course.title,
        "edition_name": edition.name,
        "kind": edition.course.certificate_type.name,
        "organiser": str(edition.organiser)[:160],
        "place": _place_of(edition)[:160],
        "starts_on": edition.starts_on,
        "ends_on": edition.ends_on,
        "signer": signer,
        "signer_role": signer_role,
        "issued_at": at,
        "issued_by_name": by.actor_name[:160],
    }
    first = _numbers(year, len(due))
    rows = [
        Certificate(ordinal=first + place, **shared, **_of_person(outcome, grants)) for place, outcome in enumerate(due)
    ]
    return Certificate.objects.bulk_create(rows)


def _place_of(edition: Edition) -> str:
    return str(edition.venue) if edition.venue else edition.territory.name


def _numbers(year: int, count: int) -> int:
    """Take so many numbers of a year; the row stays locked, so that nobody takes the same."""
    CertificateYear.objects.get_or_create(year=year)
    counter = CertificateYear.objects.select_for_update().get(year=year)
    first = counter.last + 1
    counter.last += count
    counter.save()
    return first


def _of_person(outcome: EditionOutcome, grants: dict[str, Accreditation]) -> dict[str, Any]:
    enrolment = outcome.enrolment
    professional, learner = enrolment.professional, enrolment.learner
    person = professional or (learner.contact if learner else None)
    grant = queries.grant_for(enrolment.profile, grants)
    return {
        "enrolment": enrolment,
        "surname": person.surname if person else "",
        "name": person.name if person else "",
        "register_number": professional.register_number if professional else "",
        "profile": enrolment.profile,
        "minutes_due": outcome.minutes_due,
        "minutes": outcome.minutes,
        "credits": grant.credits if grant else 0,
        "deontological": grant.deontological if grant else 0,
        "credit_body": grant.body if grant else "",
        "credit_code": grant.code if grant else "",
    }


def make_papers(*, by: Actor, at: datetime, edition: Edition, progress: Progress) -> dict[str, int]:
    """Make the papers that are missing, one after the other, then tell who was not told; safe to run twice.

    Raises:
        JobFailedError: the disk is full.
    """
    missing = list(queries.without_paper(edition).values_list("pk", flat=True))
    for done, pk in enumerate(missing):
        progress(done, len(missing))
        row = Certificate.objects.get(pk=pk)
        if row.stored_file_id is None:
            _make_paper(row, by=by, at=at)
    progress(len(missing), len(missing))
    return {"papers": len(missing), "told": tell_certificates(by=by, at=at, edition=edition)}


def _make_paper(row: Certificate, *, by: Actor, at: datetime) -> None:
    made = make_pdf(queries.PAPER, queries.paper_of(row), at=queries.made_at(row), standards=ARCHIVAL)
    pieces = (made[start : start + PIECE] for start in range(0, len(made), PIECE))
    until = at.replace(year=at.year + KEPT_FOR_YEARS, day=min(at.day, 28))
    try:
        file = store_made(pieces, name=f"{row.number}.pdf", kind="pdf", owner=row, by=by, at=at, expires_at=until)
    except FileNotKeptError as error:
        raise JobFailedError(str(error)) from error
    with recorded("training.make_certificate", by=by, at=at) as trace:
        Certificate.objects.filter(pk=row.pk).update(stored_file_id=file.pk)
        trace.touches(row, fields=["stored_file_id"])


def revoke_certificate(*, by: Actor, at: datetime, certificate: Certificate, because: str) -> Certificate:
    """Say that a certificate no longer counts; who asks at its code reads so, not why.

    Raises:
        NotAllowedError: the actor does not manage the edition.
        TrainingError: no reason, or revoked already.
    """
    permit(rules.can_manage(by, certificate.edition))
    if not because.strip():
        raise TrainingError(_("Scrivi perché lo revochi."), field="because")
    with recorded("training.revoke_certificate", by=by, at=at) as trace:
        row = lock(certificate)
        if row.revoked_at is not None:
            raise TrainingError(_("Questo attestato è già revocato."))
        row.revoked_at, row.revoked_by_name = at, by.actor_name[:160]
        row.revoked_because = because.strip()
        row.save()
        trace.touches(row, fields=["revoked_at"])
    return row


def hand_out_paper(*, by: Actor, at: datetime, certificate: Certificate) -> StoredFile:
    """The paper of a certificate that was loaded through its rule.

    Raises:
        TrainingError: the job has not made it yet.
    """
    if certificate.stored_file_id is None:
        raise TrainingError(_("Il documento è in preparazione: riprova tra qualche minuto."))
    log_access("training.hand_out_certificate", by=by, at=at, kind=Kind.EXPORT, rows=[certificate])
    return StoredFile.objects.get(pk=certificate.stored_file_id)


def sign_badge(*, by: Actor, at: datetime, certificate: Certificate) -> str:
    """A certificate as a signed Open Badge; the same each time, as far as the key is the same.

    Raises:
        TrainingError: it was revoked.
    """
    if certificate.revoked_at is not None:
        raise TrainingError(_("Questo attestato è revocato: non si può più scaricare."))
    key = signing_key(at=at)
    badge, issuer = queries.badge_of(certificate)
    log_access("training.hand_out_badge", by=by, at=at, kind=Kind.EXPORT, rows=[certificate])
    private = open_sealed(bytes(key.private), context=key.context)
    address = queries.absolute("certificate_key", key.kid)
    return signed(credential(badge, issuer), private=private, key_address=address)


def signing_key(*, at: datetime) -> SigningKey:
    """The key that signs now; made the first time that one is needed."""
    found = SigningKey.objects.filter(retired_at__isnull=True).order_by("-made_at").first()
    return found or new_signing_key(by=SystemActor("Ordito"), at=at)


def new_signing_key(*, by: Actor, at: datetime) -> SigningKey:
    """Make a key that signs from now on; the public halves of those before stay published."""
    kid = secrets.token_hex(8)
    public, private = new_key(kid)
    with recorded("training.new_signing_key", by=by, at=at) as trace:
        row = SigningKey(kid=kid, public=public, made_at=at)
        row.private = seal(private, context=row.context)
        row.save(force_insert=True)
        SigningKey.objects.exclude(pk=row.pk).filter(retired_at__isnull=True).update(retired_at=at)
        trace.touches(row)
    return row


def export_credits(*, by: Actor, at: datetime, edition: Edition) -> tuple[list[str], list[list[Any]]]:
    """The rows of the file for the social workers' order; who took it is logged.

    Raises:
        NotAllowedError: the actor does not manage the edition.
    """
    permit(rules.can_manage(by, edition))
    log_access("training.export_credits", by=by, at=at, kind=Kind.EXPORT, rows=[edition])
    return queries.order_rows(edition)
