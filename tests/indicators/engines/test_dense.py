# SPDX-License-Identifier: EUPL-1.2
"""The kernel against counting by hand: what each figure means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from ordito.indicators.engine import distinct
from ordito.indicators.engine.dense import DenseEngine
from ordito.indicators.engine.distinct import Coded, Groupings
from ordito.indicators.engine.engines import BestEngine, DuckDbEngine
from ordito.indicators.engine.loaded import loaded
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.ordered import FEW
from ordito.indicators.engine.pseudonyms import Pseudonyms
from ordito.indicators.engine.query import (
    ALWAYS,
    By,
    Condition,
    Query,
    Scale,
    TooManyCellsError,
    UnknownColumnError,
    cells_of,
    refuse_too_many,
)
from tests.indicators.engine_samples import day, month
from tests.indicators.engines.samples import AREA, BAND, SCALES, SEX, TYPE, YEARS, plain, write

if TYPE_CHECKING:
    from pathlib import Path

    from ordito.indicators.engine.store import Store

YEAR = Period(2024)
ANNA = {"person": 1, "owner": 1, "key": 2**32 - 1, "birth": month(2012, 3), "sex": "F"}
BRUNO = {"person": 2, "owner": 2, "key": 7, "birth": -1, "sex": "M"}
ROWS = [
    ANNA | {"row": 1, "place": "a", "begin": day("2024-02-01"), "end": day("2024-03-02"), "score": 1500},
    ANNA | {"row": 2, "place": "b", "begin": day("2024-08-01"), "score": None},
    BRUNO | {"row": 3, "place": "b", "begin": day("2024-03-01"), "end": day("2024-12-31"), "score": -500},
]
OF_ANNA = {name: ANNA[name] for name in ("person", "owner", "key", "birth", "sex")}
SERVICES = [OF_ANNA | {"row": 10 + number, "taking": 1, "type": kind, "begin": 0} for number, kind in enumerate("aab")]
FOREIGN = By("takings.mode")
NAMES = {TYPE: plain("a", "b")}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return write(tmp_path_factory.mktemp("store"), [{"takings": ROWS, "services": SERVICES}])


def cells(store: Store, measure: Measure, *by: By, where: tuple[Condition, ...] = (), column: str = "") -> Any:
    query = Query("takings", measure, (YEAR,), by, where, column)
    return DenseEngine().run(query, store, SCALES | NAMES | {FOREIGN: plain()}).value[0].tolist()


def test_a_person_is_one_in_every_total(store: Store) -> None:
    cube = DenseEngine().run(Query("takings", Measure.PERSONS, (YEAR, Period(2024, 1)), (AREA, SEX)), store, SCALES)
    assert cube.value[cube.at(0, "*", "*")] == 2
    # At the end of the year b lies in y; at the end of March it lay in x.
    assert [cube.value[cube.at(0, area, "*")] for area in "xy"] == [1, 2]
    assert [cube.value[cube.at(1, area, "*")] for area in "xy"] == [2, 0]
    assert [cube.value[cube.at(0, "*", sex)] for sex in ("F", "M", "")] == [1, 1, 0]
    assert cube.keys[cube.at(0, "*", "*")] == 6, "keys are added up modulo 2**32, each person's once"
    assert cube.persons.dtype == np.int64
    with pytest.raises(KeyError):
        cube.at(0, "z", "*")


def test_what_happens_on_a_day_lies_where_its_place_lay_that_day(store: Store) -> None:
    assert cells(store, Measure.OPENED, AREA) == [2, 1, 3]
    assert cells(store, Measure.CLOSED, AREA) == [1, 1, 2]
    assert cells(store, Measure.OPEN, AREA) == [0, 1, 1]
    assert cells(store, Measure.EPISODES, AREA) == [1, 2, 3]


def test_numbers_are_averaged_added_and_halved(store: Store) -> None:
    assert cells(store, Measure.DURATION) == pytest.approx((30 + 305) / 2)
    assert cells(store, Measure.MEDIAN) == 30
    assert cells(store, Measure.SUM, column="score") == pytest.approx(1.0)
    assert cells(store, Measure.SCORE, column="score") == pytest.approx(0.5)
    cut = Query("takings", Measure.SCORE, (YEAR,), column="score", within=(0, 2000))
    cube = DenseEngine().run(cut, store, SCALES)
    assert (cube.total.tolist(), cube.held.tolist()) == ([1000], [1500])
    assert cube.value[0] == pytest.approx(0.5), "who may see exact figures sees the mean of the numbers as they are"
    empty = cells(store, Measure.SCORE, where=(Condition(YEARS, ("99",)),), column="score")
    assert np.isnan(empty)


def test_rows_of_another_dataset_break_down_and_limit(store: Store) -> None:
    assert cells(store, Measure.EPISODES, TYPE) == [1, 1, 2, 3], "twice the same service is once; two takings have none"
    assert cells(store, Measure.PERSONS, TYPE) == [1, 1, 2, 2]
    assert cells(store, Measure.PERSONS, where=(Condition(TYPE, ("b",)),)) == 1
    with pytest.raises(UnknownColumnError):
        cells(store, Measure.PERSONS, FOREIGN)


def test_service_breaks_down_the_period_in_which_it_lasts(tmp_path: Path) -> None:
    days = {"row": 10, "taking": 2, "type": "a", "begin": day("2025-02-01"), "end": day("2025-03-01")}
    kept = write(tmp_path, [{"takings": ROWS, "services": [OF_ANNA | days]}])
    by_type = [
        engine.run(
            Query("takings", Measure.EPISODES, (YEAR, Period(2025), Period(2026)), (TYPE,)), kept, SCALES | NAMES
        )
        for engine in (DenseEngine(), DuckDbEngine())
    ]
    assert by_type[0].value.tolist() == [[0, 0, 3, 3], [1, 0, 0, 1], [0, 0, 1, 1]]
    assert by_type[0].digest() == by_type[1].digest()


def test_codes_of_rows_that_were_read_again_are_codes_no_more(tmp_path: Path) -> None:
    again = [{**ROWS[2], "place": "c", "mode": "m2"}]
    kept = write(tmp_path, [{"takings": [ROWS[0], {**ROWS[2], "place": "b", "mode": "m1"}]}, {"takings": again}], [[2]])
    assert kept.facts("takings").codes == {"mode": ["m2"]}
    assert kept.facts("takings").since == {"a": day("2024-02-01"), "c": day("2024-03-01")}
    held = loaded(kept, "takings").coded("mode")
    assert sorted(held.values[code] for code in held.codes) == ["", "m2"]
    assert sorted(held.values) == ["", "m2"]


def test_ages_are_completed_years_at_the_end_of_the_period(store: Store) -> None:
    assert cells(store, Measure.PERSONS, BAND) == [0, 1, 0, 1, 2]
    assert cells(store, Measure.PERSONS, where=(Condition(YEARS, ("12",)),)) == 1


@pytest.mark.parametrize("most", [0, 100])
def test_repeats_are_found_by_pairs_and_by_sorting(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(distinct, "MOST_PAIRS", most)
    unit = np.array([0, 0, 0, 1, 1, 2])
    coded = Coded([np.array([0, 1, 0, 1, 1, 0]), np.array([0, 0, 0, 1, 1, 1])], 6, (3, 3))
    cube = np.zeros((3, 3), dtype=np.int64)
    Groupings(unit, coded).fill(cube)
    assert cube.tolist() == [[1, 1, 2], [1, 1, 2], [1, 2, 3]]
    sums = np.zeros((3, 3), dtype=np.uint32)
    Groupings(unit, coded).fill(sums, np.array([1, 1, 1, 2**32 - 1, 2**32 - 1, 5], dtype=np.uint32))
    assert sums.tolist() == [[1, 5, 6], [1, 2**32 - 1, 0], [1, 4, 5]]


def test_weights_too_large_for_floats_are_added_exactly() -> None:
    coded = Coded([np.zeros(3, dtype=np.int64)], 3, (2,))
    assert coded.weighed(np.array([2**51 + 1, 2**51 + 1, -3], dtype=np.int64)).tolist() == [2**52 - 1]


def test_cells_are_known_before_anything_is_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    query = Query("takings", Measure.PERSONS, (YEAR, Period(2023)), (AREA, YEARS))
    assert cells_of(query, SCALES) == 2 * 3 * 103
    with pytest.raises(TooManyCellsError, match="618 cells"):
        refuse_too_many(query, SCALES, most=600)
    wanted = DenseEngine().run(query, store, SCALES).digest()
    monkeypatch.setattr(DuckDbEngine, "run", None)
    assert BestEngine().run(query, store, SCALES).digest() == wanted
    monkeypatch.undo()
    monkeypatch.setattr("ordito.indicators.engine.engines.DENSE_CELLS", 1)
    monkeypatch.setattr(DenseEngine, "run", None)
    assert BestEngine().run(query, store, SCALES).digest() == wanted, "beyond the kernel's size DuckDB counts"


def test_questions_and_scales_that_make_no_sense_are_refused() -> None:
    for wrong in ({"periods": ()}, {"by": (AREA, AREA)}, {"column": "score"}, {"measure": Measure.SUM}):
        with pytest.raises(ValueError, match=r"period|level|column"):
            Query(**({"dataset": "takings", "measure": Measure.OPEN, "periods": (YEAR,)} | wrong))  # type: ignore[arg-type] # on purpose
    one = np.zeros((1, 1), dtype=np.int64)
    for codes, labels, group, since in (
        (("x",), (), one, (ALWAYS,)),
        (("x",), ("x",), one, (ALWAYS, 3)),
        (("x",), ("x",), one + 1, (ALWAYS,)),
        (("x",), ("x",), one, (3,)),
    ):
        with pytest.raises(ValueError, match=r"label|places|group|days"):
            Scale(codes, labels, ("v",), group, since)


def test_pseudonyms_are_the_same_for_one_key_and_kind_and_tell_nothing() -> None:
    ids = np.array([1, 2, -(2**62)])
    mine = Pseudonyms(b"k" * 16)
    assert (mine.of("person", ids) == mine.with_keys("person", ids)[0]).all()
    assert not set(mine.of("person", ids)) & (set(mine.of("record", ids)) | set(ids))
    assert not set(mine.of("person", ids)) & set(Pseudonyms(b"l" * 16).of("person", ids))
    keys = mine.with_keys("person", np.arange(20_000))[1]
    assert keys.min() >= 0
    assert keys.max() < 2**32
    assert abs(keys.mean() / 2**31 - 1) < 0.02


def test_rows_find_the_row_they_belong_to_among_many_of_one_person_and_of_another(tmp_path: Path) -> None:
    many = [{"row": 100 - number, "owner": 1, "person": 1} for number in range(FEW + 4)]
    theirs = [{"row": number, "owner": 1, "person": 1, "taking": 100 - number} for number in range(FEW + 4)]
    elsewhere = {"row": 50, "owner": 1, "person": 2, "taking": 100}  # known under another number by then
    astray = {"row": 51, "owner": 3, "person": 3, "taking": 7}
    store = write(tmp_path, [{"takings": many, "services": [*theirs, elsewhere, astray]}])
    rows = loaded(store, "takings")
    start, children = rows.children("services")
    links = loaded(store, "services").numbers("taking")
    for at, row in enumerate(rows.numbers("row").tolist()):
        found = links[children[start[at] : start[at + 1]]].tolist()
        assert found == [row] * (2 if row == 100 else 1)
    assert children.size == len(theirs) + 1, "one belongs to no row"
