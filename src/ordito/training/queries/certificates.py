# SPDX-License-Identifier: EUPL-1.2
"""Certificates as pages, files and strangers read them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.core.text import fold
from ordito.territory.enums import Profile
from ordito.training.engine.credentials import Badge, Issuer
from ordito.training.engine.credits import Earned, Period, by_period
from ordito.training.engine.durations import in_words
from ordito.training.engine.qr import qr_svg
from ordito.training.engine.secret import digest_of
from ordito.training.enums import AccreditationState, AccreditingBody
from ordito.training.models import Accreditation, Certificate, CertificateLink, EditionOutcome
from ordito.training.queries.upkeep import rules_of_credits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.training.models import Edition

PAPER = Path(__file__).resolve().parents[1] / "templates" / "training" / "print" / "certificate.typ"
ORDER_COLUMNS = ("register_number", "surname", "name", "credit_code", "course_title", "starts_on", "ends_on")
HEALTH = frozenset(
    {
        Profile.EDUCATOR,
        Profile.PSYCHOLOGIST,
        Profile.CHILD_NEUROPSYCHIATRIST,
        Profile.HEALTH_WORKER,
    }
)
"""Profiles whose credits are those of ECM."""


def due_in(edition: Edition) -> QuerySet[EditionOutcome]:
    """Who was there long enough in a closed edition and has no valid certificate of it yet."""
    standing = Certificate.objects.standing().filter(enrolment=OuterRef("enrolment"))
    rows = EditionOutcome.objects.filter(closing__edition=edition, enough=True).exclude(Exists(standing))
    return rows.select_related("enrolment__professional", "enrolment__learner__contact")


def without_paper(edition: Edition) -> QuerySet[Certificate]:
    """Certificates whose paper the job has still to make."""
    return Certificate.objects.filter(edition=edition, stored_file_id__isnull=True).order_by("pk")


def to_be_told(edition: Edition) -> QuerySet[Certificate]:
    """Valid certificates whose paper is made and of which nobody wrote to their holder, who is loaded with them."""
    rows = Certificate.objects.standing().filter(edition=edition, stored_file_id__isnull=False, told_at__isnull=True)
    people = ("enrolment__professional__user", "enrolment__learner__contact")
    return rows.select_related(*people, "enrolment__edition__course", "enrolment__edition__venue").order_by("pk")


def link_of(secret: str) -> CertificateLink | None:
    """The personal address that holds a secret, whether or not it still counts; None when there is none."""
    rows = CertificateLink.objects.select_related("certificate__edition")
    return rows.filter(digest=digest_of(secret)).first()


def standing_link(certificate: Certificate) -> CertificateLink | None:
    """The personal address of a certificate that nobody has ended."""
    return CertificateLink.objects.filter(certificate=certificate, ended_at__isnull=True).first()


def grants_of(edition: Edition) -> dict[str, Accreditation]:
    """The accreditations that a body granted to the course, by the body: without a grant there are no credits."""
    rows = Accreditation.objects.filter(course=edition.course_id, state=AccreditationState.GRANTED).order_by("pk")
    return {row.body: row for row in rows}


def grant_for(profile: str, grants: dict[str, Accreditation]) -> Accreditation | None:
    """Whose credits somebody of a profile gets: those of the order, of ECM, else of another body."""
    if profile == Profile.SOCIAL_WORKER and AccreditingBody.SOCIAL_WORKERS in grants:
        return grants[AccreditingBody.SOCIAL_WORKERS]
    if profile in HEALTH and AccreditingBody.ECM in grants:
        return grants[AccreditingBody.ECM]
    return grants.get(AccreditingBody.OTHER)


# --- addresses and paper ---------------------------------------------------------------------------------------------


def absolute(name: str, *args: object) -> str:
    """The address of a public page of certificates, as it stands on paper."""
    return f"{settings.SITE_ADDRESS}{reverse(f'training:{name}', args=args)}"


def check_address(certificate: Certificate) -> str:
    """Where anybody asks whether a certificate is valid."""
    return absolute("certificate_check", certificate.code)


def spaced(code: str) -> str:
    """A code as people read it aloud: abcd-efgh-jkmn-pqrs."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def period_of(certificate: Certificate) -> str:
    """The days of the course in words."""
    if certificate.starts_on == certificate.ends_on:
        return _("il %(day)s") % {"day": format_date(certificate.starts_on)}
    first, last = format_date(certificate.starts_on), format_date(certificate.ends_on)
    return _("dal %(first)s al %(last)s") % {"first": first, "last": last}


def credits_line(certificate: Certificate) -> str:
    """The credits in words, "" without any."""
    if not certificate.credits:
        return ""
    words = {
        "credits": formats.number_format(certificate.credits, 1),
        "deontological": formats.number_format(certificate.deontological, 1),
        "body": certificate.get_credit_body_display(),
    }
    line = _("%(credits)s crediti, di cui %(deontological)s deontologici (%(body)s)") % words
    code = certificate.credit_code
    return _("%(line)s, codice %(code)s") % {"line": line, "code": code} if code else line


