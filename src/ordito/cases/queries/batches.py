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


def touched_rows(batch: int) -> dict[str, set[int]]:
    """Ids of the rows of a batch that an undo keeps, by kind.

    From the leaves to the root, one query each: a row is kept when it was changed, when something stands in it that
    is not of the batch, or when something in it is kept.
    """
    interventions = _ids(Intervention.objects.current().filter(import_batch=batch, version__gt=1))
    takings = _ids(_touched_takings(batch))
    records = _ids(_touched_records(batch, takings))
    people = _ids(_touched_people(batch, records))
    units = _ids(_touched_units(batch, people))
    return {
        "cases.intervention": interventions,
        "cases.takingincharge": takings,
        "cases.casefile": records,
        "cases.person": people,
        "cases.familyunit": units,
    }


def _ids(rows: QuerySet[Model]) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _touched_takings(batch: int) -> QuerySet[TakingInCharge]:
    within = {"taking_id": OuterRef("pk")}
    added = Intervention.objects.current().filter(**within).exclude(import_batch=batch, version=1)
    return (
        TakingInCharge.objects.current()
        .filter(import_batch=batch)
        .filter(
            Q(version__gt=1)
            | Exists(added)
            | Exists(TeamMember.objects.filter(**within))
            | Exists(Closure.objects.filter(**within))
        )
    )


def _touched_records(batch: int, takings: set[int]) -> QuerySet[CaseFile]:
    within = {"case_file_id": OuterRef("pk")}
    others = TakingInCharge.objects.current().filter(**within)
    return (
        CaseFile.objects.current()
        .filter(import_batch=batch)
        .filter(
            Q(version__gt=1)
            | Q(takings__in=takings)
            | Exists(others.exclude(import_batch=batch))
            | Exists(DiaryEntry.objects.standing().filter(**within).exclude(import_batch=batch, version=1))
            | Exists(Document.objects.filter(**within))
        )
    )


def _touched_people(batch: int, records: set[int]) -> QuerySet[Person]:
    within = {"person_id": OuterRef("pk")}
    units = FamilyMembership.objects.filter(unit__annulled_at__isnull=True, **within)
    return (
        Person.objects.current()
        .filter(import_batch=batch)
        .filter(
            Q(version__gt=1)
            | Q(case_files__in=records)
            | Exists(CaseFile.objects.current().filter(**within).exclude(import_batch=batch))
            | Exists(Contact.objects.filter(**within))
            | Exists(ConcernReport.objects.filter(**within))
            | Exists(units.exclude(unit__import_batch=batch))
        )
    )


def _touched_units(batch: int, people: set[int]) -> QuerySet[FamilyUnit]:
    members = FamilyMembership.objects.filter(unit_id=OuterRef("pk"))
    return FamilyUnit.objects.filter(import_batch=batch, annulled_at__isnull=True).filter(
        Q(version__gt=1) | Exists(members.filter(version__gt=1)) | Exists(members.filter(person_id__in=people))
    )
