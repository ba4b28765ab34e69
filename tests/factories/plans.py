# SPDX-License-Identifier: EUPL-1.2
"""Support plans for tests, made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.plans.enums import Degree, Horizon, ListKey, PlanState, ResponsibleKind, SignatureWay
from ordito.plans.models import (
    Check,
    Objective,
    PlanBeneficiary,
    PlannedAction,
    PlanReview,
    PlanSignature,
    Responsible,
    SupportPlan,
    Words,
)
from ordito.plans.queries.plan_text import canonical_text, fingerprint
from tests.factories.cases import NOW, TODAY, code

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile, TakingInCharge
    from ordito.core.fields import Sealing

HAPPY_PATH = "M10 20L30 40L50 20"
"""A signature drawn in three points."""


def _sealed(row: Sealing, **texts: str) -> Any:
    seal_texts(row, **texts)
    with writing():
        row.save()  # type: ignore[attr-defined]  # every row with sealed columns is a model
    return row


def make_plan(
    case_file: CaseFile,
    *others: CaseFile,
    kind: str = "framework",
    title: str = "Crescere insieme",
    reasons: str = "Tornare a stare bene a scuola.",
    **values: Any,
) -> SupportPlan:
    """A draft of today's year; with `state` another one, agreed or frozen as the state asks."""
    state = values.setdefault("state", PlanState.DRAFT)
    if state not in {PlanState.DRAFT, PlanState.SHARED}:
        values.setdefault("agreed_on", date(2026, 2, 10))
    if state == PlanState.CONCLUDED:
        values.setdefault("concluded_on", date(2026, 9, 1))
    plan: SupportPlan = _sealed(
        SupportPlan(
            case_file=case_file,
            kind=code(ListKey.PLAN_KIND, kind),
            starts_on=values.pop("starts_on", date(2026, 2, 1)),
            created_at=NOW,
            created_by_name="Anna Prova",
            updated_at=NOW,
            **values,
        ),
        title=title,
        reasons=reasons,
    )
    with writing():
        PlanBeneficiary.objects.bulk_create(
            PlanBeneficiary(plan=plan, case_file=record) for record in (case_file, *others)
        )
    return plan


def make_objective(plan: SupportPlan, text: str = "Andare a scuola ogni giorno.", **values: Any) -> Objective:
    """A short objective."""
    values.setdefault("horizon", Horizon.SHORT)
    row: Objective = _sealed(Objective(plan=plan, position=plan.objectives.count() + 1, **values), text=text)
    return row


def make_action(plan: SupportPlan, expected: str = "Arriva in orario.", **values: Any) -> PlannedAction:
    """A row of the micro-plan with the family among who acts."""
    texts = {name: values.pop(name, "") for name in ("situation", "doing")}
    row: PlannedAction = _sealed(
        PlannedAction(plan=plan, position=plan.actions.count() + 1, **values), expected=expected, **texts
    )
    _sealed(Responsible(action=row, kind=ResponsibleKind.OTHER), name="La mamma", does="Prepara la cartella la sera")
    return row


def make_review(plan: SupportPlan, note: str = "Va meglio.", **values: Any) -> PlanReview:
    """A review held in June."""
    values.setdefault("held_on", date(2026, 6, 1))
    row: PlanReview = _sealed(
        PlanReview(plan=plan, written_at=NOW, written_by_name="Anna Prova", **values), note=note, present=""
    )
    return row


def make_check(of: Objective | PlannedAction, degree: Degree = Degree.PARTLY, **values: Any) -> Check:
    """How far something was reached in June."""
    values.setdefault("on", date(2026, 6, 1))
    row: Check = _sealed(
        Check(
            plan=of.plan,
            objective=of if isinstance(of, Objective) else None,
            action=of if isinstance(of, PlannedAction) else None,
            degree=degree,
            written_at=NOW,
            written_by_name="Anna Prova",
            **values,
        ),
        why="",
    )
    return row


def make_signature(plan: SupportPlan, name: str = "Zoraide Zanzotti", **values: Any) -> PlanSignature:
    """A drawn signature of the mother; the plan is frozen."""
    if not plan.frozen:
        text = canonical_text(plan.pk)
        plan.frozen_at, plan.frozen_hash = NOW, fingerprint(text)
        _sealed(plan, frozen_text=text)
    row: PlanSignature = _sealed(
        PlanSignature(
            plan=plan,
            signer_role=code(ListKey.SIGNER, "mother"),
            way=values.pop("way", SignatureWay.DRAWN),
            text_hash=plan.frozen_hash,
            signed_at=NOW,
            collected_by_name="Anna Prova",
            **values,
        ),
        signer_name=name,
        strokes=HAPPY_PATH,
    )
    return row


def make_words(case_file: CaseFile, text: str = "A casa della nonna dormo bene.", **values: Any) -> Words:
    """What the child said in March."""
    row: Words = _sealed(
        Words(
            case_file=case_file,
            speaker=code(ListKey.SPEAKER, values.pop("speaker", "child")),
            said_on=values.pop("said_on", date(2026, 3, 10)),
            age=values.pop("age", 11),
            written_by_name="Anna Prova",
            written_at=NOW,
            **values,
        ),
        text=text,
        speaker_name="",
    )
    return row


def fill_plans(taking: TakingInCharge) -> SupportPlan:
    """Everything that the pages of plans show: a running plan with a late review, a draft, words, a signature."""
    record = taking.case_file
    plan = make_plan(
        record,
        taking=taking,
        state=PlanState.SHARED,
        shared_on=date(2026, 2, 8),
        next_review_on=TODAY - timedelta(days=9),
    )
    first = make_objective(plan)
    make_objective(plan, "Ritrovare i nonni.", horizon=Horizon.LONG)
    action = make_action(
        plan,
        objective=first,
        situation="Arriva tardi due giorni su cinque.",
        doing="Un’educatrice a casa la mattina.",
        device=code(ListKey.DEVICE, "home_education"),
        due_on=TODAY,
        check_on=TODAY - timedelta(days=3),
    )
    make_signature(plan)
    plan.state, plan.agreed_on = PlanState.AGREED, date(2026, 2, 10)
    with writing():
        plan.save()
    review = make_review(plan, due_on=date(2026, 5, 20), next_on=plan.next_review_on)
    make_check(first, Degree.REACHED, review=review, attainment=8)
    make_check(action, review=review)
    make_plan(record, kind="education", title="")
    make_words(record)
    return plan
