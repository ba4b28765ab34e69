# SPDX-License-Identifier: EUPL-1.2
"""Among whom and what the forms of a record let one choose: the body's staff, the Ambito's services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from ordito.accounts.models import Membership
from ordito.accounts.roles import SERVICE_COORDINATOR, SOCIAL_WORKER
from ordito.territory.enums import Hierarchy, OrganisationKind
from ordito.territory.models import Organisation, Professional, ProfessionalRole, Service, Territory, TerritoryLink

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile

WITHOUT_SEAT_IN_THE_AMBITO = (OrganisationKind.HEALTH_AUTHORITY, OrganisationKind.COURT, OrganisationKind.PROVINCE)


def colleagues_of(case_file: CaseFile, *, today: date) -> QuerySet[Professional]:
    """Who may answer for a taking in charge: staff of the body, and whoever follows records in its Comune or Ambito."""
    at_work = ProfessionalRole.objects.at(today).filter(professional=OuterRef("pk"), organisation=case_file.body_id)
    followers = Membership.objects.at(today).filter(
        Q(territory__in=(case_file.comune_id, case_file.ambito_id)) | Q(organisation=case_file.body_id),
        user__professional=OuterRef("pk"),
        user__is_active=True,
        role__in=(SOCIAL_WORKER.code, SERVICE_COORDINATOR.code),
    )
    able = Professional.objects.filter(Exists(at_work) | Exists(followers), active=True)
    return able.order_by("surname", "name", "pk")


def team_candidates(case_file: CaseFile, *, today: date) -> QuerySet[ProfessionalRole]:
    """Who may enter the team: whoever works today for a body of the Ambito, or for one that works across Ambiti."""
    comuni = _comuni(case_file.ambito_id, today)
    near = (
        Q(organisation=case_file.body_id)
        | Q(organisation__seat__in=comuni)
        | Q(organisation__kind__in=WITHOUT_SEAT_IN_THE_AMBITO)
        | Q(organisation__in=Service.objects.at(today).filter(territory__in=comuni).values("provider"))
    )
    roles = ProfessionalRole.objects.at(today).filter(near, professional__active=True)
    return roles.select_related("professional", "organisation").order_by(
        "professional__surname", "professional__name", "organisation__name", "pk"
    )


def services_of(case_file: CaseFile, *, today: date) -> QuerySet[Service]:
    """The services of the Ambito that are active today."""
    services = Service.objects.at(today).filter(territory__in=_comuni(case_file.ambito_id, today))
    return services.select_related("service_type", "provider").order_by("service_type__name", "name", "pk")


def providers_of(case_file: CaseFile, *, today: date) -> QuerySet[Organisation]:
    """The bodies that run services in the Ambito, and the body of the record."""
    running = services_of(case_file, today=today).order_by().values("provider")
    return Organisation.objects.filter(Q(pk__in=running) | Q(pk=case_file.body_id)).order_by("name", "pk")


def _comuni(ambito_id: int, today: date) -> QuerySet[Territory]:
    links = TerritoryLink.objects.at(today).filter(parent=ambito_id, hierarchy=Hierarchy.AMBITO)
    return Territory.objects.filter(pk__in=links.values("child_id"))
