# SPDX-License-Identifier: EUPL-1.2
"""Answers that arrive as XML, laid over the form: what fits is taken, what does not is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.form import Group, Item, Question, Repeat
from ordito.questionnaires.engine.instance import MAX_INSTANCES, MAX_NODES
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.engine.reading_model import TEMPLATE
from ordito.questionnaires.engine.tree import Node
from ordito.questionnaires.engine.values import MAX_ANSWER

if TYPE_CHECKING:
    from ordito.questionnaires.engine.form import Form

META = "meta"
MAX_PROBLEMS = 200  # of strange elements: more are not named
MAX_NAME = 60  # of an element as it is quoted


@dataclass(slots=True)
class Merged:
    """A tree of the form's nodes with the answers that came, and what was wrong with how they came."""

    form: Form
    root: Node
    problems: list[Problem] = field(default_factory=list)
    left: int = MAX_NODES

    def lay(self, sent: Node, blank: Node, target: Node, ref: str) -> None:
        """Fill `target`, a twin of `blank`, with what `sent` has for it."""
        names: dict[str, list[Node]] = {}
        for child in sent.children:
            if TEMPLATE not in child.attributes:
                names.setdefault(child.name, []).append(child)
        done: set[str] = set()
        for child in blank.children:
            if child.name in done:
                continue
            done.add(child.name)
            arrived = names.pop(child.name, [])
            if isinstance(child.item, Repeat):
                self._lay_repeat(arrived, child.item, target, f"{ref}/{child.name}")
            else:
                self._lay_one(arrived, child, target, f"{ref}/{child.name}")
        for item in _absent_repeats(target.item, done):
            self._lay_repeat(names.pop(item.name, []), item, target, f"{ref}/{item.name}")
        for name in names:
            if META not in (blank.name, name):  # devices add to it what they like, and the whole of it
                self._unknown(ref, name)

    def _unknown(self, ref: str, name: str) -> None:
        name = name[:MAX_NAME]
        if len(self.problems) >= MAX_PROBLEMS:
            return
        self.problems.append(Problem(f"{ref}/{name}", ProblemCode.UNKNOWN_ELEMENT, {"name": name}))

    def _too_many(self, ref: str, count: int, limit: int) -> None:
        self.problems.append(Problem(ref, ProblemCode.TOO_MANY, {"count": count, "limit": limit}))

    def _lay_repeat(self, arrived: list[Node], item: Repeat, target: Node, ref: str) -> None:
        blank = self.form.repeats[item.path]
        below = sum(1 for _ in blank.walk())
        limit = min(MAX_INSTANCES, self.left // below)
        if len(arrived) > limit:
            self._too_many(ref, len(arrived), limit)
        for position, child in enumerate(arrived[:limit], start=1):
            self.left -= below
            node = target.append(Node(item.name, attributes=dict(blank.attributes)))
            node.item = item
            self.lay(child, blank, node, f"{ref}[{position}]")

    def _lay_one(self, arrived: list[Node], blank: Node, target: Node, ref: str) -> None:
        node = target.append(Node(blank.name, attributes=dict(blank.attributes)))
        node.item = blank.item
        if len(arrived) > 1:
            self._too_many(ref, len(arrived), 1)
        child = arrived[0] if arrived else Node(blank.name)
        if isinstance(node.item, Question):
            self._take_answer(child, node, ref)
        else:
            self.lay(child, blank, node, ref)

    def _take_answer(self, sent: Node, node: Node, ref: str) -> None:
        if sent.children:
            self._unknown(ref, sent.children[0].name)
        elif len(sent.text) > MAX_ANSWER:
            params = {"length": len(sent.text), "limit": MAX_ANSWER}
            self.problems.append(Problem(ref, ProblemCode.TOO_LONG, params))
        elif sent.text.strip():
            node.text = sent.text


def merged(form: Form, sent: Node) -> Merged:
    """Lay the submission `sent` over `form`. Order does not matter; what is missing is empty; nothing is raised."""
    top = Node(form.template.name, attributes=dict(form.template.attributes))
    top.item = form.root
    result = Merged(form, top)
    result.lay(sent if sent.name == top.name else Node(top.name), form.template, top, f"/{top.name}")
    return result


def _absent_repeats(item: object, done: set[str]) -> list[Repeat]:
    """Repeats that the blank form begins without an instance of."""
    found = []
    waiting: list[Item] = list(item.children) if isinstance(item, (Group, Repeat)) else []
    while waiting:
        child = waiting.pop(0)
        if isinstance(child, Repeat):
            found.append(child)
        elif isinstance(child, Group) and "#" in child.path:
            waiting = [*child.children, *waiting]
    return [child for child in found if child.name not in done]
