# SPDX-License-Identifier: EUPL-1.2
"""A plan from its first draft to its conclusion; what stands in it is written by `content`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, check_order
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.plans import rules
from ordito.plans.actions.checks import (
    PRESSED_TWICE,
    check_individual_alive,
    keep,
    locked_plan,
    open_record,
    tell,
    writable_plan,
)
from ordito.plans.enums import ListKey, PlanScope, PlanState
from ordito.plans.models import RUNNING, PlanBeneficiary, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.cases.models import Code, TakingInCharge
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Professional


@dataclass(frozen=True)
class PlanFacts:
    """What the head of a plan says. `others` are the records of beneficiaries beside the one it is written in."""

    kind: Code
    starts_on: date
    scope: PlanScope = PlanScope.INDIVIDUAL
    title: str = ""
    reasons: str = ""
    ends_on: date | None = None
    next_review_on: date | None = None
    responsible: Professional | None = None
    provider: Organisation | None = None
    others: Sequence[CaseFile] = ()


def start_plan(
    *, by: Actor, at: datetime, case_file: CaseFile, taking: TakingInCharge | None, facts: PlanFacts
) -> SupportPlan:
    """Begin a plan as a draft. The same form sent again within two minutes is the plan already begun.

    Raises:
        NotAllowedError: the actor does not write the plans of one of the records.
        CaseError: the record is closed, a code out of its list, dates out of order, a group of one.
    """
    _check(facts, by=by, case_file=case_file)
    plan = SupportPlan(case_file=case_file, taking=taking, created_at=at, created_by_name=by.actor_name, updated_at=at)
    _fill(plan, facts)
    with transaction.atomic():
        record = open_record(case_file.pk)
        return _just_started(plan) or _insert(plan, [record, *facts.others], by=by, at=at)


def _insert(plan: SupportPlan, records: Sequence[CaseFile], *, by: Actor, at: datetime) -> SupportPlan:
    with recorded("plans.start_plan", by=by, at=at) as trace:
        plan.save(force_insert=True)
        _set_beneficiaries(plan, records)
        tell(plan, trace)
    return plan


def _just_started(plan: SupportPlan) -> SupportPlan | None:
    """The plan that the same writer began a moment ago with the same head; the record is locked."""
    recent = SupportPlan.objects.current().filter(
        case_file=plan.case_file,
        kind=plan.kind,
        starts_on=plan.starts_on,
        created_by_name=plan.created_by_name,
        created_at__gt=plan.created_at - PRESSED_TWICE,
        edition=1,
    )
    found = recent.select_related("case_file__person")
    return next((one for one in found if _same_words(one, plan)), None)


def _same_words(one: SupportPlan, other: SupportPlan) -> bool:
    return all(open_text(one, name) == open_text(other, name) for name in ("title", "reasons"))


def edit_plan(*, by: Actor, at: datetime, plan: SupportPlan, version: int, facts: PlanFacts) -> SupportPlan:
    """Change the head of a plan that nobody signed; beneficiaries whose record the actor does not follow stay.

    Raises:
        NotAllowedError: the actor does not write the plan, or the plans of a record to be added.
        ConflictError: somebody saved meanwhile.
        CaseError: signed, agreed or over; and as `start_plan`.
    """
    permit(rules.can_write_plan(by, plan))
    there = CaseFile.objects.filter(pk__in=plan.beneficiaries.values("case_file")).exclude(pk=plan.case_file_id)
    kept = list(there.exclude(pk__in=CaseFile.objects.followed_by(by).values("pk")))
    _check(facts, by=by, case_file=plan.case_file, kept=kept)
    with recorded("plans.edit_plan", by=by, at=at) as trace:
        row = writable_plan(plan, version=version)
        tell(row, trace)
        _fill(row, facts)
        _set_beneficiaries(row, [row.case_file, *kept, *facts.others])
        keep(row, trace, at=at)
        trace.fields.update(("kind", "scope", "title", "reasons", "starts_on", "ends_on", "next_review_on"))
        trace.fields.update(("responsible", "provider", "beneficiaries"))
    return row


def _check(facts: PlanFacts, *, by: Actor, case_file: CaseFile, kept: Sequence[CaseFile] = ()) -> None:
    for record in (case_file, *facts.others):
        permit(rules.can_start_plan(by, record))
    check_alive(case_file.person, facts.starts_on, field="starts_on")
    check_code(facts.kind, ListKey.PLAN_KIND, at=facts.starts_on, field="kind")
    check_order(facts.starts_on, facts.ends_on, field="ends_on")
    check_order(facts.starts_on, facts.next_review_on, field="next_review_on")
    if facts.scope == PlanScope.INDIVIDUAL and facts.others:
        raise CaseError(
            _("Un progetto per una persona non ha altre cartelle: scegli famiglia o gruppo."), field="scope"
        )
    if facts.scope == PlanScope.GROUP and not facts.others and not kept:
        raise CaseError(_("Un gruppo è fatto di più persone: indica almeno un’altra cartella."), field="numbers")


def _fill(plan: SupportPlan, facts: PlanFacts) -> None:
    plan.kind, plan.scope = facts.kind, facts.scope
    plan.starts_on, plan.ends_on, plan.next_review_on = facts.starts_on, facts.ends_on, facts.next_review_on
    plan.responsible, plan.provider = facts.responsible, facts.provider
    seal_texts(plan, title=facts.title.strip(), reasons=facts.reasons.strip())


def _set_beneficiaries(plan: SupportPlan, records: Sequence[CaseFile]) -> None:
    wanted = {record.pk for record in records}
    there = set(plan.beneficiaries.values_list("case_file_id", flat=True))
    plan.beneficiaries.exclude(case_file_id__in=wanted).delete()
    PlanBeneficiary.objects.bulk_create(PlanBeneficiary(plan=plan, case_file_id=pk) for pk in sorted(wanted - there))


def share_plan(*, by: Actor, at: datetime, plan: SupportPlan, shared_on: date) -> SupportPlan:
    """Say that a draft was gone through with the family, on which day; it can still be corrected and now be signed.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: no longer a draft, no objective, a day in the future.
    """
    permit(rules.can_write_plan(by, plan))
    check_not_future(shared_on, at=at, field="day")
    check_individual_alive(plan, shared_on, field="day")
    with recorded("plans.share_plan", by=by, at=at) as trace:
        row = locked_plan(plan, states={PlanState.DRAFT})
        if not row.objectives.filter(removed_at__isnull=True).exists():
            raise CaseError(_("Scrivi almeno un obiettivo prima di condividere il progetto."))
        row.state, row.shared_on = PlanState.SHARED, shared_on
        keep(row, trace, at=at)
        trace.fields.update(("state", "shared_on"))
    return row


def discard_plan(*, by: Actor, at: datetime, plan: SupportPlan) -> SupportPlan:
    """Throw away a plan that nobody signed; the row and the audit stay, the edition before it runs on.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: signed or agreed.
    """
    permit(rules.can_write_plan(by, plan))
    with recorded("plans.discard_plan", by=by, at=at) as trace:
        row = writable_plan(plan)
        row.annulled_at = at
        keep(row, trace, at=at)
        if row.previous is not None:
            before = locked_plan(row.previous, states={PlanState.UNDER_REVIEW})
            before.state = PlanState.AGREED
            keep(before, trace, at=at)
        trace.fields.add("annulled_at")
    return row


def conclude_plan(
    *, by: Actor, at: datetime, plan: SupportPlan, concluded_on: date, conclusion: Code, note: str = ""
) -> SupportPlan:
    """End a plan that runs, with how it went.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: not running, a new edition under way, a day in the future or before the beginning, a code out of
            its list.
    """
    permit(rules.can_write_plan(by, plan))
    check_not_future(concluded_on, at=at, field="concluded_on")
    check_code(conclusion, ListKey.CONCLUSION, at=timezone.localdate(at), field="conclusion")
    with recorded("plans.conclude_plan", by=by, at=at) as trace:
        row = locked_plan(plan, states=set(RUNNING))
        if row.state == PlanState.UNDER_REVIEW:
            raise CaseError(_("C’è una nuova versione in preparazione: prima concordala o butta la bozza."))
        check_order(row.starts_on, concluded_on, field="concluded_on")
        row.state, row.concluded_on, row.conclusion = PlanState.CONCLUDED, concluded_on, conclusion
        row.next_review_on = None
        seal_texts(row, conclusion_note=note.strip())
        keep(row, trace, at=at)
        trace.fields.update(("state", "concluded_on", "conclusion", "conclusion_note", "next_review_on"))
    return row
