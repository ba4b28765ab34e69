# SPDX-License-Identifier: EUPL-1.2
"""Who sends, who answers for a record, and what a sending may become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases import rules as cases_rules
from ordito.cases.enums import Part
from ordito.core.access import SystemActor, Verb
from ordito.flows.enums import RunState

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor

KEPT_DAYS = 7
"""How long a file of a flow can be downloaded; then it is discarded and made again."""
MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.CHECKING: frozenset({RunState.CHECKED}),
    RunState.CHECKED: frozenset({RunState.FILED}),
    RunState.FILED: frozenset({RunState.FILED, RunState.SENT}),
    RunState.SENT: frozenset(),
}


def can_send(actor: Actor, *, ambito_id: int, body_id: int) -> bool:
    """Whether the actor sends for a body within an Ambito: the same rule as `models.senders.of_senders`."""
    if isinstance(actor, SystemActor):
        return True
    return any(
        Verb.SEND_FLOWS in grant.verbs
        and (grant.territory_id is not None or grant.organisation_id is not None)
        and grant.territory_id in {None, ambito_id}
        and grant.organisation_id in {None, body_id}
        for grant in actor.grants
    )


def can_answer(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record answers what the flow asks of it."""
    return cases_rules.can_write_record(actor, case_file)


def can_write_benefit(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever writes the record's interventions."""
    return cases_rules.can_write_part(actor, case_file, Part.INTERVENTIONS)


def can_ask_register(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record writes what the register says into it."""
    return cases_rules.can_write_record(actor, case_file)


def may_move(state: str, target: RunState) -> bool:
    """Whether a sending can go from one state to another."""
    return target in MOVES[RunState(state)]
