# SPDX-License-Identifier: EUPL-1.2
"""Assessments for tests: made through the guard, without the actions' checks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ordito.assessments.actions import load_schemes
from ordito.assessments.enums import AssessmentState, Decision, RuleKind
from ordito.assessments.enums import ListKey as Lists
from ordito.assessments.models import (
    Assessment,
    Instrument,
    Score,
    Screening,
    ScreeningRule,
    SubDimension,
)
from ordito.cases.models import Code
from ordito.core.access import SystemActor
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from tests.factories.cases import NOW, make_codes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import TakingInCharge

T0, T1, T2 = date(2026, 2, 3), date(2026, 10, 5), date(2026, 11, 9)


def time(name: str = "t0") -> Code:
    """A time by its code."""
    return _code(Lists.TIME, name)


def viewpoint(name: str = "operators") -> Code:
    """A point of view by its code."""
    return _code(Lists.VIEWPOINT, name)


def _code(key: Lists, name: str) -> Code:
    if not Code.objects.exists():
        make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def mondo() -> Instrument:
    """The instrument that comes with Ordito; loaded the first time."""
    load_schemes(by=SystemActor("test"), at=NOW)
    return Instrument.objects.select_related("scheme").get(key="mondo_del_bambino", territory__isnull=True)


def sub(code: str, instrument: Instrument | None = None) -> SubDimension:
    """A sub-dimension by its code."""
    return SubDimension.objects.get(dimension__scheme=(instrument or mondo()).scheme, code=code)


def make_assessment(
    taking: TakingInCharge,
    *,
    at: str = "t0",
    scores: Mapping[str, int | None] | None = None,
    views: Mapping[str, Mapping[str, int | None]] | None = None,
    instrument: Instrument | None = None,
    done: bool = True,
    note: str = "",
    **values: Any,
) -> Assessment:
    """An assessment of a record in charge, completed unless told otherwise.

    `scores` are the operators', by code of sub-dimension; `views` those of others, by point of view.
    """
    instrument = instrument or mondo()
    values.setdefault("held_on", {"t0": T0, "t1": T1, "t2": T2}.get(at, T0))
    values.setdefault("author_name", "Anna Prova")
    values.setdefault("main", done and at != "other")
    with writing():
        row = Assessment.objects.create(
            case_file=taking.case_file,
            taking=taking,
            instrument=instrument,
            time=time(at),
            state=AssessmentState.COMPLETED if done else AssessmentState.DRAFT,
            written_at=NOW,
            completed_at=NOW if done else None,
            **values,
        )
    for name, given in {"operators": scores or {}, **(views or {})}.items():
        for code, value in given.items():
            make_score(row, sub(code, instrument), value, view=name, note=note)
    return row


def make_score(
    row: Assessment, line: SubDimension, value: int | None, *, view: str = "operators", note: str = "", version: int = 1
) -> Score:
    """One score with its note."""
    score = Score(
        assessment=row,
        sub_dimension=line,
        viewpoint=viewpoint(view),
        value=value,
        saved_at=NOW,
        saved_by_name="Anna Prova",
        version=version,
    )
    seal_texts(score, note=note)
    with writing():
        score.save()
    return score


def make_rule(instrument: Instrument | None = None, **values: Any) -> ScreeningRule:
    """At least two sub-dimensions at 4 or more, in force everywhere."""
    values.setdefault("kind", RuleKind.COUNT)
    if values["kind"] == RuleKind.COUNT:
        values.setdefault("count", 2)
    values.setdefault("value", 4)
    values.setdefault("name", "Regola di prova")
    values.setdefault("valid_from", date(2026, 1, 1))
    with writing():
        return ScreeningRule.objects.create(instrument=instrument or mondo(), **values)


def make_assessed(taking: TakingInCharge) -> Assessment:
    """All that the pages show: T0 and T1 from two points of view with notes, a rule and the decision, a draft of T2.

    Returns the T0.
    """
    before = {
        "C1": 3,
        "C2": 5,
        "C3": 4,
        "C4": 4,
        "C5": 5,
        "C6": 4,
        "C7": 3,
        "F1": 4,
        "F2": 5,
        "F3": 5,
        "F4": 4,
        "F5": 4,
    }
    around = {"E1": 5, "E2": 4, "E3": 5, "E4": 3, "E5": 4}
    after = {**before, "C2": 3, "C5": 3, "C6": 3, "F2": 4, "F3": 4, "E1": 3, "E3": 6, "E2": 4, "E4": 3, "E5": 3}
    family = {"C2": 3, "C5": 4, "F2": 2, "F3": 3, "E1": 6}
    first = make_assessment(
        taking,
        scores=before | around,
        views={"family": family},
        note="La maestra racconta che da un mese resta in disparte.",
    )
    make_assessment(taking, at="t1", scores=after, views={"family": {**family, "F2": 3, "E1": 4}})
    make_assessment(taking, at="t2", scores={"C1": 2}, done=False)
    rule = make_rule()
    screening = Screening(
        assessment=first,
        rule=rule,
        met=True,
        reached=12,
        decision=Decision.INCLUDED,
        decided_on=T0,
        decided_by_name="Anna Prova",
        written_at=NOW,
    )
    seal_texts(screening, reason="La famiglia chiede aiuto e la scuola è disponibile.")
    with writing():
        screening.save()
    return first
