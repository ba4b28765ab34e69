# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.enums import AssessmentState
from ordito.cases.actions.approvals import ask_approval, withdraw_request
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import ApprovalKind, ApprovalState
from ordito.cases.queries.approvals import approval_of
from ordito.core.access import permit

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.assessments.models import Assessment
    from ordito.cases.models import Approval
    from ordito.core.access import Actor


def ask_for_approval(*, by: Actor, at: datetime, assessment: Assessment) -> Approval:
    """Ask a supervisor to approve a completed assessment; asked twice, it is the same request.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: a draft, or approved already.
    """
    permit(rules.can_assess(by, assessment.case_file))
    if assessment.state == AssessmentState.DRAFT:
        raise CaseError(_("Prima completa la valutazione."))
    last = approval_of(ApprovalKind.ASSESSMENT, assessment.pk)
    if last is not None and last.state == ApprovalState.APPROVED:
        raise CaseError(_("Questa valutazione è già approvata."))
    if last is not None and last.state == ApprovalState.ASKED:
        return last
    return ask_approval(
        by=by, at=at, kind=ApprovalKind.ASSESSMENT, row_id=assessment.pk, case_file=assessment.case_file
    )


def withdraw_from_approval(*, by: Actor, at: datetime, assessment: Assessment) -> Approval:
    """Take the request back, to correct the assessment.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: nothing is waiting.
    """
    last = approval_of(ApprovalKind.ASSESSMENT, assessment.pk)
    if last is None:
        raise CaseError(_("Nessuna richiesta è in attesa."))
    return withdraw_request(by=by, at=at, approval=last)
