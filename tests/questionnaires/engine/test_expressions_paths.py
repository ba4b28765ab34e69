# SPDX-License-Identifier: EUPL-1.2
"""Location paths on trees of answers and lists of choices."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.questionnaires.engine.expressions import ExpressionError, Scope, evaluate, parse, to_text
from ordito.questionnaires.engine.tree import Node, read_xml

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
ANSWERS = b"""<data id="f" version="2"><a>1</a>
<r><n>10</n><s><k>x</k></s><s><k>y</k></s></r><r><n>20</n><s><k>z</k></s></r><r><n>30</n></r>
<g><a>2</a><b><a>3</a></b></g></data>"""
TOWNS = b"""<instance><root>
<item><name>ba</name><prov>BA</prov><people>300</people></item><item><name>mo</name><prov>BA</prov><people>48</people></item>
<item><name>le</name><prov>LE</prov><people>90</people></item><other><name>no</name><prov>BA</prov></other>
</root></instance>"""


def scope() -> Scope:
    return Scope(root=read_xml(ANSWERS), now=NOW, instances={"towns": read_xml(TOWNS)})


def nodes(text: str, at: Scope | None = None) -> list[str]:
    value = evaluate(parse(text), at or scope())
    assert isinstance(value, list)
    return [to_text([node]).strip() for node in value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/data/a", ["1"]),
        ("/data/r/n", ["10", "20", "30"]),
        ("/other/a", []),
        ("/data/none/a", []),
        ("//a", ["1", "2", "3"]),
        ("//k", ["x", "y", "z"]),
        ("/data//a", ["1", "2", "3"]),
        ("/data/g//a", ["2", "3"]),
        ("/data/r/s/k", ["x", "y", "z"]),
        ("/data/r/s[1]/k", ["x", "z"]),
        ("(/data/r/s)[1]/k", ["x"]),
        ("/data/r[n = 20]/s/k", ["z"]),
        ("/data/r[s]/n", ["10", "20"]),
        ("/data/r[not(s)]/n", ["30"]),
        ("/data/r[s/k = 'y']/n", ["10"]),
        ("/data/r[position() != 2]/n", ["10", "30"]),
        ("/data/r[last() - 1]/n", ["20"]),
        ("/data/r[n > 10][1]/n", ["20"]),
        ("/data/r[0]/n", []),
        ("/data/r[1.5]/n", []),
        ("/data/r[-1]/n", []),
        ("/data/r[99]/n", []),
        ("/data/r[1]/n | /data/a", ["1", "10"]),
        ("/data/r[3]/n | /data/r[1]/n | /data/r[3]/n", ["10", "30"]),
        ("/data/r[2]/preceding-sibling::r/n", ["10"]),
        ("/data/r[3]/preceding-sibling::r[1]/n", ["20"]),
        ("/data/r[1]/following-sibling::r/n", ["20", "30"]),
        ("/data/r/s/ancestor::r/n", ["10", "20"]),
        ("/data/r/s/..", ["10xy", "20z"]),
        ("/data/g/descendant::a", ["2", "3"]),
        ("/data/g/b/ancestor-or-self::*/a", ["1", "2", "3"]),
        ("/data/@version", ["2"]),
        ("/data/@*", ["f", "2"]),
        ("/data/@none", []),
        ("/data/g/*/self::b/a", ["3"]),
        ("/data/g/*/self::c", []),
        ("/data/./g/./a", ["2"]),
        ("/data/..", []),
        ("current()/a", ["1"]),
        ("instance('towns')/root/item[prov = 'BA']/name", ["ba", "mo"]),
        ("instance('towns')/root/item['BA' = prov]/name", ["ba", "mo"]),
        ("instance('towns')/root/*[prov = 'BA']/name", ["ba", "mo", "no"]),
        ("instance('towns')/root/item[prov = 'BA'][people > 100]/name", ["ba"]),
        ("instance('towns')/root/item[prov = 'BA'][2]/name", ["mo"]),
        ("instance('towns')/root/item[people = 90]/name", ["le"]),
        ("instance('towns')/root/item[people > 60]/name", ["ba", "le"]),
        ("instance('towns')/root/item[prov = name]/name", []),
        ("instance('towns')/root/item[prov != 'BA']/name", ["le"]),
        ("instance('towns')/root/item[name = /data/none]/name", []),
        ("instance('none')/root/item", []),
    ],
)
def test_path(text: str, expected: list[str]) -> None:
    assert nodes(text) == expected


def test_relative_paths_start_from_the_node_and_current_from_the_question() -> None:
    root = scope()
    second = [node for node in root.root.children if node.name == "r"][1]
    at = root.at(second.children[0])
    assert nodes(".", at) == ["20"]
    assert nodes("../s/k", at) == ["z"]
    assert nodes("../../a", at) == ["1"]
    assert nodes("/data/r[n < current()]/n", at) == ["10"]
    assert nodes("../../r[position() = position(current()/..) - 1]/n", at) == ["10"]
    assert evaluate(parse("position(..)"), at) == 2
    assert evaluate(parse("position()"), root.at(second, 2, 3)) == 2
    assert evaluate(parse("last()"), root.at(second, 2, 3)) == 3


def test_choices_by_an_answer_of_the_form() -> None:
    at = scope()
    at.root.children[0].text = "LE"
    assert nodes("instance('towns')/root/item[prov = /data/a]/name", at) == ["le"]
    at.root.children[0].text = "BA"
    assert nodes("instance('towns')/root/item[prov = /data/a]/name", at) == ["ba", "mo"]
    assert nodes("instance('towns')/root/item[prov = current()/a]/name", at) == ["ba", "mo"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "1", "1.0", ""]), max_size=6), st.sampled_from(["a", "1", "1.0", "", "zz"]))
def test_index_of_choices_finds_what_a_plain_predicate_finds(cells: list[str], wanted: str) -> None:
    holder = Node("instance")
    root = holder.append(Node("root"))
    for cell in cells:
        root.append(Node("item")).append(Node("p", cell))
    answers = Node("data")
    for text in (wanted, "b"):
        answers.append(Node("w", text))
    at = Scope(root=answers, now=NOW, instances={"l": holder})
    for value in (f"'{wanted}'", "/data/w", "/data/w[1]", "/data/none"):
        found = evaluate(parse(f"instance('l')/root/item[p = {value}]"), at)
        plain = evaluate(parse(f"instance('l')/root/item[boolean(p = {value})]"), at)
        assert found == plain


def test_paths_are_looked_up_again_after_the_structure_changed() -> None:
    at = scope()
    count = parse("count(/data/r)")
    assert evaluate(count, at) == 3
    at.root.append(Node("r"))
    assert evaluate(count, at) == 3
    at.forget_structure()
    assert evaluate(count, at) == 4
    assert evaluate(count, at.at(at.root.children[0])) == 4


def test_texts_are_never_remembered() -> None:
    at = scope()
    assert nodes("/data/a", at) == ["1"]
    at.root.children[0].text = "changed"
    assert nodes("/data/a", at) == ["changed"]


def test_answers_that_are_not_relevant_are_empty_but_there() -> None:
    at = scope()
    at.root.children[0].relevant = False
    assert nodes("/data/a", at) == [""]
    assert evaluate(parse("count(/data/a)"), at) == 1
    assert evaluate(parse("/data/a = ''"), at) is True


@pytest.mark.parametrize("text", ["count('a')", "'a' | /data/a", "/data/a | 1", "'a'/b", "(1)[1]", "position('a')"])
def test_a_path_where_none_is_given(text: str) -> None:
    with pytest.raises(ExpressionError, match="not_a_node_set"):
        evaluate(parse(text), scope())


@pytest.mark.parametrize(("outer", "inner"), list(product(range(4), range(4))))
def test_indexed_repeat_is_the_path_with_two_places(outer: int, inner: int) -> None:
    written = nodes(f"indexed-repeat(/data/r/s/k, /data/r, {outer}, /data/r/s, {inner})")
    assert written == nodes(f"/data/r[{outer}]/s[{inner}]/k")
    assert written == nodes(f"indexed-repeat(/data/r/s/k, /data/r/s, {inner}, /data/r, {outer})")
