# SPDX-License-Identifier: EUPL-1.2
"""Answers nested by name, as `flat.canonical` gives them and as a program sends them, made an instance of the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.arriving import MAX_NAME, MAX_PROBLEMS
from ordito.questionnaires.engine.filling import INSTANCE_ID, META
from ordito.questionnaires.engine.form import Question, Repeat
from ordito.questionnaires.engine.instance import MAX_INSTANCES, MAX_NODES
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.engine.tree import Node, write_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.form import Form, Item


def nested_xml(form: Form, answers: Mapping[str, object], instance_id: str) -> tuple[bytes, tuple[Problem, ...]]:
    """The submission that says exactly these answers, in the order of the form, and what has no place in it.

    A leaf is a text, a number or None (no answer); a group a mapping; a repeat a list of mappings. The block `meta` is
    made anew. The same answers always give the same bytes, however their names were ordered.
    """
    root = Node(form.template.name, attributes=dict(form.template.attributes))
    writer = _Writer(form)
    writer.branch(answers, root, form.root.path, f"/{root.name}")
    root.append(Node(META)).append(Node(INSTANCE_ID, instance_id))
    return write_xml(root), tuple(writer.problems)


@dataclass(slots=True)
class _Writer:
    form: Form
    problems: list[Problem] = field(default_factory=list)
    below: dict[str, dict[str, Item]] = field(init=False)
    left: int = MAX_NODES

    def __post_init__(self) -> None:
        self.below = {}
        for path, item in self.form.items.items():
            self.below.setdefault(path.rpartition("/")[0], {})[item.name] = item

    def branch(self, answers: Mapping[str, object], node: Node, path: str, ref: str) -> None:
        """The answers of a group or an instance, as children of its node; as deep as the form and no deeper."""
        known = self.below.get(path, {})
        for name, item in known.items():
            if name in answers and item.path != f"{self.form.root.path}/{META}":
                self._item(answers[name], item, node, f"{ref}/{name}")
        for name in answers:
            if name not in known and not (name == META and path == self.form.root.path):
                short = name[:MAX_NAME]
                self._problem(f"{ref}/{short}", ProblemCode.UNKNOWN_ELEMENT, name=short)

    def _problem(self, ref: str, code: ProblemCode, **params: str | int) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(ref, code, params))

    def _item(self, value: object, item: Item, node: Node, ref: str) -> None:
        if isinstance(item, Question):
            text = _text(value)
            if text is None:
                self._problem(ref, ProblemCode.WRONG_TYPE, type=item.type)
            else:
                self._add(node, item.name, text)
        elif isinstance(item, Repeat) and isinstance(value, list):
            self._instances(value, item, node, ref)
        elif not isinstance(item, Repeat) and isinstance(value, dict):
            self.branch(value, self._add(node, item.name), item.path, ref)
        else:
            self._problem(ref, ProblemCode.WRONG_TYPE, type="repeat" if isinstance(item, Repeat) else "group")

    def _instances(self, values: list[object], item: Repeat, node: Node, ref: str) -> None:
        limit = min(MAX_INSTANCES, self.left)
        if len(values) > limit:
            self._problem(ref, ProblemCode.TOO_MANY, count=len(values), limit=limit)
        for position, value in enumerate(values[:limit], 1):
            here = f"{ref}[{position}]"
            if isinstance(value, dict):
                self.branch(value, self._add(node, item.name), item.path, here)
            else:
                self._problem(here, ProblemCode.WRONG_TYPE, type="group")

    def _add(self, node: Node, name: str, text: str = "") -> Node:
        self.left -= 1
        return node.append(Node(name, text))


def _text(value: object) -> str | None:
    """A leaf as text, None for what is no leaf."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        return None
    return str(value)
