# SPDX-License-Identifier: EUPL-1.2
"""The life of an intervention: each step by the table in `rules.STEPS`, and a row that says when, why and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, check_order, lock
from ordito.cases.actions.records import refuse_closed
from ordito.cases.enums import UNDER_WAY, InterventionState, ListKey, Part
from ordito.cases.models import CaseFile, Intervention, InterventionStep, TakingInCharge
from ordito.core.access import permit

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Service

DELIVERED = (*UNDER_WAY, InterventionState.CLOSED)
"""States that speak of a service given, or to be given, to somebody alive."""
ORDINARY = "ordinary"
"""The priority that needs no reason."""


def take_step(
    *,
    by: Actor,
    at: datetime,
    intervention: Intervention,
    version: int,
    step: str,
    on: date,
    reason: Code | None = None,
    authorised_to: date | None = None,
    priority: Code | None = None,
    priority_reason: Code | None = None,
) -> Intervention:
    """Move an intervention on by a step of `rules.STEPS`; `on` is the day it happened, the last day for "close".

    `authorised_to` and the priority belong to "authorise" alone.

    Raises:
        NotAllowedError: the actor may not write the interventions of this record.
        ConflictError: somebody saved meanwhile.
        CaseError: not from this state, a closed taking in charge, a reason missing or of another list, days out of
            order or outside the period of the taking in charge or of the service.
    """
    permit(rules.can_write_part(by, intervention.taking.case_file, Part.INTERVENTIONS))
    rule = rules.STEPS[step]
    if rule.target != InterventionState.ACTIVE:
        check_not_future(on, at=at, field="on")
    with recorded(f"cases.{step}_intervention", by=by, at=at) as trace:
        record, row = lock_row(intervention, version=version)
        _check(row, rule, on, reason)
        source = row.state
        _set_dates(row, rule, on, reason)
        if step == "authorise":
            _authorise(row, on, authorised_to, priority, priority_reason)
        row.state, row.version = rule.target, row.version + 1
        row.save()
        written = write_step(row, source=source, on=on, reason=reason, by=by, at=at)
        touch(record, at=at)
        trace.touches(row, written, record, fields=["state", "starts_on", "ends_on", "end_reason", "authorised_on"])
    return row


def lock_row(intervention: Intervention, *, version: int) -> tuple[CaseFile, Intervention]:
    """The record and the intervention, locked; a closed taking in charge refuses the write."""
    record = lock(CaseFile, intervention.taking.case_file_id)
    refuse_closed(lock(TakingInCharge, intervention.taking_id))
    return record, lock(Intervention, intervention.pk, version=version)


def touch(record: CaseFile, *, at: datetime) -> None:
    """Say that something happened in the record."""
    record.updated_at = at
    record.save()


def write_step(
    row: Intervention, *, source: str, on: date, by: Actor, at: datetime, reason: Code | None = None
) -> InterventionStep:
    """Keep the step that the row has just taken; inside an action."""
    return InterventionStep.objects.create(
        intervention=row,
        source=source,
        target=row.state,
        on=on,
        reason=reason,
        written_at=at,
        author_name=by.actor_name,
    )


def check_period(taking: TakingInCharge, service: Service | None, starts_on: date, *, field: str) -> None:
    """The day lies in the taking in charge and in the person's life, and the service is open on it."""
    check_alive(taking.case_file.person, starts_on, field=field)
    if starts_on < taking.opened_on:
        raise CaseError(
            _("La presa in carico comincia il %(day)s: l’intervento non può cominciare prima.")
            % {"day": f"{taking.opened_on:%d/%m/%Y}"},
            field=field,
        )
    if service is None:
        return
    if service.valid_from is not None and starts_on < service.valid_from:
        raise CaseError(
            _("Questo servizio è attivo dal %(day)s.") % {"day": f"{service.valid_from:%d/%m/%Y}"}, field=field
        )
    if service.valid_to is not None and starts_on > service.valid_to:
        raise CaseError(
            _("Questo servizio non è più attivo dal %(day)s.") % {"day": f"{service.valid_to:%d/%m/%Y}"}, field=field
        )


def _check(row: Intervention, rule: rules.Step, on: date, reason: Code | None) -> None:
    """The step may be taken from here, on that day, for that reason."""
    if InterventionState(row.state) not in rule.sources:
        raise CaseError(_("Questo passaggio non si può fare da «%s».") % row.get_state_display())
    _check_reason(rule, reason, on=on)
    _check_day(row, rule, on)


def _check_reason(rule: rules.Step, reason: Code | None, *, on: date) -> None:
    if rule.reasons is None:
        if reason is not None:
            raise CaseError(_("Questo passaggio non ha un motivo."), field="reason")
        return
    if reason is None and rule.reason_needed:
        raise CaseError(_("Scegli il motivo."), field="reason")
    check_code(reason, rule.reasons, at=on, field="reason")


def _check_day(row: Intervention, rule: rules.Step, on: date) -> None:
    """No step comes before the one before it; a beginning lies in its periods, and nothing goes on after death."""
    if rule.target in DELIVERED:
        check_alive(row.taking.case_file.person, on, field="on")
    before = [day for day in (row.requested_on, row.authorised_on, row.starts_on) if day is not None]
    last = row.steps.order_by("-on", "-pk").values_list("on", flat=True).first()
    if rule.target != InterventionState.CLOSED and last is not None:
        before.append(last)
    earliest = max(before, default=on)
    if on < earliest:
        raise CaseError(
            _("Il passaggio prima di questo è del %(day)s: questo non può precedere quella data.")
            % {"day": f"{earliest:%d/%m/%Y}"},
            field="on",
        )
    if rule.target == InterventionState.ACTIVE and row.starts_on is None:
        check_period(row.taking, row.service, on, field="on")
        if row.authorised_to is not None and on > row.authorised_to:
            raise CaseError(
                _("L’autorizzazione vale fino al %(day)s.") % {"day": f"{row.authorised_to:%d/%m/%Y}"}, field="on"
            )


def _set_dates(row: Intervention, rule: rules.Step, on: date, reason: Code | None) -> None:
    if rule.target == InterventionState.ACTIVE and row.starts_on is None:
        row.starts_on = on
    elif rule.target == InterventionState.CLOSED:
        row.ends_on, row.end_reason = on, reason


def _authorise(
    row: Intervention, on: date, until: date | None, priority: Code | None, priority_reason: Code | None
) -> None:
    check_order(on, until, field="authorised_to")
    check_priority(priority, priority_reason, at=on)
    row.authorised_on, row.authorised_to = on, until
    row.priority, row.priority_reason = priority or row.priority, priority_reason or row.priority_reason


def check_priority(priority: Code | None, reason: Code | None, *, at: date) -> None:
    """A priority over others says why."""
    check_code(priority, ListKey.WAITING_PRIORITY, at=at, field="priority")
    check_code(reason, ListKey.PRIORITY_REASON, at=at, field="priority_reason")
    if priority is not None and priority.code != ORDINARY and reason is None:
        raise CaseError(_("Una precedenza sugli altri ha bisogno di un motivo."), field="priority_reason")
