# SPDX-License-Identifier: EUPL-1.2
"""Among what the forms of a path let one choose: takings in charge, bodies, tutors, who is accredited on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ordito.cases.models import Code, TeamMember
from ordito.cases.queries.choices import colleagues_of
from ordito.employment import rules
from ordito.employment.models import Accreditation
from ordito.territory.enums import OrganisationKind
from ordito.territory.models import Organisation, Professional, ProfessionalRole

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from ordito.cases.models import CaseFile

EMPLOYERS = (
    OrganisationKind.COOPERATIVE_B,
    OrganisationKind.COOPERATIVE_A,
    OrganisationKind.CONSORTIUM,
    OrganisationKind.ACCREDITED,
    OrganisationKind.ASSOCIATION,
)
ACCREDITABLE = (*EMPLOYERS, OrganisationKind.SCHOOL, OrganisationKind.UNIVERSITY, OrganisationKind.OTHER)


@dataclass(frozen=True)
class Choices:
    """The record and the day; each property is a query set that a form reads once."""

    case_file: CaseFile
    today: date

    @property
    def taking(self) -> Any:
        """The takings in charge that are open in an area for it."""
        rows = self.case_file.takings.current().filter(closed_on__isnull=True, area__code__in=rules.AREAS)
        return rows.select_related("area").order_by("-opened_on", "-pk")

    @property
    def employer(self) -> Any:
        """Cooperatives and other bodies of the network where one may work; companies are written by name."""
        return Organisation.objects.filter(kind__in=EMPLOYERS, active=True).order_by("name", "pk")

    @property
    def job_tutor(self) -> Any:
        """Colleagues of the service, members of the team, and the staff of bodies accredited today."""
        members = TeamMember.objects.at(self.today).filter(taking__case_file=self.case_file)
        bodies = Accreditation.objects.of_ambito(self.case_file.ambito_id).at(self.today).values("organisation")
        staff = ProfessionalRole.objects.at(self.today).filter(organisation__in=bodies)
        near = (
            Q(pk__in=colleagues_of(self.case_file, today=self.today).order_by().values("pk"))
            | Q(pk__in=members.values("professional_id"))
            | Q(pk__in=staff.values("professional_id"))
        )
        return Professional.objects.filter(near, active=True).order_by("surname", "name", "pk")

    @property
    def accreditation(self) -> Any:
        """Who is accredited today."""
        return self.accredited_on(self.today)

    def accredited_on(self, day: date) -> Any:
        """Who is accredited on a day."""
        rows = Accreditation.objects.of_ambito(self.case_file.ambito_id).at(day)
        return rows.select_related("organisation", "kind").order_by("organisation__name", "kind__position", "pk")


def accreditable() -> Any:
    """The bodies that may be accredited."""
    return Organisation.objects.filter(kind__in=ACCREDITABLE, active=True).order_by("name", "pk")


def entries(key: str, day: date, kept: Collection[int] = ()) -> list[Code]:
    """The entries of a list that are in force on a day, and those that a row already says, in order."""

    def in_force(code: Code) -> bool:
        begun = code.valid_from is None or code.valid_from <= day
        return begun and (code.valid_to is None or code.valid_to >= day)

    return [code for code in Code.objects.of(key) if code.pk in kept or in_force(code)]
