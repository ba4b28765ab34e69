# SPDX-License-Identifier: EUPL-1.2
"""The steps of an emergency removal, its end, and the terms of its clock."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.cases.actions.part_rows import save_next
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.protection import rules
from ordito.protection.actions.changing import changing
from ordito.protection.enums import ListKey
from ordito.protection.models import ClockRule, EmergencyStep

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code, Document
    from ordito.core.access import Actor
    from ordito.protection.models import EmergencyPlacement

STILL_IN_FORCE = frozenset({"validated", "validated_changed"})
"""Outcomes after which what was decided stands."""


def mark_step(
    *,
    by: Actor,
    at: datetime,
    step: EmergencyStep,
    version: int,
    done_at: datetime,
    done_by: str = "",
    protocol_number: str = "",
    protocol_date: date | None = None,
    document: Document | None = None,
    note: str = "",
) -> EmergencyStep:
    """Write when a step of the clock was taken; `done_by` empty: by the actor. Writing it again corrects it.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: in the future or before the removal; the removal is over.
    """
    fields = ["done_at", "done_by", "protocol_number", "protocol_date", "document", "note"]
    with changing("protection.mark_step", step, by=by, at=at, version=version, fields=fields) as (row, _trace):
        if row.placement.ended_on is not None:
            raise CaseError(_("Questo allontanamento è concluso."))
        if done_at > at:
            raise CaseError(_("Il giorno e l’ora sono nel futuro."), field="time")
        if done_at < row.placement.started_at:
            raise CaseError(_("Viene prima dell’allontanamento."), field="time")
        if document is not None and document.case_file_id != row.case_file.pk:
            raise CaseError(_("Scegli una voce dell’elenco."), field="document")
        row.done_at, row.done_by = done_at, done_by.strip() or by.actor_name
        row.protocol_number, row.protocol_date, row.document = protocol_number, protocol_date, document
        seal_texts(row, note=note.strip())
    return row


def end_emergency(
    *, by: Actor, at: datetime, placement: EmergencyPlacement, version: int, ended_on: date, outcome: Code
) -> EmergencyPlacement:
    """Write how an emergency removal ended; unless it was validated, its measure ends with it.

    Raises:
        NotAllowedError, ConflictError: as `changing`.
        CaseError: it ended already; a day before the removal or in the future.
    """
    check_not_future(ended_on, at=at, field="ended_on")
    check_code(outcome, ListKey.EMERGENCY_OUTCOME, at=ended_on, field="outcome")
    fields = ["ended_on", "outcome"]
    with changing("protection.end_emergency", placement, by=by, at=at, version=version, fields=fields) as (row, trace):
        if row.ended_on is not None:
            raise CaseError(_("L’esito è già stato registrato."))
        check_order(timezone.localdate(row.started_at), ended_on, field="ended_on")
        row.ended_on, row.outcome = ended_on, outcome
        if outcome.code not in STILL_IN_FORCE and row.measure.ended_on is None:
            row.measure.ended_on = ended_on
            save_next(row.measure)
            trace.touches(row.measure)
    return row


@dataclass(frozen=True, kw_only=True)
class TermValues:
    """A term of the clock as somebody writes it; `verified`: read in the text of the law."""

    name: str
    amount: int
    unit: str
    consequence: str
    source: str
    verified: bool
    valid_from: date


def change_clock_rule(values: TermValues, *, by: Actor, at: datetime, rule: ClockRule, version: int) -> ClockRule:
    """Change a term of the clock: from `valid_from` a new row is in force, and clocks that run keep the old one.

    With the same `valid_from` the row itself is corrected while no clock runs by it.

    Raises:
        NotAllowedError: the actor does not keep the settings of records.
        ConflictError: somebody saved meanwhile.
        CaseError: the new term would begin before the one in force, or a clock already runs by the one to correct.
    """
    permit(rules.can_change_clock(by))
    with recorded("protection.change_clock_rule", by=by, at=at) as trace:
        row = lock(ClockRule, rule.pk, version=version)
        if row.valid_to is not None:
            raise CaseError(_("Questo termine non è più in vigore."))
        new = row
        if row.valid_from != values.valid_from:
            new = _successor(row, values.valid_from)
            trace.touches(row)
        elif (row.amount, row.unit) != (values.amount, values.unit) and EmergencyStep.objects.filter(rule=row).exists():
            text = _("Ci sono allontanamenti con questo termine: scrivi da quando vale quello nuovo.")
            raise CaseError(text, field="valid_from")
        written = asdict(values)
        for field, value in written.items():
            setattr(new, field, value)
        save_next(new)
        trace.touches(new, fields=list(written))
    return new


def _successor(row: ClockRule, valid_from: date) -> ClockRule:
    """A copy in force from a day, the row ended on the day before; both unsaved but the row."""
    if row.valid_from is not None and valid_from <= row.valid_from:
        raise CaseError(_("Il nuovo termine comincia dopo quello in vigore."), field="valid_from")
    row.valid_to = valid_from - timedelta(days=1)
    save_next(row)
    return ClockRule(
        step=row.step,
        holder=row.holder,
        after=row.after,
        position=row.position,
        valid_from=valid_from,
        version=0,
    )
