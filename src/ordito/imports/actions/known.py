# SPDX-License-Identifier: EUPL-1.2
"""What becomes of rows about somebody who is already there: one rule for the file, and other choices row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import require
from ordito.imports.actions.errors import ImportRefusedError
from ordito.imports.actions.work import _start
from ordito.imports.enums import BatchState
from ordito.imports.models import Finding, ImportBatch
from ordito.imports.queries import standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.core.declare import OnKnown


def choose_known(
    *, batch: ImportBatch, rule: OnKnown, rows: Mapping[int, OnKnown | None], by: User, at: datetime
) -> None:
    """Settle the rule of the file and the choices of single rows (None: as the rule says), and check every row again.

    What was chosen before of other rows stays.
    """
    require(by, batch.verb, batch)
    with recorded("imports.choose_known", by=by, at=at) as trace:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
        if not standing_of(batch).can_explain:
            raise ImportRefusedError(_("Questa importazione non si può più cambiare."))
        batch.on_known = rule.value
        kept = {row: choice for row, choice in batch.row_choices.items() if int(row) not in rows}
        batch.row_choices = kept | {str(row): choice.value for row, choice in rows.items() if choice is not None}
        Finding.objects.filter(batch=batch).delete()
        _start(batch, BatchState.CHECKING, by=by, at=at)
        trace.touches(batch, fields=["on_known", "row_choices", "state"])
