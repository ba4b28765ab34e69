# SPDX-License-Identifier: EUPL-1.2
"""A plan as its page shows it, opened: what was agreed, how far reached, who signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.cases.enums import ApprovalKind, ApprovalState
from ordito.cases.models import CaseFile
from ordito.cases.queries.approvals import approval_needed, approval_of
from ordito.core.fields import open_text
from ordito.plans.engine.strokes import frame_of
from ordito.plans.enums import Degree, Horizon, PlanState
from ordito.plans.models import SupportPlan
from ordito.plans.queries.plan_rows import plans_of, with_content
from ordito.plans.queries.plan_text import doer_name, participant_name
from ordito.plans.queries.scores import key_of, last_scores

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Approval
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.plans.models import Check, Objective, PlannedAction, PlanReview, PlanSignature
    from ordito.plans.queries.scores import Key, LastScore

STATE_TONES = {
    PlanState.DRAFT: "warning",
    PlanState.SHARED: "info",
    PlanState.AGREED: "success",
    PlanState.UNDER_REVIEW: "info",
    PlanState.SUPERSEDED: "neutral",
    PlanState.CONCLUDED: "neutral",
}
DEGREE_TONES = {Degree.NOT_REACHED: "danger", Degree.PARTLY: "warning", Degree.REACHED: "success"}


@dataclass(frozen=True)
class CheckLine:
    """How far something was reached on a day."""

    on: date
    degree: str
    label: str
    tone: str
    attainment: int | None
    why: str


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective with its place in the plan and its last check."""

    pk: int
    number: int
    text: str
    horizon: str
    due_on: date | None
    check: CheckLine | None


@dataclass(frozen=True)
class HorizonGroup:
    """The objectives of one horizon."""

    label: str
    objectives: tuple[ObjectiveLine, ...]


@dataclass(frozen=True)
class DoerLine:
    """Who does what."""

    name: str
    kind: str
    does: str


@dataclass(frozen=True)
class ActionLine:
    """A row of the micro-plan with the last score of its sub-dimension and its last check."""

    pk: int
    number: int
    dimension: str
    sub_dimension: str
    objective: ObjectiveLine | None
    score: LastScore | None
    device: str
    device_code: str
    situation: str
    expected: str
    doing: str
    doers: tuple[DoerLine, ...]
    due_on: date | None
    check_on: date | None
    late: bool
    check: CheckLine | None


@dataclass(frozen=True)
class Someone:
    """A name with what it is there for; `case_file_id` when the actor may open their record, `pk` to take them out."""

    pk: int
    name: str
    role: str = ""
    case_file_id: int | None = None


@dataclass(frozen=True)
class ReviewLine:
    """A review, readable."""

    pk: int
    held_on: date
    due_on: date | None
    days_late: int
    next_on: date | None
    present: str
    note: str
    by: str
    checks: tuple[tuple[str, CheckLine], ...]


@dataclass(frozen=True)
class SignatureLine:
    """A signature, readable; `strokes` is the data of an SVG path, `frame` the view box around it."""

    pk: int
    name: str
    role: str
    way: str
    way_label: str
    strokes: str
    frame: str
    present: str
    at: datetime
    by: str
    document_id: int | None
    protocol: str
    protocol_date: date | None
    text_hash: str


@dataclass(frozen=True)
class PlanPage:
    """All that the page of a plan shows."""

    plan: SupportPlan
    title: str
    reasons: str
    conclusion_note: str
    state_tone: str
    beneficiaries: tuple[Someone, ...]
    hidden: int
    """How many beneficiaries the actor may not know."""
    participants: tuple[Someone, ...]
    horizons: tuple[HorizonGroup, ...]
    actions: tuple[ActionLine, ...]
    reviews: tuple[ReviewLine, ...]
    signatures: tuple[SignatureLine, ...]
    voided: int
    frozen_text: str
    """What was signed, word by word; empty for who may not know every beneficiary."""
    approval_needed: bool
    approval: Approval | None
    """The last request to the supervisor; an approval given to another text is none."""
    answer: str
    """What the supervisor answered."""
    next_edition: SupportPlan | None
    review_late: bool
    reached: int = field(default=0)

    @property
    def objectives(self) -> list[ObjectiveLine]:
        """All objectives, in order."""
        return [line for group in self.horizons for line in group.objectives]