def paper_of(certificate: Certificate) -> dict[str, Any]:
    """A certificate for its template."""
    address = check_address(certificate)
    facts = [
        (_("Periodo"), period_of(certificate)),
        (_("Luogo"), certificate.place),
        (_("Ore previste"), in_words(certificate.minutes_due)),
        (_("Ore frequentate"), in_words(certificate.minutes)),
        (_("Crediti"), credits_line(certificate)),
    ]
    issued = format_date(timezone.localdate(certificate.issued_at))
    return {
        "language": get_language() or "it",
        "marker": _("Dati inventati") if settings.DEMONSTRATION else "",
        "title": _("%(kind)s n. %(number)s") % {"kind": certificate.kind, "number": certificate.number},
        "kind": certificate.kind,
        "organiser": certificate.organiser,
        "number": _("N. %(number)s") % {"number": certificate.number},
        "says": _("Si attesta che"),
        "person": certificate.spoken_name,
        "register": _("Iscrizione all’albo n. %(number)s") % {"number": certificate.register_number}
        if certificate.register_number
        else "",
        "took": _("ha frequentato il corso"),
        "course": certificate.course_title,
        "edition": certificate.edition_name,
        "facts": [fact for fact in facts if fact[1]],
        "issued": _("Rilasciato il %(day)s") % {"day": issued},
        "signer": certificate.signer,
        "signer_role": certificate.signer_role,
        "check": _("Per sapere se è valido, inquadra il codice o apri:"),
        "address": address,
        "code": _("Codice: %(code)s") % {"code": spaced(certificate.code)},
        "svg": qr_svg(address),
        "qr_words": _("Codice QR con l’indirizzo della verifica"),
    }


def badge_of(certificate: Certificate) -> tuple[Badge, Issuer]:
    """A certificate for its digital twin."""
    hours = in_words(certificate.minutes)
    badge = Badge(
        address=check_address(certificate),
        achievement=f"{absolute('certificate_issuer')}#edizione-{certificate.edition_id}",
        person=certificate.spoken_name,
        title=certificate.course_title,
        description=_("%(kind)s, %(edition)s") % {"kind": certificate.kind, "edition": certificate.edition_name},
        criteria=_("Ore frequentate: %(hours)s di %(due)s.")
        % {"hours": hours, "due": in_words(certificate.minutes_due)},
        credits=float(certificate.credits),
        begun_on=certificate.starts_on,
        ended_on=certificate.ends_on,
        issued_at=certificate.issued_at,
    )
    return badge, Issuer(absolute("certificate_issuer"), certificate.organiser, absolute("certificate_revoked"))


# --- what a stranger is told -----------------------------------------------------------------------------------------


class Standing(StrEnum):
    """What the check page answers."""

    VALID = "valid"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Check:
    """The answer to a code: of an unknown one nothing else.

    `person` is the holder's name, only when who asks typed the surname; `other` says that it was another one. Of a
    revoked one nothing but its number and day: its code stands in the public list of what was revoked.
    """

    standing: Standing
    certificate: Certificate | None = None
    person: str = ""
    other: bool = False


def check(code: str, surname: str = "") -> Check:
    """Whether the certificate of a code is valid, and whether it is of somebody with a surname."""
    row = Certificate.objects.filter(code="".join(code.split()).replace("-", "").lower()).first()
    if row is None:
        return Check(Standing.UNKNOWN)
    if row.revoked_at is not None:
        return Check(Standing.REVOKED, row)
    same = bool(fold(surname)) and fold(surname) == fold(row.surname)
    return Check(Standing.VALID, row, person=row.spoken_name if same else "", other=bool(surname.strip()) and not same)


def revoked_list() -> dict[str, Any]:
    """The credentials that no longer count, as Open Badges 3.0 lists them (1EdTechRevocationList); no reason."""
    codes = Certificate.objects.filter(revoked_at__isnull=False).order_by("pk").values_list("code", flat=True)
    return {
        "id": absolute("certificate_revoked"),
        "issuer": absolute("certificate_issuer"),
        "revokedCredential": [{"id": absolute("certificate_check", code), "revoked": True} for code in codes],
    }


# --- credits ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnCredits:
    """Somebody's certificates, the latest first, and what the order's credits among them add up to."""

    certificates: Sequence[Certificate]
    periods: Sequence[Period]


def own_credits(professional_id: int, *, today: date) -> OwnCredits:
    """The certificates of one professional; two people's rows never meet here."""
    rows = Certificate.objects.filter(enrolment__professional=professional_id).order_by("-ends_on", "-pk")
    certificates = list(rows)
    counted = [
        Earned(row.ends_on, row.credits, row.deontological)
        for row in certificates
        if row.revoked_at is None and row.credit_body == AccreditingBody.SOCIAL_WORKERS
    ]
    rules = rules_of_credits()
    return OwnCredits(certificates, by_period(counted, rules, today=today) if rules else [])


def order_rows(edition: Edition) -> tuple[list[str], list[list[Any]]]:
    """The file for the social workers' order: headings, and a row for each valid certificate with its credits."""
    headings = [
        _("Numero di iscrizione all’albo"),
        _("Cognome"),
        _("Nome"),
        _("Codice di accreditamento"),
        _("Evento"),
        _("Dal"),
        _("Al"),
        _("Ore"),
        _("Crediti"),
        _("Di cui deontologici"),
    ]
    rows = Certificate.objects.standing().filter(edition=edition, credit_body=AccreditingBody.SOCIAL_WORKERS)
    return headings, [
        [*(getattr(row, name) for name in ORDER_COLUMNS), row.minutes / 60, row.credits, row.deontological]
        for row in rows.order_by("surname", "name", "pk")
    ]


def last_signer(edition: Edition) -> dict[str, str]:
    """Who signed the latest certificates of the same body, for the form."""
    latest = Certificate.objects.filter(edition__organiser=edition.organiser_id).order_by("-issued_at").first()
    return {"signer": latest.signer, "signer_role": latest.signer_role} if latest else {}


def made_at(certificate: Certificate) -> datetime:
    """The time that stands in the paper: the same certificate gives the same bytes."""
    return timezone.localtime(certificate.issued_at)
