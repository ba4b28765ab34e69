# SPDX-License-Identifier: EUPL-1.2
"""Which nodes of a form an expression looks at, from where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.syntax import Call, Chain, LocationPath, Negative

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.expressions.syntax import Step, Tree

ELSEWHERE: frozenset[str] = frozenset()  # a node of a list or of an attached file: no answer changes it
ACROSS_AXES = frozenset(("following-sibling", "preceding-sibling"))


@dataclass(slots=True)
class Seen:
    """Absolute paths looked at; `across` are those reached by a predicate or by number, perhaps in other instances."""

    paths: set[str] = field(default_factory=set)
    across: set[str] = field(default_factory=set)


class PathIndex:
    """The paths of a form, to resolve names against."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.all = frozenset(paths)
        self.below: dict[str, list[str]] = {}
        for path in self.all:
            self.below.setdefault(path.rpartition("/")[0], []).append(path)

    def step(self, start: frozenset[str], step: Step) -> frozenset[str]:
        """Where one step leads from any of the paths in `start`."""
        if step.axis == "child":
            return frozenset(
                below
                for path in start
                for below in self.below.get(path, ())
                if step.test in ("*", "node()") or below.rpartition("/")[2] == step.test
            )
        if step.axis == "parent":
            return frozenset(path.rpartition("/")[0] for path in start)
        if step.axis in ("self", *ACROSS_AXES):
            named = {path.rpartition("/")[0] + "/" + step.test for path in start}
            return start if step.axis == "self" else frozenset(named & self.all)
        if step.axis.startswith("descendant"):
            return start | frozenset(path for path in self.all if any(path.startswith(f"{top}/") for top in start))
        if step.axis.startswith("ancestor"):
            return start | frozenset(parent for path in start for parent in parents(path))
        return ELSEWHERE


def parents(path: str) -> list[str]:
    """The paths above, nearest first."""
    found = []
    while path.count("/") > 1:
        path = path.rpartition("/")[0]
        found.append(path)
    return found


def references(expression: Expression, context: str, index: PathIndex) -> Seen:
    """The paths that `expression`, standing at the node `context`, looks at."""
    seen = Seen()
    _walk(expression.tree, frozenset((context,)), _Where(context, index, seen), across=False)
    return seen


@dataclass(frozen=True, slots=True)
class _Where:
    origin: str
    index: PathIndex
    seen: Seen


def _walk(tree: Tree, context: frozenset[str], where: _Where, *, across: bool) -> frozenset[str]:
    """Notes what is seen and returns where a node-set stands; nesting is limited by the parser."""
    if isinstance(tree, LocationPath):
        return _walk_path(tree, context, where, across=across)
    if isinstance(tree, Call):
        return _walk_call(tree, context, where, across=across)
    if isinstance(tree, Negative):
        _walk(tree.operand, context, where, across=across)
    elif isinstance(tree, Chain):
        ends = [_walk(tree.first, context, where, across=across)]
        ends += [_walk(operand, context, where, across=across) for _operator, operand in tree.rest]
        return frozenset().union(*ends)
    return ELSEWHERE


def _walk_call(call: Call, context: frozenset[str], where: _Where, *, across: bool) -> frozenset[str]:
    if call.name == "current":
        return frozenset((where.origin,))
    across = across or call.name == "indexed-repeat"
    ends = [_walk(argument, context, where, across=across) for argument in call.arguments]
    return ELSEWHERE if call.name == "instance" else frozenset().union(*ends)


def _walk_path(tree: LocationPath, context: frozenset[str], where: _Where, *, across: bool) -> frozenset[str]:
    if tree.start == "root":
        at = frozenset(("",))
    elif tree.start == "context":
        at = context
    elif isinstance(tree.start, str):
        at = ELSEWHERE
    else:
        at = _walk(tree.start, context, where, across=across)
    across = across or bool(tree.filters)
    _walk_all(tree.filters, at, where, across=across)
    for step in tree.steps:
        at = where.index.step(at, step)
        across = across or bool(step.predicates) or step.axis in ACROSS_AXES
        _walk_all(step.predicates, at, where, across=across)
    found = {path for path in at if path in where.index.all}
    where.seen.paths |= found
    if across:
        where.seen.across |= found
    return at


def _walk_all(trees: Collection[Tree], at: frozenset[str], where: _Where, *, across: bool) -> None:
    for tree in trees:
        _walk(tree, at, where, across=across)
