# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ordito.core.models import writing
from ordito.employment.datasets import DATASETS, outcomes, paths, placements
from ordito.employment.enums import ListKey
from ordito.employment.models import JobPlacement, PlacementOutcome, WorkPath
from tests.factories.cases import NOW, code
from tests.factories.employment import make_path, make_placement

if TYPE_CHECKING:
    from tests.records import House


def test_rows_are_those_that_stand_in_the_order_of_the_columns(job: House) -> None:
    make_path(job.taking, stage="concluded", ended_on=date(2026, 3, 1), outcome="gave_up")
    placement = make_placement(make_path(job.taking, started_on=date(2026, 3, 2)))
    state = code(ListKey.OUTCOME_STATE, "same_place")
    with writing():
        PlacementOutcome.objects.filter(months=1).update(checked_on=date(2026, 4, 2), state=state)
    person = job.record.person
    who = (person.link, job.record.pk, placement.work_path_id, job.place.comune.code, person.sex, person.birth_date)
    assert [row[7:] for row in paths()] == [
        ("concluded", "gave_up", date(2026, 2, 1), date(2026, 3, 1)),
        ("reception", None, date(2026, 3, 2), None),
    ]
    assert list(placements()) == [
        (placement.pk, *who, "inclusion_internship", "company", None, date(2026, 3, 2), None, placement.weekly_hours)
    ]
    assert [row[1:] for row in outcomes()] == [(*who, "inclusion_internship", "same_place", 1, date(2026, 4, 2))]
    for dataset in DATASETS:
        assert {len(row) for row in dataset.rows()} == {len(dataset.columns)}, dataset.name
    with writing():
        JobPlacement.objects.update(annulled_at=NOW)
    assert [list(placements()), list(outcomes())] == [[], []]
    with writing():
        JobPlacement.objects.update(annulled_at=None)
        WorkPath.objects.update(annulled_at=NOW)
    assert [list(paths()), list(placements()), list(outcomes())] == [[], [], []]


def test_codes_read_as_the_lists_say(job: House) -> None:
    make_path(job.taking)
    named = {column.name: column.names() for dataset in DATASETS for column in dataset.columns if column.names}
    assert named["stage"]["employability"] == "Occupabilità"
    assert named["state"]["same_place"] == "Lavora nello stesso posto"
