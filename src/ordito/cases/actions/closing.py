# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.cases.actions.intervention_steps import write_step
from ordito.cases.actions.records import refresh_case_file, refuse_closed, refuse_second_open, save_taking
from ordito.cases.enums import UNDER_WAY, ApprovalKind, ApprovalState, InterventionState, ListKey
from ordito.cases.models import Approval, CaseFile, Closure, Intervention, TakingInCharge, TeamMember
from ordito.cases.queries.approvals import approval_needed
from ordito.core.access import permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


def close_taking(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    version: int | None,
    closed_on: date,
    outcome: Code,
    reason: Code,
    note: str = "",
    team_reads_to: date | None = None,
) -> TakingInCharge:
    """Close a taking in charge with its outcome; interventions still open end on the same day.

    What was asked for and never began is withdrawn, and so is a request to a supervisor. Team and deputies see nothing
    more; with `team_reads_to` the team reads until then what it read, within its own expiry, and writes nothing.

    Raises:
        NotAllowedError: the actor may not close in this record.
        ConflictError: somebody saved meanwhile (also: closed by a colleague at the same moment).
        CaseError: already closed, a code out of its list, dates out of order, or a supervisor has to approve first.
    """
    permit(rules.can_close(by, taking.case_file))
    _refuse_unapproved(taking.case_file, by, closed_on)
    check_closing(closed_on, outcome, reason, team_reads_to, at=at)
    with recorded("cases.close_taking", by=by, at=at) as trace:
        record = lock(CaseFile, taking.case_file_id)
        row = lock(TakingInCharge, taking.pk, version=version)
        refuse_closed(row)
        check_order(row.opened_on, closed_on, field="closed_on")
        closure = Closure(taking=row, closed_on=closed_on, outcome=outcome, reason=reason, closed_by_name=by.actor_name)
        seal_texts(closure, note=note.strip())
        closure.save(force_insert=True)
        row.closed_on, row.outcome, row.closure_reason = closed_on, outcome, reason
        save_taking(row, at=at)
        trace.touches(closure, row, record, fields=["closed_on", "outcome", "closure_reason"])
        trace.touches(*_end_interventions(row, closed_on, by=by, at=at))
        trace.touches(*_withdraw_requests(row, at=at), *_stop_team(closure, at=at, reads_to=team_reads_to))
        refresh_case_file(record, at=at)
    return row


def _refuse_unapproved(case_file: CaseFile, by: Actor, day: date) -> None:
    needed = approval_needed(ApprovalKind.CLOSURE, case_file, on=day)
    if needed and not rules.can_approve(by, case_file):
        raise CaseError(_("In questo servizio la chiusura va approvata: proponila al coordinatore."))


def _end_interventions(row: TakingInCharge, closed_on: date, *, by: Actor, at: datetime) -> list[Intervention]:
    """What is going on ends, at the latest on the day of death, what never began is withdrawn; each with its step."""
    died = row.case_file.person.deceased_on
    last = min(closed_on, died) if died else closed_on
    ended = list(row.interventions.current().filter(state__in=UNDER_WAY).select_for_update())
    for intervention in ended:
        before = intervention.state
        if intervention.starts_on is None:
            intervention.state = InterventionState.WITHDRAWN
        else:
            intervention.state = InterventionState.CLOSED
            intervention.ends_on = max(last, intervention.starts_on)
        intervention.version += 1
        intervention.save()
        write_step(intervention, source=before, on=intervention.ends_on or closed_on, by=by, at=at)
    return ended


def _withdraw_requests(row: TakingInCharge, *, at: datetime) -> list[Approval]:
    """Of a taking in charge that closes, nobody has to approve the closure any more."""
    waiting = list(Approval.objects.waiting().filter(kind=ApprovalKind.CLOSURE, row_id=row.pk).select_for_update())
    for approval in waiting:
        approval.state, approval.decided_at = ApprovalState.WITHDRAWN, at
        approval.save()
    return waiting


