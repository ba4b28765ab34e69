# SPDX-License-Identifier: EUPL-1.2
"""Reads an XForm to a `Form`: everything is parsed, ordered and looked up once, here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.engine.form import Form, Repeat
from ordito.questionnaires.engine.ordering import order_of
from ordito.questionnaires.engine.problems import FormRefusedError, Notice
from ordito.questionnaires.engine.reading_items import Items
from ordito.questionnaires.engine.reading_lists import Lists
from ordito.questionnaires.engine.reading_model import read_model
from ordito.questionnaires.engine.reading_texts import Texts
from ordito.questionnaires.engine.tree import Node, XmlRefusedError, copy, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ordito.questionnaires.engine.form import Item
    from ordito.questionnaires.engine.reading_model import Model

MAX_FORM = 30 * 1024 * 1024
MAX_FORM_NODES = 1_000_000
NOTHING: Mapping[str, bytes] = {}


def read_form(xform: bytes, attached: Mapping[str, bytes] = NOTHING) -> Form:
    """The form in `xform`; `attached` are its CSV and XML files by name. Raises `FormRefusedError`."""
    head, body = _parts(xform)
    element = head.child("model")
    if element is None:
        raise FormRefusedError("not_a_form", "model")
    notices: list[Notice] = []
    model = read_model(element, attached, notices)
    texts = Texts(element, notices)
    items = Items(model, texts, Lists(model.instances, texts), notices)
    root, found = items.finish(items.body(body, f"/{model.root.name}"))
    repeats = _repeats(model, found)
    order = order_of(found)
    title = head.child("title")
    for blank in (model.root, *repeats.values()):
        _point_to_items(blank, found, _path_of(blank, repeats) or f"/{model.root.name}")
    return Form(
        form_id=model.root.attributes.get("id", ""),
        version=model.root.attributes.get("version", ""),
        title=title.full_text().strip() if title is not None else "",
        languages=texts.languages,
        default_language=texts.default,
        style=frozenset(body.attributes.get("class", "").split()),
        body=root.children,
        items=found,
        root=root,
        template=model.root,
        repeats=repeats,
        instances=model.instances,
        texts=texts.by_id,
        first_load=tuple(items.first_load),
        new_repeat=items.new_repeat,
        order=order.steps,
        dependents=order.dependents,
        shown_by=order.shown_by,
        notices=tuple(notices),
    )


def _parts(xform: bytes) -> tuple[Node, Node]:
    try:
        html = read_xml(xform, max_bytes=MAX_FORM, max_nodes=MAX_FORM_NODES)
    except XmlRefusedError as error:
        raise FormRefusedError("bad_xml", error.code) from None
    head, body = html.child("head"), html.child("body")
    if head is None or body is None:
        raise FormRefusedError("not_a_form", "head" if head is None else "body")
    return head, body


def _repeats(model: Model, items: Mapping[str, Item]) -> dict[str, Node]:
    """A blank of each repeat of the body; where the model names no template, its first instance."""
    found = {}
    for path, item in items.items():
        if isinstance(item, Repeat):
            found[path] = copy(model.repeats.get(path) or model.paths[path])
    return found


def _path_of(blank: Node, repeats: Mapping[str, Node]) -> str:
    return next((path for path, node in repeats.items() if node is blank), "")


def _point_to_items(top: Node, items: Mapping[str, Item], path: str) -> None:
    waiting = [(top, path)]
    while waiting:
        node, at = waiting.pop()
        node.item = items[at]
        node.children = _without_doubles(node, items, at)
        waiting += _below(node, at)


def _without_doubles(node: Node, items: Mapping[str, Item], path: str) -> list[Node]:
    """The children, of those with one name only the first, unless they are instances of a repeat."""
    names: set[str] = set()
    kept = []
    for child in node.children:
        if child.name not in names or isinstance(items[f"{path}/{child.name}"], Repeat):
            kept.append(child)
        names.add(child.name)
    return kept


def _below(node: Node, path: str) -> Iterable[tuple[Node, str]]:
    return ((child, f"{path}/{child.name}") for child in node.children)
