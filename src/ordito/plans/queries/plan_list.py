# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.fields import open_text
from ordito.plans.enums import Degree, PlanState
from ordito.plans.models import ALIVE, SupportPlan
from ordito.plans.queries.plan_page import STATE_TONES, last_checks
from ordito.plans.queries.plan_rows import plans_of

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor


@dataclass(frozen=True)
class PlanLine:
    """A plan in a list."""

    pk: int
    kind: str
    title: str
    edition: int
    scope: str
    state: str
    state_tone: str
    alive: bool
    starts_on: date
    agreed_on: date | None
    concluded_on: date | None
    next_review_on: date | None
    late: bool
    objectives: int
    reached: int
    responsible: str


def plan_lines(actor: Actor, record: RecordHeader) -> list[PlanLine]:
    """The plans of a record, those that live first, the latest first; constant queries."""
    rows = plans_of(actor, record.pk).order_by("-starts_on", "-edition", "-pk")
    lines = [_line(row, record.today) for row in rows.prefetch_related("objectives", "checks")]
    return sorted(lines, key=lambda line: not line.alive)


def _line(row: SupportPlan, today: date) -> PlanLine:
    checks = last_checks(row)
    standing = [objective.pk for objective in row.objectives.all() if objective.removed_at is None]
    degrees = [checks[name].degree for pk in standing if (name := ("objective", pk)) in checks]
    return PlanLine(
        pk=row.pk,
        kind=row.kind.label,
        title=open_text(row, "title"),
        edition=row.edition,
        scope=row.get_scope_display(),
        state=row.get_state_display(),
        state_tone=STATE_TONES[PlanState(row.state)],
        alive=row.state in ALIVE,
        starts_on=row.starts_on,
        agreed_on=row.agreed_on,
        concluded_on=row.concluded_on,
        next_review_on=row.next_review_on if row.runs else None,
        late=row.runs and row.next_review_on is not None and row.next_review_on < today,
        objectives=len(standing),
        reached=degrees.count(Degree.REACHED),
        responsible=str(row.responsible or ""),
    )
