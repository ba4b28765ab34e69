# SPDX-License-Identifier: EUPL-1.2
"""Asking a supervisor for approval, and deciding, where a territory wants it (`queries.approvals.approval_needed`).

An app above keeps its own state: it asks within its own action, and declares an `ApprovalSubject` whose `decided` runs
inside the transaction of the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.closing import check_closing, close_taking
from ordito.cases.actions.errors import CaseError, check_order, lock
from ordito.cases.actions.notices import notify
from ordito.cases.enums import ApprovalKind, ApprovalState
from ordito.cases.models import Approval, CaseFile, ClosureProposal, TakingInCharge
from ordito.cases.queries.staff import holders_over
from ordito.core.access import Verb, permit
from ordito.core.declare import ApprovalSubject, declared
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


def ask_approval(
    *, by: Actor, at: datetime, kind: str, row_id: int, case_file: CaseFile, request: str = ""
) -> Approval:
    """Ask who approves in the service of the record about one row; they get a notice.

    Raises:
        NotAllowedError: the actor does not write that part of the record.
        CaseError: the row is waiting already.
    """
    permit(rules.can_ask_approval(by, case_file, ApprovalKind(kind)))
    with recorded("cases.ask_approval", by=by, at=at) as trace:
        record = lock(CaseFile, case_file.pk)
        if Approval.objects.waiting().filter(kind=kind, row_id=row_id).exists():
            raise CaseError(_("È già in attesa di approvazione."))
        approval = Approval(
            case_file=record,
            kind=kind,
            row_id=row_id,
            asked_at=at,
            asked_by_id=by.actor_id,
            asked_by_name=by.actor_name[:160],
        )
        seal_texts(approval, request=request.strip())
        approval.save(force_insert=True)
        notify(
            holders_over(record, Verb.APPROVE_WORK, on=timezone.localdate(at)),
            lambda: (
                _("Da approvare: %(what)s, cartella %(number)s") % _words(approval, record),
                _("%(who)s chiede la tua approvazione. Leggi e decidi nella pagina «Da approvare».")
                % {"who": by.actor_name},
            ),
            url=reverse("cases:approval", args=[approval.pk]),
            about=record,
            by=by,
            at=at,
        )
        trace.touches(approval, record)
        trace.notes(kind=kind)
    return approval


def decide(*, by: Actor, at: datetime, approval: Approval, approved: bool, answer: str = "") -> Approval:
    """Approve, or send back with the reason; what follows for the row happens in the same transaction.

    Raises:
        NotAllowedError: the actor does not approve in that service, or asked it themselves.
        CaseError: decided already, sent back without a word, or the row cannot be changed any more.
    """
    permit(rules.can_decide(by, approval))
    if not approved and not answer.strip():
        raise CaseError(_("Scrivi che cosa va rivisto: chi ha chiesto lo leggerà."), field="answer")
    with recorded("cases.decide_approval", by=by, at=at) as trace:
        record = lock(CaseFile, approval.case_file_id)
        row = lock(Approval, approval.pk)
        if row.state != ApprovalState.ASKED:
            raise CaseError(_("Qualcuno ha già deciso: %(state)s.") % {"state": row.get_state_display()})
        row.state = ApprovalState.APPROVED if approved else ApprovalState.REFUSED
        row.decided_at, row.decided_by_name = at, by.actor_name[:160]
        seal_texts(row, answer=answer.strip())
        row.save()
        subject = subject_of(row.kind)
        if subject is not None:
            subject.decided(row, by, at)
        _tell_asker(row, record, subject, by=by, at=at)
        trace.touches(row, record, fields=["state"])
        trace.notes(kind=row.kind, approved=approved)
    return row


def _tell_asker(row: Approval, record: CaseFile, subject: ApprovalSubject | None, *, by: Actor, at: datetime) -> None:
    if row.asked_by_id is None:
        return
    address = subject.address(record.pk, row.row_id) if subject else reverse("cases:record", args=[record.pk])
    notify(
        [row.asked_by_id],
        lambda: (
            _("%(what)s, cartella %(number)s: %(state)s") % _words(row, record),
            _("%(who)s ha deciso. La risposta è nella cartella.") % {"who": by.actor_name},
        ),
        url=address,
        about=record,
        by=by,
        at=at,
    )


def withdraw_request(*, by: Actor, at: datetime, approval: Approval) -> Approval:
    """Take back a request that nobody has decided.

    Raises:
        NotAllowedError: the actor does not write that part of the record.
        CaseError: decided already.
    """
    permit(rules.can_ask_approval(by, approval.case_file, ApprovalKind(approval.kind)))
    with recorded("cases.withdraw_request", by=by, at=at) as trace:
        row = lock(Approval, approval.pk)
        if row.state != ApprovalState.ASKED:
            raise CaseError(_("Qualcuno ha già deciso: %(state)s.") % {"state": row.get_state_display()})
        row.state, row.decided_at = ApprovalState.WITHDRAWN, at
        row.save()
        trace.touches(row, row.case_file, fields=["state"])
    return row


def propose_closure(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    closed_on: date,
    outcome: Code,
    reason: Code,
    note: str = "",
    request: str = "",
    team_reads_to: date | None = None,
) -> Approval:
    """Propose how a taking in charge ends; it stays open until a supervisor approves, and then closes so.

    Raises:
        NotAllowedError: the actor may not close in this record.
        CaseError: closed, proposed already, a code out of its list, dates out of order.
    """
    check_closing(closed_on, outcome, reason, team_reads_to, at=at)
    check_order(taking.opened_on, closed_on, field="closed_on")
    with recorded("cases.propose_closure", by=by, at=at) as trace:
        row = lock(TakingInCharge, taking.pk)
        if row.closed_on is not None:
            raise CaseError(_("Questa presa in carico è già chiusa."))
        approval = ask_approval(
            by=by, at=at, kind=ApprovalKind.CLOSURE, row_id=row.pk, case_file=row.case_file, request=request
        )
        proposal = ClosureProposal(approval=approval, taking=row, closed_on=closed_on, outcome=outcome, reason=reason)
        proposal.team_reads_to = team_reads_to
        seal_texts(proposal, note=note.strip())
        proposal.save(force_insert=True)
        trace.touches(proposal, row, row.case_file)
    return approval


def close_as_approved(approval: Approval, by: Actor, at: datetime) -> None:
    """Close a taking in charge as it was proposed, when the supervisor approved; nothing when they did not."""
    if approval.state != ApprovalState.APPROVED:
        return
    proposal = ClosureProposal.objects.select_related(
        "taking__case_file__person", "outcome__code_list", "reason__code_list"
    ).get(approval=approval)
    reads_to = proposal.team_reads_to
    close_taking(
        by=by,
        at=at,
        taking=proposal.taking,
        version=None,
        closed_on=proposal.closed_on,
        outcome=proposal.outcome,
        reason=proposal.reason,
        note=open_text(proposal, "note"),
        team_reads_to=reads_to if reads_to and reads_to >= timezone.localdate(at) else None,
    )


def subject_of(kind: str) -> ApprovalSubject | None:
    """What is declared of the rows of a kind; None when the app that keeps them declares nothing."""
    return next((subject for subject in declared(ApprovalSubject) if subject.kind == kind), None)


def _words(approval: Approval, record: CaseFile) -> dict[str, str]:
    return {
        "what": approval.get_kind_display().lower(),
        "number": record.number,
        "state": approval.get_state_display(),
    }
