# SPDX-License-Identifier: EUPL-1.2
"""The clock of an emergency removal as a page shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.protection.engine.clock import Term, due_times
from ordito.protection.enums import ClockUnit, StepHolder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ordito.protection.models import EmergencyPlacement, EmergencyStep


@dataclass(frozen=True)
class DatedStep:
    """A step with the last moment for it; `at_once` when the law gives no time at all."""

    step: EmergencyStep
    due_at: datetime
    at_once: bool
    firm: bool
    """Whether the step from which the term runs has been taken; else `due_at` is the latest that it can become."""

    @property
    def done(self) -> bool:
        """Taken, late or not."""
        return self.step.done_at is not None

    @property
    def done_late(self) -> bool:
        """Taken when the term was over; a step due at once is never late by the minute."""
        return self.step.done_at is not None and not self.at_once and self.step.done_at > self.due_at

    @property
    def ours(self) -> bool:
        """Whether it is for who decided the removal."""
        return self.step.rule.holder == StepHolder.SERVICE


def dated_steps(steps: Iterable[EmergencyStep]) -> dict[int, list[DatedStep]]:
    """The steps of each placement in their order, by its id; `steps` come with rule and placement."""
    by_placement: dict[int, list[EmergencyStep]] = defaultdict(list)
    for step in steps:
        by_placement[step.placement_id].append(step)
    return {pk: _dated(rows[0].placement, rows) for pk, rows in by_placement.items()}


def _dated(placement: EmergencyPlacement, steps: list[EmergencyStep]) -> list[DatedStep]:
    ordered = sorted(steps, key=lambda step: (step.rule.position, step.pk))
    terms = [
        Term(step.rule.step, step.rule.after, step.rule.amount, in_days=step.rule.unit == ClockUnit.DAYS)
        for step in ordered
    ]
    done = {step.rule.step: step.done_at for step in ordered if step.done_at is not None}
    due = due_times(placement.started_at, terms, done)
    return [
        DatedStep(
            step,
            due[step.rule.step],
            at_once=step.rule.amount == 0,
            firm=not step.rule.after or step.rule.after in done,
        )
        for step in ordered
    ]
