# SPDX-License-Identifier: EUPL-1.2
"""Functions, where the recorded values of the reference engine do not reach: zones, languages, hooks, chance."""

from __future__ import annotations

import math
import random
import uuid
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.questionnaires.engine.expressions import ExpressionError, Scope, Value, evaluate, parse, to_text
from ordito.questionnaires.engine.expressions.functions import ARITIES
from ordito.questionnaires.engine.tree import Node, read_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

ROME = datetime(2026, 7, 5, 9, 5, 3, 45_600, tzinfo=ZoneInfo("Europe/Rome"))
ANSWERS = b"<data version='9'><e/><w>word</w><d>2026-07-05</d><n>4</n><s>\n a \t b  c </s><x>1</x><x/><x>3</x></data>"


def value_of(text: str, **options: str) -> Value:
    return evaluate(parse(text), Scope(root=read_xml(ANSWERS), now=ROME, **options))  # type: ignore[arg-type]  # texts only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format-date(now(), '%a %e %b %Y, %h:%M:%S.%3')", "dom 5 lug 2026, 9:05:03.045"),
        ("format-date('2026-01-31', '%d/%m/%y %n %H')", "31/01/26 1 00"),
        ("format-date(20000, '%Y-%m-%d')", "2024-10-04"),
        ("format-date('2026-1-3', '%d')", "03"),
        ("format-date(true(), '%d')", ""),
        ("format-date('1', '%d')", ""),
        ("format-date(today(), '100% %Z')", "100% %Z"),
        ("now()", "2026-07-05T09:05:03.045+02:00"),
        ("date(now())", "2026-07-05"),
        ("date-time('2026-07-05T10:00Z')", "2026-07-05T12:00:00.000+02:00"),
        ("date-time(0.5)", "1970-01-01T12:00:00.000+01:00"),
        ("date(1 div 0)", ""),
        ("date(99999999)", ""),
        ("date(-9999999)", ""),
        ("date-time('2026-07-05T24:00')", ""),
        ("date-time('2026-07-05T10:00+15:00')", ""),
        ("date('0001-01-01')", "0001-01-01"),
        ("date('9999-12-31T23:59:59-14:00')", ""),
        ("decimal-time('06:00')", "0.25"),
        ("decimal-time('2026-07-05T18:00')", "0.75"),
        ("decimal-time('2026-07-05')", ""),
        ("decimal-time('25:00')", ""),
        ("decimal-time('10')", ""),
        ("decimal-time('12:00Z')", to_text(13 / 24)),
        ("int((now() - today()) * 24)", "9"),
        ("substr('hello', -1.5)", "o"),
        ("substr('hello', 'x')", ""),
        ("substr('hello', 1, 1 div 0)", "ello"),
        ("substr('hello', -99, 2)", "he"),
        ("substring('hello', -1 div 0)", "hello"),
        ("substring('hello', -1 div 0, 1 div 0)", ""),
        ("substring('hello', 'x')", ""),
        ("substring('hello', 2, 'x')", ""),
        ("substring('hello', 2, -3)", ""),
        ("string-length('𝄞è')", "2"),
        ("normalize-space(/data/s)", "a b c"),
        ("count-selected(/data/s)", "3"),
        ("selected-at(/data/s, 1)", "b"),
        ("selected-at(/data/s, 'x')", ""),
        ("is-selected(/data/s, 'c')", "true"),
        ("string-length() = string-length(string(.))", "true"),
        ("base64-decode('!')", ""),
        ("base64-decode('/w==')", "\ufffd"),
        ("property('deviceid')", ""),
        ("version()", "9"),
        ("depend(/data/w, /data/n)", "word"),
        ("round(-0.4)", "0"),
        ("round(25, -1)", "30"),
        ("round(1 div 0)", "Infinity"),
        ("round(5, 400)", ""),
        ("round(5, -400)", ""),
        ("int(1 div 0)", "Infinity"),
        ("floor(-1 div 0)", "-Infinity"),
        ("exp(1000)", "Infinity"),
        ("pow(10, 400)", "Infinity"),
        ("pow(-10, 401)", "-Infinity"),
        ("pow(0, -1)", "Infinity"),
        ("sin(1 div 0)", ""),
        ("acos(1.1)", ""),
        ("sqrt('')", ""),
        ("max()", ""),
        ("max(/data/x)", ""),
        ("sum(/data/x[. != ''])", "4"),
        ("count-non-empty(/data/x)", "2"),
        ("checklist(2, 2, /data/x)", "true"),
        ("checklist(0, -1)", "true"),
        ("weighted-checklist(5, 5, /data/x, /data/x)", "false"),
        ("weighted-checklist(4, 4, /data/x[. != ''], /data/x[. != ''])", "true"),
        ("position(/data/x[2])", "2"),
        ("position(/data/none)", ""),
        ("position(/data)", "1"),
        ("name(/data/none)", ""),
        ("name(/data/none | /data/x)", "x"),
        ("pulldata('none', 'a', 'b', 'c')", ""),
        ("area('1 1;1 2')", "0"),
        ("area('wrong')", "0"),
        ("distance('91 0', '0 0')", "0"),
        ("distance('0 0; 0 0 ;')", "0"),
        ("geofence('0 0', '0 0;1 1')", "false"),
        ("if(/data/e = '', today(), 1 div 'x')", "2026-07-05"),
        ("coalesce('', 1 div 0)", "Infinity"),
    ],
)
def test_function(text: str, expected: str) -> None:
    assert to_text(value_of(text)) == expected


