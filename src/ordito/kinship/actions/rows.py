# SPDX-License-Identifier: EUPL-1.2
"""What every dated row of a family allows: it ends, or it is taken back because it was never true."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_not_future, check_order, lock
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.kinship import rules

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.kinship.models import Kin, ParentalResponsibility, Tie


def open_record(case_file: CaseFile) -> CaseFile:
    """The record, locked; a closed one is not written to."""
    row = lock(CaseFile, case_file.pk)
    if row.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: per scriverci bisogna prima riaprirla."))
    return row


Row = TypeVar("Row", "Kin", "ParentalResponsibility", "Tie")


def end_row(*, by: Actor, at: datetime, row: Row, version: int, valid_to: date) -> Row:
    """End a tie, a responsibility or a tie of the ecomap; `valid_to` is the last day.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: a closed record, already ended, or before it began.
    """
    permit(rules.can_write_family(by, row.case_file))
    check_not_future(valid_to, at=at, field="valid_to")
    with recorded("kinship.end_row", by=by, at=at) as trace:
        open_record(row.case_file)
        current = lock(type(row), row.pk, version=version)
        if current.valid_to is not None:
            raise CaseError(_("Questo legame è già finito."))
        check_order(current.valid_from, valid_to, field="valid_to")
        current.valid_to = valid_to
        current.version += 1
        current.save()
        trace.touches(current, current.case_file, fields=["valid_to"])
    return current


def withdraw_row(*, by: Actor, at: datetime, row: Row, version: int) -> Row:
    """Take back a row that was written by mistake; it is kept, and no page shows it.

    Raises:
        NotAllowedError: the actor may not write the family of the record.
        ConflictError: somebody saved meanwhile.
        CaseError: a closed record.
    """
    permit(rules.can_write_family(by, row.case_file))
    with recorded("kinship.withdraw_row", by=by, at=at) as trace:
        open_record(row.case_file)
        current = lock(type(row), row.pk, version=version)
        current.annulled_at = at
        current.version += 1
        current.save()
        trace.touches(current, current.case_file, fields=["annulled_at"])
    return current
