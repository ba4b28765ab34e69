# SPDX-License-Identifier: EUPL-1.2
"""Whatever is written, reading and working out end, and nothing but an `ExpressionError` comes out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.questionnaires.engine.expressions import Expression, ExpressionError, Scope, evaluate, parse, to_text
from ordito.questionnaires.engine.expressions.functions import ARITIES
from ordito.questionnaires.engine.expressions.problems import CODES
from ordito.questionnaires.engine.tree import Node, read_xml

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
SMALL = read_xml(b"<data><a>1</a><b>x y</b><r><n>1</n></r><r><n/></r><d>2020-01-01</d></data>")


def scope(root: Node = SMALL) -> Scope:
    return Scope(root=root, now=NOW, values={"v": "3"})


def large() -> Node:
    root = Node("data")
    for index in range(3_000):
        repeat = root.append(Node("r"))
        repeat.append(Node("n", str(index)))
        repeat.append(Node("t", "x" * 20))
    root.append(Node("big", "y" * 900_000))
    root.append(Node("twin", "y" * 900_000))
    return root


LARGE = large()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("//*[//*[//*[//*]]]", "too_much"),
        ("count(//*[string(/data) = 'x'])", "too_much"),
        ("count(//*[/data/big = /data/twin])", "too_much"),
        ("count(/data/r[n > ../r/n])", "too_much"),
        ("//*[" + "+".join(["1"] * 4000) + "]", "too_much"),
        ("+".join(["count-selected(/data/big)"] * 500), "too_much"),
        ("+".join(["string-length(translate('a', /data/big, 'b'))"] * 300), "too_much"),
        ("+".join(["string-length(/data)"] * 900), "too_much"),
        ("+".join(["regex(/data/big, '(y+y+)+z')"] * 300), "too_much"),
        ("count(//*[digest(/data/big, 'MD5')])", "too_much"),
        ("concat(" + ",".join(["/data/big"] * 3) + ")", "too_long_text"),
        ("string-length(" + "concat(" * 50 + "/data/big" + ", /data/big)" * 50 + ")", "too_long_text"),
        ("join(/data/big, //*)", "too_long_text"),
    ],
)
def test_work_is_bounded(text: str, code: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse(text), scope(LARGE))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "sum(//n)",
        "count(//*/ancestor::*/descendant::*)",
        "count(/data/r[n > 10 and position() < last()])",
        "count(/data/r[n >= 2000]/t[. != 'x'])",
        "count(/data/r[position() < 500]/n[. > ../../r[3]/n])",
    ],
)
def test_what_a_large_form_needs_is_not_too_much(text: str) -> None:
    assert isinstance(evaluate(parse(text), scope(LARGE)), float)


def test_what_was_used_up_is_given_back_for_the_next_expression() -> None:
    at = scope(LARGE)
    with pytest.raises(ExpressionError, match="too_much"):
        evaluate(parse("//*[//*[//*[//*]]]"), at)
    assert evaluate(parse("count(//n)"), at) == 3_000


NESTED: dict[str, Callable[[int], str]] = {
    "brackets": lambda depth: "(" * depth + "1" + ")" * depth,
    "functions": lambda depth: "not(" * depth + "1" + ")" * depth,
    "choices": lambda depth: "if(1, " * depth + "1" + ", 2)" * depth,
    "predicates": lambda depth: "a[" * depth + "1" + "]" * depth,
    "operators": lambda depth: "1 or 1 and 1 = 1 < 1 + 1 * -(" * depth + "1" + ")" * depth,
    "filters": lambda depth: "(" * depth + "/data" + ")[1]" * depth,
    "signs": lambda depth: "-" * depth + "1",
    "sums": lambda depth: "+".join(["1"] * depth),
    "steps": lambda depth: "/a" * depth,
    "unions": lambda depth: "|".join(["/a"] * depth),
    "rows": lambda depth: "/data" + "[1]" * depth,
}


@pytest.mark.parametrize("kind", NESTED)
def test_no_depth_exhausts_the_stack(kind: str) -> None:
    """Also from within a server's own calls: a third of the interpreter's stack is taken away first."""

    def deeper(frames: int) -> None:
        if frames:
            deeper(frames - 1)
            return
        for depth in (1, 5, 8, 20, 50, 100, 118, 1_000, 5_000, 9_000):
            text = NESTED[kind](depth)
            try:
                to_text(evaluate(parse(text), scope()))
            except ExpressionError as error:
                assert error.code in ("too_deep", "too_long")  # noqa: PT017  # both ways are right
                assert depth > 8

    deeper(sys.getrecursionlimit() // 3)


def test_one_choice_in_another_for_every_province() -> None:
    text = "".join(f"if(/data/a = '{number}', 'P{number}', " for number in range(107)) + "'none'" + ")" * 107
    assert evaluate(parse(text), scope()) == "P1"


WORDS = st.sampled_from(
    [
        *(" ", "/", "//", "(", ")", "[", "]", ",", ".", "..", "@", "*", "::", "|", "+", "-", "=", "!=", "<", "<=", ">"),
        *("and", "or", "div", "mod", "a", "b", "data", "r", "n", "x:y", "child", "ancestor", "node()", "${v}", "${w}"),
        *("1", "2.5", ".5", "'x'", '"y"', "'2020-01-01'", "'", '"', "é", "\n", "/data/a", "/data/r/n", "current()"),
        *(f"{name}(" for name in sorted(ARITIES)),
    ]
)


def check(text: str) -> None:
    """Read and work out: a value comes out, or an error with a code that is known and a place within the text."""
    try:
        expression = parse(text)
    except ExpressionError as error:
        assert error.code in CODES  # noqa: PT017  # both ways are right
        assert error.position is not None  # noqa: PT017
        assert 0 <= error.position <= len(text)  # noqa: PT017
        return
    assert isinstance(expression, Expression)
    try:
        to_text(evaluate(expression, scope()))
    except ExpressionError as error:
        assert error.code in CODES  # noqa: PT017


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_any_row_of_words_is_read_or_refused(words: list[str]) -> None:
    check("".join(words))
    check(" ".join(words))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    check(text)


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Well-formed expressions around others, so that working out is reached, not only reading."""
    operators = st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", ">=", "and", "or", "|"])
    names = st.sampled_from([name for name, (fewest, _most) in ARITIES.items() if fewest <= 2])
    return st.one_of(
        st.tuples(inner, operators, inner).map(" ".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        st.tuples(names, inner).map(lambda pair: f"{pair[0]}({pair[1]})"),
        st.tuples(names, inner, inner).map(lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"),
        inner.map("/data/r[{}]/n".format),
        inner.map("//*[{}]".format),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]})[{pair[1]}]"),
    )


LEAVES = st.sampled_from(
    [
        "1",
        "0",
        "-1",
        "'x'",
        "''",
        "'2020-02-29'",
        "/data/a",
        "/data/b",
        "/data/r/n",
        "//n",
        ".",
        "..",
        "*",
        "${v}",
        "@x",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.recursive(LEAVES, calls, max_leaves=12))
def test_any_well_formed_expression_is_worked_out_or_refused(text: str) -> None:
    check(text)