def test_arguments_that_are_not_needed_are_not_worked_out() -> None:
    refused = "regex('a', '(')"
    for text in (f"if(true(), 'a', {refused})", f"coalesce('a', {refused})", f"true() or {refused}"):
        assert to_text(value_of(text)) in ("a", "true")
    assert value_of(f"false() and {refused}") is False


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("English (en)", "Sun Jul"),
        ("en", "Sun Jul"),
        ("Italiano (it)", "dom lug"),
        ("", "dom lug"),
        ("Benin", "dom lug"),
    ],
)
def test_names_of_days_and_months_by_language(language: str, expected: str) -> None:
    assert value_of("format-date(now(), '%a %b')", language=language) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("regex('a', '(?=a)')", "pattern_refused"),
        (r"regex('aa', '(a)\1')", "pattern_refused"),
        ("regex('a', '(')", "pattern_refused"),
        (f"regex('a', '{'a' * 1001}')", "pattern_refused"),
        ("regex('a', '(a{1,500}){1,500}')", "pattern_refused"),
        ("digest('a', 'SHA-3')", "unknown_digest"),
        ("digest('a', 'MD5', 'octal')", "unknown_digest"),
        ("indexed-repeat(/data/x, /data/x, 1, /data/x)", "wrong_argument_count"),
        ("weighted-checklist(1, 2, true())", "wrong_argument_count"),
        ("count-non-empty('a')", "not_a_node_set"),
        ("randomize('a')", "not_a_node_set"),
    ],
)
def test_function_refuses(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of(text)
    assert caught.value.code == code


def test_once_keeps_what_is_written() -> None:
    scope = Scope(root=read_xml(ANSWERS), now=ROME)
    by_name = {node.name: node for node in scope.root.children}
    assert evaluate(parse("once('new')"), scope.at(by_name["e"])) == "new"
    assert evaluate(parse("once('new')"), scope.at(by_name["w"])) == "word"


def test_identifiers_and_chance_differ_each_time() -> None:
    first, second = value_of("uuid()"), value_of("uuid()")
    assert first != second
    assert uuid.UUID(str(first)).version == 4
    assert [len(str(value_of(f"uuid({length})"))) for length in ("8", "100", "0", "-1", "'x'", "1 div 0")] == [
        *(8, 100, 0, 0, 0, 1000)
    ]
    chances = {value_of("random()") for _turn in range(20)}
    assert len(chances) == 20
    assert all(isinstance(chance, float) and 0 <= chance < 1 for chance in chances)


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(-(2**53), 2**53))
def test_shuffled_nodes_are_all_there_and_always_alike(count: int, seed: int) -> None:
    root = Node("data")
    for index in range(count):
        root.append(Node("x", str(index)))
    scope = Scope(root=root, now=ROME)
    shuffled = evaluate(parse(f"randomize(/data/x, {seed})"), scope)
    assert isinstance(shuffled, list)
    assert sorted(node.text for node in shuffled) == sorted(node.text for node in root.children)
    assert shuffled == evaluate(parse(f"randomize(/data/x, {seed})"), scope)
    freely = evaluate(parse("randomize(/data/x)"), scope)
    assert isinstance(freely, list)
    assert sorted(map(id, freely)) == sorted(map(id, root.children))


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-170, 170)), min_size=2, max_size=6))
def test_distance_does_not_depend_on_direction(points: list[tuple[float, float]]) -> None:
    written = [f"{latitude} {longitude}" for latitude, longitude in points]
    there = value_of(f"distance('{';'.join(written)}')")
    back = value_of(f"distance('{';'.join(reversed(written))}')")
    assert isinstance(there, float)
    assert isinstance(back, float)
    assert math.isclose(there, back, abs_tol=0.02)


