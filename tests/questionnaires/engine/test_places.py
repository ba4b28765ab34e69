# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.questionnaires.engine.places import Places


def test_places_without_removals_are_positions() -> None:
    places = Places()
    assert places.lasting("/data/visita[2]/nome") == places.position("/data/visita[2]/nome") == "/data/visita[2]/nome"
    assert places.lines() == {}


def test_removal_leaves_a_gap() -> None:
    places = Places()
    places.removed("/data/visita[1]", 3)
    assert places.lasting("/data/visita[1]/nome") == "/data/visita[2]/nome"
    assert places.position("/data/visita[3]/nome") == "/data/visita[2]/nome"
    assert places.position("/data/visita[1]/nome") is None


def test_number_of_a_removed_instance_never_comes_back() -> None:
    places = Places()
    places.removed("/data/visita[3]", 3)
    assert places.added("/data/visita", 2) == 4
    again = Places(places.lines())
    again.removed("/data/visita[4]", 3)
    assert Places(again.lines()).added("/data/visita", 2) == 5


def test_nested_instances_are_named_within_their_own() -> None:
    places = Places()
    assert places.added("/data/a[2]/b", 1) == 2
    places.removed("/data/a[1]", 2)
    assert places.lasting("/data/a[1]/b[2]/c") == "/data/a[2]/b[2]/c"
    assert places.position("/data/a[2]/b[2]/c") == "/data/a[1]/b[2]/c"
    assert places.lasting("#/data/a[1]/b") == "#/data/a[2]/b"


def test_what_was_inside_a_removed_instance_is_forgotten() -> None:
    places = Places()
    places.added("/data/a[2]/b", 1)
    places.removed("/data/a[2]", 2)
    assert not [line for line in places.lines() if "b" in line]


def test_all_instances_may_go() -> None:
    places = Places()
    places.removed("/data/a[1]", 1)
    assert places.position("/data/a[1]/x") is None
    assert Places(places.lines()).position("/data/a[1]/x") is None


def test_answers_of_removed_instances_are_left_out() -> None:
    places = Places()
    places.removed("/data/a[1]", 2)
    stored = {"/data/a[1]/x": "via", "/data/a[2]/x": "resta", "#/data/a": "1", **places.lines()}
    assert places.positions(stored) == {"/data/a[1]/x": "resta", "#/data/a": "1"}


@pytest.mark.parametrize("ref", ["/data/a[x]/b", "/data/a[9]/b"])
def test_unknown_place_has_no_position(ref: str) -> None:
    assert Places({"@/data/a": "1 2"}).position(ref) is None
