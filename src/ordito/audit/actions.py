# SPDX-License-Identifier: EUPL-1.2
"""How everything is written: one transaction, the guard open, the audit entry inside."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from ordito.audit.enums import Kind
from ordito.audit.models import Entry, Subject
from ordito.core.models import copy_rows, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor


@dataclass
class Trace:
    """What an action says of itself while it runs; becomes the entry at its end."""

    objects: dict[str, list[int]] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    detail: dict[str, Any] = field(default_factory=dict)

    def touches(self, *rows: Model, fields: Iterable[str] = ()) -> None:
        """Name the rows written or read, and the fields changed (names, never values)."""
        for row in rows:
            self.touches_ids(row._meta.label_lower, [row.pk])  # noqa: SLF001 - public API of the framework
        self.fields.update(fields)

    def touches_ids(self, kind: str, ids: Iterable[int]) -> None:
        """The same for many rows of one model; `kind` is its label in lower case, such as "cases.person"."""
        self.objects.setdefault(kind, []).extend(ids)

    def notes(self, **detail: Any) -> None:
        """Add codes and counts; never a value that says something about somebody."""
        self.detail.update(detail)


@contextmanager
def recorded(action: str, *, by: Actor, at: datetime, kind: Kind = Kind.WRITE, purpose: str = "") -> Iterator[Trace]:
    """Run a write in one transaction with its audit entry; if either fails, neither remains.

    `action` is the dotted name of the action ("cases.open_case_file"), `at` the clock given by the caller.
    """
    trace = Trace()
    with transaction.atomic(), writing():
        yield trace
        _insert(trace, action=action, by=by, at=at, kind=kind, purpose=purpose)


def log_access(
    action: str,
    *,
    by: Actor,
    at: datetime,
    kind: Kind,
    rows: Iterable[Model] = (),
    purpose: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Write that somebody read, searched, printed, exported, entered or was refused."""
    trace = Trace()
    trace.touches(*rows)
    trace.notes(**(detail or {}))
    with transaction.atomic():
        return _insert(trace, action=action, by=by, at=at, kind=kind, purpose=purpose)


def _insert(trace: Trace, *, action: str, by: Actor, at: datetime, kind: Kind, purpose: str) -> Entry:
    entry = Entry.objects.create(
        at=at,
        kind=kind,
        action=action,
        actor_id=by.actor_id,
        actor_name=by.actor_name[:160],
        roles=",".join(sorted({grant.role for grant in by.grants}))[:200],
        purpose=purpose[:200],
        objects_touched=trace.objects,
        fields_changed=sorted(trace.fields),
        detail=trace.detail,
    )
    subjects = [
        (entry.pk, label, object_id) for label, ids in trace.objects.items() for object_id in dict.fromkeys(ids)
    ]
    if subjects:
        copy_rows(Subject, ("entry_id", "kind", "object_id"), subjects)
    return entry
