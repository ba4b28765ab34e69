# SPDX-License-Identifier: EUPL-1.2
"""Among whom and what the forms of a plan let one choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from ordito.assessments.models import SubDimension
from ordito.assessments.queries.schemes import instruments_for
from ordito.cases.enums import ListKey as CaseListKey
from ordito.cases.models import CaseFile, Code, FamilyMembership, Person, TeamMember
from ordito.cases.queries.choices import colleagues_of, services_of
from ordito.territory.models import Professional, Service

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.plans.models import PlannedAction, Responsible


@dataclass(frozen=True)
class DoerChoices:
    """Who may do something in a plan: colleagues and team, the family, the services of the Ambito."""

    professionals: dict[str, Professional]
    family: dict[str, Person]
    services: dict[str, Service]

    def groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The choices of a list, grouped; the value says of which kind it is."""
        return [
            (_("Famiglia"), [(key, person.full_name()) for key, person in self.family.items()]),
            (_("Operatori"), [(key, one.filed_name) for key, one in self.professionals.items()]),
            (_("Servizi"), [(key, service.name) for key, service in self.services.items()]),
        ]


def doer_choices(case_file: CaseFile, *, today: date, kept: Collection[Responsible] = ()) -> DoerChoices:
    """Who may do something in a plan of the record, and who does already; four queries."""
    professionals = [*staff_of(case_file, today=today), *(row.professional for row in kept)]
    family = [*family_of(case_file, today=today), *(row.person for row in kept)]
    services = [*services_of(case_file, today=today), *(row.service for row in kept)]
    return DoerChoices(
        {f"professional-{one.pk}": one for one in professionals if one is not None},
        {f"person-{one.pk}": one for one in family if one is not None},
        {f"service-{one.pk}": one for one in services if one is not None},
    )


def staff_of(case_file: CaseFile, *, today: date) -> QuerySet[Professional]:
    """Who may answer for a plan or take part: the service's colleagues, and the record's team of today."""
    team = TeamMember.objects.at(today).filter(taking__case_file=case_file, taking__annulled_at__isnull=True)
    near = Q(pk__in=colleagues_of(case_file, today=today).order_by().values("pk"))
    rows = Professional.objects.filter(near | Q(pk__in=team.values("professional")))
    return rows.order_by("surname", "name", "pk")


def family_of(case_file: CaseFile, *, today: date) -> list[Person]:
    """Who is in the family units of the person today, the person first."""
    units = FamilyMembership.objects.at(today).filter(person=case_file.person_id).values("unit_id")
    members = FamilyMembership.objects.at(today).filter(unit__in=units, unit__annulled_at__isnull=True)
    people = Person.objects.filter(Q(pk__in=members.values("person_id")) | Q(pk=case_file.person_id))
    return sorted(people, key=lambda one: (one.pk != case_file.person_id, one.pk))


def family_records(actor: Actor, case_file: CaseFile, *, today: date) -> QuerySet[CaseFile]:
    """The records of the other members of the family that the actor follows, in the same body."""
    people = [one.pk for one in family_of(case_file, today=today) if one.pk != case_file.person_id]
    rows = CaseFile.objects.followed_by(actor).filter(person__in=people, body=case_file.body_id)
    return rows.select_related("person").order_by("pk")


def records_by_number(actor: Actor, case_file: CaseFile, numbers: Collection[tuple[int, int]]) -> list[CaseFile]:
    """Records that the actor follows, of the same body, by year and serial."""
    found: list[CaseFile] = []
    for year, serial in numbers:
        rows = CaseFile.objects.followed_by(actor).filter(body=case_file.body_id, year=year, serial=serial)
        found.extend(rows.exclude(pk=case_file.pk).select_related("person"))
    return found


def sub_dimensions_for(case_file: CaseFile, *, today: date, row: PlannedAction | None = None) -> QuerySet[SubDimension]:
    """What a row may be about: the schemes in use in the Ambito, and what the row is about already."""
    schemes = [instrument.scheme_id for instrument in instruments_for(case_file.ambito_id, day=today)]
    wanted = Q(dimension__scheme__in=schemes)
    if row is not None and row.sub_dimension_id:
        wanted |= Q(pk=row.sub_dimension_id)
    return SubDimension.objects.in_order().filter(wanted)


def intervention_kinds() -> dict[str, int]:
    """The kinds of intervention by code: a device with the same code is started as one of them."""
    rows = Code.objects.filter(code_list__key=CaseListKey.INTERVENTION_KIND)
    return dict(rows.values_list("code", "pk"))
