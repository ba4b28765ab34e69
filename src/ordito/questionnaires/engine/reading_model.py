# SPDX-License-Identifier: EUPL-1.2
"""The model of an XForm: its blank instance, its repeats' blanks, its binds, its lists and attached files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.problems import FormRefusedError, Notice
from ordito.questionnaires.engine.tree import Node, XmlRefusedError, copy, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

JAVAROSA = "{http://openrosa.org/javarosa}"
TEMPLATE = f"{JAVAROSA}template"
LAST_SAVED = "jr://instance/last-saved"
MAX_CELLS = 1_000_000
MAX_ATTACHED = 20 * 1024 * 1024


@dataclass(slots=True)
class Model:
    """What the model says, by absolute path. `paths` are in the order of the form."""

    element: Node
    root: Node
    paths: dict[str, Node] = field(default_factory=dict)
    repeats: dict[str, Node] = field(default_factory=dict)
    binds: dict[str, Mapping[str, str]] = field(default_factory=dict)
    instances: dict[str, Node] = field(default_factory=dict)


def read_model(element: Node, attached: Mapping[str, bytes], notices: list[Notice]) -> Model:
    """The model below `element`; raises `FormRefusedError` where there is no instance to fill."""
    found = [node for node in element.children if node.name == "instance"]
    data = found[0].children[0] if found and found[0].children else None
    if data is None:
        raise FormRefusedError("not_a_form", "instance")
    model = Model(element, Node(data.name, attributes=_own(data)))
    _read_instance(model, data)
    for node in element.children:
        if node.name == "bind":
            _read_bind(model, node, notices)
    for node in found[1:]:
        _read_secondary(model, node, attached, notices)
    return model


def _own(data: Node) -> dict[str, str]:
    return {name: value for name, value in data.attributes.items() if name != TEMPLATE}


def _read_instance(model: Model, data: Node) -> None:
    """Copies the tree without its templates, which become the blanks of their repeats."""
    waiting: list[tuple[Node, Node, str, bool]] = [(data, model.root, f"/{data.name}", False)]
    while waiting:
        source, target, path, in_template = waiting.pop(0)
        model.paths.setdefault(path, target)
        plain = {child.name for child in source.children if TEMPLATE not in child.attributes}
        if not source.children:
            target.text = source.text.strip()
        for child in source.children:
            below = f"{path}/{child.name}"
            twin = Node(child.name, attributes=_own(child))
            if TEMPLATE in child.attributes:
                model.repeats.setdefault(below, twin)
                if in_template and child.name not in plain:
                    waiting.append((child, target.append(Node(child.name, attributes=_own(child))), below, True))
                waiting.append((child, twin, below, True))
            else:
                waiting.append((child, target.append(twin), below, in_template))
    model.paths = dict(_in_order(data, f"/{data.name}", model.paths))


def _in_order(data: Node, path: str, nodes: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    yield path, nodes[path]
    for child in data.children:
        yield from _in_order(child, f"{path}/{child.name}", nodes)


def _read_bind(model: Model, node: Node, notices: list[Notice]) -> None:
    path = node.attributes.get("nodeset", "").strip()
    if "/@" in path:
        notices.append(Notice("entities", path))
    elif path in model.paths:
        model.binds[path] = {**model.binds.get(path, {}), **node.attributes}
    else:
        notices.append(Notice("no_node", path))


def _read_secondary(model: Model, node: Node, attached: Mapping[str, bytes], notices: list[Notice]) -> None:
    key = node.attributes.get("id", "")
    source = node.attributes.get("src", "")
    if not source:
        model.instances[key] = node
    elif source == LAST_SAVED:
        notices.append(Notice("last_saved", detail=key))
        model.instances[key] = _holding(_emptied(model.root))
    else:
        name = source.rpartition("/")[2]
        if name not in attached:
            notices.append(Notice("external_instance", detail=name))
        model.instances[key] = read_attached(name, attached[name]) if name in attached else _holding(Node("root"))


def _holding(root: Node) -> Node:
    instance = Node("instance")
    instance.append(root)
    return instance


def _emptied(root: Node) -> Node:
    twin = copy(root)
    for node in twin.walk():
        node.text = ""
    return twin


def read_attached(name: str, content: bytes) -> Node:
    """An attached CSV (or XML) as a secondary instance: instance/root/item/column. Raises `FormRefusedError`."""
    if len(content) > MAX_ATTACHED:
        raise FormRefusedError("bad_file", name)
    if name.lower().endswith(".xml"):
        try:
            return _holding(read_xml(content, max_bytes=MAX_ATTACHED, max_nodes=MAX_CELLS))
        except XmlRefusedError:
            raise FormRefusedError("bad_file", name) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    root = Node("root")
    try:
        _append_rows(root, text)
    except (csv.Error, OverflowError):
        raise FormRefusedError("bad_file", name) from None
    return _holding(root)


def _append_rows(root: Node, text: str) -> None:
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = [cell.strip() for cell in next(rows, [])]
    left = MAX_CELLS
    for row in rows:
        left -= len(header)
        if left < 0:
            raise OverflowError
        if any(cell.strip() for cell in row):
            item = root.append(Node("item"))
            for column, cell in zip(header, row, strict=False):
                if column:
                    item.append(Node(column, cell.strip()))
