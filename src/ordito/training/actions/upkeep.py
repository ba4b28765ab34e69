# SPDX-License-Identifier: EUPL-1.2
"""The rules that an office keeps as data, and the nightly end of what they put an end to."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.messages.actions import forget_about
from ordito.training.actions.errors import ConflictError, TrainingError, lock, put
from ordito.training.actions.letters import ABOUT
from ordito.training.enums import EnrolmentSource, EnrolmentState, TermKey
from ordito.training.models import CreditRule, Enrolment, Learner, TrainingTerm
from ordito.training.queries.upkeep import term_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor


def save_credit_rule(
    *, rule: CreditRule | None, values: Mapping[str, Any], version: int, by: Actor, at: datetime
) -> CreditRule:
    """Write how many credits are owed from a year on; without `rule` a new one begins.

    Raises:
        NotAllowedError: the verb is missing.
        ConflictError: somebody saved first.
        TrainingError: more deontological credits than credits, or another rule begins in that year.
    """
    require(by, Verb.MANAGE_TRAINING)
    if values["deontological"] > values["credits"]:
        raise TrainingError(
            _("I deontologici sono parte dei crediti: non possono essere di più."), field="deontological"
        )
    if rule is None and (known := CreditRule.objects.filter(**values).first()):  # the same form, sent twice
        return known
    with recorded("training.save_credit_rule", by=by, at=at) as trace:
        row = lock(rule) if rule is not None else CreditRule(version=version)
        try:
            with transaction.atomic():
                changed = put(row, values, version)
        except IntegrityError as error:
            raise TrainingError(_("C’è già una regola che comincia in quell’anno."), field="from_year") from error
        trace.touches(row, fields=changed)
    return row


def save_term(*, key: TermKey, days: int, version: int, by: Actor, at: datetime) -> TrainingTerm:
    """Say after how many days something ends.

    Raises:
        NotAllowedError: the verb is missing.
        ConflictError: somebody saved first.
    """
    require(by, Verb.MANAGE_TRAINING)
    with recorded("training.save_term", by=by, at=at) as trace:
        row, made = TrainingTerm.objects.select_for_update().get_or_create(key=key, defaults={"days": days})
        if made:
            trace.touches(row, fields=["days"])
            return row
        if row.days != days and row.version != version:
            raise ConflictError(row)
        trace.touches(row, fields=put(row, {"days": days}, row.version))
    return row


def forget_requests(*, by: Actor, at: datetime) -> dict[str, int]:
    """Delete what was asked from the public page and never confirmed, and who asked nothing else.

    Who had been in before and asked again stays as withdrawn. Safe to run twice.
    """
    before = at - timedelta(days=term_of(TermKey.UNCONFIRMED).days)
    old = Enrolment.objects.filter(state=EnrolmentState.REQUESTED, queued_at__lt=before)
    if not old.exists():
        return {"requests": 0, "people": 0}
    with recorded("training.forget_requests", by=by, at=at) as trace:
        rows = list(old.select_for_update(of=("self",)).order_by("pk"))
        new = [row for row in rows if row.source == EnrolmentSource.PUBLIC and row.version == 1]
        for row in rows:
            if row not in new:
                put(row, {"state": EnrolmentState.WITHDRAWN, "decided_at": at}, row.version)
        forgotten = [row.pk for row in new]
        forget_about(ABOUT, forgotten)
        Enrolment.objects.filter(pk__in=forgotten).delete()
        people = _forget_learners({row.learner_id for row in new if row.learner_id is not None})
        trace.touches_ids("training.enrolment", [row.pk for row in rows])
        trace.notes(requests=len(new), people=people)
    return {"requests": len(new), "people": people}


def _forget_learners(ids: set[int]) -> int:
    """Delete those of whom nothing else is known, and the contacts behind them; returns how many."""
    gone = 0
    for learner in Learner.objects.filter(pk__in=ids).select_related("contact").order_by("pk"):
        contact = learner.contact
        with suppress(ProtectedError):  # enrolled elsewhere, or with recognised experience
            learner.delete()
            gone += 1
            contact.delete()  # stays when a meeting knows them
    return gone
