# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest

from ordito.core.access import NotAllowedError
from ordito.core.fields import uuid7
from ordito.training.actions import standards as actions
from ordito.training.actions.errors import ConflictError, TrainingError
from ordito.training.enums import StandardState
from ordito.training.models import StandardVersion, TrainingStandard
from ordito.training.queries.standards import comparison_of, standards_of_course
from tests.factories.standards import AT, HOUSE, make_school, make_standard

if TYPE_CHECKING:
    from tests.factories.standards import School


@pytest.fixture
def school(db: None) -> School:
    return make_school()


def values_of(standard: TrainingStandard, **changed: object) -> actions.StandardValues:
    said = {
        "title": standard.title,
        "organiser": standard.organiser,
        "territory": standard.territory,
        "hours": Decimal(10),
        "competences": ["Legge una norma"],
        "contents": [("Scrivere insieme", Decimal(3)), ("Norme", Decimal(4))],
    }
    return actions.StandardValues(**{**said, **changed})  # type: ignore[arg-type]  # as typed above


def test_what_is_in_use_is_followed_by_another_version_never_changed(school: School) -> None:
    standard = make_standard(school)
    first = standard.versions.get()
    with pytest.raises(TrainingError, match="in uso"):
        actions.write_draft(by=HOUSE, at=AT, draft=first, values=values_of(standard))

    second = actions.start_draft(by=HOUSE, at=AT, standard=standard)
    assert [row.title for row in second.contents.order_by("position")] == ["Norme", "Scrivere insieme"]
    assert actions.start_draft(by=HOUSE, at=AT, standard=standard) == second
    actions.put_in_use(by=HOUSE, at=AT, draft=second)
    states = dict(standard.versions.values_list("number", "state"))
    assert states == {1: StandardState.RETIRED, 2: StandardState.IN_USE}


def test_a_course_is_held_against_its_standard(school: School) -> None:
    standard = make_standard(school)
    link = actions.link_course(by=HOUSE, at=AT, version=standard.versions.get(), course=school.course)

    held = comparison_of(link)
    assert [int(hours) for hours in (held.due, held.given, held.missing)] == [10, 8, 2]
    assert [line.content.title for line in held.absent] == ["Scrivere insieme"]
    assert [(line.content.title, int(line.missing)) for line in held.short] == [("Norme", 1)]
    writing, team = held.absent[0].content, held.beyond[0]
    law = held.lines[0]
    coverage = {law.content.key: [law.modules[0].key, team.key], writing.key: [team.key]}
    actions.set_coverage(by=HOUSE, at=AT, link=link, coverage=coverage)
    link.refresh_from_db()
    assert not [line for line in comparison_of(link).lines if line.missing]
    assert [one.comparison.missing for one in standards_of_course(school.course, HOUSE)] == [2]


def test_the_next_version_keeps_courses_and_what_their_modules_treat(school: School) -> None:
    standard = make_standard(school)
    actions.link_course(by=HOUSE, at=AT, version=standard.versions.get(), course=school.course)

    draft = actions.start_draft(by=HOUSE, at=AT, standard=standard)
    actions.write_draft(by=HOUSE, at=AT, draft=draft, values=values_of(standard))
    lines = comparison_of(draft.courses.get()).lines
    assert [(line.content.title, len(line.modules)) for line in lines] == [("Scrivere insieme", 0), ("Norme", 1)]


def test_modules_of_another_course_are_refused(school: School) -> None:
    standard = make_standard(school)
    link = actions.link_course(by=HOUSE, at=AT, version=standard.versions.get(), course=school.course)

    with pytest.raises(TrainingError, match="moduli del corso"):
        actions.set_coverage(by=HOUSE, at=AT, link=link, coverage={comparison_of(link).lines[0].content.key: [0]})


def test_contents_never_ask_for_more_than_the_whole(school: School) -> None:
    with pytest.raises(TrainingError) as refused:
        make_standard(school, hours=Decimal(5))
    assert refused.value.field == "hours"


def test_a_title_is_taken_once_and_a_form_counts_once(school: School) -> None:
    standard, key = make_standard(school), uuid7()
    with pytest.raises(TrainingError) as refused:
        make_standard(school)
    assert refused.value.field == "title"

    values = values_of(standard, title="Un altro")
    made = {actions.start_standard(by=HOUSE, at=AT, values=values, form_key=key).pk for _twice in range(2)}
    assert len(made) == 1


def test_an_empty_draft_is_not_put_in_use_and_a_thrown_away_one_is_gone(school: School) -> None:
    standard = make_standard(school, in_use=False, competences=[])
    draft = standard.versions.get()
    with pytest.raises(TrainingError, match="almeno una competenza"):
        actions.put_in_use(by=HOUSE, at=AT, draft=draft)

    actions.discard_draft(by=HOUSE, at=AT, draft=draft)
    actions.discard_draft(by=HOUSE, at=AT, draft=draft)
    assert not TrainingStandard.objects.exists()


def test_two_people_who_write_the_same_draft(school: School) -> None:
    draft = make_standard(school, in_use=False).versions.get()
    actions.write_draft(by=HOUSE, at=AT, draft=draft, values=values_of(draft.standard), version=1)

    with pytest.raises(ConflictError):
        actions.write_draft(by=HOUSE, at=AT, draft=draft, values=values_of(draft.standard), version=1)


def test_evidence_is_of_the_course_it_names(school: School) -> None:
    standard, key = make_standard(school), uuid7()
    said = partial(actions.add_evidence, standard=standard, course=school.course, edition=None)

    for _twice in range(2):
        said(by=HOUSE, at=AT, form_key=key, finding="Chi ha finito lo usa.")
    evidence = standard.evidence.get()
    actions.remove_evidence(by=HOUSE, at=AT, evidence=evidence)
    assert not standard.evidence.exists()


def test_who_does_not_manage_training_writes_none(school: School) -> None:
    standard = make_standard(school)

    with pytest.raises(NotAllowedError):
        actions.start_draft(by=school.learner, at=AT, standard=standard)
    assert StandardVersion.objects.count() == 1