def plan_page(actor: Actor, record: RecordHeader, plan_id: int) -> PlanPage | None:
    """The plan of a record as the actor reads it; None when there is none. Constant queries."""
    plan = with_content(plans_of(actor, record.pk).select_related("previous")).filter(pk=plan_id).first()
    if plan is None:
        return None
    known, hidden = _beneficiaries(actor, plan)
    checks = last_checks(plan)
    horizons = _horizons(plan, checks)
    by_id = {line.pk: line for group in horizons for line in group.objectives}
    reading = _Reading(by_id, checks, last_scores(actor, record.pk, day=record.today), record.today)
    approval = _approval(plan)
    voided = [row for row in plan.signatures.all() if row.voided_at]
    return PlanPage(
        plan=plan,
        title=open_text(plan, "title"),
        reasons=open_text(plan, "reasons"),
        conclusion_note=open_text(plan, "conclusion_note"),
        state_tone=STATE_TONES[PlanState(plan.state)],
        beneficiaries=known,
        hidden=hidden,
        participants=tuple(Someone(row.pk, participant_name(row), row.role.label) for row in plan.participants.all()),
        horizons=horizons,
        actions=tuple(_action(number, row, reading) for number, row in enumerate(plan.actions.all(), start=1)),
        reviews=tuple(_review(row, plan, by_id) for row in plan.reviews.all()),
        signatures=tuple(_signature(row) for row in plan.signatures.all() if not row.voided_at),
        voided=len(voided),
        frozen_text="" if hidden else open_text(plan, "frozen_text"),
        approval_needed=approval_needed(ApprovalKind.PLAN, plan.case_file, on=record.today),
        approval=approval,
        answer=open_text(approval, "answer") if approval else "",
        next_edition=SupportPlan.objects.current().filter(previous=plan).first(),
        review_late=plan.runs and plan.next_review_on is not None and plan.next_review_on < record.today,
        reached=sum(line.check is not None and line.check.degree == Degree.REACHED for line in by_id.values()),
    )


def _approval(plan: SupportPlan) -> Approval | None:
    """The last request about the plan, but an approval of a text that was opened again since."""
    last = approval_of(ApprovalKind.PLAN, plan.pk)
    stale = last is not None and (plan.frozen_at is None or last.asked_at < plan.frozen_at)
    return None if last is None or (stale and last.state == ApprovalState.APPROVED) else last


def _beneficiaries(actor: Actor, plan: SupportPlan) -> tuple[tuple[Someone, ...], int]:
    """Those whose record the actor may open, by name; of the others only how many."""
    places = list(plan.beneficiaries.all())
    ids = [place.case_file_id for place in places]
    open_ones = set(CaseFile.objects.visible_to(actor, among=ids).values_list("pk", flat=True))
    known = tuple(
        Someone(place.pk, place.case_file.person.full_name(), place.case_file.number, place.case_file_id)
        for place in places
        if place.case_file_id in open_ones
    )
    return known, len(places) - len(known)


def last_checks(plan: SupportPlan) -> dict[tuple[str, int], Check]:
    """The last check of each objective and action of a plan that was read with its checks."""
    found: dict[tuple[str, int], Check] = {}
    for check in plan.checks.all():  # the oldest first
        found["objective" if check.objective_id else "action", check.objective_id or check.action_id or 0] = check
    return found


