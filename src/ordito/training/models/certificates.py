# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.core.text import filed, spoken
from ordito.training.enums import AccreditingBody
from ordito.training.models.courses import Edition
from ordito.training.models.enrolments import Enrolment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor, Verb

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
CODE_LENGTH = 16  # 79 bits: not to be found by trying


def new_code() -> str:
    """A code by which anybody who was given it asks whether a certificate is valid."""
    return "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))


class CertificateQuerySet(AuditedQuerySet["Certificate"]):
    """Certificates."""

    def visible_to(self, actor: Actor) -> Self:
        """Of the enrolments one sees: one's own, those of one's staff, those of an edition one manages or tutors."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(actor))

    def standing(self) -> Self:
        """Those nobody has revoked."""
        return self.filter(revoked_at__isnull=True)


class Certificate(AuditedModel):
    """What an edition gave somebody, as it stood on the day: nothing in it changes, it can only be revoked.

    `ordinal` counts the certificates of a year; `hours` and `credits` are what stands on the paper. Credits are of the
    social workers' order, of ECM or of another body (`credit_body`, a code of `AccreditingBody`), with the code of
    their grant.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField(_("anno"))
    ordinal = models.PositiveIntegerField(_("numero"))
    code = models.CharField(_("codice di verifica"), max_length=CODE_LENGTH, unique=True, default=new_code)
    surname = models.CharField(_("cognome"), max_length=80)
    name = models.CharField(_("nome"), max_length=80)
    register_number = models.CharField(_("numero di iscrizione all’albo"), max_length=40, blank=True)
    profile = models.CharField(_("profilo"), max_length=30, blank=True)
    course_title = models.CharField(_("corso"), max_length=200)
    edition_name = models.CharField(_("edizione"), max_length=120)
    kind = models.CharField(_("tipo di attestato"), max_length=120)
    organiser = models.CharField(_("ente che organizza"), max_length=160)
    place = models.CharField(_("luogo"), max_length=160, blank=True)
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"))
    minutes_due = models.PositiveIntegerField(_("minuti dovuti"))
    minutes = models.PositiveIntegerField(_("minuti frequentati"))
    credits = models.DecimalField(_("crediti"), max_digits=5, decimal_places=1, default=0)
    deontological = models.DecimalField(_("di cui deontologici"), max_digits=5, decimal_places=1, default=0)
    credit_body = models.CharField(_("crediti di"), max_length=16, choices=AccreditingBody.choices, blank=True)
    credit_code = models.CharField(_("codice di accreditamento"), max_length=60, blank=True)
    signer = models.CharField(_("chi firma"), max_length=120)
    signer_role = models.CharField(_("ruolo di chi firma"), max_length=160)
    issued_at = models.DateTimeField(_("rilasciato il"))
    issued_by_name = models.CharField(_("rilasciato da"), max_length=160)
    stored_file_id = models.BigIntegerField(null=True)  # the paper, once the job has made it
    told_at = models.DateTimeField(_("comunicato il"), null=True)  # when the job wrote to its holder
    revoked_at = models.DateTimeField(_("revocato il"), null=True)
    revoked_by_name = models.CharField(_("revocato da"), max_length=160, blank=True)
    revoked_because = models.CharField(_("perché è stato revocato"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("enrolment", "surname", "name", "register_number", "profile"), Privacy.STAFF),
        **dict.fromkeys(("minutes", "issued_by_name", "revoked_by_name", "revoked_because"), Privacy.STAFF),
        **dict.fromkeys(
            ("edition", "year", "ordinal", "course_title", "edition_name", "kind", "organiser", "place", "starts_on",
             "ends_on", "minutes_due", "credits", "deontological", "credit_body", "credit_code", "signer",
             "signer_role", "issued_at", "revoked_at", "told_at"),
            Privacy.PUBLIC,
        ),
        **dict.fromkeys(("id", "code", "stored_file_id"), Privacy.TECHNICAL),
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "ordinal"], name="certificate_number"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(revoked_at__isnull=True), name="certificate_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""), name="certificate_revoked_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(deontological__lte=F("credits")), name="certificate_deontological_among_credits"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "surname", "name", "id"], name="certificate_page")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As it stands on the paper: 2026/000123."""
        return f"{self.year}/{self.ordinal:06}"

    @property
    def spoken_name(self) -> str:
        """Name before surname, as on the paper."""
        return spoken(self.surname, self.name)

    @property
    def filed_name(self) -> str:
        """Surname first, as in lists."""
        return filed(self.surname, self.name)

    def allows(self, actor: Actor, verb: Verb) -> bool:
        """Managed with its edition."""
        return self.edition.allows(actor, verb)


class CertificateLink(AuditedModel):
    """A secret, sent by e-mail, that opens the page of one certificate without an account; only its digest is kept.

    One of a certificate counts at a time, until a day: sending another ends the one before.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of a random secret
    sent_at = models.DateTimeField(_("spedito il"))
    expires_at = models.DateTimeField(_("vale fino al"))
    ended_at = models.DateTimeField(_("tolto il"), null=True)

    objects = AuditedQuerySet["CertificateLink"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "certificate", "digest", "sent_at", "expires_at", "ended_at"), Privacy.TECHNICAL
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(ended_at__isnull=True), name="certificate_link_one_standing"
            )
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"

    def opens(self, at: datetime) -> bool:
        """Whether it leads to the certificate at a moment."""
        return self.ended_at is None and at < self.expires_at


class CertificateYear(AuditedModel):
    """The last number given in a year; whoever gives the next ones holds its row."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    objects = AuditedQuerySet["CertificateYear"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("id", "year", "last"), Privacy.TECHNICAL)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class SigningKey(AuditedModel):
    """A key by which the house signs digital certificates; the private half is sealed by the key ring.

    The newest that is not retired signs; the public halves of all are published, so that old signatures verify.
    """

    kid = models.SlugField(max_length=24, unique=True)
    public: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()  # a JWK (RFC 7517)
    private = models.BinaryField()
    made_at = models.DateTimeField(_("creata il"))
    retired_at = models.DateTimeField(_("sostituita il"), null=True)

    objects = AuditedQuerySet["SigningKey"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("id", "kid", "public", "private", "made_at", "retired_at"), Privacy.TECHNICAL
    )

    def __str__(self) -> str:
        return self.kid

    @property
    def context(self) -> bytes:
        """The place its private half is bound to."""
        return f"training.signingkey.private/{self.kid}".encode()
