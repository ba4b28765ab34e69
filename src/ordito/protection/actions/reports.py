# SPDX-License-Identifier: EUPL-1.2
"""Reports to an authority: sent, or due no more."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_not_future
from ordito.protection.actions.changing import changing
from ordito.protection.engine.clock import add_months
from ordito.protection.models import ReportDue

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Document
    from ordito.core.access import Actor


def send_report(
    *,
    by: Actor,
    at: datetime,
    report: ReportDue,
    version: int,
    sent_on: date,
    protocol_number: str = "",
    protocol_date: date | None = None,
    document: Document | None = None,
) -> ReportDue:
    """Write that a report was sent; one that repeats leaves the next behind it, counted from the term of this one.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it was sent already, is due no more, or the day is in the future.
    """
    check_not_future(sent_on, at=at, field="sent_on")
    fields = ["sent_on", "protocol_number", "protocol_date", "document"]
    with changing("protection.send_report", report, by=by, at=at, version=version, fields=fields) as (row, trace):
        _check_waiting(row)
        row.sent_on, row.protocol_number, row.protocol_date, row.document = (
            sent_on,
            protocol_number,
            protocol_date,
            document,
        )
        if row.every_months and row.due_on:
            trace.touches(_next_of(row, by=by, at=at))
    return row


def _next_of(row: ReportDue, *, by: Actor, at: datetime) -> ReportDue:
    months = row.every_months or 0
    following: ReportDue = ReportDue.objects.create(
        case_file=row.case_file,
        form_key=uuid4(),
        written_at=at,
        written_by_name=by.actor_name,
        recipient=row.recipient,
        content=row.content,
        measure=row.measure,
        due_on=add_months(row.due_on, months) if row.due_on else None,
        every_months=row.every_months,
        follows=row,
    )
    return following


def drop_report(*, by: Actor, at: datetime, report: ReportDue, version: int, dropped_on: date) -> ReportDue:
    """Write that a report is due no more, for example because the proceeding is closed.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it was sent already, or is due no more.
    """
    check_not_future(dropped_on, at=at, field="dropped_on")
    with changing("protection.drop_report", report, by=by, at=at, version=version, fields=["dropped_on"]) as (row, _t):
        _check_waiting(row)
        row.dropped_on = dropped_on
    return row


def _check_waiting(row: ReportDue) -> None:
    if row.sent_on is not None:
        raise CaseError(_("Questa relazione risulta già inviata."))
    if row.dropped_on is not None:
        raise CaseError(_("Questa relazione non è più dovuta."))
