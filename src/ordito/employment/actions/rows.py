# SPDX-License-Identifier: EUPL-1.2
"""How any row of a path to work is written: once for each form, with its checks, its sealed texts, its trace."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.actions.part_rows import PartValues, check_open, check_standing, save_next
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.employment import rules
from ordito.employment.models import EmploymentRow, WorkPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from ordito.audit.actions import Trace
    from ordito.core.access import Actor

    Row = TypeVar("Row", bound=Any)


@dataclass(frozen=True, kw_only=True)
class RowValues(PartValues):
    """What somebody writes in a row of `model`.

    `parent` is the field that leads to what the row belongs to: a record, a path, a placement.
    """

    model: ClassVar[type[EmploymentRow]]
    parent: ClassVar[str]

    def check(self, parent: Any, *, at: datetime, row: Any) -> None:
        """Refuse values that cannot be, with `CaseError`; `row` is the one to be changed, None for a new one."""

    def prepare(self, row: Any) -> None:
        """Complete a row before it is saved, from what stands in no field of its form."""

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """Write what comes from the row once it is saved; returns what was written."""
        del row, by, at, new
        return ()


def add_row(values: RowValues, *, by: Actor, at: datetime, parent: Any, form_key: UUID) -> Any:
    """Write a new row under `parent`; the same form sent again is the row that it already wrote.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        CaseError: the record or the path is closed, or the values cannot be.
    """
    case_file = parent if isinstance(parent, CaseFile) else parent.case_file
    permit(rules.can_write_employment(by, case_file))
    with transaction.atomic():
        record = lock(CaseFile, case_file.pk)
        rows = values.model._default_manager.filter(form_key=form_key)  # noqa: SLF001 - Django's public name
        written = rows.filter(**{values.parent: parent.pk}).first()
        return written or _insert(values, parent, record, form_key, by=by, at=at)


def _insert(values: RowValues, parent: Any, record: CaseFile, form_key: UUID, *, by: Actor, at: datetime) -> Any:
    check_open(record)
    if not isinstance(parent, CaseFile):
        parent = lock(type(parent), parent.pk)
        check_going(parent)
    _check(values, parent, at=at, row=None)
    with recorded(f"employment.add_{values.action}", by=by, at=at) as trace:
        row = values.model(form_key=form_key, written_at=at, written_by_name=by.actor_name)
        setattr(row, values.parent, parent)
        values.put(row)
        values.prepare(row)
        row.save(force_insert=True)
        trace.touches(row, *values.follow(row, by=by, at=at, new=True), record)
    return row


def edit_row(values: RowValues, *, by: Actor, at: datetime, row: Any, version: int) -> Any:
    """Correct a row that was written before.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: the record or the path is closed, the row was annulled, or the values cannot be.
    """
    changed: list[str] = []
    name = f"employment.edit_{values.action}"
    with changing(name, row, by=by, at=at, version=version, fields=changed) as (current, trace):
        _check(values, getattr(current, values.parent), at=at, row=current)
        changed += values.put(current)
        values.prepare(current)
        trace.touches(*values.follow(current, by=by, at=at, new=False))
    return current


@contextmanager
def changing(
    action: str,
    row: Row,
    *,
    by: Actor,
    at: datetime,
    version: int | None,
    fields: Sequence[str] = (),
    open_path: bool = True,
) -> Iterator[tuple[Row, Trace]]:
    """The row, locked, for an action that changes `fields` of it; it is saved as its next version at the end.

    Without `open_path` a concluded path may be changed too: it goes back to an earlier stage, or an outcome comes late.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: the record or the path is closed, or the row was annulled.
    """
    permit(rules.can_write_employment(by, row.case_file))
    with recorded(action, by=by, at=at) as trace:
        record = lock(CaseFile, row.case_file.pk)
        check_open(record)
        current = lock(type(row), row.pk, version=version)
        check_standing(current)
        if open_path:
            check_going(current)
        yield current, trace
        save_next(current)
        trace.touches(current, record, fields=fields)


def path_of(row: Any) -> WorkPath:
    """The path that a row is or belongs to."""
    if isinstance(row, WorkPath):
        return row
    path: WorkPath = row.work_path if hasattr(row, "work_path_id") else row.placement.work_path
    return path


def check_going(row: Any) -> None:
    """Nothing is written in a path that is concluded or set aside, nor in a placement that was set aside."""
    path = path_of(row)
    check_standing(path)
    if hasattr(row, "placement_id"):
        check_standing(row.placement)
    if path.ended_on is not None:
        raise CaseError(_("Il percorso è concluso: riportalo a una fase precedente prima di scrivere."))
    if path.taking.closed_on is not None:
        raise CaseError(
            _("La presa in carico di questo percorso è chiusa: riaprila, o concludi il percorso con il suo esito.")
        )


def _check(values: RowValues, parent: Any, *, at: datetime, row: Any) -> None:
    values.check_codes(row, at=at)
    values.check(parent, at=at, row=row)
