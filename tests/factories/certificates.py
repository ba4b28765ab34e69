# SPDX-License-Identifier: EUPL-1.2
"""A closed edition with people who were there long enough, written directly, so that hundreds cost little."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from ordito.core.models import writing
from ordito.territory.enums import Profile
from ordito.territory.models import Professional
from ordito.training.actions.certificates import issue_certificates
from ordito.training.engine import credentials
from ordito.training.engine.secret import digest_of, new_secret
from ordito.training.enums import (
    AccreditationState,
    AccreditedKind,
    AccreditingBody,
    DeliveryMode,
    EditionState,
    EnrolmentSource,
    EnrolmentState,
)
from ordito.training.models import (
    Accreditation,
    Certificate,
    CertificateLink,
    EditionClosing,
    EditionOutcome,
    Enrolment,
)

if TYPE_CHECKING:
    from ordito.training.models import Edition
    from tests.factories.training import School

SIGNER = {"signer": "Firma Inventata", "signer_role": "dirigente della formazione"}


@cache
def _small_key() -> tuple[dict[str, Any], bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credentials, "KEY_SIZE", 2048)
        return credentials.new_key("")


def use_small_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every new key be the same small one: to find a large one takes seconds."""
    public, private = _small_key()
    monkeypatch.setattr("ordito.training.actions.certificates.new_key", lambda kid: (public | {"kid": kid}, private))


def make_grant(school: School, edition: Edition, body: str = AccreditingBody.SOCIAL_WORKERS, **values: Any) -> None:
    """Credits granted to the course of an edition."""
    with writing():
        Accreditation.objects.create(
            **{
                "course": edition.course,
                "body": body,
                "state": AccreditationState.GRANTED,
                "requested_on": date(2026, 5, 1),
                "decided_on": date(2026, 6, 1),
                "code": "AS-123",
                "kind": AccreditedKind.EVENT,
                "mode": DeliveryMode.PRESENCE,
                "credits": 12,
                "deontological": 4,
            }
            | values
        )


def make_graduates(
    school: School, *, people: int = 3, minutes: int = 780, profile: str = Profile.SOCIAL_WORKER, **values: Any
) -> Edition:
    """An edition closed with so many people, all at 13 of 16 hours, the first being the worker of the school."""
    edition = school.edition(**values)
    with writing():
        strangers = Professional.objects.bulk_create(
            Professional(surname=f"Zanzotti{number}", name="Prova", register_number=f"{number:05}")
            for number in range(1, people)
        )
        own = Professional.objects.get(pk=school.worker.professional_id or 0)
        enrolments = Enrolment.objects.bulk_create(
            Enrolment(
                edition=edition, professional=one, state=EnrolmentState.ENROLLED, source=EnrolmentSource.BODY,
                profile=profile, organisation=school.cooperative, asked_at=school.now, queued_at=school.now,
            )
            for one in [own, *strangers]
        )  # fmt: skip
        edition.state = EditionState.CLOSED
        edition.save()
        closing = EditionClosing.objects.create(
            edition=edition, lessons=4, minutes=960, threshold=80, summary="", closed_at=school.now, closed_by_name="T"
        )
        EditionOutcome.objects.bulk_create(
            EditionOutcome(closing=closing, enrolment=one, minutes_due=960, minutes=minutes, enough=minutes >= 768)
            for one in enrolments
        )
    return edition


def make_certificates(school: School, *, people: int = 3, **values: Any) -> list[Certificate]:
    """Certificates of an edition with credits; their papers too, where the test runs jobs at once."""
    edition = make_graduates(school, people=people, **values)
    make_grant(school, edition)
    issue_certificates(by=school.manager, at=school.now, edition=edition, **SIGNER)
    return list(Certificate.objects.filter(edition=edition).order_by("ordinal"))


def make_link(certificate: Certificate) -> str:
    """The secret of a personal address that opens a certificate for a day."""
    secret, now = new_secret(), timezone.now()
    with writing():
        CertificateLink.objects.create(
            certificate=certificate, digest=digest_of(secret), sent_at=now, expires_at=now + timedelta(days=1)
        )
    return secret
