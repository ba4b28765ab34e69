# SPDX-License-Identifier: EUPL-1.2
"""Joining two rows of one person, and undoing it.

Whatever points to the absorbed person or record is pointed to the kept one, found by the models themselves; what was
sealed under the absorbed person's key is sealed again. Nothing is deleted: the absorbed rows are annulled, the audit
of both goes on, and the merge keeps what moved, so that an undo puts it back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.actions.people import PLAIN, SEALED, change_person, drop_tokens, file_tokens
from ordito.cases.actions.records import refresh_case_file
from ordito.cases.models import CaseFile, Person, PersonMerge
from ordito.cases.queries.merging import Move, Plan, plan_of, sealed_texts, standing_under
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor

TAKEABLE = tuple(name for name in (*SEALED, *PLAIN) if name != "protection")
"""Fields of which the kept person may take the other's value."""


def merge_persons(
    *, by: Actor, at: datetime, kept: Person, absorbed: Person, version: int, reason: str, take: Iterable[str] = ()
) -> PersonMerge:
    """Join `absorbed` to `kept`, which takes the other's value of the fields in `take`; `version` is that of `kept`.

    If both have a record, the kept one takes the other's takings in charge and everything else in it, and the other is
    annulled: the merge points from its number to the record that goes on.

    Raises:
        NotAllowedError: the actor may not join persons of this service, or does not follow both, or one is protected.
        ConflictError: somebody saved the kept person meanwhile.
        CaseError: no reason, the same person, or something that must be decided first (both in charge in one area).
    """
    permit(rules.can_merge(by, kept, absorbed))
    if kept.pk == absorbed.pk:
        raise CaseError(_("È già la stessa persona."))
    if not reason.strip():
        raise CaseError(_("Scrivi da che cosa si capisce che sono la stessa persona."), field="reason")
    with recorded("cases.merge_persons", by=by, at=at) as trace:
        row, other = _locked(kept.pk, absorbed.pk, version=version)
        plan = plan_of(row, other)
        if plan.obstacles:
            raise CaseError(" ".join(obstacle.text for obstacle in plan.obstacles))
        merge = _merge_of(plan, take=set(take))
        merge.merged_at, merge.merged_by_name = at, by.actor_name
        seal_texts(merge, reason=reason.strip(), before=json.dumps(_values(row, merge.fields_taken)))
        values = _values(other, merge.fields_taken)
        drop_tokens(other)
        _annul(other, plan.absorbed_record, at=at)
        _move(plan.moves, old=other, new=row)
        change_person(row, values, at=at)
        merge.save(force_insert=True)
        _refresh(plan.kept_record, at=at)
        records = [record for record in (plan.kept_record, plan.absorbed_record) if record is not None]
        trace.touches(merge, row, other, *records, fields=merge.fields_taken)
        trace.notes(moved=sum(len(move.ids) for move in plan.moves))
    return merge


def _locked(kept: int, absorbed: int, *, version: int) -> tuple[Person, Person]:
    """Both persons, locked always in the same order: of two merges at once neither waits for ever."""
    for pk in sorted((kept, absorbed)):
        lock(Person, pk)
    return lock(Person, kept, version=version), lock(Person, absorbed)


def _merge_of(plan: Plan, *, take: set[str]) -> PersonMerge:
    return PersonMerge(
        kept=plan.kept,
        absorbed=plan.absorbed,
        kept_record=plan.kept_record if plan.absorbed_record else None,
        absorbed_record=plan.absorbed_record,
        moved={move.key: list(move.ids) for move in plan.moves},
        fields_taken=[name for name in TAKEABLE if name in take],
    )


