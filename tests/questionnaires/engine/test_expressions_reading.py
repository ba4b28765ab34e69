# SPDX-License-Identifier: EUPL-1.2
"""How expressions are read: tokens, precedence, what is refused and where, what they refer to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ordito.questionnaires.engine.expressions import ExpressionError, Path, Scope, evaluate, parse, to_text
from ordito.questionnaires.engine.expressions.problems import CODES
from ordito.questionnaires.engine.expressions.syntax import Call, Chain, LocationPath, Step
from ordito.questionnaires.engine.expressions.tokens import tokenize
from ordito.questionnaires.engine.tree import read_xml

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
ANSWERS = b"<data><a>6</a><b>3</b><div>2</div><a-b>minus</a-b><and>yes</and><g.x>dot</g.x><e/></data>"


def value_of(text: str) -> str:
    return to_text(evaluate(parse(text), Scope(root=read_xml(ANSWERS), now=NOW)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4", "14"),
        ("2 * 3 + 4", "10"),
        ("(2 + 3) * 4", "20"),
        ("20 div 5 div 2", "2"),
        ("20 div (5 div 5)", "20"),
        ("10 - 4 - 3", "3"),
        ("10 - (4 - 3)", "9"),
        ("7 mod 4 * 2", "6"),
        ("-2 * -3", "6"),
        ("2 - -2", "4"),
        ("---2", "-2"),
        ("-(1 + 2)", "-3"),
        ("1 + 1 = 2", "true"),
        ("1 < 2 = true()", "true"),
        ("false() = 2 < 1", "true"),
        ("3 > 2 > 1", "false"),
        ("true() or false() and false()", "true"),
        ("(true() or false()) and false()", "false"),
        ("1 = 1 or 1 = 2 and 1 = 3", "true"),
        ("-/data/a | /data/b", "-6"),
        ("1+1", "2"),
        ("\n1\t+\r1 ", "2"),
        ('"it\'s"', "it's"),
        ("'say \"hi\"'", 'say "hi"'),
    ],
)
def test_operators_bind_as_in_xpath(text: str, expected: str) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data/div div /data/div", "1"),
        ("/data/a*/data/b", "18"),
        ("count(/data/*)", "7"),
        ("/data/a-b", "minus"),
        ("/data/a -/data/b", "3"),
        ("/data/a - b", "3"),
        ("/data/and = 'yes' and /data/and", "true"),
        ("count(/data/* ) * 2", "14"),
        ("/data/g.x", "dot"),
        ("/data/child::a", "6"),
        ("/data/orx:a", "6"),
        ("count(*)", "7"),
        (". div 2", ""),
        ("count(..)", "0"),
        ("string-length('/')", "1"),
        ("concat('a', '/', '(')", "a/("),
    ],
)
def test_names_and_operators_are_told_apart(text: str, expected: str) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    ("text", "code", "position", "detail"),
    [
        ("", "empty", 0, ""),
        ("  \n ", "empty", 0, ""),
        ("1 +", "unexpected_end", 3, ""),
        ("(1 + 2", "unexpected_end", 6, ""),
        ("1 2", "unexpected_token", 2, "2"),
        ("1 + * 2", "unexpected_token", 6, "2"),
        (")", "unexpected_token", 0, ")"),
        ("/data/a]", "unexpected_token", 7, "]"),
        ("/data/a[", "unexpected_end", 8, ""),
        ("/data/a[]", "unexpected_token", 8, "]"),
        ("/data/", "unexpected_end", 6, ""),
        ("if(1, 2, 3", "unexpected_end", 10, ""),
        ("concat(,)", "unexpected_token", 7, ","),
        ("'open", "unclosed_text", 0, "'"),
        ('1 + "open', "unclosed_text", 4, '"'),
        ("1 ; 2", "unexpected_character", 2, ";"),
        ("${a", "unexpected_character", 0, "$"),
        ("#a", "unexpected_character", 0, "#"),
        ("1 == 1", "unexpected_token", 3, "="),
        ("1 && 2", "unexpected_character", 2, "&"),
        ("1 ! 2", "unexpected_character", 2, "!"),
        ("fantasia(1)", "unknown_function", 0, "fantasia"),
        ("1 + jr:fantasia()", "unknown_function", 4, "jr:fantasia"),
        ("round()", "wrong_argument_count", 0, "round 0 1-2"),
        ("1 + if(1, 2)", "wrong_argument_count", 4, "if 2 3-3"),
        ("join()", "wrong_argument_count", 0, "join 0 1-"),
        ("today(1)", "wrong_argument_count", 0, "today 1 0-0"),
        ("following::a", "unsupported_axis", 0, "following"),
        ("1" * 20_001, "too_long", 0, "20001"),
        ("(" * 200 + "1" + ")" * 200, "too_deep", 120, "120"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, code: str, position: int, detail: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.position, caught.value.detail) == (code, position, detail)
    assert code in CODES


def test_tokens_keep_their_positions() -> None:
    assert [(token.kind, token.text, token.position) for token in tokenize("/a * ${ b }div'x'")] == [
        ("operator", "/", 0),
        ("name", "a", 1),
        ("operator", "*", 3),
        ("reference", "b", 5),
        ("operator", "div", 11),
        ("text", "x", 14),
        ("end", "", 17),
    ]


def test_tree_of_equal_operators_is_flat() -> None:
    tree = parse("1 + 2 - 3 + (4 * 5)").tree
    assert isinstance(tree, Chain)
    assert [sign for sign, _operand in tree.rest] == ["+", "-", "+"]


def test_tree_of_a_path() -> None:
    tree = parse("instance('x')/root/item[p = 1]//@id").tree
    assert isinstance(tree, LocationPath)
    assert isinstance(tree.start, Call)
    assert [(step.axis, step.test, len(step.predicates)) for step in tree.steps] == [
        ("child", "root", 0),
        ("child", "item", 1),
        ("descendant-or-self", "node()", 0),
        ("attribute", "id", 0),
    ]
    assert parse("..").tree == LocationPath("context", (), (Step("parent", "node()"),), 0)


def test_references_are_all_paths_in_order() -> None:
    expression = parse(
        "if(/data/a > ../b[c = current()/../d], instance('towns')/root/item[name = /data/t]/label, ${e})"
        " + count(//f/@g)"
    )
    assert [(path.text, path.origin, path.in_predicate) for path in expression.references] == [
        ("/data/a", "root", False),
        ("../b", "context", False),
        ("c", "context", True),
        ("current()/../d", "current", True),
        ("instance('towns')/root/item/label", "instance", False),
        ("name", "context", True),
        ("/data/t", "root", True),
        ("${e}", "name", False),
        ("//f/@g", "root", False),
    ]
    assert expression.references[4].instance == "towns"
    assert expression.functions == {"if", "current", "instance", "count"}


def test_reference_tells_where_it_stands() -> None:
    assert parse("1 + (/data/a)[2]/b + .").references == (
        Path("(…)/b", "value", "", in_predicate=False, position=4),
        Path("/data/a", "root", "", in_predicate=False, position=5),
        Path(".", "context", "", in_predicate=False, position=21),
    )


def test_functions_of_the_caller_are_known_only_where_they_are_named() -> None:
    assert parse("last-round('a')", frozenset(("last-round",))).functions == {"last-round"}
    with pytest.raises(ExpressionError, match="unknown_function"):
        parse("last-round('a')")


def test_expression_is_read_once() -> None:
    assert parse("1 + 1") is parse("1 + 1")
