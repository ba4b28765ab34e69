# SPDX-License-Identifier: EUPL-1.2
"""Conversions and comparisons, against tables and against Python's own arithmetic."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.questionnaires.engine.expressions import (
    ExpressionError,
    Scope,
    Value,
    evaluate,
    evaluate_on_values,
    parse,
    to_bool,
    to_number,
    to_text,
)
from ordito.questionnaires.engine.tree import Node

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
SCOPE = Scope(root=Node("data"), now=NOW)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def leaf(text: str, *, relevant: bool = True) -> Node:
    node = Node("n", text)
    node.relevant = relevant
    return node


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (-12.25, "-12.25"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e15, "1000000000000000"),
        (1e20, "100000000000000000000"),
        (1.5e20, "150000000000000000000"),
        (1e21, "1e+21"),
        (1.25e-5, "0.0000125"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (1.5e-9, "1.5e-9"),
        (-2.5e30, "-2.5e+30"),
        (math.nan, ""),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (True, "true"),
        (False, "false"),
        ("text", "text"),
        ([], ""),
        ([leaf("first"), leaf("second")], "first"),
        ([leaf("hidden", relevant=False)], ""),
    ],
)
def test_to_text(value: Value, expected: str) -> None:
    assert to_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", 12.0),
        (" 12.50\n", 12.5),
        ("-.5", -0.5),
        ("+3", 3.0),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("Infinity", math.inf),
        ("-Infinity", -math.inf),
        ("", math.nan),
        ("abc", math.nan),
        ("1,5", math.nan),
        ("1_000", math.nan),
        ("nan", math.nan),
        ("inf", math.nan),
        ("0x10", math.nan),
        ("١٢", math.nan),
        ("1 2", math.nan),
        ("1970-01-01", 0.0),
        ("1970-01-11", 10.0),
        ("1969-12-31", -1.0),
        ("1970-01-01T12:00:00", 0.5),
        ("2020-02-30", math.nan),
        ("2020-13-01", math.nan),
        ("2020-01-01x", math.nan),
        (True, 1.0),
        (False, 0.0),
        (2.5, 2.5),
        ([], math.nan),
        ([leaf("7"), leaf("8")], 7.0),
        ([leaf("7", relevant=False)], math.nan),
    ],
)
def test_to_number(value: Value, expected: float) -> None:
    number = to_number(value)
    assert number == expected or (math.isnan(number) and math.isnan(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", False),
        ("false", True),
        ("0", True),
        (0.0, False),
        (math.nan, False),
        (-1.0, True),
        ([], False),
        ([leaf("")], True),
        (True, True),
        (False, False),
    ],
)
def test_to_bool(value: Value, expected: bool) -> None:  # noqa: FBT001  # a row of the table
    assert to_bool(value) is expected


def test_text_of_a_group_is_that_of_its_relevant_leaves() -> None:
    group = Node("group", "\n  ")
    group.append(leaf("a"))
    group.append(leaf("b", relevant=False))
    group.append(Node("inner")).append(leaf("c"))
    assert to_text([group]) == "ac"
    assert evaluate(parse("string(.)"), Scope(root=group, now=NOW)) == "ac"


def number_of(text: str) -> float:
    value = evaluate(parse(text), SCOPE)
    assert isinstance(value, float)
    return value


@settings(deadline=None)
@given(FINITE, FINITE)
def test_arithmetic_is_that_of_floats(left: float, right: float) -> None:
    values = {"l": to_text(left), "r": to_text(right)}
    for sign, expected in (("+", left + right), ("-", left - right), ("*", left * right)):
        made = evaluate_on_values(parse(f"${{l}} {sign} ${{r}}"), values, now=NOW)
        assert made == expected or (made != made and expected != expected)  # noqa: PLR0124  # neither is a number
    if right:
        assert evaluate_on_values(parse("${l} div ${r}"), values, now=NOW) == left / right
        assert evaluate_on_values(parse("${l} mod ${r}"), values, now=NOW) == math.fmod(left, right)


@settings(deadline=None)
@given(FINITE)
def test_number_survives_being_stored(number: float) -> None:
    assert to_number(to_text(number)) == number


@settings(deadline=None)
@given(FINITE, FINITE)
def test_order_is_that_of_floats(left: float, right: float) -> None:
    values = {"l": to_text(left), "r": to_text(right)}
    for sign, expected in (("<", left < right), ("<=", left <= right), (">", left > right), (">=", left >= right)):
        assert evaluate_on_values(parse(f"${{l}} {sign} ${{r}}"), values, now=NOW) is expected


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["", "1", "2", "10", "x"]), max_size=4), st.lists(st.sampled_from(["", "1", "10", "y"]))
)
def test_comparison_of_two_lists_is_that_of_some_pair(lefts: list[str], rights: list[str]) -> None:
    root = Node("data")
    for name, texts in (("l", lefts), ("r", rights)):
        for text in texts:
            root.append(Node(name, text))
    scope = Scope(root=root, now=NOW)
    numbers = [(to_number(left), to_number(right)) for left in lefts for right in rights]
    expected = {
        "=": any(left == right for left in lefts for right in rights),
        "!=": any(left != right for left in lefts for right in rights),
        "<": any(left < right for left, right in numbers),
        "<=": any(left <= right for left, right in numbers),
        ">": any(left > right for left, right in numbers),
        ">=": any(left >= right for left, right in numbers),
    }
    for sign, holds in expected.items():
        assert evaluate(parse(f"/data/l {sign} /data/r"), scope) is holds


@settings(max_examples=200, deadline=None)
@given(st.dates(), st.dates(), st.sampled_from(["UTC", "Europe/Rome", "America/New_York", "Pacific/Apia"]))
def test_difference_of_dates_is_a_whole_number_of_days_everywhere(first: date, second: date, zone: str) -> None:
    values = {"first": first.isoformat(), "second": second.isoformat()}
    now = datetime(2026, 11, 28, 10, 20, tzinfo=ZoneInfo(zone))
    assert evaluate_on_values(parse("${second} - ${first}"), values, now=now) == (second - first).days
    added = evaluate_on_values(parse("date(${first} + (${second} - ${first}))"), values, now=now)
    assert to_text(added) == second.isoformat()
    assert evaluate_on_values(parse("${first} < ${second}"), values, now=now) is (first < second)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001  # local, of a zone below
def test_time_survives_being_a_number(at: datetime) -> None:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    text = at.isoformat(timespec="milliseconds")
    made = to_text(evaluate_on_values(parse("date-time(decimal-date-time(${at}))"), {"at": text}, now=NOW))
    assert made in (f"{text}+00:00", at.date().isoformat())


def test_days_are_whole_across_the_change_to_summer_time() -> None:
    rome = datetime(2026, 3, 29, 12, 0, tzinfo=ZoneInfo("Europe/Rome"))
    values = {"before": "2026-03-28", "after": "2026-03-30"}
    assert evaluate_on_values(parse("${after} - ${before}"), values, now=rome) == 2
    assert evaluate_on_values(parse("today() - ${before}"), values, now=rome) == 1
    assert to_text(evaluate_on_values(parse("date(${before} + 2)"), values, now=rome)) == "2026-03-30"


def test_time_of_another_zone_is_read_in_that_of_the_scope() -> None:
    rome = datetime(2026, 11, 28, 0, 30, tzinfo=ZoneInfo("Europe/Rome"))
    values = {"at": "2026-11-27T23:45:00.000Z"}
    assert to_text(evaluate_on_values(parse("date(${at})"), values, now=rome)) == "2026-11-28"
    assert to_text(evaluate_on_values(parse("date-time(${at})"), values, now=rome)) == "2026-11-28T00:45:00.000+01:00"
    assert evaluate_on_values(parse("${at} > now()"), values, now=rome) is True
    assert to_text(evaluate_on_values(parse("today()"), values, now=rome)) == "2026-11-28"
    assert to_text(evaluate_on_values(parse("now()"), values, now=rome)) == "2026-11-28T00:30:00.000+01:00"


def test_rule_on_values() -> None:
    rule = parse("${places} > 0 and ${present} <= ${places} * 1.2 and . != ''")
    values = {"places": "20", "present": "24", ".": "x"}
    assert evaluate_on_values(rule, values, now=NOW) is True
    assert evaluate_on_values(rule, values | {"present": "25"}, now=NOW) is False
    assert evaluate_on_values(rule, values | {"places": ""}, now=NOW) is False


def test_rule_with_a_name_without_value() -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate_on_values(parse("1 + ${absent}"), {"present": "1"}, now=NOW)
    assert (caught.value.code, caught.value.position, caught.value.detail) == ("unknown_name", 4, "absent")


def test_name_outside_a_rule_has_no_value() -> None:
    with pytest.raises(ExpressionError, match="unknown_name"):
        evaluate(parse("${a}"), SCOPE)
