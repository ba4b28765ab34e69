# SPDX-License-Identifier: EUPL-1.2
"""The kernel against plain Python sets."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine import distinct
from ordito.indicators.engine.distinct import Coded, Groupings
from ordito.indicators.engine.kernel import first_rows

SIZES = (3, 4, 2)
ROWS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2), st.integers(0, 3), st.integers(0, 1)), max_size=60)


@pytest.mark.parametrize("most_pairs", [0, 100])
@given(rows=ROWS)
@settings(max_examples=30)
def test_every_cell_and_total_is_the_size_of_a_set(most_pairs: int, rows: list[tuple[int, ...]]) -> None:
    """By comparing pairs of rows, and by sorting them; the last dimension follows the person."""
    table = np.asarray(sorted(rows), dtype=np.int64).reshape(len(rows), 4)
    table[:, 3] = table[:, 0] % 2
    cube, keys = np.zeros((4, 5, 3), dtype=np.int64), np.zeros((4, 5, 3), dtype=np.uint32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(distinct, "MOST_PAIRS", most_pairs)
        groupings = Groupings(table[:, 0], Coded(list(table[:, 1:].T), len(rows), cube.shape))
        groupings.fill(cube)
        groupings.fill(keys, (2**32 - 1 - table[:, 0]).astype(np.uint32))
    for cell in product(*(range(size + 1) for size in SIZES)):
        asked = [(axis, code) for axis, code in enumerate(cell) if code < SIZES[axis]]
        people = {row[0] for row in table.tolist() if all(row[axis + 1] == code for axis, code in asked)}
        assert cube[cell] == len(people)
        assert keys[cell] == sum(2**32 - 1 - person for person in people) % 2**32


def test_first_rows_flags_each_pair_once() -> None:
    person, key = np.array([0, 0, 0, 1, 2, 2]), np.array([1, 0, 1, 1, 0, 0])
    assert first_rows(person, key, 2).tolist() == [True, True, False, True, True, False]
    assert first_rows(person, np.zeros(6, dtype=np.int64), 1).tolist() == [True, False, False, True, True, False]
