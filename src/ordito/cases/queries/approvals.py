# SPDX-License-Identifier: EUPL-1.2
"""Whether a piece of work has to be approved, and what became of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.enums import ApprovalState
from ordito.cases.models import Approval, ApprovalRule, ClosureProposal

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile


def approval_needed(kind: str, case_file: CaseFile, *, on: date) -> bool:
    """Whether the Comune or the Ambito of the record wants this kind of work (`ApprovalKind`) approved on a day."""
    rules = ApprovalRule.objects.at(on).filter(kind=kind)
    return rules.filter(territory__in=(case_file.comune_id, case_file.ambito_id)).exists()


def approval_of(kind: str, row_id: int) -> Approval | None:
    """The last request about a row, whatever became of it; its record's person comes along, who has the key."""
    rows = Approval.objects.filter(kind=kind, row_id=row_id).select_related("case_file__person")
    return rows.order_by("-asked_at", "-pk").first()


def closure_proposals(case_file: CaseFile) -> dict[int, list[ClosureProposal]]:
    """By taking in charge still open, its last proposal to close, while it waits or when it was sent back."""
    rows = ClosureProposal.objects.filter(taking__case_file=case_file, taking__closed_on__isnull=True)
    related = rows.select_related("approval__case_file__person", "taking__case_file__person", "outcome", "reason")
    last = {row.taking_id: row for row in related.order_by("pk")}
    told = (ApprovalState.ASKED, ApprovalState.REFUSED)
    return {pk: [row] for pk, row in last.items() if row.approval.state in told}
