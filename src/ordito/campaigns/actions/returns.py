# SPDX-License-Identifier: EUPL-1.2
"""The moves of a return, each by the table in `rules`: locked, checked, written in its story."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.campaigns.actions.checking import count_warnings
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.enums import Move, ReturnState
from ordito.campaigns.models import Return, ReturnComment, ReturnEvent
from ordito.campaigns.rules import OPEN_STATES, STEPS, closed_to, entitled, sides_of, target_of
from ordito.core.access import NotAllowedError
from ordito.core.dates import format_date
from ordito.questionnaires.actions.submissions import withdraw_submissions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.models import Submission
    from ordito.territory.models import Territory


def start_return(*, row: Return, by: Actor, at: datetime) -> Return:
    """Somebody began to fill a return; nothing happens when it was begun already."""
    if row.state != ReturnState.TODO:
        return row
    with recorded("campaigns.start_return", by=by, at=at) as trace:
        locked = _lock(row.pk)
        if locked.state == ReturnState.TODO:
            move_locked(locked, Move.START, by=by, at=at)
            trace.touches(locked, fields=["state"])
    return locked


def submit_return(*, return_id: int, submission: Submission, by: Actor, at: datetime) -> Return:
    """The answers were sent: called within the transaction of the submission, which falls with this one.

    Raises:
        ReturnRefusedError: too late, the campaign is closed, somebody else has just sent it, or the answers are to
            another questionnaire than the campaign asks.
    """
    with recorded("campaigns.submit_return", by=by, at=at) as trace:
        row = _lock(return_id)
        before = row.submission
        sent = {"submission": submission, "submitted_at": row.submitted_at or at}
        move_locked(row, Move.SUBMIT, by=by, at=at, also=sent)
        if submission.version_id != row.campaign.version_id:
            raise ReturnRefusedError(
                _("Le risposte sono a un altro questionario: apri di nuovo quello di questa rilevazione.")
            )
        if before is not None:
            withdraw_submissions(submissions=[before], by=by, at=at)
            ReturnComment.objects.filter(due=row, resolved_at__isnull=True).update(resolved_at=at)
        count_warnings(row, at=at)
        trace.touches(row, fields=["state", "submission"])
    return row


def take_up(*, row: Return, reason: str, by: Actor, at: datetime) -> Return:
    """The Ambito completes or corrects what the provider sent; the answers stay, to be sent again."""
    return _moved(row, Move.TAKE_UP, "campaigns.take_up", by=by, at=at, reason=reason)


def send_back(
    *, row: Return, comments: Mapping[str, str], reason: str, due_on: date | None = None, by: Actor, at: datetime
) -> Return:
    """Ask for corrections: what is wrong at each question (`comments` by reference), and until when.

    Raises:
        ReturnRefusedError: nothing says what is wrong, or the return is no longer where it may be sent back from.
    """
    said = {ref: text.strip() for ref, text in comments.items() if text.strip()}
    if not said and not reason.strip():
        raise ReturnRefusedError(_("Scrivi che cosa va corretto: un commento a una domanda o una nota per l’insieme."))
    with recorded("campaigns.send_back", by=by, at=at) as trace:
        locked = _lock(row.pk)
        move_locked(locked, Move.SEND_BACK, by=by, at=at, reason=reason, due_on=due_on)
        for ref, text in said.items():
            ReturnComment.objects.create(
                due=locked, ref=ref, text=text[:1000], by_id=by.actor_id, by_name=by.actor_name[:160], at=at
            )
        trace.touches(locked, fields=["state", "comments"])
        trace.notes(comments=len(said))
    return locked


def reopen_return(*, row: Return, reason: str, due_on: date | None = None, by: Actor, at: datetime) -> Return:
    """Open again what was approved, with a reason and, if need be, a new deadline."""
    return _moved(row, Move.REOPEN, "campaigns.reopen_return", by=by, at=at, reason=reason, due_on=due_on)


def exempt_return(*, row: Return, reason: str, by: Actor, at: datetime) -> Return:
    """Say that a unit owes nothing (closed, counted twice); it leaves every figure and stays in the list."""
    return _moved(row, Move.EXEMPT, "campaigns.exempt_return", by=by, at=at, reason=reason)


def require_return(*, row: Return, reason: str, by: Actor, at: datetime) -> Return:
    """Say that a unit owes its answers after all."""
    return _moved(row, Move.REQUIRE, "campaigns.require_return", by=by, at=at, reason=reason)


def extend_return(*, row: Return, reason: str, due_on: date, by: Actor, at: datetime) -> Return:
    """Give one unit another deadline."""
    return _moved(row, Move.EXTEND, "campaigns.extend_return", by=by, at=at, reason=reason, due_on=due_on)


def move_to_ambito(*, row: Return, ambito: Territory, reason: str, by: Actor, at: datetime) -> Return:
    """Give a return to the Ambito to which its unit has passed since the opening."""
    with recorded("campaigns.move_to_ambito", by=by, at=at) as trace:
        locked = _lock(row.pk)
        move_locked(locked, Move.MOVE_AMBITO, by=by, at=at, reason=reason)
        locked.ambito = ambito
        locked.save(update_fields=["ambito"])
        trace.touches(locked, fields=["ambito"])
    return locked


def approve_for_region(*, row: Return, by: Actor, at: datetime) -> Return:
    """The Region accepts one return."""
    return _moved(row, Move.APPROVE_REGION, "campaigns.approve_for_region", by=by, at=at)


def approve_ambito_for_region(*, campaign_id: int, ambito_id: int, by: Actor, at: datetime) -> int:
    """The Region accepts all that an Ambito has approved; returns how many."""
    with recorded("campaigns.approve_ambito_for_region", by=by, at=at) as trace:
        rows = Return.objects.select_for_update(of=("self",)).select_related("campaign")
        ready = [
            row
            for row in rows.filter(campaign=campaign_id, ambito=ambito_id).order_by("pk")
            if target_of(Move.APPROVE_REGION, ReturnState(row.state), row.campaign.levels)
        ]
        for row in ready:
            move_locked(row, Move.APPROVE_REGION, by=by, at=at)
        trace.touches_ids("campaigns.return", [row.pk for row in ready])
        trace.fields.add("state")
    return len(ready)


def move_locked(
    row: Return,
    move: Move,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    due_on: date | None = None,
    also: Mapping[str, Any] | None = None,
) -> ReturnEvent:
    """Make a move on a locked row, within an action; the story says it. `also` are columns that change with it.

    Raises:
        NotAllowedError: `by` stands on no side that may.
        ReturnRefusedError: not from this state, not in this campaign, not any more, or without a reason.
    """
    state, levels = ReturnState(row.state), row.campaign.levels
    if not entitled(move, state, levels, sides_of(by, row)):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    target = target_of(move, state, levels)
    if target is None:
        raise ReturnRefusedError(_already(row, move))
    if closed_to(move, row, timezone.localdate(at)):
        raise ReturnRefusedError(_too_late(row, timezone.localdate(at)))
    reason = reason.strip()
    if STEPS[move].needs_reason and not reason:
        raise ReturnRefusedError(_("Scrivi il motivo: resta nella storia della restituzione."))
    if due_on is not None and due_on < timezone.localdate(at):
        raise ReturnRefusedError(_("La nuova scadenza è già passata."))
    changed: dict[str, Any] = {**(also or {})} | ({"due_on": due_on} if due_on is not None else {})
    if target != state:
        changed |= {"state": target, "state_since": at, "reason": reason[:500]}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=[*changed])
    return ReturnEvent.objects.create(
        due=row, move=move, from_state=state, to_state=target, by_id=by.actor_id, by_name=by.actor_name[:160], at=at,
        reason=reason[:500],
    )  # fmt: skip


def _moved(
    row: Return, move: Move, action: str, *, by: Actor, at: datetime, reason: str = "", due_on: date | None = None
) -> Return:
    with recorded(action, by=by, at=at) as trace:
        locked = _lock(row.pk)
        move_locked(locked, move, by=by, at=at, reason=reason, due_on=due_on)
        trace.touches(locked, fields=["state"] + (["due_on"] if due_on else []))
    return locked


def _lock(return_id: int) -> Return:
    return Return.objects.select_related("campaign").select_for_update(of=("self",)).get(pk=return_id)


def why_not_sent(row: Return, today: date) -> str:
    """Why the answers of a return may not be sent now, "" when they may."""
    if closed_to(Move.SUBMIT, row, today):
        return _too_late(row, today)
    return "" if row.state in OPEN_STATES else _already(row, Move.SUBMIT)


def _already(row: Return, move: Move) -> str:
    """Why the state does not allow a move, with who brought it there."""
    last = row.events.order_by("-at", "-pk").first()
    state = ReturnState(row.state).label
    if move == Move.SUBMIT and last is not None:
        day = timezone.localtime(last.at).strftime("%d/%m/%Y %H:%M")
        return _("Questa restituzione è già «%(state)s»: %(who)s, %(when)s. Le tue risposte restano nella bozza.") % {
            "state": state, "who": last.by_name, "when": day,
        }  # fmt: skip
    return _("Non si può fare: la restituzione ora è «%(state)s». Ricarica la pagina.") % {"state": state}


def _too_late(row: Return, today: date) -> str:
    if not row.campaign.is_open:
        return _("La rilevazione è chiusa: le risposte restano nella bozza ma non si possono inviare.")
    if today < row.campaign.opens_on:
        return _("La rilevazione apre il %(day)s.") % {"day": format_date(row.campaign.opens_on)}
    return _(
        "Il termine è passato il %(day)s: le risposte restano nella bozza. "
        "Chiedi una proroga a chi segue la rilevazione."
    ) % {"day": format_date(row.last_day)}
