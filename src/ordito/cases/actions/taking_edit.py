# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import check_order, lock
from ordito.cases.actions.records import (
    add_reasons,
    check_codes,
    refresh_case_file,
    refuse_closed,
    refuse_second_open,
    save_taking,
)
from ordito.cases.models import CaseFile, TakingInCharge
from ordito.core.access import permit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


def edit_taking(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    version: int | None,
    mode: Code,
    area: Code | None = None,
    reasons: Sequence[Code],
    review_on: date | None = None,
) -> TakingInCharge:
    """Change area, mode, reasons and review of an open taking in charge; the first of `reasons` is the main one.

    Without `area` it stays in its own.

    Raises:
        NotAllowedError: the actor does not follow the record.
        ConflictError: somebody saved meanwhile.
        CaseError: closed, already open in that area, no reason, a code out of its list, a review before the beginning.
    """
    permit(rules.can_write_record(by, taking.case_file))
    kept: set[tuple[str, int | None]] = {("area", taking.area_id), ("mode", taking.mode_id)}
    kept |= {("reasons", pk) for pk in taking.reasons.values_list("reason", flat=True)}
    check_codes(area, mode, reasons, at=timezone.localdate(at), kept=kept)
    with recorded("cases.edit_taking", by=by, at=at) as trace:
        record = lock(CaseFile, taking.case_file_id)
        row = lock(TakingInCharge, taking.pk, version=version)
        refuse_closed(row)
        check_order(row.opened_on, review_on, field="review_on")
        if area is not None and area.pk != row.area_id:
            refuse_second_open(record, body_id=row.body_id, area=area, other_than=row.pk)
            row.area = area
        row.mode, row.review_on = mode, review_on
        save_taking(row, at=at)
        row.reasons.all().delete()
        add_reasons(row, reasons)
        refresh_case_file(record, at=at)
        trace.touches(row, record, fields=["area", "mode", "reasons", "review_on"])
    return row
