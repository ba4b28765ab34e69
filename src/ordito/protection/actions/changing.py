# SPDX-License-Identifier: EUPL-1.2
"""A step in the life of a row: sent, ended, moved on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import lock
from ordito.cases.actions.part_rows import check_open, check_standing, save_next
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.protection import rules
from ordito.protection.models import ProtectionRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ordito.audit.actions import Trace
    from ordito.core.access import Actor

    Row = TypeVar("Row", bound=Any)


@contextmanager
def changing(
    action: str, row: Row, *, by: Actor, at: datetime, version: int | None, fields: Sequence[str]
) -> Iterator[tuple[Row, Trace]]:
    """The row, locked, for an action that changes `fields` of it; it is saved as its next version at the end.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: the record is closed, or the row was annulled.
    """
    permit(rules.can_write_protection(by, row.case_file))
    with recorded(action, by=by, at=at) as trace:
        record = lock(CaseFile, row.case_file.pk)
        check_open(record)
        current = lock(type(row), row.pk, version=version)
        if isinstance(current, ProtectionRow):
            check_standing(current)
        yield current, trace
        save_next(current)
        trace.touches(current, record, fields=fields)
