# SPDX-License-Identifier: EUPL-1.2
"""Who somebody is to training: seniority with its reasons, profile, body and place on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.text import fold
from ordito.territory.models import Professional
from ordito.training.engine.seniority import Counted, Stretch, belongs, count
from ordito.training.models import Learner, RecognisedExperience, Track

if TYPE_CHECKING:
    from datetime import date

    from ordito.territory.models import Organisation, ProfessionalRole, ServiceType, Territory


@dataclass(frozen=True)
class Service:
    """Somebody's service on a day: from which roles and experiences, how it adds up, to which track it leads."""

    on: date
    service_type: ServiceType | None
    roles: tuple[ProfessionalRole, ...]
    experiences: tuple[RecognisedExperience, ...]
    counted: Counted
    track: Track | None


@dataclass(frozen=True)
class Standing:
    """What is written of somebody with an enrolment: profile, body and place of that day."""

    profile: str
    organisation: Organisation | None
    territory: Territory | None


def service_of(person: Professional | Learner, on: date, service_type: ServiceType | None) -> Service:
    """The service done before a day in a type of service (None: in all); a role without a first day counts not."""
    roles = _roles(person, service_type)
    experiences = _experiences(person, service_type)
    periods = [Stretch(role.valid_from, role.valid_to) for role in roles if role.valid_from is not None]
    periods += [Stretch(row.starts_on, row.ends_on) for row in experiences]
    counted = count(periods, on)
    tracks = Track.objects.order_by("position", "pk")
    track = next((one for one in tracks if belongs(counted.total, one)), None)
    return Service(on, service_type, tuple(roles), tuple(experiences), counted, track)


def _roles(person: Professional | Learner, service_type: ServiceType | None) -> list[ProfessionalRole]:
    if not isinstance(person, Professional):
        return []
    rows = person.roles.select_related("organisation", "service__service_type")
    if service_type is not None:
        rows = rows.filter(service__service_type=service_type)
    return list(rows.order_by("valid_from", "pk"))


def _experiences(person: Professional | Learner, service_type: ServiceType | None) -> list[RecognisedExperience]:
    rows = RecognisedExperience.objects.filter(
        **{"professional" if isinstance(person, Professional) else "learner": person}
    )
    if service_type is not None:
        rows = rows.filter(service_type__in=[service_type.pk]) | rows.filter(service_type__isnull=True)
    return list(rows.select_related("service_type").order_by("starts_on", "pk"))


def standing_of(person: Professional | Learner, on: date) -> Standing:
    """Profile, body and Comune of somebody on a day: of the role that began last."""
    if not isinstance(person, Professional):
        return Standing(person.profile, person.organisation, person.territory)
    roles = person.roles.at(on).select_related("organisation__seat", "service__territory")
    role = roles.order_by("-valid_from", "-pk").first()
    if role is None:
        return Standing("", None, None)
    place = role.service.territory if role.service is not None else role.organisation.seat
    return Standing(role.profile, role.organisation, place)


def learner_key(surname: str, name: str, email: str) -> str:
    """By what somebody from outside is known again; an address may be shared by a whole office."""
    return f"{email.strip().lower()} {fold(surname)} {fold(name)}"[:340]


def professional_like(surname: str, name: str, email: str) -> Professional | None:
    """The one professional in service with this e-mail and name; None when there is none or more than one."""
    rows = Professional.objects.filter(email__iexact=email.strip(), active=True)
    wanted = (fold(surname), fold(name))
    found = [row for row in rows if (fold(row.surname), fold(row.name)) == wanted]
    return found[0] if len(found) == 1 else None
