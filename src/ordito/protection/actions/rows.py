# SPDX-License-Identifier: EUPL-1.2
"""How any row of a record's protection is written: once for each form, with its checks, its sealed texts, its trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.actions.part_rows import PartValues, check_open, check_standing, save_next
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.protection import rules
from ordito.protection.models import EmergencyPlacement, ProtectionRow, ProtectiveMeasure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from ordito.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class RowValues(PartValues):
    """What somebody writes in a row of `model`."""

    model: ClassVar[type[ProtectionRow]]

    def check(self, case_file: CaseFile, *, at: datetime, row: ProtectionRow | None) -> None:
        """Refuse values that cannot be, with `CaseError`; `row` is the one to be changed, None for a new one."""

    def prepare(self, row: Any, *, by: Actor, at: datetime) -> Sequence[Model]:
        """Write what the row needs before it is saved; returns what was written."""
        del row, by, at
        return ()

    def follow(self, row: Any, *, by: Actor, at: datetime, new: bool) -> Sequence[Model]:
        """Write what comes from the row once it is saved; returns what was written."""
        del row, by, at, new
        return ()


def add_row(values: RowValues, *, by: Actor, at: datetime, case_file: CaseFile, form_key: UUID) -> ProtectionRow:
    """Write a new row in the record; the same form sent again is the row that it already wrote.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        CaseError: the record is closed, or the values cannot be.
    """
    permit(rules.can_write_protection(by, case_file))
    with transaction.atomic():
        record = lock(CaseFile, case_file.pk)
        written = values.model._default_manager.filter(case_file=record, form_key=form_key).first()  # noqa: SLF001 - Django's public name
        return written or _insert(values, record, form_key, by=by, at=at)


def _insert(values: RowValues, record: CaseFile, form_key: UUID, *, by: Actor, at: datetime) -> ProtectionRow:
    check_open(record)
    _check(values, record, at=at, row=None)
    with recorded(f"protection.add_{values.action}", by=by, at=at) as trace:
        row = values.model(case_file=record, form_key=form_key, written_at=at, written_by_name=by.actor_name)
        values.put(row)
        before = values.prepare(row, by=by, at=at)
        row.save(force_insert=True)
        trace.touches(*before, row, *values.follow(row, by=by, at=at, new=True), record)
    return row


def edit_row(values: RowValues, *, by: Actor, at: datetime, row: ProtectionRow, version: int) -> ProtectionRow:
    """Correct a row that was written before.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: the record is closed, the row was annulled, or the values cannot be.
    """
    permit(rules.can_write_protection(by, row.case_file))
    with recorded(f"protection.edit_{values.action}", by=by, at=at) as trace:
        record = lock(CaseFile, row.case_file_id)
        current = lock(values.model, row.pk, version=version)
        check_open(record)
        check_standing(current)
        _check(values, record, at=at, row=current)
        changed = values.put(current)
        before = values.prepare(current, by=by, at=at)
        save_next(current)
        after = values.follow(current, by=by, at=at, new=False)
        trace.touches(*before, current, *after, record, fields=changed)
    return current


def annul_row(*, by: Actor, at: datetime, row: ProtectionRow, version: int) -> ProtectionRow:
    """Set a row aside that was written by mistake: it no longer counts, and stays in the audit and the archive.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: the row was annulled already, or stands because of another one.
    """
    permit(rules.can_write_protection(by, row.case_file))
    if isinstance(row, ProtectiveMeasure) and EmergencyPlacement.objects.current().filter(measure=row).exists():
        raise CaseError(_("Questo provvedimento viene da un allontanamento d’urgenza: togli quello."))
    with recorded("protection.annul_row", by=by, at=at) as trace:
        record = lock(CaseFile, row.case_file_id)
        current = lock(type(row), row.pk, version=version)
        check_standing(current)
        touched = [current]
        if isinstance(current, EmergencyPlacement):
            touched.append(current.measure)
        for one in touched:
            one.annulled_at = at
            save_next(one)
        trace.touches(*touched, record, fields=["annulled_at"])
    return current


def check_of_record(row: ProtectionRow | None, record: CaseFile, *, field: str) -> None:
    """What a row points to is of the same record."""
    if row is not None and row.case_file_id != record.pk:
        raise CaseError(_("Scegli una voce dell’elenco."), field=field)


def _check(values: RowValues, record: CaseFile, *, at: datetime, row: Any) -> None:
    values.check_codes(row, at=at)
    values.check(record, at=at, row=row)