def check_closing(closed_on: date, outcome: Code, reason: Code, reads_to: date | None, *, at: datetime) -> None:
    """What is said of the end is possible; nobody of the team reads on until a day that has gone by."""
    check_not_future(closed_on, at=at, field="closed_on")
    check_code(outcome, ListKey.OUTCOME, at=closed_on, field="outcome")
    check_code(reason, ListKey.CLOSURE_REASON, at=closed_on, field="reason")
    if reads_to is not None and reads_to < timezone.localdate(at):
        raise CaseError(_("Questo giorno è già passato: scegline uno da oggi in poi."), field="team_reads_to")


def _stop_team(closure: Closure, *, at: datetime, reads_to: date | None) -> list[TeamMember]:
    """Whoever is in the team, or will be, stops; who is in it now reads on until `reads_to`, but for the deputies."""
    today = timezone.localdate(at)
    going_on = closure.taking.team.not_ended(today).filter(stopped_on__isnull=True)
    stopped = list(going_on.select_for_update())
    for member in stopped:
        member.stopped_on, member.stopped_by, member.version = today, closure, member.version + 1
        in_it = member.valid_from <= today and not member.deputy
        member.reads_to = reads_to if in_it else None
        member.save()
    return stopped


def reopen_taking(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    version: int,
    reopened_on: date,
    reason: Code,
    team: Collection[TeamMember] = (),
) -> TakingInCharge:
    """Reopen a closed taking in charge; the closure stays in its history. Ended interventions stay ended.

    Of those whom this closing stopped only the ones in `team` see again what they saw; the others no more, also who
    was reading on.

    Raises:
        NotAllowedError: the actor may not close (and so not reopen) in this record.
        ConflictError: somebody saved meanwhile.
        CaseError: it is open, another one is open in the same area, or a day before the closure.
    """
    permit(rules.can_close(by, taking.case_file))
    check_not_future(reopened_on, at=at, field="reopened_on")
    check_code(reason, ListKey.REOPENING_REASON, at=reopened_on, field="reason")
    with recorded("cases.reopen_taking", by=by, at=at) as trace:
        record = lock(CaseFile, taking.case_file_id)
        row = lock(TakingInCharge, taking.pk, version=version)
        if row.closed_on is None:
            raise CaseError(_("Questa presa in carico è già aperta."))
        refuse_second_open(record, body_id=row.body_id, area=row.area)
        check_order(row.closed_on, reopened_on, field="reopened_on")
        back = _start_team(row, {member.pk for member in team}, today=timezone.localdate(at))
        closure = row.closures.select_for_update().filter(reopened_on__isnull=True).first()
        if closure is not None:
            trace.touches(_close_closure(closure, reopened_on, reason, by=by))
        row.closed_on = row.outcome = row.closure_reason = None
        save_taking(row, at=at)
        refresh_case_file(record, at=at)
        trace.touches(*back, row, record, fields=["closed_on", "outcome", "closure_reason"])
    return row


def _close_closure(closure: Closure, reopened_on: date, reason: Code, *, by: Actor) -> Closure:
    """Write that it ended, when and why; it stays in the history."""
    closure.reopened_on, closure.reopening_reason = reopened_on, reason
    closure.reopened_by_name = by.actor_name
    closure.save()
    return closure


def _start_team(row: TakingInCharge, back: set[int], *, today: date) -> list[TeamMember]:
    """Of those whom the standing closure stopped the ones in `back` go on; nobody else reads on.

    A deputy who answers for the record now stays stopped.
    """
    changed = []
    for member in row.team.stopped(today).select_for_update(of=("self",)):
        goes_on = member.pk in back and not (member.deputy and member.professional_id == row.worker_id)
        if not goes_on and member.reads_to is None:
            continue
        if goes_on:
            member.stopped_on = member.stopped_by = None
        member.reads_to, member.version = None, member.version + 1
        member.save()
        changed.append(member)
    return changed
