# SPDX-License-Identifier: EUPL-1.2
"""How long a record is kept, as its own page says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.fields import open_text
from ordito.stewardship.models import LegalHold
from ordito.stewardship.queries.offices import discard_of
from ordito.stewardship.queries.retention import FilingPlan, dues_of, obstacles_of

if TYPE_CHECKING:
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.stewardship.enums import Obstacle
    from ordito.stewardship.models import DiscardItem
    from ordito.stewardship.queries.retention import Due


@dataclass(frozen=True)
class HoldLine:
    """A hold with its reason, readable; `standing` while it blocks."""

    row: LegalHold
    reason: str
    standing: bool


@dataclass(frozen=True)
class Kept:
    """Until when, by which series, what else stands in the way, and the holds of the past."""

    due: Due
    past: bool
    obstacle: Obstacle | None
    holds: tuple[HoldLine, ...]
    discard: DiscardItem | None


def kept_until(record: RecordHeader) -> Kept:
    """How long the record is kept, for who reads it whole; a constant number of queries."""
    case_file, today = record.case_file, record.today
    [due] = dues_of([case_file], FilingPlan({case_file.ambito_id}, today))
    rows = (
        LegalHold.objects.filter(case_file=case_file).select_related("case_file__person").order_by("-starts_on", "-pk")
    )
    holds = tuple(
        HoldLine(row, open_text(row, "reason"), row.lifted_at is None and (not row.ends_on or row.ends_on >= today))
        for row in rows
    )
    obstacle = obstacles_of([case_file], today).get(case_file.pk)
    return Kept(due, due.past(today), obstacle, holds, discard_of(case_file) if record.person.discarded else None)
