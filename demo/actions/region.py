# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils import timezone
from django.utils.text import slugify

from demo.engine.region import Ambito, Region
from ordito.audit.actions import recorded
from ordito.cases.actions.board import record_briefing
from ordito.territory.actions.loading import load_region
from ordito.territory.enums import Hierarchy, LegalForm, Profile, TerritoryKind
from ordito.territory.models import (
    Organisation,
    Population,
    Professional,
    ProfessionalRole,
    Service,
    ServiceType,
    Territory,
    TerritoryBody,
    TerritoryLink,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.core.access import Actor

FOLDER = Path(__file__).resolve().parents[1] / "puglia"
AGE_OF_MAJORITY = 18


@dataclass
class Scene:
    """The loaded rows that people hang on, by the names the generator uses."""

    places: dict[str, Territory]  # Ambiti by code, Comuni by ISTAT code
    bodies: dict[str, Organisation]  # by name
    office_of: dict[str, Organisation]  # by Ambito code
    services: dict[str, list[Service]]  # by Ambito code
    workers: dict[str, list[Professional]]  # social workers, by Ambito code
    coordinators: dict[str, Professional]  # by Ambito code


def load_places(*, by: Actor, at: datetime) -> None:
    """Load the real places of Puglia."""
    load_region(by=by, at=at, folder=FOLDER)


def read_ambiti(day: date) -> list[Ambito]:
    """The Ambiti with their Comuni as on `day`, in the order of their codes."""
    minors: dict[int, int] = {
        row["territory"]: row["residents"]
        for row in Population.objects.filter(age__lt=AGE_OF_MAJORITY)
        .values("territory")
        .annotate(residents=Sum("residents"))
    }
    province_of = {
        link.child_id: link.parent.code
        for link in TerritoryLink.objects.at(day)
        .filter(hierarchy=Hierarchy.ADMINISTRATIVE, parent__kind=TerritoryKind.PROVINCE)
        .select_related("parent")
    }
    links = defaultdict(list)
    inside = TerritoryLink.objects.at(day).filter(hierarchy=Hierarchy.AMBITO).select_related("child", "parent")
    for link in inside.order_by("child__istat_code"):
        links[link.parent].append(link)
    ambiti = []
    for place, comuni in sorted(links.items(), key=lambda pair: pair[0].code):
        lead = next((link for link in comuni if link.is_lead), comuni[0]).child
        rows = tuple((link.child.istat_code, link.child.cadastral_code, minors[link.child_id]) for link in comuni)
        ambiti.append(Ambito(place.code, place.name, province_of[lead.pk], lead.istat_code, rows))
    return ambiti


def load_bodies(region: Region, *, by: Actor, at: datetime, since: date) -> None:
    """Write bodies, services and staff, all working since `since`, in one action."""
    places = {place.code: place for place in Territory.objects.filter(kind=TerritoryKind.AMBITO)}
    places |= {place.istat_code: place for place in Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY)}
    with recorded("demo.load_bodies", by=by, at=at) as trace:
        bodies = Organisation.objects.bulk_create(
            [
                Organisation(
                    name=row.name, kind=row.kind, seat=places[row.seat], email=f"{slugify(row.name)}@example.org"
                )
                for row in region.bodies
            ]
        )
        by_name = {body.name: body for body in bodies}
        office_of = {row.ambito: by_name[row.name] for row in region.bodies if row.ambito}
        TerritoryBody.objects.bulk_create(
            [
                TerritoryBody(
                    territory=places[code], organisation=office, legal_form=LegalForm.CONVENTION, valid_from=since
                )
                for code, office in office_of.items()
            ]
        )
        _write_services(region, places, by_name, since)
        _write_staff(region, by_name, since)
        trace.touches_ids("territory.organisation", [body.pk for body in bodies])
        trace.notes(services=len(region.services), staff=len(region.staff))


def _write_services(region: Region, places: dict[str, Territory], bodies: dict[str, Organisation], since: date) -> None:
    types = {kind.code: kind for kind in ServiceType.objects.all()}
    Service.objects.bulk_create(
        [
            Service(
                name=row.name,
                service_type=types[row.service_type],
                holder=bodies[row.holder],
                provider=bodies[row.provider],
                management=row.management,
                territory=places[row.seat],
                places=row.places,
                reached=row.reached,
                staff_count=row.staff,
                valid_from=since,
            )
            for row in region.services
        ]
    )


def _write_staff(region: Region, bodies: dict[str, Organisation], since: date) -> None:
    people = Professional.objects.bulk_create(
        [Professional(surname=row.surname, name=row.name) for row in region.staff]
    )
    ProfessionalRole.objects.bulk_create(
        [
            ProfessionalRole(
                professional=person,
                organisation=bodies[row.body],
                profile=row.profile,
                weekly_hours=row.hours,
                valid_from=since,
            )
            for row, person in zip(region.staff, people, strict=True)
        ]
    )


def load_briefings(ambiti: list[Ambito], scene: Scene, *, by: Actor, at: datetime) -> None:
    """Two Comuni in three were told how to load their records, the first of each Ambito first."""
    for ambito in ambiti:
        for place, (istat, _cadastral, _minors) in enumerate(ambito.comuni):
            if place % 3 != 2:  # noqa: PLR2004 - two in three
                held_on = timezone.localdate(at) - timedelta(days=400 - 10 * place)
                record_briefing(by=by, at=at, comune=scene.places[istat], held_on=held_on, people=2 + place % 5)


def read_scene() -> Scene:
    """What `load_bodies` wrote earlier, for a later stage to hang people on."""
    places = {place.code: place for place in Territory.objects.filter(kind=TerritoryKind.AMBITO)}
    places |= {place.istat_code: place for place in Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY)}
    bodies = {body.name: body for body in Organisation.objects.all()}
    links = TerritoryBody.objects.filter(valid_to=None).select_related("territory", "organisation")
    office_of = {link.territory.code: link.organisation for link in links}
    code_of = {office.pk: code for code, office in office_of.items()}
    scene = Scene(places, bodies, office_of, defaultdict(list), defaultdict(list), {})
    for service in Service.objects.filter(holder__in=code_of).order_by("pk"):
        scene.services[code_of[service.holder_id]].append(service)
    staff = ProfessionalRole.objects.filter(organisation__in=code_of).select_related("professional").order_by("pk")
    for role in staff:
        if role.profile == Profile.SOCIAL_WORKER:
            scene.workers[code_of[role.organisation_id]].append(role.professional)
        elif role.profile == Profile.COORDINATOR:
            scene.coordinators[code_of[role.organisation_id]] = role.professional
    return scene