def test_hooks_answer_for_labels_and_functions_of_the_caller() -> None:
    def choice_name(_scope: Scope, value: str, path: str) -> str:
        return f"{path}={value}"

    def doubled(_scope: Scope, arguments: Sequence[Value]) -> Value:
        return 2 * float(to_text(arguments[0]))

    scope = Scope(
        root=read_xml(ANSWERS),
        now=ROME,
        choice_name=choice_name,
        itext={"hello": "Ciao"}.__getitem__,
        functions={"double": doubled},
    )
    assert evaluate(parse("jr:choice-name(/data/w, ' /data/q ')"), scope) == "/data/q=word"
    assert evaluate(parse("jr:itext('hello')"), scope) == "Ciao"
    assert evaluate(parse("double(/data/n) + 1", frozenset(("double",))), scope) == 9
    bare = Scope(root=read_xml(ANSWERS), now=ROME)
    assert evaluate(parse("jr:choice-name(/data/w, '/data/q')"), bare) == "word"
    assert evaluate(parse("jr:itext('hello')"), bare) == ""


def test_labels_that_ask_for_each_other_end() -> None:
    asked = parse("jr:choice-name('a', 'b')")

    def choice_name(scope: Scope, _value: str, _path: str) -> str:
        return to_text(evaluate(asked, scope))

    with pytest.raises(ExpressionError, match="too_much"):
        evaluate(asked, Scope(root=Node("data"), now=ROME, choice_name=choice_name))


def test_every_function_of_the_specification_is_known() -> None:
    names = """string concat join substr substring-before substring-after translate string-length normalize-space
    contains starts-with ends-with uuid digest pulldata if coalesce once true false boolean boolean-from-string not
    regex checklist weighted-checklist number random int sum max min round pow log log10 abs sin cos tan asin acos
    atan atan2 sqrt exp exp10 pi count count-non-empty position instance current randomize today now format-date
    format-date-time date date-time decimal-date-time decimal-time selected selected-at count-selected jr:choice-name
    jr:itext indexed-repeat area distance base64-decode"""
    assert set(names.split()) <= set(ARITIES)


def test_functions_accept_any_kind_of_value() -> None:
    """No argument, whatever its kind, makes a function fail in another way than by an `ExpressionError`."""
    samples = [
        "''",
        "'x'",
        "'2020-01-01'",
        "'1 2;3 4;5 6'",
        "0",
        "-1",
        "1e",
        "1 div 0",
        "true()",
        "/data/x",
        "/data/none",
    ]
    draw = random.Random(7)  # noqa: S311  # no secret
    for name, (fewest, most) in ARITIES.items():
        for count in range(fewest, min(most if most is not None else fewest + 3, 5) + 1):
            for _turn in range(40):
                arguments = ", ".join(
                    draw.choice([sample for sample in samples if sample != "1e"]) for _ in range(count)
                )
                try:
                    to_text(value_of(f"{name}({arguments})"))
                except ExpressionError as error:
                    assert error.code in ("not_a_node_set", "unknown_digest", "wrong_argument_count")  # noqa: PT017