def check_line(check: Check | None) -> CheckLine | None:
    """A check, readable."""
    if check is None:
        return None
    degree = Degree(check.degree)
    return CheckLine(
        check.on, degree, str(degree.label), DEGREE_TONES[degree], check.attainment, open_text(check, "why")
    )


def _horizons(plan: SupportPlan, checks: dict[tuple[str, int], Check]) -> tuple[HorizonGroup, ...]:
    order = list(Horizon)
    rows = sorted(plan.objectives.all(), key=lambda row: order.index(Horizon(row.horizon)))  # by position within
    lines = [_objective(number, row, checks) for number, row in enumerate(rows, start=1)]
    groups = [(horizon, tuple(line for line in lines if line.horizon == horizon)) for horizon in Horizon]
    return tuple(HorizonGroup(str(horizon.label), found) for horizon, found in groups if found)


def _objective(number: int, row: Objective, checks: dict[tuple[str, int], Check]) -> ObjectiveLine:
    check = check_line(checks.get(("objective", row.pk)))
    return ObjectiveLine(row.pk, number, open_text(row, "text"), row.horizon, row.due_on, check)


@dataclass(frozen=True)
class _Reading:
    """What the rows of a plan are read against."""

    objectives: dict[int, ObjectiveLine]
    checks: dict[tuple[str, int], Check]
    scores: dict[Key, LastScore]
    today: date


def _action(number: int, row: PlannedAction, reading: _Reading) -> ActionLine:
    check = check_line(reading.checks.get(("action", row.pk)))
    unchecked = check is None or (row.check_on is not None and check.on < row.check_on)
    return ActionLine(
        pk=row.pk,
        number=number,
        dimension=str(row.sub_dimension.dimension) if row.sub_dimension else "",
        sub_dimension=str(row.sub_dimension or ""),
        objective=reading.objectives.get(row.objective_id) if row.objective_id else None,
        score=reading.scores.get(key_of(row.sub_dimension)) if row.sub_dimension else None,
        device=str(row.device or ""),
        device_code=row.device.code if row.device else "",
        situation=open_text(row, "situation"),
        expected=open_text(row, "expected"),
        doing=open_text(row, "doing"),
        doers=tuple(
            DoerLine(doer_name(doer), doer.get_kind_display(), open_text(doer, "does"))
            for doer in row.responsibles.all()
        ),
        due_on=row.due_on,
        check_on=row.check_on,
        late=row.plan.runs and unchecked and row.check_on is not None and row.check_on < reading.today,
        check=check,
    )


def _review(row: PlanReview, plan: SupportPlan, objectives: dict[int, ObjectiveLine]) -> ReviewLine:
    numbers = {action.pk: number for number, action in enumerate(plan.actions.all(), start=1)}
    checks = []
    for check in plan.checks.all():
        line = check_line(check)
        if check.review_id != row.pk or line is None:
            continue
        objective = objectives.get(check.objective_id or 0)
        name = f"O{objective.number}" if objective else f"R{numbers.get(check.action_id or 0, '')}"
        checks.append((name, line))
    late = (row.held_on - row.due_on).days if row.due_on else 0
    return ReviewLine(
        row.pk,
        row.held_on,
        row.due_on,
        max(late, 0),
        row.next_on,
        open_text(row, "present"),
        open_text(row, "note"),
        row.written_by_name,
        tuple(checks),
    )


def _signature(row: PlanSignature) -> SignatureLine:
    strokes = open_text(row, "strokes")
    return SignatureLine(
        pk=row.pk,
        name=open_text(row, "signer_name"),
        role=row.signer_role.label,
        way=row.way,
        way_label=row.get_way_display(),
        strokes=strokes,
        frame=frame_of(strokes) if strokes else "",
        present=open_text(row, "present"),
        at=row.signed_at,
        by=row.collected_by_name,
        document_id=row.document_id,
        protocol=row.protocol_number,
        protocol_date=row.protocol_date,
        text_hash=row.text_hash,
    )
