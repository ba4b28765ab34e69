# SPDX-License-Identifier: EUPL-1.2
"""Where a question's choices come from: the nodeset of an itemset."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.syntax import Call, LocationPath
from ordito.questionnaires.engine.expressions.syntax import Text as Literal
from ordito.questionnaires.engine.form import ChoiceList, ListItem, Text
from ordito.questionnaires.engine.reading_texts import NO_LANGUAGE, read_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.reading_texts import Texts
    from ordito.questionnaires.engine.tree import Node

OPENING = {"(": ")", "[": "]"}
RANDOMIZE = re.compile(r"randomize\s*\((.*)\)", re.DOTALL)


class Lists:
    """Reads itemsets; lists used by several questions are made once."""

    def __init__(self, instances: Mapping[str, Node], texts: Texts) -> None:
        self.instances = instances
        self.texts = texts
        self._made: dict[tuple[str, str, str], tuple[ListItem, ...]] = {}

    def inline(self, control: Node, path: str) -> ChoiceList | None:
        """The choices of a control that has them inside."""
        found = []
        for element in control.children:
            if element.name == "item":
                value = element.child("value")
                label = self.texts.of(element.child("label"), path)
                text = value.text.strip() if value is not None else ""
                found.append(ListItem(text, label or Text({NO_LANGUAGE: (text,)}), element))
        return ChoiceList(tuple(found)) if found else None

    def itemset(self, element: Node, path: str) -> ChoiceList:
        """The choices of an `itemset` of the question at `path`."""
        value, label = element.child("value"), element.child("label")
        value_path = _ref(value) or "name"
        label_path = _ref(label) or value_path
        match = re.fullmatch(r"jr:itext\(\s*([\w.:/-]+)\s*\)", label_path)
        return self.query(
            element.attributes.get("nodeset", ""), path, value_path, match.group(1) if match else label_path,
            label_is_id=match is not None,
        )  # fmt: skip

    def query(
        self, nodeset: str, path: str, value_path: str = "name", label_path: str = "label", *, label_is_id: bool = False
    ) -> ChoiceList:
        """The choices that a nodeset selects; raises `FormRefusedError` where it cannot be parsed."""
        inner, seeded = _without_randomize(nodeset.strip())
        randomize = inner != nodeset.strip() and not seeded
        whole = read_expression(inner if randomize else nodeset, path)
        source, filtered = _source(read_expression(inner, path))
        items = self._items(source, value_path, label_path, label_is_id=label_is_id) if source else None
        return ChoiceList(
            items=items,
            nodeset=whole if items is None or filtered or seeded else None,
            value_path=value_path,
            label_path=label_path,
            label_is_id=label_is_id,
            randomize=randomize,
        )

    def _items(
        self, source: str, value_path: str, label_path: str, *, label_is_id: bool
    ) -> tuple[ListItem, ...] | None:
        instance = self.instances.get(source)
        if instance is None:
            return ()
        key = (source, value_path, label_path)
        if key not in self._made:
            root = instance.child("root")
            nodes = [node for node in root.children if node.name == "item"] if root is not None else []
            self._made[key] = tuple(self._item(node, value_path, label_path, label_is_id=label_is_id) for node in nodes)
        return self._made[key]

    def _item(self, node: Node, value_path: str, label_path: str, *, label_is_id: bool) -> ListItem:
        value = _text(node, value_path)
        label = _text(node, label_path)
        text = self.texts.by_id.get(label) if label_is_id else None
        return ListItem(value, text or Text({NO_LANGUAGE: (label if label and not label_is_id else value,)}), node)


def _ref(element: Node | None) -> str:
    return element.attributes.get("ref", "").strip() if element is not None else ""


def _text(node: Node, name: str) -> str:
    child = node.child(name)
    return child.text.strip() if child is not None else ""


def _without_randomize(nodeset: str) -> tuple[str, bool]:
    """What is put in random order, if anything is, and whether the order follows from a seed."""
    match = RANDOMIZE.fullmatch(nodeset)
    if not match:
        return nodeset, False
    inner = split_top(match.group(1), ",")
    return inner[0].strip(), len(inner) > 1


def split_top(text: str, separator: str) -> list[str]:
    """The parts of `text` between separators that stand outside quotes and brackets."""
    parts, depth, quote, start, at = [], 0, "", 0, 0
    while at < len(text):
        letter = text[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in OPENING:
            depth += 1
        elif letter in OPENING.values():
            depth -= 1
        elif depth == 0 and text.startswith(separator, at):
            parts.append(text[start:at])
            start = at = at + len(separator)
            continue
        at += 1
    return [*parts, text[start:]]


def _source(whole: Expression | None) -> tuple[str, bool]:
    """The instance whose items are offered, and whether not all are; "" when it is not `instance('x')/root/item[…]`."""
    tree = whole.tree if whole is not None else None
    if not isinstance(tree, LocationPath) or not isinstance(tree.start, Call) or tree.start.name != "instance":
        return "", False
    name = tree.start.arguments[0]
    names = tuple((step.axis, step.test) for step in tree.steps)
    if not isinstance(name, Literal) or tree.filters or names != (("child", "root"), ("child", "item")):
        return "", False
    return name.value, any(step.predicates for step in tree.steps)
