# SPDX-License-Identifier: EUPL-1.2
"""What may happen to an indicator, from which state, by whom: the table is the whole truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.access import SystemActor, Verb
from ordito.indicators.enums import IndicatorMove, IndicatorState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor
    from ordito.indicators.models import Indicator, Uptake


@dataclass(frozen=True)
class Step:
    """A move: where it leads from each state it may happen in, and who makes it."""

    leads: Mapping[IndicatorState, IndicatorState]
    verb: Verb


S = IndicatorState
STEPS: dict[IndicatorMove, Step] = {
    IndicatorMove.COMMENT: Step(
        {S.PROPOSED: S.DISCUSSED, S.DISCUSSED: S.DISCUSSED, S.IN_USE: S.IN_USE}, Verb.PROPOSE_INDICATOR
    ),
    IndicatorMove.DEFINE: Step(
        {S.PROPOSED: S.PROPOSED, S.DISCUSSED: S.DISCUSSED, S.IN_USE: S.IN_USE}, Verb.MANAGE_INDICATORS
    ),
    IndicatorMove.PUT_IN_USE: Step({S.DISCUSSED: S.IN_USE, S.IN_USE: S.IN_USE}, Verb.MANAGE_INDICATORS),
    IndicatorMove.TAKE_UP: Step({S.IN_USE: S.IN_USE}, Verb.TAKE_UP_INDICATOR),
    IndicatorMove.RETIRE: Step(
        {S.PROPOSED: S.RETIRED, S.DISCUSSED: S.RETIRED, S.IN_USE: S.RETIRED}, Verb.MANAGE_INDICATORS
    ),
}


def target_of(move: IndicatorMove, state: str) -> IndicatorState | None:
    """The state that `move` leads to from `state`; None when it may not happen."""
    return STEPS[move].leads.get(IndicatorState(state))


def may(actor: Actor, move: IndicatorMove, indicator: Indicator) -> bool:
    """Whether `actor` may make a move now."""
    return actor.holds(STEPS[move].verb) and target_of(move, indicator.state) is not None


def can_edit(actor: Actor, indicator: Indicator) -> bool:
    """Correct name, question and the rest: who manages indicators, and who proposed it until it is discussed."""
    if indicator.state == S.RETIRED:
        return False
    mine = actor.actor_id is not None and actor.actor_id == indicator.proposed_by_id
    return actor.holds(Verb.MANAGE_INDICATORS) or (mine and indicator.state == S.PROPOSED)


def acts_for(actor: Actor, *, territory_id: int | None = None, organisation_id: int | None = None) -> bool:
    """Whether `actor` takes indicators up for a place or a body: by a membership on just this one."""
    if isinstance(actor, SystemActor):
        return True
    wanted = (territory_id if organisation_id is None else None, organisation_id)
    return any(
        Verb.TAKE_UP_INDICATOR in grant.verbs
        and (grant.territory_id if grant.organisation_id is None else None, grant.organisation_id) == wanted
        for grant in actor.grants
    ) and wanted != (None, None)


def can_withdraw(actor: Actor, uptake: Uptake) -> bool:
    """Take back an uptake that stands: who acts for that place or body."""
    return uptake.withdrawn_on is None and acts_for(
        actor, territory_id=uptake.territory_id, organisation_id=uptake.organisation_id
    )
