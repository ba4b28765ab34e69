# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import permit
from ordito.cases.actions.records import refresh_case_file
from ordito.cases.models import CaseFile, FamilyUnit, Intervention, Person, SearchToken, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.batches import touched_rows
from ordito.cases.queries.tokens import name_tokens
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor


def undo_batch(*, by: Actor, at: datetime, batch: int) -> dict[str, set[int]]:
    """Annul every row of an import that nobody has touched since; returns the ids kept, by kind.

    Annulled rows stay in the database, out of every page; their search tokens go.

    Raises:
        NotAllowedError: the actor may not undo imports, or not in one of the services.
    """
    require(by, Verb.UNDO_IMPORT)
    people = Person.objects.current().filter(import_batch=batch)
    records = CaseFile.objects.current().filter(import_batch=batch)
    permit(not people.exclude(in_service(by, Verb.UNDO_IMPORT)).exists())
    permit(not records.exclude(in_service(by, Verb.UNDO_IMPORT)).exists())
    with recorded("cases.undo_batch", by=by, at=at) as trace:
        list(records.select_for_update(of=("self",)))
        kept = touched_rows(batch)
        gone = list(people.exclude(pk__in=kept["cases.person"]))
        counts = _annul(batch, kept, at=at)
        _drop_tokens(gone)
        trace.touches_ids("cases.person", [person.pk for person in gone])
        trace.notes(batch=batch, kept=sum(map(len, kept.values())), **counts)
    return kept


def _annul(batch: int, kept: dict[str, set[int]], *, at: datetime) -> dict[str, int]:
    """Annul what is not kept; what stands in a taking in charge that stays, stays with it."""
    taken = kept["cases.takingincharge"]
    takings = TakingInCharge.objects.current().filter(import_batch=batch).exclude(pk__in=taken)
    staying = CaseFile.objects.current().filter(takings__in=takings)
    staying = staying.exclude(import_batch=batch) | staying.filter(pk__in=kept["cases.casefile"])
    changed = list(staying.distinct())
    delivered = Intervention.objects.current().filter(import_batch=batch).exclude(taking_id__in=taken)
    records = CaseFile.objects.current().filter(import_batch=batch).exclude(pk__in=kept["cases.casefile"])
    units = FamilyUnit.objects.filter(import_batch=batch, annulled_at__isnull=True)
    people = Person.objects.current().filter(import_batch=batch).exclude(pk__in=kept["cases.person"])
    counts = {
        "interventions": delivered.exclude(pk__in=kept["cases.intervention"]).update(annulled_at=at),
        "takings": takings.update(annulled_at=at),
        "records": records.update(annulled_at=at),
        "units": units.exclude(pk__in=kept["cases.familyunit"]).update(annulled_at=at),
        "people": people.update(annulled_at=at),
    }
    for record in changed:
        refresh_case_file(record, at=at)
    return counts


def _drop_tokens(people: list[Person]) -> None:
    for person in people:
        tokens = name_tokens(person.full_name(), person.ambito_id)
        SearchToken.objects.filter(token__in=tokens, person_id=person.pk).delete()
