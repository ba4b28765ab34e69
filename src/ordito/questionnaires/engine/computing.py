# SPDX-License-Identifier: EUPL-1.2
"""Relevance, repeat counts and calculations: once in order for the whole form, then only what a change reaches."""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING, TypeGuard

from ordito.questionnaires.engine.form import Question, Repeat, SetValue, Step
from ordito.questionnaires.engine.instance import Instance, item_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.questionnaires.engine.form import Form, Item
    from ordito.questionnaires.engine.tree import Node
    from ordito.questionnaires.engine.working_out import Evaluator

MAX_PASSES = 50  # over answers that refer to each other across instances
MAX_GROWING_PASSES = 300  # where each pass may add an instance
MAX_ACTIONS = 200  # set off by one answer, one after the other
KEPT_FUNCTIONS = frozenset(("random", "uuid", "once", "randomize"))  # what they gave stays


class Computer:
    """Keeps the derived part of a filling true. `touched` has what changed since it was last taken."""

    def __init__(self, form: Form, instance: Instance, evaluator: Evaluator, *, grows: bool = True) -> None:
        self.form = form
        self.instance = instance
        self.evaluator = evaluator
        self.grows = grows
        self.pinned: set[int] = set()
        self.touched: dict[int, Node] = {}
        self.touched_paths: set[str] = set()
        self.resized: set[str] = set()  # references of repeats
        # Repeats whose number depends on their own answers: none is added behind one that is still blank.
        self.self_counting = frozenset(path for step in form.order if step.knot for path in step.paths)
        self.counts: dict[str, int] = {}  # what each counted repeat should have, by reference
        self._loading = False

    def everything(self) -> None:
        """Compute the whole form; what functions of chance once gave stays."""
        self.evaluator.begin()
        self._loading = True
        for step in self.form.order:
            self._run(step)
        self._loading = False

    def spread(self, nodes: Iterable[Node]) -> None:
        """Compute what depends on nodes that changed."""
        self.evaluator.begin()
        waiting: list[int] = []
        known: set[int] = set()
        for node in nodes:
            self._touch(node)
            self._wake(item_of(node).path, waiting, known)
        while waiting:
            position = heapq.heappop(waiting)
            step = self.form.order[position]
            for path in self._run(step):
                self._wake(path, waiting, known)

    def _wake(self, path: str, waiting: list[int], known: set[int]) -> None:
        for position in self.form.dependents.get(path, ()):
            if position not in known:
                known.add(position)
                heapq.heappush(waiting, position)

    def _touch(self, node: Node) -> None:
        self.touched[id(node)] = node
        self.touched_paths.add(item_of(node).path)

    def _run(self, step: Step) -> set[str]:
        if not step.knot:
            path = step.paths[0]
            changed = self._run_path(path)
            item = self.form.items[path]
            if changed and _is_counted(item):
                return {path, *(below for below in self.form.items if below.startswith(f"{path}/"))}
            return {path} if changed else set()
        return self._run_knot(step)

    def _run_path(self, path: str) -> bool:
        item = self.form.items[path]
        changed = _is_counted(item) and self._count(item)
        for node in self.instance.by_path[path]:
            if self._settle(node, item):
                self._touch(node)
                changed = True
        return changed

    def _settle(self, node: Node, item: Item) -> bool:
        relevant = node.parent is None or node.parent.relevant
        if relevant and item.relevant is not None:
            relevant = self.evaluator.holds(item.relevant, node, otherwise=True)
        changed = relevant != node.relevant
        node.relevant = relevant
        if relevant and isinstance(item, Question) and item.calculate is not None and id(node) not in self.pinned:
            kept = self._loading and node.text and not KEPT_FUNCTIONS.isdisjoint(item.calculate.functions)
            text = node.text if kept else self.evaluator.text(item.calculate, node)
            changed = changed or text != node.text
            node.text = text
        return changed

    def _run_knot(self, step: Step) -> set[str]:
        """From the same start each time, so that what comes out depends on the answers alone."""
        counted = [item for item in map(self.form.items.__getitem__, step.paths) if _is_counted(item)]
        before = {
            node: (node.relevant, node.text) for path in step.paths for node in self.instance.by_path[path]
        }  # fmt: skip
        resized = self.resized.copy()
        for node in before:
            self._reset(node)
        if self.grows and counted:
            self._hide_all(counted)
        for _pass in range(MAX_PASSES if not counted else MAX_GROWING_PASSES):
            settled = self._settle_all(step)
            recounted = [self._recount(item) for item in counted]
            if not settled and not any(recounted):
                break
        after = {node for path in step.paths for node in self.instance.by_path[path]}
        if after == before.keys():
            self.resized = resized
        changed = {node for node in after if before.get(node) != (node.relevant, node.text)}
        for node in changed:
            self._touch(node)
        paths = {item_of(node).path for node in changed}
        if after != before.keys():
            for item in counted:
                paths |= {path for path in self.form.items if path == item.path or path.startswith(f"{item.path}/")}
        return paths

    def _reset(self, node: Node) -> None:
        item = node.item
        node.relevant = node.parent is None or node.parent.relevant
        calculate = item.calculate if isinstance(item, Question) else None
        if calculate is not None and KEPT_FUNCTIONS.isdisjoint(calculate.functions):
            node.text = ""

    def _hide_all(self, counted: list[Repeat]) -> None:
        for item in counted:
            for parent in self.instance.by_path[item.path.rpartition("/")[0]]:
                self._resize(parent, item, self.instance.instances(parent, item), 0)
        self.restructured()

    def _settle_all(self, step: Step) -> bool:
        """One pass, instance by instance: a later one may look at those before it."""
        nodes = [(node, path) for path in step.paths for node in self.instance.by_path[path]]
        if len(step.paths) > 1:
            rank = {path: position for position, path in enumerate(step.paths)}
            nodes.sort(key=lambda found: (self._instances_above(found[0]), rank[found[1]]))
        settled = [self._settle(node, self.form.items[path]) for node, path in nodes]  # all of them, none skipped
        return any(settled)

    def _instances_above(self, node: Node) -> tuple[int, ...]:
        ref = self.instance.ref(node)
        return tuple(int(part.partition("]")[0]) for part in ref.split("[")[1:])

    # Repeats whose number follows from answers.

    def _count(self, item: Repeat) -> bool:
        changed = self._recount(item)
        if changed:
            for node in self.instance.by_path[item.path]:
                for below in node.walk():
                    self._touch(below)
        return changed

    def _recount(self, item: Repeat) -> bool:
        changed = False
        for parent in list(self.instance.by_path[item.path.rpartition("/")[0]]):
            ref = f"{self.instance.ref(parent)}/{item.name}"
            there = self.instance.instances(parent, item)
            wanted = self._wanted(parent, item, there)
            self.counts[ref] = wanted
            if self.grows and wanted != len(there):
                self._resize(parent, item, there, wanted)
                self.resized.add(ref)
                changed = True
        if changed:
            self.restructured()
        return changed

    def _wanted(self, parent: Node, item: Repeat, there: list[Node]) -> int:
        assert item.count is not None
        context = there[0] if there else self.instance.blank(item)
        context.parent = parent
        number = self.evaluator.number(item.count, context)
        wanted = max(0, int(min(number, 1_000_000))) if not math.isnan(number) else 0
        if wanted > len(there) and there and item.path in self.self_counting and self._is_blank(there[-1]):
            return len(there)
        return wanted

    @staticmethod
    def _is_blank(instance: Node) -> bool:
        """Whether nobody has answered anything in an instance yet."""
        leaves = ((node, node.item) for node in instance.walk())
        return all(
            node.text == item.default or item.calculate is not None
            for node, item in leaves
            if isinstance(item, Question)
        )  # fmt: skip

    def _resize(self, parent: Node, item: Repeat, there: list[Node], wanted: int) -> None:
        spares = self.instance.spares.setdefault((parent, item.path), [])
        for node in there[wanted:]:
            parent.remove(node)
        spares[:0] = there[wanted:]
        count = min(len(there), wanted)
        while count < wanted and self.instance.has_room(count, item):
            self.place(parent, item, spares.pop(0) if spares else None)
            count += 1

    def place(self, parent: Node, item: Repeat, kept: Node | None = None) -> Node:
        """Put one more instance behind the others: one that was kept, or a new one with its defaults."""
        node = kept or self.instance.blank(item)
        self.instance.append(parent, item, node)
        self.instance.size += sum(1 for _ in node.walk())
        if kept is None:
            for action in self.form.new_repeat.get(item.path, ()):
                self.act(action, targets_below(node, item.path, action.path))
        return node

    def restructured(self) -> None:
        """Nodes came or went."""
        self.instance.reindex()
        self.evaluator.scope.forget_structure()
        by_ref = self.instance.by_ref
        self.counts = {ref: wanted for ref, wanted in self.counts.items() if ref.rpartition("/")[0] in by_ref}

    # Actions.

    def act(self, action: SetValue, targets: Iterable[Node]) -> list[Node]:
        """Set the values of an action; returns the nodes that changed, which nothing has been told about yet."""
        changed = []
        for node in targets:
            text = self.evaluator.text(action.value, node) if action.value is not None else action.text
            if text != node.text:
                node.text = text
                changed.append(node)
        return changed

    def react(self, node: Node) -> None:
        """Run the actions that a change of `node` sets off, and those that these set off."""
        waiting = [node]
        left = MAX_ACTIONS
        while waiting and left:
            source = waiting.pop(0)
            item = source.item
            for action in item.triggers if isinstance(item, Question) else ():
                left -= 1
                changed = self.act(action, self.related(source, action.path))
                self.spread(changed)
                waiting += changed
                if not left:
                    break

    def related(self, node: Node, path: str) -> list[Node]:
        """The nodes at `path` within the innermost instance that they share with `node`."""
        above = node
        while not path.startswith(f"{item_of(above).path}/"):
            assert above.parent is not None  # the root is above every path
            above = above.parent
        return targets_below(above, item_of(above).path, path)


def _is_counted(item: Item) -> TypeGuard[Repeat]:
    return isinstance(item, Repeat) and item.count is not None


def targets_below(top: Node, top_path: str, path: str) -> list[Node]:
    """The nodes at `path` below `top`, whose own path is `top_path`."""
    nodes = [top]
    for name in path.removeprefix(top_path).strip("/").split("/"):
        nodes = [child for node in nodes for child in node.children if child.name == name]
    return nodes
