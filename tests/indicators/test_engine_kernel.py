# SPDX-License-Identifier: EUPL-1.2
"""The kernel against two oracles: DuckDB's CUBE and plain Python sets."""

import hashlib
from itertools import product

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.kernel import Dimension, Facts, FlagUnderFilterError, first_rows

SIZES = {"quarter": 3, "ambito": 4, "age": 3, "gender": 2, "service": 2}
VARYING = ("quarter", "ambito", "age", "service")

ROWS = st.lists(
    st.tuples(st.integers(0, 8), *(st.integers(0, SIZES[name] - 1) for name in VARYING)), min_size=0, max_size=60
)


def facts_of(rows: list[tuple[int, ...]]) -> Facts:
    """Gender follows the person, as it must."""
    rows = sorted(rows, key=lambda row: row[0])
    table = np.asarray(rows, dtype=np.int64).reshape(len(rows), 5)
    person = table[:, 0]
    columns = dict(zip(VARYING, table[:, 1:].T, strict=True)) | {"gender": person % 2}
    return Facts(person, {name: Dimension(columns[name], size, name in VARYING) for name, size in SIZES.items()})


def lines_of(facts: Facts) -> list[tuple[int | None, ...]]:
    """The cube as SQL gives it: a row per inhabited cell, None where a dimension is added up."""
    lines: list[tuple[int | None, ...]] = []
    for grouping, counts in facts.full_cube().items():
        for cell in product(*(range(SIZES[name]) for name in grouping)):
            if counts[cell]:
                at = dict(zip(grouping, cell, strict=True))
                lines.append((*(at.get(name) for name in SIZES), int(counts[cell])))
    return lines


def digest(lines: list[tuple[int | None, ...]]) -> str:
    return hashlib.sha256(repr(sorted(lines, key=repr)).encode()).hexdigest()


@given(ROWS)
@settings(max_examples=25, deadline=None)
def test_full_cube_equals_the_cube_of_duckdb_by_hash(rows: list[tuple[int, ...]]) -> None:
    facts = facts_of(rows)
    if not rows:
        assert lines_of(facts) == []
        return
    with duckdb.connect(":memory:") as database:
        database.execute(f"create table f(person int, {', '.join(f'{name} int' for name in SIZES)})")
        columns = [facts.person.tolist(), *(facts.dimensions[name].codes.tolist() for name in SIZES)]
        database.executemany("insert into f values (?, ?, ?, ?, ?, ?)", list(zip(*columns, strict=True)))
        wanted = database.execute(
            "select quarter, ambito, age, gender, service, count(distinct person) from f"
            " group by cube(quarter, ambito, age, gender, service)"
        ).fetchall()
    assert digest(lines_of(facts)) == digest(wanted)


@given(ROWS, st.sets(st.sampled_from(list(SIZES))), st.dictionaries(st.sampled_from(list(SIZES)), st.integers(0, 1)))
@settings(max_examples=100, deadline=None)
def test_persons_by_and_where_equal_sets(rows: list[tuple[int, ...]], by: set[str], where: dict[str, int]) -> None:
    facts = facts_of(rows)
    counts = facts.persons(by, {name: [value] for name, value in where.items()})
    kept = [name for name in SIZES if name in by]
    people: dict[tuple[int, ...], set[int]] = {}
    for row in range(len(rows)):
        codes = {name: int(dimension.codes[row]) for name, dimension in facts.dimensions.items()}
        if all(codes[name] == value for name, value in where.items()):
            people.setdefault(tuple(codes[name] for name in kept), set()).add(int(facts.person[row]))
    for cell in product(*(range(SIZES[name]) for name in kept)):
        assert counts[cell] == len(people.get(cell, set()))


@given(ROWS, st.sets(st.integers(0, 3), min_size=2))
@settings(max_examples=25, deadline=None)
def test_several_values_of_a_varying_dimension_raise_and_only_counts_them_right(
    rows: list[tuple[int, ...]], wanted: set[int]
) -> None:
    facts = facts_of(rows)
    with pytest.raises(FlagUnderFilterError):
        facts.persons(["gender"], {"ambito": wanted})
    kept = np.isin(facts.dimensions["ambito"].codes, sorted(wanted))
    assert facts.only(kept).persons([]) == len(set(facts.person[kept].tolist()))


def test_trap_a_person_in_two_ambiti_is_one_person_in_the_region() -> None:
    facts = facts_of([(1, 0, 0, 0, 0), (1, 0, 1, 0, 0), (2, 0, 1, 0, 0)])
    assert facts.persons(["ambito"]).tolist() == [1, 2, 0, 0]
    assert facts.persons([]) == 2
    assert facts.persons([], {"ambito": [1]}) == 2, "the first row of person 1 is elsewhere"


def test_a_constant_dimension_takes_several_values_in_a_filter() -> None:
    facts = facts_of([(1, 0, 0, 0, 0), (2, 0, 1, 0, 0), (2, 1, 1, 0, 0)])
    assert facts.persons([], {"gender": [0, 1]}) == 2


def test_first_rows_flags_each_pair_once() -> None:
    person, key = np.array([0, 0, 0, 1, 2, 2]), np.array([1, 0, 1, 1, 0, 0])
    assert first_rows(person, key, 2).tolist() == [True, True, False, True, True, False]


@pytest.mark.parametrize(
    ("person", "codes", "varies", "says"),
    [
        ([1, 0], [0, 0], True, "sorted"),
        ([0, 1], [0, 2], True, "range"),
        ([0, 0], [0, 1], False, "constant"),
        ([0, 1], [0], True, "one code"),
    ],
)
def test_facts_refuse_what_would_count_wrong(person: list[int], codes: list[int], varies: bool, says: str) -> None:  # noqa: FBT001 - a parameter of the table above
    with pytest.raises(ValueError, match=says):
        Facts(np.asarray(person), {"x": Dimension(np.asarray(codes), 2, varies)})


def test_facts_refuse_a_cube_that_is_not_dense() -> None:
    wide = Dimension(np.zeros(1, dtype=np.int64), 10_000, varies=True)
    with pytest.raises(ValueError, match="dense"):
        Facts(np.zeros(1, dtype=np.int64), {"x": wide, "y": wide})
