# SPDX-License-Identifier: EUPL-1.2
"""What an import brought in, and which of its rows somebody has worked on since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from ordito.cases.models import (
    CaseFile,
    Closure,
    ConcernReport,
    Contact,
    DiaryEntry,
    Document,
    FamilyMembership,
    FamilyUnit,
    Intervention,
    Person,
    TakingInCharge,
    TeamMember,
)

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


def touched_interventions(batch: int) -> QuerySet[Intervention]:
    """Interventions of the batch that were changed."""
    return Intervention.objects.current().filter(import_batch=batch, version__gt=1)


def touched_takings(batch: int) -> QuerySet[TakingInCharge]:
    """Takings in charge of the batch that were changed, or in which something was added."""
    added = Intervention.objects.current().filter(taking_id=OuterRef("pk"))
    own = Q(import_batch=batch, version=1)
    return (
        TakingInCharge.objects.current()
        .filter(import_batch=batch)
        .filter(
            Q(version__gt=1)
            | Exists(added.exclude(own))
            | Exists(TeamMember.objects.filter(taking_id=OuterRef("pk")))
            | Exists(Closure.objects.filter(taking_id=OuterRef("pk")))
        )
    )


def touched_records(batch: int) -> QuerySet[CaseFile]:
    """Records of the batch that were changed, or in which anything not of the batch stands."""
    takings = TakingInCharge.objects.current().filter(case_file_id=OuterRef("pk"))
    return (
        CaseFile.objects.current()
        .filter(import_batch=batch)
        .filter(
            Q(version__gt=1)
            | Exists(takings.exclude(import_batch=batch))
            | Exists(takings.filter(pk__in=touched_takings(batch).values("pk")))
            | Exists(DiaryEntry.objects.filter(case_file_id=OuterRef("pk")))
            | Exists(Document.objects.filter(case_file_id=OuterRef("pk")))
        )
    )


def touched_people(batch: int) -> QuerySet[Person]:
    """Persons of the batch that were changed, or to whom anything not of the batch is tied."""
    records = CaseFile.objects.current().filter(person_id=OuterRef("pk"))
    other_units = FamilyMembership.objects.filter(person_id=OuterRef("pk"), unit__annulled_at__isnull=True)
    return (
        Person.objects.current()
        .filter(import_batch=batch)
        .filter(
            Q(version__gt=1)
            | Exists(records.exclude(import_batch=batch))
            | Exists(records.filter(pk__in=touched_records(batch).values("pk")))
            | Exists(Contact.objects.filter(person_id=OuterRef("pk")))
            | Exists(ConcernReport.objects.filter(person_id=OuterRef("pk")))
            | Exists(other_units.exclude(unit__import_batch=batch))
        )
    )


def touched_units(batch: int) -> QuerySet[FamilyUnit]:
    """Family units of the batch that were changed, or with a member who stays."""
    members = FamilyMembership.objects.filter(unit_id=OuterRef("pk"))
    return FamilyUnit.objects.filter(import_batch=batch, annulled_at__isnull=True).filter(
        Q(version__gt=1)
        | Exists(members.filter(version__gt=1))
        | Exists(members.filter(person_id__in=touched_people(batch).values("pk")))
    )


def touched_rows(batch: int) -> dict[str, set[int]]:
    """Ids of the rows of a batch that an undo keeps, by kind."""
    kept: dict[str, QuerySet[Model]] = {
        "cases.intervention": touched_interventions(batch),
        "cases.takingincharge": touched_takings(batch),
        "cases.casefile": touched_records(batch),
        "cases.person": touched_people(batch),
        "cases.familyunit": touched_units(batch),
    }
    return {kind: set(rows.values_list("pk", flat=True)) for kind, rows in kept.items()}
