# SPDX-License-Identifier: EUPL-1.2
"""The items of a form: what the body shows, in its order, and the nodes of the model that it does not show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ordito.questionnaires.engine.form import Group, Item, Question, Repeat, SetValue, Text
from ordito.questionnaires.engine.problems import FormRefusedError, Notice
from ordito.questionnaires.engine.reading_model import JAVAROSA
from ordito.questionnaires.engine.reading_texts import read_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.form import ChoiceList
    from ordito.questionnaires.engine.reading_lists import Lists
    from ordito.questionnaires.engine.reading_model import Model
    from ordito.questionnaires.engine.reading_texts import Texts
    from ordito.questionnaires.engine.tree import Node

CONTROLS = frozenset(("input", "secret", "select1", "select", "rank", "trigger", "range", "upload"))
NOT_CONTROLS = frozenset(
    ("label", "hint", "setvalue", "setgeopoint", "recordaudio", "itemset", "item", "value", "help")
)
VALUE_CHANGED = "xforms-value-changed"
FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
NEW_REPEAT = "odk-new-repeat"
BY_CONTROL = {
    "select1": "select_one", "select": "select_multiple", "rank": "rank", "trigger": "acknowledge", "range": "range",
}  # fmt: skip
BY_TYPE = {
    "int": "integer", "integer": "integer", "long": "integer", "decimal": "decimal", "double": "decimal",
    "date": "date", "time": "time", "dateTime": "datetime", "geopoint": "geopoint", "geotrace": "geotrace",
    "geoshape": "geoshape", "barcode": "barcode", "string": "text",
}  # fmt: skip
BY_MEDIA = {"image": "image", "audio": "audio", "video": "video"}
OWN_ATTRIBUTES = frozenset(("ref", "nodeset", "appearance", "mediatype", "query", "bind"))


class Items:
    """Builds items by path; `body` gives the shown ones, `finish` adds the rest."""

    def __init__(self, model: Model, texts: Texts, lists: Lists, notices: list[Notice]) -> None:
        self.model = model
        self.texts = texts
        self.lists = lists
        self.notices = notices
        self.made: dict[str, Item] = {}
        self.new_repeat: dict[str, tuple[SetValue, ...]] = {}
        self.first_load: list[SetValue] = []

    def body(self, element: Node, path: str) -> tuple[Item, ...]:
        """The items shown inside `element`, whose node is at `path`."""
        found: list[Item] = []
        for child in element.children:
            if child.name == "group":
                found += self._group(child, path, len(found))
            elif child.name == "repeat":
                found.append(self._repeat(child, child, path))
            elif child.name in CONTROLS:
                found += self._control(child, path)
            elif child.name not in NOT_CONTROLS:
                self.notices.append(Notice("unknown_control", path, child.name))
        return tuple(item for item in found if self._note(item))

    def _note(self, item: Item) -> bool:
        if item.path in self.made:  # the same node under two controls: the first one answers
            self.notices.append(Notice("unknown_control", item.path, item.name))
            return False
        self.made[item.path] = item
        return True

    def _group(self, element: Node, path: str, position: int) -> list[Item]:
        shown = [child for child in element.children if child.name not in NOT_CONTROLS]
        if len(shown) == 1 and shown[0].name == "repeat":
            return [self._repeat(shown[0], element, path)]
        own = self._path(element, path)
        if own and own not in self.model.paths:
            self.notices.append(Notice("no_node", own))
        if own not in self.model.paths or own == path:  # a group about nothing of its own
            own = ""
        appearance = _words(element.attributes.get("appearance"))
        return [
            Group(
                **(self._common(own, element) if own else self._unbound(f"{path}#{position + 1}", element)),
                children=self.body(element, own or path),
                is_page="field-list" in appearance or "table-list" in appearance,
            )
        ]

    def _unbound(self, path: str, element: Node) -> dict[str, Any]:
        return {
            "path": path,
            "name": path.rpartition("/")[2],
            "label": self.texts.of(element.child("label"), path),
            "hint": self.texts.of(element.child("hint"), path),
            "appearance": _words(element.attributes.get("appearance")),
        }

    def _common(self, path: str, element: Node) -> dict[str, Any]:
        bind = self.model.binds.get(path, {})
        return {
            **self._unbound(path, element),
            "relevant": read_expression(bind.get("relevant"), path),
            "readonly": read_expression(bind.get("readonly"), path),
        }

    def _repeat(self, element: Node, labelled: Node, path: str) -> Repeat:
        own = self._path(element, path)
        if own not in self.model.paths:
            raise FormRefusedError("not_a_form", "repeat", own)
        for child in element.children:
            if child.name == "setvalue" and NEW_REPEAT in child.attributes.get("event", "").split():
                self.new_repeat[own] = (*self.new_repeat.get(own, ()), *self._set_values(child, own))
        common = self._common(own, labelled)
        common["label"] = _of_the_instance(common["label"], own)
        common["appearance"] |= _words(element.attributes.get("appearance"))
        count = element.attributes.get(f"{JAVAROSA}count")
        return Repeat(
            **common,
            children=self.body(element, own),
            count=read_expression(count, own),
            fixed=element.attributes.get(f"{JAVAROSA}noAddRemove", "").strip() in ("true()", "true"),
        )

    def _path(self, element: Node, path: str) -> str:
        ref = (element.attributes.get("ref") or element.attributes.get("nodeset") or "").strip()
        return ref if ref.startswith("/") or not ref else f"{path}/{ref.removeprefix('./')}"

    def _set_values(self, element: Node, path: str) -> tuple[SetValue, ...]:
        target = self._path(element, path)
        events = element.attributes.get("event", "").split()
        if target not in self.model.paths:
            self.notices.append(Notice("entities" if "/@" in target else "no_node", target))
            return ()
        value = read_expression(element.attributes.get("value"), target)
        return tuple(SetValue(target, event, value, element.text.strip()) for event in events)

    def _control(self, element: Node, path: str) -> list[Question]:
        own = self._path(element, path)
        if own not in self.model.paths:
            self.notices.append(Notice("no_node", own))
            return []
        triggers: list[SetValue] = []
        for child in element.children:
            if child.name == "setvalue":
                triggers += [action for action in self._set_values(child, own) if action.event == VALUE_CHANGED]
            elif child.name == "setgeopoint":
                self.notices.append(Notice("geo_capture", own))
        query = element.attributes.get("query")
        kind = "select_one" if query else self._kind(element, own)
        common = self._common(own, element)
        return [
            Question(
                **common,
                **self._answered(own),
                kind=kind,
                guidance=self.texts.guidance_of(element.child("hint")),
                parameters=_parameters(element),
                choices=self.lists.query(query, own) if query else self._choices(element, own, kind),
                triggers=tuple(triggers),
            )
        ]

    def _choices(self, element: Node, path: str, kind: str) -> ChoiceList | None:
        if kind not in ("select_one", "select_multiple", "rank"):
            return None
        itemset = element.child("itemset")
        return self.lists.itemset(itemset, path) if itemset is not None else self.lists.inline(element, path)

    def _answered(self, path: str) -> dict[str, Any]:
        bind = self.model.binds.get(path, {})
        return {
            "type": bind.get("type", "string").rpartition(":")[2],
            "required": read_expression(bind.get("required"), path),
            "required_message": self.texts.message(bind.get(f"{JAVAROSA}requiredMsg"), path),
            "constraint": read_expression(bind.get("constraint"), path),
            "constraint_message": self.texts.message(bind.get(f"{JAVAROSA}constraintMsg"), path),
            "calculate": read_expression(bind.get("calculate"), path),
            "default": self.model.paths[path].text,
            "preload": _preload(bind),
        }

    def _kind(self, element: Node, path: str) -> str:
        bind = self.model.binds.get(path, {})
        if element.name in BY_CONTROL:
            return BY_CONTROL[element.name]
        if element.name == "upload":
            return BY_MEDIA.get(element.attributes.get("mediatype", "").partition("/")[0], "file")
        kind = BY_TYPE.get(bind.get("type", "string").rpartition(":")[2])
        if kind is None:
            self.notices.append(Notice("unknown_type", path, bind.get("type", "")))
        always_readonly = bind.get("readonly", "").strip() in ("true()", "true")
        if kind == "text" and always_readonly and "calculate" not in bind and not self.model.paths[path].text:
            return "note"
        return kind or "text"

    def finish(self, shown: tuple[Item, ...]) -> tuple[Group, Mapping[str, Item]]:
        """The root, and every item in the order of the model."""
        for element in self.model.element.children:
            if element.name == "setvalue":
                actions = self._set_values(element, "")
                self.first_load += [action for action in actions if action.event in (FIRST_LOAD, LOAD)]
            elif element.name in ("setgeopoint", "recordaudio"):
                code = "geo_capture" if element.name == "setgeopoint" else "background_recording"
                self.notices.append(Notice(code, element.attributes.get("ref", "")))
        top = next(iter(self.model.paths))
        root = Group(path=top, name=self.model.root.name, children=shown)
        unbound = {path: item for path, item in self.made.items() if path not in self.model.paths}
        items = {path: root if path == top else self.made.get(path) or self._unseen(path) for path in self.model.paths}
        return root, {**items, **unbound}

    def _unseen(self, path: str) -> Item:
        nothing = self.model.root  # has no label and no hint
        common = self._common(path, nothing)
        common.update(label=None, hint=None, appearance=frozenset())
        node = self.model.paths[path]
        if node.children or path in self.model.repeats:
            return Group(**common)
        answered = self._answered(path)
        kind = "calculate" if answered["calculate"] is not None else "hidden"
        if answered["preload"]:
            kind = "metadata"
            if answered["preload"][0] == "property":
                self.notices.append(Notice("device_property", path, answered["preload"][1]))
        return Question(**common, **answered, kind=kind, visible=False)


def _of_the_instance(label: Text | None, path: str) -> Text | None:
    """The label of a repeat: a value inside it is that of the instance, though it is written from the root."""
    if label is None:
        return None
    parts = {
        language: tuple(
            piece
            if isinstance(piece, str)
            else read_expression(re.sub(rf"{re.escape(path)}(?=/)", ".", piece.text), path)
            for piece in pieces
        )
        for language, pieces in label.parts.items()
    }
    return Text(parts, label.media)  # type: ignore[arg-type]  # an expression that was read once is no empty one


def _words(text: str | None) -> frozenset[str]:
    return frozenset((text or "").split())


def _preload(bind: Mapping[str, str]) -> tuple[str, str] | None:
    kind = bind.get(f"{JAVAROSA}preload", "").strip()
    return (kind, bind.get(f"{JAVAROSA}preloadParams", "").strip()) if kind else None


def _parameters(element: Node) -> dict[str, str]:
    found = {name.rpartition("}")[2]: value for name, value in element.attributes.items() if name not in OWN_ATTRIBUTES}
    if "mediatype" in element.attributes:
        found["accept"] = element.attributes["mediatype"]
    return found
