# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a return when its answers were checked after they came in."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.campaigns.actions.checking import count_warnings
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.actions.returns import send_back
from ordito.campaigns.enums import ReturnState
from ordito.campaigns.models import Return
from ordito.questionnaires.engine.problems import ProblemCode
from ordito.questionnaires.queries.answers import answer_lines

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.questionnaires.models import Submission


def take_verdict(*, submission: Submission, by: Actor, at: datetime) -> None:
    """Answers of a device were checked after they came: with errors they go back, each question with its own.

    Files that have not arrived are no error yet: the device sends them apart.
    """
    row = Return.objects.with_campaign().select_for_update(of=("self",)).filter(submission=submission).first()
    if row is None:
        return
    count_warnings(row, at=at)
    codes = {problem["code"] for problem in submission.problems.get("problems", ())}
    if row.state != ReturnState.SUBMITTED or not codes - {ProblemCode.MISSING_FILE}:
        return
    comments = {line.ref: line.problem for line in answer_lines(submission) if line.problem}
    reason = _("Il controllo ha trovato risposte da correggere: sono arrivate da un dispositivo.")
    with suppress(ReturnRefusedError):  # its time is over, or the campaign is closed: it stays as it came
        send_back(row=row, comments=comments, reason=reason, by=by, at=at)
