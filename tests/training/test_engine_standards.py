# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from decimal import Decimal

import pytest

from ordito.training.engine.durations import in_words
from ordito.training.engine.standards import Comparison, Part, compare

LAW, TEAM, NOTES = Part(1, "Norme", Decimal(4)), Part(2, "Lavoro d’équipe", Decimal(4)), Part(3, "Scrivere", Decimal(2))


def held(coverage: dict[int, list[int]], modules: list[Part], *, given: int = 10) -> Comparison:
    return compare(Decimal(10), [LAW, TEAM, NOTES], given=Decimal(given), modules=modules, coverage=coverage)


def test_a_course_that_has_all() -> None:
    modules = [Part(11, "A", Decimal(4)), Part(12, "B", Decimal(6))]

    found = held({1: [11], 2: [12], 3: [12]}, modules)
    assert found.fits
    assert [line.given for line in found.lines] == [4, 4, 2]


def test_what_is_missing_is_named() -> None:
    modules = [Part(11, "A", Decimal(3)), Part(12, "B", Decimal(4)), Part(13, "C", Decimal(1))]

    found = held({1: [11], 2: [12]}, modules, given=8)
    assert found.missing == 2
    assert [line.content.title for line in found.absent] == ["Scrivere"]
    assert [(line.content.title, int(line.missing)) for line in found.short] == [("Norme", 1)]
    assert [module.title for module in found.beyond] == ["C"]
    assert not found.fits


def test_hours_of_a_module_go_where_they_are_needed() -> None:
    """The module that treats both leaves the first content to the other one."""
    shared, own = Part(11, "Tutti e due", Decimal(4)), Part(12, "Solo norme", Decimal(4))

    found = held({1: [11, 12], 2: [11], 3: []}, [shared, own])
    assert [line.given for line in found.lines] == [4, 4, 0]


def test_a_chain_of_modules_is_divided_too() -> None:
    first, second, third = (Part(key, str(key), Decimal(4)) for key in (11, 12, 13))

    found = held({1: [11, 12], 2: [12, 11], 3: [11]}, [first, second, third])
    assert sum(line.given for line in found.lines) == 8
    assert [module.key for module in found.beyond] == [13]


def test_more_hours_than_asked_count_as_asked() -> None:
    assert [line.given for line in held({1: [11]}, [Part(11, "A", Decimal(40))]).lines] == [4, 0, 0]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 h"), (45, "45 min"), (780, "13 h"), (750, "12 h 30 min"), (61, "1 h 1 min")]
)
def test_minutes_in_words(minutes: int, words: str) -> None:
    assert in_words(minutes) == words