def undo_merge(*, by: Actor, at: datetime, merge: PersonMerge, version: int) -> PersonMerge:
    """Take a merge apart: what moved goes back, changed or not, with what was written under it since.

    What was written since in the kept record itself stays there. A field of the kept person that somebody has changed
    since keeps its new value.

    Raises:
        NotAllowedError: the actor may not join persons of this service, or does not follow the kept one.
        ConflictError: somebody undid it meanwhile.
        CaseError: undone already, or another merge stands on it.
    """
    permit(rules.can_merge(by, merge.kept))
    with recorded("cases.undo_merge", by=by, at=at) as trace:
        row = lock(PersonMerge, merge.pk, version=version)
        kept, absorbed = lock(Person, row.kept_id), lock(Person, row.absorbed_id)
        _refuse_undo(row, kept)
        taken = _values(absorbed, row.fields_taken)
        before = json.loads(open_text(row, "before"))
        now = _values(kept, row.fields_taken)
        unchanged = {name: before[name] for name in row.fields_taken if now[name] == taken[name]}
        change_person(kept, unchanged, at=at)
        _refuse_shared_code(kept, absorbed)
        absorbed.annulled_at, absorbed.version, absorbed.updated_at = None, absorbed.version + 1, at
        absorbed.save()
        file_tokens(absorbed)
        if row.absorbed_record is not None:
            row.absorbed_record.annulled_at = None
            row.absorbed_record.save()
        _move(list(_way_back(row)), old=kept, new=absorbed)
        row.undone_at, row.undone_by_name, row.version = at, by.actor_name, row.version + 1
        row.save()
        records = [record for record in (row.kept_record, row.absorbed_record) if record is not None]
        for record in records:
            _refresh(record, at=at)
        trace.touches(row, kept, absorbed, *records, fields=sorted(unchanged))
    return row


def _refuse_undo(merge: PersonMerge, kept: Person) -> None:
    if merge.undone_at is not None:
        raise CaseError(_("Questa unione è già stata annullata."))
    later = PersonMerge.objects.standing().filter(kept=kept, pk__gt=merge.pk)
    if kept.annulled_at is not None or later.exists():
        raise CaseError(_("Dopo questa c’è stata un’altra unione della stessa persona: annulla prima quella."))


def _refuse_shared_code(kept: Person, absorbed: Person) -> None:
    same = kept.fiscal_code_index is not None and kept.fiscal_code_index == absorbed.fiscal_code_index
    if same:
        raise CaseError(_("Le due persone avrebbero lo stesso codice fiscale: toglilo prima da quella rimasta."))


def _values(person: Person, names: Iterable[str]) -> dict[str, Any]:
    """Fields of a person as they can be kept in JSON and given back to `change_person`."""
    found: dict[str, Any] = {}
    for name in names:
        key = person._meta.get_field(name).attname if name in PLAIN else name  # type: ignore[union-attr]  # noqa: SLF001 - Django's public name; fields of columns
        value = open_text(person, name) if name in SEALED else getattr(person, key)
        found[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def _annul(person: Person, record: CaseFile | None, *, at: datetime) -> None:
    """First of all, so that the kept person may take the fiscal code, which a service knows once."""
    person.annulled_at, person.updated_at, person.version = at, at, person.version + 1
    person.save()
    if record is not None:
        record.annulled_at = at
        record.save()


def _move(moves: Iterable[Move], *, old: Person, new: Person) -> None:
    """Point the rows to their new target, and seal under the key of `new` what was sealed under that of `old`."""
    moves = list(moves)
    roots: dict[type[Model], set[int]] = defaultdict(set)
    for move in moves:
        roots[move.model].update(move.ids)
    texts = sealed_texts(standing_under(roots), old)
    for move in moves:
        move.model._base_manager.filter(pk__in=move.ids).update(**{move.field.attname: move.target})  # noqa: SLF001 - Django's public name
    _seal_again(texts, new)


def _seal_again(texts: Mapping[tuple[type[Model], int], dict[str, str]], holder: Person) -> None:
    ids: dict[type[Model], list[int]] = defaultdict(list)
    for model, pk in texts:
        ids[model].append(pk)
    for model, pks in ids.items():
        for row in model._base_manager.filter(pk__in=pks).select_related():  # noqa: SLF001 - Django's public name
            sealing: Any = row
            if sealing.key_holder == holder:
                said = texts[model, row.pk]
                seal_texts(sealing, **said)
                row.save(update_fields=list(said))


def _way_back(merge: PersonMerge) -> Iterable[Move]:
    """The moves that undo a merge: the rows that still are where it put them."""
    for key, ids in merge.moved.items():
        label, name = key.rsplit(".", 1)
        model = apps.get_model(label)
        field: Any = model._meta.get_field(name)  # noqa: SLF001 - Django's public name
        of_record = field.related_model is CaseFile
        old, new = (merge.kept_record_id, merge.absorbed_record_id) if of_record else (merge.kept_id, merge.absorbed_id)
        still = model._base_manager.filter(pk__in=ids, **{field.attname: old})  # noqa: SLF001 - the same
        if new is not None:
            yield Move(model, field, tuple(still.values_list("pk", flat=True)), new)


def _refresh(record: CaseFile | None, *, at: datetime) -> None:
    if record is not None:
        refresh_case_file(record, at=at)
