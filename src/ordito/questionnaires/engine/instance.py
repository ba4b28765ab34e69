# SPDX-License-Identifier: EUPL-1.2
"""The answers as a tree: which nodes there are, under which references, and how repeats grow and shrink."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from ordito.questionnaires.engine.form import Item, Question, Repeat
from ordito.questionnaires.engine.tree import Node, copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.questionnaires.engine.form import Form

MAX_INSTANCES = 1_000  # of one repeat within one parent
MAX_NODES = 100_000  # of one filling
SEGMENT = re.compile(r"([^/\[\]]+)(?:\[([0-9]{1,6})\])?")
COUNT_MARK = "#"  # before the reference of a repeat: the number of its instances


class UnknownRefError(LookupError):
    """No node of this filling has that reference, or it is not of the kind that was asked for."""


class Instance:
    """The tree of one filling. After every change of structure `reindex` must run.

    A reference is "/data/visit[2]/name": positions from 1, on repeats only. `spares` are instances of a counted
    repeat that are more than its count now, by parent and path: they are kept, but are no part of the tree.
    """

    def __init__(self, form: Form, root: Node) -> None:
        self.form = form
        self.root = root
        self.spares: dict[tuple[Node, str], list[Node]] = {}
        self.by_path: dict[str, list[Node]] = {}
        self.by_ref: dict[str, Node] = {}
        self.refs: dict[int, str] = {}
        self.size = 0
        self.reindex()

    def reindex(self) -> None:
        """Find every node again."""
        self.by_path = {path: [] for path in self.form.items}
        self.by_ref = {}
        self.refs = {}
        self.size = 0
        self._index(self.root, f"/{self.root.name}")

    def _index(self, node: Node, ref: str) -> None:
        self.size += 1
        item = item_of(node)
        self.by_path[item.path].append(node)
        self.by_ref[ref] = node
        self.refs[id(node)] = ref
        positions: dict[str, int] = {}
        for child in node.children:
            below = f"{ref}/{child.name}"
            if isinstance(child.item, Repeat):
                positions[child.name] = positions.get(child.name, 0) + 1
                below += f"[{positions[child.name]}]"
            self._index(child, below)

    def ref(self, node: Node) -> str:
        """The reference of a node of the tree."""
        return self.refs[id(node)]

    def node(self, ref: str) -> Node:
        """The node at a reference; raises `UnknownRefError`."""
        try:
            return self.by_ref[ref]
        except KeyError:
            raise UnknownRefError(ref) from None

    def repeat(self, ref: str) -> tuple[Node, Repeat]:
        """The parent and the item of a repeat, whose reference has no position at its end."""
        above, _, name = ref.rpartition("/")
        parent = self.node(above)
        item = self.form.items.get(f"{item_of(parent).path}/{name}")
        if not isinstance(item, Repeat):
            raise UnknownRefError(ref)
        return parent, item

    def instances(self, parent: Node, item: Repeat) -> list[Node]:
        """The instances of a repeat within one parent, in order."""
        return [child for child in parent.children if child.item is item]

    def blank(self, item: Repeat) -> Node:
        """A new instance, not yet anywhere."""
        return copy(self.form.repeats[item.path])

    def append(self, parent: Node, item: Repeat, node: Node) -> None:
        """Put an instance behind the last one, or where the first would stand."""
        ranks = self._ranks(item.path.rpartition("/")[0])
        at = len(parent.children)
        while at and ranks[item_of(parent.children[at - 1]).path] > ranks[item.path]:
            at -= 1
        parent.insert(at, node)

    def _ranks(self, above: str) -> dict[str, int]:
        """The place of each child of a path, in the order of the model."""
        key = (above, COUNT_MARK)
        if key not in self.form.cache:
            children = [path for path in self.form.items if path.rpartition("/")[0] == above]
            self.form.cache[key] = {path: rank for rank, path in enumerate(children)}
        return cast("dict[str, int]", self.form.cache[key])

    def has_room(self, count: int, item: Repeat) -> bool:
        """Whether one more instance may be added to `count`."""
        below = sum(1 for _ in self.form.repeats[item.path].walk())
        return count < MAX_INSTANCES and self.size + below <= MAX_NODES

    def kept(self, keeps: Callable[[Question], bool]) -> dict[str, str]:
        """What `instance_from_answers` makes this tree from: the leaves that `keeps` wants, and count marks."""
        found: dict[str, str] = {}
        waiting = [(self.root, f"/{self.root.name}")]
        while waiting:
            node, ref = waiting.pop()
            item = item_of(node)
            if isinstance(item, Question):
                if node.text and keeps(item):
                    found[ref] = node.text
                continue
            positions = {}
            for repeat in self._repeats_in(item.path):
                positions[repeat.name] = 0
                spares = self.spares.get((node, repeat.path), [])
                there = len(self.instances(node, repeat))
                found[f"{COUNT_MARK}{ref}/{repeat.name}"] = str(there + len(spares))
                waiting += [(one, f"{ref}/{one.name}[{at}]") for at, one in enumerate(spares, start=there + 1)]
            for child in node.children:
                below = f"{ref}/{child.name}"
                if child.name in positions:
                    positions[child.name] += 1
                    below += f"[{positions[child.name]}]"
                waiting.append((child, below))
        return found

    def _repeats_in(self, path: str) -> list[Repeat]:
        repeats = (self.form.items[below] for below in self.form.repeats if below.rpartition("/")[0] == path)
        return [item for item in repeats if isinstance(item, Repeat)]


def item_of(node: Node) -> Item:
    """The item of a node of a filling; every one has it."""
    assert isinstance(node.item, Item)
    return node.item


def instance_from_answers(form: Form, answers: dict[str, str]) -> tuple[Instance, tuple[str, ...]]:
    """A tree with these answers and nothing else, and the references that the form does not know.

    Repeats have the instances that answers or their count marks name, else those of the blank form.
    """
    root = _emptied(form.template)
    instance = Instance(form, root)
    marks = {ref.removeprefix(COUNT_MARK): text for ref, text in answers.items() if ref.startswith(COUNT_MARK)}
    for ref in sorted(marks, key=lambda ref: ref.count("/")):
        _set_count(instance, ref, marks[ref])
    unknown = []
    for ref, text in answers.items():
        if ref.startswith(COUNT_MARK):
            continue
        node = instance.by_ref.get(ref) or _made(instance, ref)
        if node is None or not isinstance(node.item, Question):
            unknown.append(ref)
        else:
            node.text = text
    return instance, tuple(unknown)


def _emptied(node: Node) -> Node:
    twin = copy(node)
    for below in twin.walk():
        below.text = ""
    return twin


def _set_count(instance: Instance, ref: str, text: str) -> None:
    try:
        parent, item = instance.repeat(ref)
    except UnknownRefError:
        return
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 0
    there = instance.instances(parent, item)
    for node in there[wanted:]:
        parent.remove(node)
    _grow(instance, parent, item, wanted)
    instance.reindex()


def _grow(instance: Instance, parent: Node, item: Repeat, wanted: int) -> bool:
    count = len(instance.instances(parent, item))
    while count < wanted:
        if not instance.has_room(count, item):
            return False
        node = _emptied(instance.form.repeats[item.path])
        instance.append(parent, item, node)
        instance.size += sum(1 for _ in node.walk())
        count += 1
    return True


def _made(instance: Instance, ref: str) -> Node | None:
    """The node at a reference, with the instances that it needs; None where the form has no such node."""
    at = ""
    for segment in ref.split("/")[1:]:
        match = SEGMENT.fullmatch(segment)
        if match is None:
            return None
        below = f"{at}/{segment}"
        if below not in instance.by_ref:
            if not at or not match.group(2):
                return None
            try:
                parent, item = instance.repeat(f"{at}/{match.group(1)}")
            except UnknownRefError:
                return None
            if not _grow(instance, parent, item, int(match.group(2))):
                return None
            instance.reindex()
        at = below
    return instance.by_ref.get(at)
