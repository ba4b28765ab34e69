# SPDX-License-Identifier: EUPL-1.2
"""What is said of scores: change, drawings, what is waited for, paper, story, extract, what other apps ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.assessments.datasets import DATASETS
from ordito.assessments.engine.drawing import radar_of, strip_of
from ordito.assessments.engine.months import add_months
from ordito.assessments.enums import RuleKind, StrengthEnd
from ordito.assessments.models import Assessment, Scale
from ordito.assessments.queries.assessments import latest_scores, main_assessment
from ordito.assessments.queries.comparison import change_words, comparison_of
from ordito.assessments.queries.due import card, due_of, signs
from ordito.assessments.queries.schemes import Line, lines_of
from ordito.assessments.queries.screening import outcome_of
from ordito.assessments.queries.story import moments, printed
from ordito.cases.queries.record_header import record_header
from ordito.core.declare import ColumnRole
from ordito.core.models import writing
from ordito.core.paper import Facts, Picture
from tests.factories.assessments import T0, make_assessed, make_assessment, make_rule, mondo, sub, viewpoint
from tests.factories.cases import make_record
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.cases.queries.record_header import RecordHeader
    from tests.records import House

    Enter = Callable[[User], Client]


def line(strength: str = StrengthEnd.LOW) -> Line:
    row = sub("C1")
    row.scale = Scale(key="prova", label="Prova", lowest=1, highest=6, strength=strength)
    return Line(row, ((1, 6, "Qualcosa"),))


def header(house: House) -> RecordHeader:
    return record_header(house.worker, house.record, today=timezone.localdate())


@pytest.mark.parametrize(
    ("strength", "values", "words", "tone"),
    [
        (StrengthEnd.LOW, (5, 3), "migliora di 2 punti", "better"),
        (StrengthEnd.LOW, (3, 4), "peggiora di 1 punto", "worse"),
        (StrengthEnd.HIGH, (3, 4), "migliora di 1 punto", "better"),
        (StrengthEnd.LOW, (3, None, 3), "stabile", "same"),
        (StrengthEnd.LOW, (None, 3), "", ""),
    ],
)
@pytest.mark.django_db
def test_change_in_words_follows_the_scale(strength: str, values: Sequence[int | None], words: str, tone: str) -> None:
    assert change_words(line(strength), values) == (words, tone)


def test_radar_needs_three_axes_and_leaves_gaps_where_values_are_missing() -> None:
    assert radar_of(["A", "B"], {"s1": [0, 1]}, rings=6) is None
    radar = radar_of(["A", "B", "C", "D"], {"s1": [1.0, None, 0.0, 0.5]}, rings=6)
    assert radar is not None
    (outline,) = radar.outlines
    assert len(outline.dots) == 3
    assert outline.path.count("M") == 2
    assert (outline.dots[0].x, outline.dots[0].y) == ("120.0", "32.0")  # straight up, at the edge
    assert len(radar.rings) == 6


def test_strip_joins_the_first_value_with_the_last() -> None:
    strip = strip_of({"s1": 0.0, "s2": None, "s3": 1.0})
    assert (strip.first, strip.last) == ("10.0", "140.0")
    assert [dot.series for dot in strip.dots] == ["s1", "s3"]
    assert strip_of({"s1": None}).dots == ()


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 5), 9, date(2027, 8, 5)),
    ],
)
def test_months_later(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_main_one_stands_for_its_time_and_versions_are_compared_by_code(house: House) -> None:
    make_assessment(house.taking, scores={"C1": 6}, main=False)
    make_assessment(house.taking, scores={"C1": 5})
    make_assessment(house.taking, scores={"C1": 4}, main=False, held_on=T0 + timedelta(days=1))
    make_assessment(house.taking, at="t1", scores={"C1": 2})
    found = comparison_of(house.worker, house.record, mondo().scheme, viewpoint())
    row = found.sides[0].rows[0]
    assert [cell.value for cell in row.cells] == [5, 2]
    assert row.change == "migliora di 3 punti"
    assert found.missing == ("T2, alla fine",)


def test_drafts_and_discarded_ones_are_compared_with_nothing(house: House) -> None:
    make_assessment(house.taking, scores={"C1": 6}, done=False)
    assert comparison_of(house.worker, house.record, mondo().scheme, viewpoint()).columns == ()


# --- what is waited for ----------------------------------------------------------------------------------------------


def test_record_without_assessment_and_late_times_are_signs(house: House, django_assert_num_queries: Any) -> None:
    other = make_record(house.place, worker=house.worker, surname="Altri")
    late = make_record(house.place, worker=house.worker, surname="Tardi")
    t0 = add_months(timezone.localdate(), -10)
    today = add_months(t0, 9) + timedelta(days=12)
    make_assessment(house.taking, scores={"C1": 3}, held_on=today)
    make_assessment(late, scores={"C1": 3}, held_on=t0)
    ids = [taking.case_file_id for taking in (house.taking, other, late)]
    with django_assert_num_queries(3):
        found = signs(ids, today)
    assert {pk: str(item.text) for pk, item in found.items()} == {
        other.case_file_id: "senza valutazione",
        late.case_file_id: "T1 attesa da 12 giorni",
    }
    assert found[late.case_file_id].late


def test_nothing_is_waited_for_while_the_next_is_being_written_or_after_the_last(house: House) -> None:
    old = timezone.localdate() - timedelta(days=900)
    make_assessment(house.taking, scores={"C1": 3}, held_on=old)
    make_assessment(house.taking, at="t1", scores={"C1": 3}, done=False)
    assert due_of([house.record.pk]) == {}
    with writing():
        Assessment.objects.update(state="completed", completed_at=timezone.now())
    make_assessment(house.taking, at="t2", scores={"C1": 3})
    assert due_of([house.record.pk]) == {}


def test_home_shows_drafts_and_late_times_to_who_answers_for_them(house: House, colleague: User, enter: Enter) -> None:
    today = timezone.localdate()
    make_assessment(house.taking, scores={"C1": 3}, held_on=add_months(today, -10))
    make_assessment(house.taking, at="other", done=False, author_id=house.worker.pk)
    content = card(house.worker, today)
    assert content is not None
    assert str(content.items[0].detail) == "In un altro momento da completare"
    assert any(item.late for item in content.items)
    assert card(colleague, today) is None
    assert "Zanzotti Ezechiele" in text_of(enter(house.worker).get(reverse("portal:home")))


# --- paper, story, extract, other apps -------------------------------------------------------------------------------


def test_story_and_paper_tell_what_was_completed(house: House) -> None:
    make_assessed(house.taking)
    titles = [moment.title for moment in moments(house.worker, header(house))]
    assert titles == [
        "Valutazione: Il Mondo del Bambino",
        "Valutazione: Il Mondo del Bambino",
        "Decisione dopo lo screening",
    ]
    blocks = printed(house.worker, header(house))
    pictures = [block for block in blocks if isinstance(block, Picture)]
    assert len([block for block in blocks if isinstance(block, Facts)]) == 2
    assert len(pictures) == 6  # three sides, two points of view
    assert pictures[0].table is not None
    assert pictures[0].table.rows[1][-1] == "migliora di 2 punti"
    assert "<svg" in pictures[0].svg
    assert 'fill="none"' in pictures[0].svg


def test_paper_of_a_record_without_assessments_is_empty(house: House) -> None:
    assert printed(house.worker, header(house)) == []


def test_extract_has_a_row_for_each_score_of_main_assessments_and_names_nobody(house: House) -> None:
    dataset, changes = DATASETS
    names = [column.name for column in dataset.columns]
    make_assessment(house.taking, scores={"C1": 5})
    make_assessment(house.taking, scores={"C1": 1}, main=False)
    make_assessment(house.taking, at="t2", scores={"C1": 2, "C2": None})
    make_assessment(house.taking, at="t1", scores={"C1": 6}, done=False)
    rows = [dict(zip(names, row, strict=True)) for row in dataset.rows()]
    by_time = {row["time"]: row["value"] for row in rows}
    assert by_time == {"t0": 5, "t2": 2}
    assert {row["person"] for row in rows} == {house.record.person.link}
    assert {row["taking"] for row in rows} == {house.taking.pk}
    ((*_who, dimension, code, _viewpoint, _day, change),) = changes.rows()
    assert (dimension, code, change) == ("CHILD", "C1", by_time["t2"] - by_time["t0"])
    assert dataset.columns[names.index("person")].role == ColumnRole.PSEUDONYM
    sub_names = dataset.columns[names.index("sub_dimension")].names
    assert sub_names is not None
    assert sub_names()["C1"] == "Salute e crescita"


def test_other_apps_ask_the_latest_scores_and_the_main_assessment(house: House) -> None:
    assert latest_scores(house.record, T0) == []
    assert main_assessment(house.record, T0) is None
    make_assessment(house.taking, scores={"C1": 5, "C2": None}, views={"family": {"C1": 2}})
    later = make_assessment(house.taking, at="t1", scores={"C1": 3})
    (before,) = latest_scores(house.record, T0)
    assert (before.code, before.value, before.word, before.time) == ("C1", 5, "Problema moderato", "T0")
    (now,) = latest_scores(house.record, date(2026, 12, 1))
    assert now.value == 3
    assert main_assessment(house.record, date(2026, 12, 1)) == later


@pytest.mark.parametrize(("value", "met"), [(9, True), (10, False)])
def test_rule_of_a_sum(house: House, value: int, met: bool) -> None:  # noqa: FBT001 - a parameter of the test
    row = make_assessment(house.taking, scores={"C1": 5, "C2": 4})
    outcome = outcome_of(make_rule(kind=RuleKind.SUM, value=value), row)
    assert (outcome.met, outcome.reached) == (met, 9)
    assert "La somma dei 2 punteggi è 9" in outcome.reasons[0]


def test_scale_says_how_far_from_difficulty(db: None) -> None:
    first = lines_of(mondo().scheme_id)[0]
    assert [first.share(value) for value in (1, 6, None)] == [1.0, 0.0, None]
