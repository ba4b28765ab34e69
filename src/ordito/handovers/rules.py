# SPDX-License-Identifier: EUPL-1.2
"""Who may take which step of a referral or a handover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.cases import rules as record_rules
from ordito.handovers.enums import PassageState, Side
from ordito.handovers.models import Handover, Referral

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.handovers.models import Passage


@dataclass(frozen=True)
class Step:
    """From which state, to which, and on whose side."""

    source: PassageState
    target: PassageState
    side: Side


STEPS = {
    "accept": Step(PassageState.OFFERED, PassageState.ACCEPTED, Side.RECEIVER),
    "refuse": Step(PassageState.OFFERED, PassageState.REFUSED, Side.RECEIVER),
    "revoke": Step(PassageState.OFFERED, PassageState.REVOKED, Side.SENDER),
    "finish": Step(PassageState.ACCEPTED, PassageState.DONE, Side.SENDER),
}


def can_send(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record and may assign it: to let go is to assign elsewhere."""
    return record_rules.can_assign_worker(actor, case_file)


def can_answer(actor: Actor, passage: Passage) -> bool:
    """Whoever does that work in the service that receives; of a body outside Ordito, the sender writes its answer."""
    rows = Handover.objects if isinstance(passage, Handover) else Referral.objects
    if rows.filter(pk=passage.pk).received_by(actor).exists():
        return True
    return passage.comune_id is None and can_send(actor, passage.case_file)


def can_step(actor: Actor, passage: Passage, step: str) -> bool:
    """Whether the actor stands on the side that takes the step."""
    if STEPS[step].side == Side.SENDER:
        return can_send(actor, passage.case_file)
    return can_answer(actor, passage)


def steps_of(actor: Actor, passage: Passage) -> list[str]:
    """The steps that the actor may take now."""
    return [name for name, step in STEPS.items() if step.source == passage.state and can_step(actor, passage, name)]
