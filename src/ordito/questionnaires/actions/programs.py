# SPDX-License-Identifier: EUPL-1.2
"""Answers from a program: checked in full before they are taken in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ordito.questionnaires.actions.drafts import AnswersInvalidError
from ordito.questionnaires.actions.submissions import receive_submission
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.nested import nested_xml
from ordito.questionnaires.enums import Door
from ordito.questionnaires.models import Submission
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.programs import waiting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor


class NotWaitingError(Exception):
    """Nothing of that kind and number waits for this person's answers (any more)."""


@dataclass(frozen=True)
class Sent:
    """Answers that are in; `new` is false for those that were in already."""

    submission: Submission
    new: bool


def send_answers(
    *, owner_kind: str, owner_id: int, instance_id: str, answers: Mapping[str, object], by: Actor, at: datetime
) -> Sent:
    """Send nested answers (see `nested_xml`) for something that waits for them.

    What the same person sent before may be sent again, also when it waits no more. Raises `NotWaitingError`,
    `AnswersInvalidError` with everything that is wrong (concrete references), and what `receive_submission` raises.
    """
    earlier = Submission.objects.filter(instance_id=instance_id, submitted_by_id=by.actor_id).first()
    if earlier is not None:
        version = earlier.version
    else:
        things = {(found.owner_kind, found.owner_id): found.version for found in waiting(by)}
        if (owner_kind, owner_id) not in things:
            raise NotWaitingError(_("Qui non aspetta nessuna risposta da te."))
        version = things[owner_kind, owner_id]
    form = form_of(version)
    xml, problems = nested_xml(form, answers, instance_id)
    verdict = check(form, xml, now=localtime(at))
    if problems or not verdict.ok:
        raise AnswersInvalidError((*problems, *verdict.problems))
    submission = receive_submission(
        xml=xml,
        version=version,
        owner_kind=owner_kind,
        owner_id=owner_id,
        door=Door.API,
        by=by,
        at=at,
        verdict=verdict,
    )
    return Sent(submission, new=earlier is None)
