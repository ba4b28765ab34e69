# SPDX-License-Identifier: EUPL-1.2
"""What an import brought in, and which of its rows somebody has worked on since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, ManyToOneRel, OuterRef, Q

from ordito.cases.models import (
    CaseFile,
    DiaryEntry,
    FamilyMembership,
    FamilyUnit,
    Intervention,
    Person,
    TakingInCharge,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet

WRITTEN = frozenset(
    f"cases.{name}"
    for name in ("casefile", "takingincharge", "takingreason", "workerassignment", "intervention", "diaryentry",
                 "familymembership", "searchtoken")
)  # fmt: skip
"""Kinds of rows that an import itself writes below a person: whether they count is asked one by one."""


@dataclass(frozen=True)
class Scope:
    """The rows of a batch that are asked about: some of them, by kind, or all."""

    batch: int
    only: Mapping[str, set[int]] | None = None

    def people(self) -> Q:
        """Persons."""
        return self._some("cases.person")

    def records(self) -> Q:
        """Records, those of the persons, and those in which the takings in charge and interventions stand."""
        if self.only is None:
            return Q()
        takings = TakingInCharge.objects.filter(
            self._some("cases.takingincharge") | Q(interventions__in=self.only.get("cases.intervention", set()))
        )
        below = Q(pk__in=takings.values("case_file_id"))
        return self._some("cases.casefile") | self._some("cases.person", through="person__") | below

    def takings(self) -> Q:
        """Takings in charge, and those of the same records."""
        return Q() if self.only is None else Q(case_file__in=CaseFile.objects.filter(self.records()).values("pk"))

    def interventions(self) -> Q:
        """Interventions."""
        return self._some("cases.intervention")

    def units(self) -> Q:
        """Family units."""
        return self._some("cases.familyunit")

    def _some(self, kind: str, *, through: str = "") -> Q:
        if self.only is None:
            return Q()
        return Q(**{f"{through}pk__in": self.only.get(kind, set())})


def touched_rows(batch: int, only: Mapping[str, set[int]] | None = None) -> dict[str, set[int]]:
    """Ids of the rows of a batch that an undo keeps, by kind; `only` names the rows that are asked about, by kind.

    A row is kept when it was changed, when something stands on it that is not of the batch, whatever app wrote it, or
    when something in it is kept. Who works on a record does so by its takings in charge: they stay with it.
    """
    scope = Scope(batch, only)
    worked = _ids(_worked_records(scope))
    takings = _ids(_touched_takings(scope, worked))
    records = worked | _ids(_touched_records(scope, takings))
    people = _ids(_touched_people(scope, records))
    return {
        "cases.intervention": _ids(_touched_interventions(scope, takings)),
        "cases.takingincharge": takings,
        "cases.casefile": records,
        "cases.person": people,
        "cases.familyunit": _ids(_touched_units(scope, people)),
    }


def _ids(rows: QuerySet[Model]) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _stood_on(model: type[Model]) -> Q:
    """Whether a row of any app stands on a row of `model`, other than those that imports write."""
    found = Q(pk__in=())
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001 - public API of the framework
        if not isinstance(relation, ManyToOneRel) or relation.related_model._meta.label_lower in WRITTEN:  # noqa: SLF001 - the same
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # noqa: SLF001 - the same
        names = {field.name for field in relation.related_model._meta.concrete_fields}  # noqa: SLF001 - the same
        found |= Q(Exists(rows.filter(annulled_at__isnull=True) if "annulled_at" in names else rows))
    return found


def _touched_interventions(scope: Scope, takings: set[int]) -> QuerySet[Intervention]:
    return (
        Intervention.objects.current()
        .filter(scope.interventions(), import_batch=scope.batch)
        .filter(Q(version__gt=1) | Q(taking__in=takings) | _stood_on(Intervention))
    )


def _touched_takings(scope: Scope, worked: set[int]) -> QuerySet[TakingInCharge]:
    added = Intervention.objects.current().filter(taking_id=OuterRef("pk"))
    return (
        TakingInCharge.objects.current()
        .filter(scope.takings(), import_batch=scope.batch)
        .filter(
            Q(version__gt=1)
            | Q(case_file__in=worked)
            | Exists(added.exclude(import_batch=scope.batch, version=1))
            | Exists(added.filter(_stood_on(Intervention)))
            | _stood_on(TakingInCharge)
        )
    )


def _worked_records(scope: Scope) -> QuerySet[CaseFile]:
    diary = DiaryEntry.objects.standing().filter(case_file_id=OuterRef("pk"))
    return (
        CaseFile.objects.current()
        .filter(scope.records(), import_batch=scope.batch)
        .filter(Q(version__gt=1) | Exists(diary.exclude(import_batch=scope.batch, version=1)) | _stood_on(CaseFile))
    )


def _touched_records(scope: Scope, takings: set[int]) -> QuerySet[CaseFile]:
    others = TakingInCharge.objects.current().filter(case_file_id=OuterRef("pk"))
    return (
        CaseFile.objects.current()
        .filter(scope.records(), import_batch=scope.batch)
        .filter(Q(takings__in=takings) | Exists(others.exclude(import_batch=scope.batch)))
    )


def _touched_people(scope: Scope, records: set[int]) -> QuerySet[Person]:
    within = {"person_id": OuterRef("pk")}
    units = FamilyMembership.objects.filter(unit__annulled_at__isnull=True, **within)
    return (
        Person.objects.current()
        .filter(scope.people(), import_batch=scope.batch)
        .filter(
            Q(version__gt=1)
            | Q(case_files__in=records)
            | Exists(CaseFile.objects.current().filter(**within).exclude(import_batch=scope.batch))
            | Exists(units.exclude(unit__import_batch=scope.batch))
            | _stood_on(Person)
        )
    )


def _touched_units(scope: Scope, people: set[int]) -> QuerySet[FamilyUnit]:
    members = FamilyMembership.objects.filter(unit_id=OuterRef("pk"))
    return FamilyUnit.objects.filter(scope.units(), import_batch=scope.batch, annulled_at__isnull=True).filter(
        Q(version__gt=1) | Exists(members.filter(version__gt=1)) | Exists(members.filter(person_id__in=people))
    )
