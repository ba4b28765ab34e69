# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.enums import AssessmentState, Decision, RuleKind
from ordito.assessments.models import Assessment, Screening, ScreeningRule
from ordito.assessments.queries.screening import outcome_of, rules_for
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, ConflictError, check_not_future, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import seal_texts

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.assessments.models import Instrument
    from ordito.core.access import Actor
    from ordito.territory.models import Territory


def add_rule(
    *,
    by: Actor,
    at: datetime,
    name: str,
    instrument: Instrument,
    kind: str,
    value: int,
    valid_from: date,
    count: int | None = None,
    valid_to: date | None = None,
    source: str = "",
    territory: Territory | None = None,
) -> ScreeningRule:
    """Say when scores speak for inclusion, in one Ambito or everywhere.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        CaseError: a count of sub-dimensions without a number, dates out of order.
    """
    if kind == RuleKind.COUNT and not count:
        raise CaseError(_("Scrivi quante sotto-dimensioni devono raggiungere il valore."), field="count")
    check_order(valid_from, valid_to, field="valid_to")
    values = {
        "name": name,
        "instrument": instrument,
        "kind": kind,
        "value": value,
        "count": count if kind == RuleKind.COUNT else None,
        "source": source,
        "territory": territory,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }
    permit(rules.can_keep(by, ScreeningRule(**values)))
    with recorded("assessments.add_rule", by=by, at=at) as trace:
        rule = ScreeningRule.objects.filter(**values).first() or ScreeningRule.objects.create(**values)
        trace.touches(rule)
    return rule


def end_rule(*, by: Actor, at: datetime, rule: ScreeningRule, valid_to: date) -> ScreeningRule:
    """Say until when a rule holds; what it said of an assessment stays.

    Raises:
        NotAllowedError: the actor does not keep the settings there.
        CaseError: before its beginning.
    """
    permit(rules.can_keep(by, rule))
    with recorded("assessments.end_rule", by=by, at=at) as trace:
        row = lock(ScreeningRule, rule.pk)
        check_order(row.valid_from, valid_to, field="valid_to")
        row.valid_to = valid_to
        row.version += 1
        row.save()
        trace.touches(row, fields=["valid_to"])
    return row


def decide(
    *,
    by: Actor,
    at: datetime,
    assessment: Assessment,
    rule: ScreeningRule,
    decision: str,
    reason: str,
    decided_on: date,
    version: int | None = None,
) -> Screening:
    """Write what the worker decides after a screening, and why; the rule's answer is kept beside it.

    `version` is what the page showed, None when there was no decision yet. Against the rule a reason is asked.

    Raises:
        NotAllowedError: the actor may not write this part.
        ConflictError: somebody decided meanwhile.
        CaseError: a draft, a rule that does not hold, no reason, a day in the future.
    """
    permit(rules.can_assess(by, assessment.case_file))
    check_not_future(decided_on, at=at, field="decided_on")
    with recorded("assessments.decide", by=by, at=at) as trace:
        row = lock(Assessment, assessment.pk)
        _check_decidable(row, rule, decided_on)
        outcome = outcome_of(rule, row)
        if outcome.met != (decision == Decision.INCLUDED) and not reason.strip():
            raise CaseError(_("La decisione è diversa da quello che dice la regola: scrivi perché."), field="reason")
        screening = Screening.objects.filter(assessment=row, rule=rule).first()
        if screening is not None and screening.version != version:
            raise ConflictError(screening)
        screening = screening or Screening(assessment=row, rule=rule, version=0)
        screening.met, screening.reached = outcome.met, outcome.reached
        screening.decision, screening.decided_on = decision, decided_on
        screening.decided_by_name, screening.written_at = by.actor_name[:160], at
        screening.version += 1
        seal_texts(screening, reason=reason.strip())
        screening.save()
        trace.touches(screening, row, row.case_file, fields=["decision", "reason"])
    return screening


def _check_decidable(row: Assessment, rule: ScreeningRule, day: date) -> None:
    if row.state == AssessmentState.DRAFT or row.discarded_at is not None:
        raise CaseError(_("Prima completa la valutazione."))
    if rule not in rules_for(row, day=day):
        raise CaseError(_("Questa regola non vale per la valutazione in quel giorno."), field="decided_on")
