# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock, permit
from ordito.cases.actions.records import refresh_case_file, refuse_second_open
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, TakingInCharge, TakingReason

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
    check_code(mode, ListKey.MODE, at=timezone.localdate(at), field="mode")
    check_code(area, ListKey.AREA, at=timezone.localdate(at), field="area")
    if not reasons or len({reason.pk for reason in reasons}) < len(reasons):
        raise CaseError(_("Scegli almeno un motivo, ciascuno una volta sola."), field="reasons")
    for reason in reasons:
        check_code(reason, ListKey.REASON, at=timezone.localdate(at), field="reasons")
    with recorded("cases.edit_taking", by=by, at=at) as trace:
        record = lock(CaseFile, taking.case_file_id)
        row = lock(TakingInCharge, taking.pk, version=version)
        if row.closed_on is not None:
            raise CaseError(_("Questa presa in carico è già chiusa."))
        check_order(row.opened_on, review_on, field="review_on")
        if area is not None and area.pk != row.area_id:
            refuse_second_open(record, body_id=row.body_id, area=area, other_than=row.pk)
            row.area = area
        row.mode, row.review_on = mode, review_on
        row.version += 1
        row.updated_at = at
        row.save()
        row.reasons.all().delete()
        TakingReason.objects.bulk_create(
            TakingReason(taking=row, reason=reason, main=place == 0) for place, reason in enumerate(reasons)
        )
        refresh_case_file(record, at=at)
        trace.touches(row, record, fields=["area", "mode", "reasons", "review_on"])
    return row
