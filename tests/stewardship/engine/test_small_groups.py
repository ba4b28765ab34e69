# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from ordito.stewardship.engine.small_groups import HIDDEN, hide_small_groups, pseudonym


def test_pseudonyms_are_of_their_key() -> None:
    assert pseudonym(b"a" * 32, 7) == pseudonym(b"a" * 32, 7)
    assert pseudonym(b"a" * 32, 7) != pseudonym(b"b" * 32, 7)
    assert pseudonym(b"a" * 32, 7) != pseudonym(b"a" * 32, 8)


def test_rare_people_lose_what_is_known_and_keep_the_rest() -> None:
    common = [(f"c{number}", "F", "6", "school") for number in range(3)]
    rare = [("r1", "M", "9", "home"), ("r2", "M", "7", "health"), ("r3", "F", "1", "home")]
    shown, hidden = hide_small_groups([*common, *rare], person=0, known=(1, 2), smallest=3)
    assert hidden == 3
    assert shown[:3] == [list(row) for row in common]
    assert shown[3:] == [[name, HIDDEN, HIDDEN, kept] for name, _sex, _age, kept in rare]


def test_nobody_is_alone_among_the_hidden() -> None:
    groups = [("a", 3), ("b", 4)]
    rows = [(f"{letter}{number}", letter) for letter, many in groups for number in range(many)]
    shown, hidden = hide_small_groups([*rows, ("alone", "z")], person=0, known=(1,), smallest=3)
    assert hidden == 4
    assert {row[1] for row in shown if row[0].startswith("a")} == {HIDDEN}, "the next smallest group goes along"
    assert {row[1] for row in shown if row[0].startswith("b")} == {"b"}


def test_the_rows_of_a_person_are_hidden_together() -> None:
    many = [(name, "2020") for name in "abcd"]
    rare = [("x", "2021"), ("y", "2022"), ("z", "2020"), ("z", "2023")]
    shown, hidden = hide_small_groups([*many, *rare], person=0, known=(1,), smallest=3)
    assert hidden == 4
    assert shown == [*map(list, many), *([name, HIDDEN] for name, _year in rare)], "nor what many others share"


def test_many_rows_of_one_person_are_one_person() -> None:
    rows = [("p1", "F")] * 10
    assert hide_small_groups(rows, person=0, known=(1,), smallest=3)[1] == 10


def test_without_known_columns_all_are_one_group() -> None:
    rows = [("p1", "a"), ("p2", "b"), ("p3", "c")]
    assert hide_small_groups(rows, person=0, known=(), smallest=3) == ([list(row) for row in rows], 0)
