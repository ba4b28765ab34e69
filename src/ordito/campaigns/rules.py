# SPDX-License-Identifier: EUPL-1.2
"""What may happen to a return, from which state, by whom. The table is the whole truth; actions and pages ask it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.campaigns.enums import Level, Move, ReturnState, UnitKind
from ordito.campaigns.models.reach import reach_of_grants
from ordito.core.access import SystemActor, Verb, can

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from ordito.campaigns.models import Return
    from ordito.core.access import Actor


class Side(StrEnum):
    """On which side of a return somebody stands; one person may stand on several."""

    FILLER = "filler"  # fills it: the provider, the professional, who has the link, the Ambito for its own
    AMBITO = "ambito"  # answers for it in the Ambito
    REGION = "region"  # runs the campaign


@dataclass(frozen=True)
class Step:
    """A move: from which states, to which, by whom; `None` as target leaves the state as it is."""

    sources: frozenset[ReturnState]
    target: ReturnState | None
    sides: frozenset[Side]
    needs_reason: bool = False


S = ReturnState
OPEN_STATES = frozenset({S.TODO, S.DRAFT, S.SENT_BACK, S.REOPENED})
OFFICES = frozenset({Side.AMBITO, Side.REGION})
STEPS: dict[Move, Step] = {
    Move.START: Step(frozenset({S.TODO}), S.DRAFT, frozenset({Side.FILLER, Side.AMBITO})),
    Move.SUBMIT: Step(OPEN_STATES, S.SUBMITTED, frozenset({Side.FILLER, Side.AMBITO})),
    Move.TAKE_UP: Step(frozenset({S.SUBMITTED}), S.DRAFT, frozenset({Side.AMBITO}), needs_reason=True),
    Move.SEND_BACK: Step(frozenset({S.SUBMITTED, S.APPROVED_AMBITO}), S.SENT_BACK, OFFICES),
    Move.APPROVE_AMBITO: Step(frozenset({S.SUBMITTED}), S.APPROVED_AMBITO, frozenset({Side.AMBITO})),
    Move.APPROVE_REGION: Step(frozenset({S.SUBMITTED, S.APPROVED_AMBITO}), S.APPROVED_REGION, frozenset({Side.REGION})),
    Move.REOPEN: Step(
        frozenset({S.APPROVED_AMBITO, S.APPROVED_REGION}), S.REOPENED, frozenset({Side.REGION}), needs_reason=True
    ),
    Move.EXEMPT: Step(OPEN_STATES, S.NOT_DUE, OFFICES, needs_reason=True),
    Move.REQUIRE: Step(frozenset({S.NOT_DUE}), S.TODO, OFFICES, needs_reason=True),
    Move.MOVE_AMBITO: Step(frozenset(S), None, frozenset({Side.REGION}), needs_reason=True),
    Move.EXTEND: Step(OPEN_STATES, None, OFFICES, needs_reason=True),
}


def target_of(move: Move, state: ReturnState, levels: Collection[str]) -> ReturnState | None:
    """The state that `move` leads to from `state`, in a campaign with these levels; None when it may not happen.

    A level that is skipped takes its moves away: without the Ambito nobody approves there and the Region approves
    what was sent; with the Ambito, the Region approves what the Ambito did; without the Region, nobody after it.
    """
    step = STEPS[move]
    if state not in step.sources:
        return None
    ambito, region = Level.AMBITO in levels, Level.REGION in levels
    if move in {Move.APPROVE_AMBITO, Move.TAKE_UP} and not ambito:
        return None
    if move == Move.APPROVE_REGION and (not region or state != (S.APPROVED_AMBITO if ambito else S.SUBMITTED)):
        return None
    if move == Move.SEND_BACK and not (ambito or region):
        return None
    return state if step.target is None else step.target


def final_state(levels: Collection[str]) -> ReturnState:
    """The state in which a return of a campaign with these levels is done with."""
    if Level.REGION in levels:
        return S.APPROVED_REGION
    return S.APPROVED_AMBITO if Level.AMBITO in levels else S.SUBMITTED


def sides_of(actor: Actor, row: Return) -> frozenset[Side]:
    """Where `actor` stands towards a return."""
    if isinstance(actor, SystemActor):
        return frozenset(Side)
    sides = set()
    if fills(actor, row):
        sides.add(Side.FILLER)
    if can(actor, Verb.MANAGE_CAMPAIGN, row.campaign):
        sides.add(Side.REGION)
    if answers_for(actor, row.ambito_id):
        sides.add(Side.AMBITO)
    return frozenset(sides)


def fills(actor: Actor, row: Return) -> bool:
    """Whether somebody may write the answers of a return at all, whatever its state.

    The Ambito may always write for those it answers for: not every provider has an account.
    """
    return can(actor, Verb.FILL_RETURN, row)


def answers_for(actor: Actor, ambito_id: int | None) -> bool:
    """Whether somebody approves for an Ambito: by a membership there, not by one that runs campaigns."""
    if isinstance(actor, SystemActor):
        return True
    reach = reach_of_grants(
        grant
        for grant in actor.grants
        if Verb.APPROVE_RETURN in grant.verbs and Verb.MANAGE_CAMPAIGN not in grant.verbs
    )
    return reach.covers(ambito_id)


def moves_open_to(actor: Actor, row: Return, today: date) -> frozenset[Move]:
    """What `actor` may do with a return now."""
    sides = sides_of(actor, row)
    return frozenset(
        move
        for move in Move
        if entitled(move, ReturnState(row.state), row.campaign.levels, sides)
        and target_of(move, ReturnState(row.state), row.campaign.levels) is not None
        and not closed_to(move, row, today)
    )


def entitled(move: Move, state: ReturnState, levels: Collection[str], sides: Collection[Side]) -> bool:
    """Whether somebody on these sides may make a move.

    Where its level is skipped the Ambito only fills; what the Ambito approved only the Region sends back.
    """
    able = STEPS[move].sides & set(sides)
    if Level.AMBITO not in levels and move not in {Move.START, Move.SUBMIT}:
        able -= {Side.AMBITO}
    if move == Move.SEND_BACK and state == S.APPROVED_AMBITO:
        able -= {Side.AMBITO}
    return bool(able)


def closed_to(move: Move, row: Return, today: date) -> bool:
    """Whether time has run out for a move: nothing happens in a campaign that is not open, nothing is sent too late."""
    if not row.campaign.is_open:
        return True
    return move in {Move.START, Move.SUBMIT} and not row.campaign.opens_on <= today <= row.last_day


def may_fill(actor: Actor, row: Return, today: date) -> bool:
    """Whether `actor` may write answers now: the right one, at the right time, in a state that waits for them."""
    return fills(actor, row) and row.state in OPEN_STATES and not closed_to(Move.SUBMIT, row, today)


def fits(levels: Collection[str], unit_kind: str) -> bool:
    """Whether a chain of levels makes sense: somebody fills, and only services and professionals have providers."""
    if not set(levels) <= set(Level.values) or not levels:
        return False
    return unit_kind != UnitKind.AMBITO or Level.PROVIDER not in levels
