# SPDX-License-Identifier: EUPL-1.2
"""What follows an offer: refused, revoked, taken, concluded. Acceptance of a handover is in `acceptance`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions import close_taking
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.actions.notices import notify
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.handovers import rules
from ordito.handovers.enums import Side
from ordito.handovers.models import Handover, Passage, Referral

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor

    Sent = TypeVar("Sent", bound=Passage)


def refuse(*, by: Actor, at: datetime, passage: Sent, answer: str) -> Sent:
    """Say no, and why; whoever sent it is told.

    Raises:
        NotAllowedError: the actor does not answer for the service that receives.
        CaseError: no reason, or answered already.
    """
    if not answer.strip():
        raise CaseError(_("Scrivi perché: chi ha inviato la persona deve poter fare altro."), field="answer")
    return _step(passage, "refuse", by=by, at=at, answer=answer)


def revoke(*, by: Actor, at: datetime, passage: Sent) -> Sent:
    """Take an offer back before it is answered.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: answered already.
    """
    return _step(passage, "revoke", by=by, at=at)


def take_referral(*, by: Actor, at: datetime, referral: Referral, answer: str = "") -> Referral:
    """Say that the service takes the person on.

    Raises:
        NotAllowedError: the actor does not answer for the service that receives.
        CaseError: answered already.
    """
    return _step(referral, "accept", by=by, at=at, answer=answer)


def finish_referral(*, by: Actor, at: datetime, referral: Referral, answer: str) -> Referral:
    """Write what came of a referral that was taken.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: nothing written, or not in this state.
    """
    if not answer.strip():
        raise CaseError(_("Scrivi com’è andata."), field="answer")
    return _step(referral, "finish", by=by, at=at, answer=answer)


def finish_handover(
    *, by: Actor, at: datetime, handover: Handover, closed_on: date, outcome: Code, reason: Code, note: str = ""
) -> Handover:
    """Close one's own taking in charge, once the other body has accepted: the responsibility has moved.

    Raises:
        NotAllowedError: the actor does not follow the record, or may not close.
        CaseError: not accepted yet, and as `cases.actions.close_taking`.
    """
    with recorded("handovers.finish_handover", by=by, at=at) as trace:
        row = _step(handover, "finish", by=by, at=at)
        close_taking(
            by=by,
            at=at,
            taking=row.taking,
            version=None,
            closed_on=closed_on,
            outcome=outcome,
            reason=reason,
            note=note,
        )
        trace.touches(row, row.taking, row.case_file)
    return row


def step_row(passage: Sent, step: str, *, by: Actor) -> Sent:
    """The row, locked, in the state from which the step starts; inside an action."""
    permit(rules.can_step(by, passage, step))
    row = lock(type(passage), passage.pk)
    if row.state != rules.STEPS[step].source:
        raise CaseError(_("Nel frattempo è cambiato: ora è %(state)s.") % {"state": row.get_state_display()})
    row.state = rules.STEPS[step].target
    row.version += 1
    return row


def _step(passage: Sent, step: str, *, by: Actor, at: datetime, answer: str = "") -> Sent:
    kind = "referral" if isinstance(passage, Referral) else "handover"
    with recorded(f"handovers.{step}_{kind}", by=by, at=at) as trace:
        row = step_row(passage, step, by=by)
        if answer.strip():
            seal_texts(row, answer=answer.strip())
        if rules.STEPS[step].side == Side.RECEIVER:
            row.answered_at, row.answered_by_name = at, by.actor_name[:160]
            tell_sender(row, by=by, at=at)
        else:
            row.ended_at = at
        row.save()
        trace.touches(row, row.case_file, fields=["state"])
    return row


def tell_sender(row: Passage, *, by: Actor, at: datetime) -> None:
    """A notice to who sent it, with the state in words."""
    if row.offered_by_id is None:
        return
    notify(
        [row.offered_by_id],
        lambda: (
            _("%(body)s: %(state)s, cartella %(number)s")
            % {"body": row.body.name, "state": row.get_state_display(), "number": row.case_file.number},
            _("%(who)s ha risposto. La risposta è nei passaggi della cartella.") % {"who": by.actor_name},
        ),
        url=reverse("handovers:record", args=[row.case_file_id]),
        about=row,
        by=by,
        at=at,
    )
