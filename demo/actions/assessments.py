# SPDX-License-Identifier: EUPL-1.2
"""Assessments of the Mondo del Bambino at T0, T1 and T2, with a rule for inclusion and a request to the supervisor."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from demo.engine.change import first_scores, next_scores, other_view
from ordito.assessments.actions.approvals import ask_for_approval
from ordito.assessments.actions.assessments import Occasion, complete_assessment, edit_assessment, start_assessment
from ordito.assessments.actions.scores import Given, save_scores
from ordito.assessments.actions.screening import add_rule, decide
from ordito.assessments.enums import Decision, RuleKind
from ordito.assessments.models import Instrument, ScreeningRule, SubDimension

if TYPE_CHECKING:
    from demo.actions.cast import Cast
    from ordito.accounts.models import User
    from ordito.assessments.models import Assessment
    from ordito.cases.models import CaseFile, TakingInCharge

PROBLEM = 5  # a moderate problem, from which on a note says what it is
NOTE = "A scuola resta in disparte da un mese: lo raccontano la maestra e la madre, ognuna a suo modo."
SUMMARIES = {
    "t0": "La famiglia chiede aiuto e la scuola è disponibile. Punti di forza: la cura e l’affetto della madre.",
    "t1": "Più presenza a scuola e più serenità in casa. Resta fragile la rete intorno alla famiglia.",
    "t2": "I cambiamenti tengono. La madre lavora e chiede di proseguire con il gruppo dei genitori.",
}


def write_assessments(
    cast: Cast, taking: TakingInCharge, days: tuple[int, ...], *, by: User | None = None, views: bool = False
) -> list[Assessment]:
    """One assessment for each of `days` (so many from today), from T0 on; with `views` the family's scores too."""
    random = Random(f"{cast.age(taking)}/{(cast.today - taking.opened_on).days}")  # noqa: S311 - invented data
    instrument = Instrument.objects.select_related("scheme").get(key="mondo_del_bambino", territory=None)
    lines = {line.code: line.pk for line in SubDimension.objects.filter(dimension__scheme=instrument.scheme)}
    scores, made = first_scores(random, sorted(lines)), []
    for place, day in enumerate(days):
        if place:
            scores = next_scores(random, scores)
        occasion = Occasion(cast.code("assessment_time", f"t{place}"), cast.day(day), with_family=True, with_child=True)
        by_view = {"operators": scores} | ({"family": other_view(random, scores)} if views else {})
        given = {
            view: {lines[code]: Given(value, NOTE if value >= PROBLEM else "") for code, value in values.items()}
            for view, values in by_view.items()
        }
        made.append(_write(cast, taking.case_file, instrument, occasion, given, by=by or cast.worker))
    return made


def _write(
    cast: Cast,
    record: CaseFile,
    instrument: Instrument,
    occasion: Occasion,
    given: dict[str, dict[int, Given]],
    *,
    by: User,
) -> Assessment:
    at = cast.moment((occasion.held_on - cast.today).days, hour=12)
    row = start_assessment(by=by, at=at, case_file=record, instrument=instrument, occasion=occasion)
    for view, scores in given.items():
        save_scores(by=by, at=at, assessment=row, viewpoint=cast.code("assessment_viewpoint", view), given=scores)
    summary = SUMMARIES[occasion.time.code]
    row = edit_assessment(by=by, at=at, assessment=row, version=None, occasion=occasion, summary=summary)
    return complete_assessment(by=by, at=at, assessment=row)


def write_rule(cast: Cast) -> ScreeningRule:
    """The rule of the Ambito for proposing the programme, as its officer writes it."""
    return add_rule(
        by=cast.officer,
        at=cast.moment(-300),
        name="Proposta del programma P.I.P.P.I. (dimostrativa)",
        instrument=Instrument.objects.get(key="mondo_del_bambino", territory=None),
        kind=RuleKind.COUNT,
        value=4,
        count=5,
        valid_from=cast.day(-400),
        source="Regola inventata per la dimostrazione",
        territory=cast.record("whole").ambito,
    )


def write_decision(cast: Cast, assessment: Assessment, rule: ScreeningRule) -> None:
    """What the worker decided after the first assessment."""
    reason = "La famiglia chiede aiuto, la scuola è disponibile e ci sono punti di forza su cui lavorare."
    day = (assessment.held_on - cast.today).days + 5
    decide(
        by=cast.worker, at=cast.moment(day), assessment=assessment, rule=rule, decision=Decision.INCLUDED,
        reason=reason, decided_on=cast.day(day),
    )  # fmt: skip


def ask_supervisor(cast: Cast, assessment: Assessment) -> None:
    """A completed assessment that waits for the coordinator."""
    ask_for_approval(by=cast.worker, at=cast.moment(-1), assessment=assessment)
