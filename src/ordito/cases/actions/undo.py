# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ordito.audit.actions import recorded
from ordito.cases.actions.records import refresh_case_file
from ordito.cases.models import CaseFile, DiaryEntry, FamilyUnit, Intervention, Person, SearchToken, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.batches import touched_rows
from ordito.cases.queries.tokens import name_tokens
from ordito.core.access import Verb, permit, require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from ordito.core.access import Actor


def undo_batch(
    *, by: Actor, at: datetime, batch: int, only: Mapping[str, set[int]] | None = None
) -> dict[str, set[int]]:
    """Annul every row of an import that nobody has touched since; returns the ids kept, by kind.

    Annulled rows stay in the database, out of every page; their search tokens go. `only` names ids by kind, such as
    "cases.person", of the rows to be annulled in this step.

    Raises:
        NotAllowedError: the actor may not undo imports, or not in one of the services.
    """
    require(by, Verb.UNDO_IMPORT)
    rows = _rows_of(batch, only)
    for held in (rows["cases.person"], rows["cases.casefile"]):
        permit(not held.exclude(in_service(by, Verb.UNDO_IMPORT)).exists())
    with recorded("cases.undo_batch", by=by, at=at) as trace:
        _lock_records(batch, only)
        kept = touched_rows(batch, only)
        standing = {kind: found.exclude(pk__in=kept[kind]) for kind, found in rows.items()}
        gone = list(standing["cases.person"])
        records = _records_of(standing)
        counts = _annul(batch, standing, kept, at=at)
        _drop_tokens(gone)
        trace.touches_ids("cases.person", [person.pk for person in gone])
        trace.touches_ids("cases.casefile", sorted(records))
        trace.notes(batch=batch, kept=sum(map(len, kept.values())), **counts)
    return kept


def _lock_records(batch: int, only: Mapping[str, set[int]] | None) -> None:
    """Hold the records of the rows, so that nobody begins to work on them meanwhile."""
    records = CaseFile.objects.select_for_update(of=("self",)).filter(import_batch=batch).order_by("pk")
    if only is not None:
        takings = TakingInCharge.objects.filter(pk__in=only.get("cases.takingincharge", set()))
        of_rows = Q(pk__in=only.get("cases.casefile", set())) | Q(person__in=only.get("cases.person", set()))
        records = records.filter(of_rows | Q(pk__in=takings.values("case_file_id")))
    list(records.values_list("pk"))


def _rows_of(batch: int, only: Mapping[str, set[int]] | None) -> dict[str, QuerySet[Any]]:
    models: tuple[type[Model], ...] = (Intervention, TakingInCharge, CaseFile, Person, FamilyUnit)
    found = {}
    for model in models:
        kind = model._meta.label_lower  # noqa: SLF001 - Django's public name
        rows = model._default_manager.filter(import_batch=batch, annulled_at__isnull=True)  # noqa: SLF001 - the same
        found[kind] = rows if only is None else rows.filter(pk__in=only.get(kind, set()))
    return found


def _records_of(rows: dict[str, QuerySet[Any]]) -> set[int]:
    """The records that lose something: those that go, and those in which something else does."""
    found = set(rows["cases.casefile"].values_list("pk", flat=True))
    found |= set(CaseFile.objects.filter(person__in=rows["cases.person"]).values_list("pk", flat=True))
    found |= set(rows["cases.takingincharge"].values_list("case_file_id", flat=True))
    return found | set(rows["cases.intervention"].values_list("taking__case_file_id", flat=True))


def _annul(batch: int, rows: dict[str, QuerySet[Any]], kept: dict[str, set[int]], *, at: datetime) -> dict[str, int]:
    """Annul what is not kept, leaves first, and let records that stay follow what they lost."""
    staying = CaseFile.objects.current().filter(takings__in=rows["cases.takingincharge"])
    staying = staying.exclude(import_batch=batch) | staying.filter(pk__in=kept["cases.casefile"])
    changed = list(staying.distinct())
    counts = {kind.removeprefix("cases."): found.update(annulled_at=at) for kind, found in rows.items()}
    counts["diaryentry"] = _annul_notes(batch, at=at)
    for record in changed:
        refresh_case_file(record, at=at)
    return counts


def _annul_notes(batch: int, *, at: datetime) -> int:
    """Annul the notes in records that are gone, and those added to records that were there before the import."""
    notes = DiaryEntry.objects.standing().filter(import_batch=batch, version=1)
    return notes.filter(Q(case_file__annulled_at__isnull=False) | ~Q(case_file__import_batch=batch)).update(
        annulled_at=at
    )


def _drop_tokens(people: list[Person]) -> None:
    for person in people:
        tokens = name_tokens(person.full_name(), person.ambito_id)
        SearchToken.objects.filter(token__in=tokens, person_id=person.pk).delete()
