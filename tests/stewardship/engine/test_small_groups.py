# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from ordito.stewardship.engine.small_groups import HIDDEN, hide_small_groups, pseudonym


def test_pseudonyms_are_of_their_key() -> None:
    assert pseudonym(b"a" * 32, 7) == pseudonym(b"a" * 32, 7)
    assert pseudonym(b"a" * 32, 7) != pseudonym(b"b" * 32, 7)
    assert pseudonym(b"a" * 32, 7) != pseudonym(b"a" * 32, 8)


def test_rare_rows_lose_what_is_known_and_keep_the_rest() -> None:
    rows = [
        ("p1", "F", "6", "school"),
        ("p2", "F", "6", "health"),
        ("p3", "F", "6", "school"),
        ("p4", "M", "9", "home"),
    ]
    shown, hidden = hide_small_groups(rows, person=0, known=(1, 2), smallest=3)
    assert hidden == 1
    assert shown[:3] == [list(row) for row in rows[:3]]
    assert shown[3] == ["p4", HIDDEN, HIDDEN, "home"]


def test_many_rows_of_one_person_are_one_person() -> None:
    rows = [("p1", "F")] * 10
    assert hide_small_groups(rows, person=0, known=(1,), smallest=3)[1] == 10


def test_without_known_columns_all_are_one_group() -> None:
    rows = [("p1", "a"), ("p2", "b"), ("p3", "c")]
    assert hide_small_groups(rows, person=0, known=(), smallest=3) == ([list(row) for row in rows], 0)
