# SPDX-License-Identifier: EUPL-1.2
"""Support plans in several states, their reviews, and what children say in their own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.assessments.models import SubDimension
from ordito.plans.actions.content import ActionFacts, Doer, add_action, add_objective, add_participant
from ordito.plans.actions.plans import PlanFacts, share_plan, start_plan
from ordito.plans.actions.reviews import Result, hold_review
from ordito.plans.actions.signing import Signer, agree_plan, sign_on_screen
from ordito.plans.actions.words import write_words
from ordito.plans.enums import Degree, Horizon, PlanScope

if TYPE_CHECKING:
    from demo.actions.cast import Cast
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, TakingInCharge
    from ordito.plans.models import Objective, PlannedAction, SupportPlan

SIGNATURE = "M12 60L40 20L60 64L84 28L110 60L140 36L180 52"
"""A signature drawn on the screen."""
REASONS = "Tornare a stare bene a scuola e in casa, con un aiuto vicino e meno solitudine per la madre."
OBJECTIVES = (
    ("Andare a scuola ogni giorno, in orario e con il materiale.", Horizon.SHORT, 90),
    ("Avere almeno due pomeriggi la settimana con altri bambini.", Horizon.MEDIUM, 180),
    ("Contare su una rete di persone intorno alla famiglia.", Horizon.LONG, 330),
)


def write_plan(
    cast: Cast, taking: TakingInCharge, *, day: int, review: int, by: User | None = None, reviewed: int | None = None
) -> SupportPlan:
    """A plan agreed on `day`, with its review due on the day `review`; with `reviewed` one was held on that day.

    Days are counted from today.
    """
    by = by or cast.worker
    planned = reviewed if reviewed is not None else review
    plan = write_draft(cast, taking, day=day - 12, review=planned, by=by)
    objectives, actions = _write_content(cast, plan, day=day - 10, by=by)
    plan = share_plan(by=by, at=cast.moment(day - 6), plan=plan, shared_on=cast.day(day - 6))
    mother, worker = cast.code("plan_signer", "mother"), cast.code("plan_signer", "worker")
    signers = (Signer(mother, "La madre", present="L’educatrice"), Signer(worker, by.full_name))
    for signer, strokes in zip(signers, (SIGNATURE, ""), strict=True):
        sign_on_screen(by=by, at=cast.moment(day, 11), plan=plan, signer=signer, consent=True, strokes=strokes)
    plan.refresh_from_db()
    plan = agree_plan(by=by, at=cast.moment(day, 12), plan=plan, agreed_on=cast.day(day))
    if reviewed is not None:
        _write_review(cast, plan, objectives, actions, day=reviewed, review=review, by=by)
    return plan


def write_draft(cast: Cast, taking: TakingInCharge, *, day: int, review: int, by: User | None = None) -> SupportPlan:
    """The head of a plan for one person, begun on `day`."""
    facts = PlanFacts(
        kind=cast.code("plan_kind", "framework"),
        starts_on=cast.day(day),
        scope=PlanScope.INDIVIDUAL,
        title="Crescere insieme",
        reasons=REASONS,
        ends_on=cast.day(day + 365),
        next_review_on=cast.day(review),
        responsible=taking.worker,
    )
    return start_plan(by=by or cast.worker, at=cast.moment(day), case_file=taking.case_file, taking=taking, facts=facts)


def _write_content(cast: Cast, plan: SupportPlan, *, day: int, by: User) -> tuple[list[Objective], list[PlannedAction]]:
    at = cast.moment(day)
    objectives = [
        add_objective(by=by, at=at, plan=plan, text=text, horizon=horizon, due_on=cast.day(day + days))
        for text, horizon, days in OBJECTIVES
    ]
    actions = [add_action(by=by, at=at, plan=plan, facts=facts) for facts in _planned(cast, objectives, day=day, by=by)]
    add_participant(by=by, at=at, plan=plan, role=cast.code("plan_role", "teacher"), name="La maestra prevalente")
    add_participant(by=by, at=at, plan=plan, role=cast.code("plan_role", "mother"), name="La madre")
    return objectives, actions


def _planned(cast: Cast, objectives: list[Objective], *, day: int, by: User) -> tuple[ActionFacts, ...]:
    """A row of the micro-plan for each objective."""
    lines = {line.code: line for line in SubDimension.objects.filter(dimension__scheme__key="mondo_del_bambino")}
    return (
        ActionFacts(
            expected="Arriva a scuola in orario quattro giorni su cinque.",
            objective=objectives[0],
            sub_dimension=lines["C6"],
            device=cast.code("plan_device", "home_education"),
            situation="Arriva tardi due giorni su cinque e spesso senza materiale.",
            doing="La sera si prepara lo zaino insieme; l’educatrice accompagna i primi lunedì.",
            due_on=cast.day(day + 90),
            check_on=cast.day(day + 60),
            doers=(
                Doer(service=cast.service("ADE"), does="Due accessi la settimana"),
                Doer(name="La madre", does="Prepara lo zaino la sera"),
            ),
        ),
        ActionFacts(
            expected="Partecipa al centro due pomeriggi la settimana.",
            objective=objectives[1],
            sub_dimension=lines["C5"],
            device=cast.code("plan_device", "groups"),
            situation="Dopo la scuola resta in casa, davanti allo schermo.",
            doing="Iscrizione al centro aperto e al gruppo dei bambini.",
            due_on=cast.day(day + 120),
            check_on=cast.day(day + 100),
            doers=(Doer(service=cast.service("CAP"), does="Accoglie e accompagna nel gruppo"),),
        ),
        ActionFacts(
            expected="La madre ha due persone a cui chiedere aiuto.",
            objective=objectives[2],
            sub_dimension=lines["E1"],
            situation="La madre dice di non avere nessuno.",
            doing="Gruppo dei genitori al centro famiglie; si cerca una famiglia d’appoggio.",
            due_on=cast.day(day + 300),
            check_on=cast.day(day + 180),
            doers=(Doer(professional=by.professional, does="Cerca la famiglia d’appoggio"),),
        ),
    )


def _write_review(
    cast: Cast,
    plan: SupportPlan,
    objectives: list[Objective],
    actions: list[PlannedAction],
    *,
    day: int,
    review: int,
    by: User,
) -> None:
    results = (
        Result(objectives[0], Degree.REACHED, 8, "Nell’ultimo mese due soli ritardi."),
        Result(objectives[1], Degree.PARTLY, 5, "Viene volentieri, ma un solo pomeriggio."),
        Result(objectives[2], Degree.NOT_REACHED, 2, "La famiglia d’appoggio non c’è ancora."),
        Result(actions[0], Degree.REACHED),
        Result(actions[1], Degree.PARTLY),
    )
    hold_review(
        by=by, at=cast.moment(day, 15), plan=plan, version=plan.version, held_on=cast.day(day),
        next_on=cast.day(review), present="Madre, maestra, educatrice",
        note="La madre è contenta della scuola. Si prosegue, e si cerca ancora una famiglia d’appoggio.",
        results=results,
    )  # fmt: skip


def write_child_words(cast: Cast, record: CaseFile, plan: SupportPlan | None) -> None:
    """What the child and the mother say, in their own words."""
    said = (
        ("child", "Con l’educatrice facciamo i compiti e poi giochiamo a carte. Il lunedì non ho più paura.", 40),
        ("mother", "Adesso la mattina non litighiamo. Vorrei qualcuno a cui lasciarla quando faccio il turno.", 26),
    )  # fmt: skip
    for speaker, text, days in said:
        write_words(
            by=cast.worker, at=cast.moment(-days, 17), case_file=record, speaker=cast.code("words_speaker", speaker),
            text=text, said_on=cast.day(-days), plan=plan,
        )  # fmt: skip
