# SPDX-License-Identifier: EUPL-1.2
"""Answers in their two stored shapes: nested by name, and one row per instance of a repeat."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ordito.questionnaires.engine.form import Group, Question, Repeat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.tree import Node

# Name → text of a leaf, branch of a group, or list of branches of a repeat. Empty leaves and groups are left out.
Branch = dict[str, "str | Branch | list[Branch]"]


@dataclass(frozen=True, slots=True)
class FlatRow:
    """One row of a table. `repeat` is the path of its repeat, "" for the submission itself.

    `index` counts from 1 over the whole table of one submission; `parent_index` is that of the row it belongs to, 0
    for the submission. `values` are by path.
    """

    repeat: str
    index: int
    parent_index: int
    values: dict[str, str]


def canonical(root: Node) -> Branch:
    """The relevant answers of a filling's tree, nested by name."""
    found: Branch = {}
    for child in root.children:
        if not child.relevant:
            continue
        if isinstance(child.item, Repeat):
            cast("list[Branch]", found.setdefault(child.name, [])).append(canonical(child))
        elif isinstance(child.item, Question):
            if child.text:
                found[child.name] = child.text
        else:
            below = canonical(child)
            if below:
                found[child.name] = below
    return found


def flat_rows(form: Form, answers: Branch) -> Iterator[FlatRow]:
    """The rows of one submission, each after the one it belongs to. What the form does not know is left out."""
    counters: dict[str, int] = {}
    waiting = deque([(answers, "", f"/{form.template.name}", 0)])
    while waiting:
        branch, repeat, path, parent = waiting.popleft()
        counters[repeat] = counters.get(repeat, 0) + 1
        values: dict[str, str] = {}
        inner: list[tuple[Branch, str]] = []
        _gather(form, branch, path, values, inner)
        yield FlatRow(repeat, counters[repeat], parent, values)
        waiting.extend((below, at, at, counters[repeat]) for below, at in inner)


def _gather(form: Form, branch: Branch, path: str, values: dict[str, str], inner: list[tuple[Branch, str]]) -> None:
    """Leaves of this row into `values`, instances of the repeats directly below it into `inner`."""
    for name, value in branch.items():
        below = f"{path}/{name}"
        item = form.items.get(below)
        if isinstance(item, Question) and isinstance(value, str):
            values[below] = value
        elif isinstance(item, Repeat) and isinstance(value, list):
            inner += [(instance, below) for instance in value]
        elif isinstance(item, Group) and isinstance(value, dict):
            _gather(form, value, below, values, inner)
