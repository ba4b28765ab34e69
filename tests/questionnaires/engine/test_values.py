# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.questionnaires.engine.values import CHECKS, has_type, in_range, same_value


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("int", ["0", "-3", "+7", "007"], ["", "1.0", "1,5", "uno", "٣", "1" * 19]),
        ("decimal", ["0", "-3.5", ".5", "2.", "1e3"], ["1,5", "Infinity", "nan", "1.2.3", "1e999"]),
        ("date", ["2026-02-28", "2024-02-29"], ["2026-02-29", "28/02/2026", "2026-2-8", "2026-02-28T00:00"]),
        ("time", ["10:30", "10:30:00", "23:59:59.999+01:00", "00:00Z"], ["24:00", "10", "10:60", "10:30 "]),
        ("dateTime", ["2026-02-28T10:30:00.000+01:00", "2026-02-28T10:30"], ["2026-02-28", "2026-02-30T10:30"]),
        ("geopoint", ["41.1 16.8", "41.1 16.8 0 0", "-90 180 5"], ["41.1", "91 0", "0 181", "41,1 16,8", "1 2 3 4 5"]),
        ("geotrace", ["1 2;3 4", "1 2 0 0; 3 4 0 0"], ["1 2", "1 2;boh"]),
        ("geoshape", ["1 2;3 4;5 6;1 2", "1 2;3 4;5 6;1 2;"], ["1 2;3 4;1 2", "1 2;3 4;5 6;7 8"]),
        ("binary", ["foto.png", "a b.pdf"], ["../foto.png", "a\\b", "..", "x" * 256]),
        ("boolean", ["true", "0"], ["vero", ""]),
        ("string", ["", "qualunque"], []),
    ],
)
def test_has_type_knows_the_texts_of_each_type(kind: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not has_type(text, kind)] == []
    assert [text for text in bad if has_type(text, kind)] == []


@pytest.mark.parametrize(
    ("text", "limits", "expected"),
    [
        ("1", ("1", "10", "1"), True),
        ("10", ("1", "10", "1"), True),
        ("0", ("1", "10", "1"), False),
        ("11", ("1", "10", "1"), False),
        ("1.5", ("1", "10", "1"), False),
        ("1.5", ("1", "10", "0.5"), True),
        ("0.3", ("0", "1", "0.1"), True),
        ("5", ("10", "1", "-1"), True),
        ("7.25", ("", "", ""), True),
        ("sette", ("1", "10", "1"), False),
    ],
)
def test_in_range_wants_a_step_between_the_limits(text: str, limits: tuple[str, str, str], *, expected: bool) -> None:
    assert in_range(text, *limits) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1", "1.0", True),
        ("0.30000000000000004", "0.3", True),
        ("2026-03-14T10:30:00.000+00:00", "2026-03-14T11:30:00+01:00", True),
        ("1", "2", False),
        ("a", "A", False),
        ("2026-03-14", "2026-03-15", False),
        ("", "0", False),
    ],
)
def test_same_value_compares_meanings(one: str, other: str, *, expected: bool) -> None:
    assert same_value(one, other) is expected


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=40))
def test_has_type_takes_any_text(kind: str, text: str) -> None:
    assert has_type(text, kind) in (True, False)
    assert same_value(text, text)
