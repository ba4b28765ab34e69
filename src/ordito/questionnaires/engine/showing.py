# SPDX-License-Identifier: EUPL-1.2
"""How a filling looks: states of questions with their texts, choices and problems, in one language."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, cast

from ordito.questionnaires.engine.form import MEDIA_KINDS, SELECT_KINDS, Group, Item, Question, Repeat
from ordito.questionnaires.engine.instance import item_of
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.engine.states import Choice, GroupState, QuestionState, RepeatState
from ordito.questionnaires.engine.values import MAX_ANSWER, has_type, in_range

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ordito.questionnaires.engine.form import ChoiceList, ListItem, Text
    from ordito.questionnaires.engine.instance import Instance
    from ordito.questionnaires.engine.states import State
    from ordito.questionnaires.engine.tree import Node
    from ordito.questionnaires.engine.working_out import Evaluator

NOT_ASKED = frozenset(("note", "calculate", "hidden", "metadata"))
ACKNOWLEDGED = "OK"
NO_MEDIA: Mapping[str, str] = {}


class Shower:
    """Builds states. `order_key` makes the order of shuffled choices the same at every look at one filling."""

    def __init__(self, instance: Instance, evaluator: Evaluator, order_key: str) -> None:
        self.form = instance.form
        self.instance = instance
        self.evaluator = evaluator
        self.order_key = order_key

    # Texts and choices.

    def _media(self, text: Text | None) -> Mapping[str, str]:
        return text.media_in(self.evaluator.language) if text is not None and text.media else NO_MEDIA

    def choices(self, item: Question, node: Node, ref: str) -> tuple[Choice, ...]:
        """The choices that are offered now."""
        source = item.choices
        if source is None:
            return ()
        if source.nodeset is None:
            found = self._all_choices(source, node)
        elif source.items is not None:
            by_node = self._by_node(source.items)
            nodes = self.evaluator.nodes(source.nodeset, node)
            found = tuple(self._choice(by_node[id(one)], node) for one in nodes if id(one) in by_node)
        else:
            found = tuple(self._answered_choices(source, node))
        if source.randomize:
            shuffled = list(found)
            random.Random(f"{self.order_key} {ref}").shuffle(shuffled)  # noqa: S311  # an order, not a secret
            return tuple(shuffled)
        return found

    def _all_choices(self, source: ChoiceList, node: Node) -> tuple[Choice, ...]:
        items = source.items or ()
        key = (id(items), self.evaluator.language)
        kept = self.form.cache.get(key)
        if kept is None:
            found = tuple(self._choice(item, node) for item in items)
            if not all(self._is_plain(item.label) for item in items):
                return found
            kept = self.form.cache[key] = found
        return cast("tuple[Choice, ...]", kept)

    def _is_plain(self, text: Text) -> bool:
        return all(isinstance(piece, str) for piece in text.in_language(self.evaluator.language))

    def _by_node(self, items: tuple[ListItem, ...]) -> dict[int, ListItem]:
        key = (id(items), "#")
        if key not in self.form.cache:
            self.form.cache[key] = {id(item.node): item for item in items}
        return cast("dict[int, ListItem]", self.form.cache[key])

    def _choice(self, item: ListItem, node: Node) -> Choice:
        return Choice(item.value, self.evaluator.words(item.label, node), self._media(item.label))

    def _answered_choices(self, source: ChoiceList, node: Node) -> Iterator[Choice]:
        """Choices made of answers: those without a value are none."""
        assert source.nodeset is not None
        for one in self.evaluator.nodes(source.nodeset, node):
            value, label = one.child(source.value_path), one.child(source.label_path)
            if value is not None and value.text and value.relevant:
                yield Choice(value.text, label.text if label is not None and label.text else value.text)

    # Questions.

    def readonly_above(self, node: Node) -> bool:
        """Whether a group above makes what is below it readonly."""
        above = node.parent
        while above is not None:
            if self.evaluator.holds(item_of(above).readonly, above, otherwise=False):
                return True
            above = above.parent
        return False

    def question(self, node: Node, item: Question, ref: str, *, readonly: bool) -> QuestionState:
        """The state of one question; `readonly` is what the groups above say."""
        words = self.evaluator.words
        readonly = readonly or self.evaluator.holds(item.readonly, node, otherwise=False)
        required = self.required(item, node, readonly=readonly)
        choices = self.choices(item, node, ref)
        return QuestionState(
            ref=ref,
            item=item,
            value=node.text,
            relevant=node.relevant,
            required=required,
            readonly=readonly or item.calculate is not None,
            label=words(item.label, node),
            hint=words(item.hint, node),
            guidance=words(item.guidance, node),
            media=self._media(item.label),
            choices=choices,
            problem=self.problem(item, node, ref, required=required, choices=choices) if node.relevant else None,
            constraint_message=words(item.constraint_message, node),
            required_message=words(item.required_message, node),
        )

    def required(self, item: Question, node: Node, *, readonly: bool) -> bool:
        """Whether an answer is due: never where nobody can give one."""
        if item.required is None or not item.visible or item.kind in NOT_ASKED:
            return False
        if readonly and item.calculate is None:
            return False
        return self.evaluator.holds(item.required, node, otherwise=False)

    def problem(
        self, item: Question, node: Node, ref: str, *, required: bool, choices: tuple[Choice, ...]
    ) -> Problem | None:
        """The first problem of an answer, if the question is one that people answer."""
        value = node.text
        if not item.visible or item.kind == "note":
            return None
        if not value:
            return self._told(ref, ProblemCode.REQUIRED, item.required_message, node) if required else None
        if len(value) > MAX_ANSWER:
            return Problem(ref, ProblemCode.TOO_LONG, {"length": len(value), "limit": MAX_ANSWER})
        found = self._of_kind(item, value, ref, choices)
        if found is None and not self.evaluator.holds(item.constraint, node, otherwise=True):
            return self._told(ref, ProblemCode.CONSTRAINT, item.constraint_message, node)
        return found

    def _told(self, ref: str, code: ProblemCode, message: Text | None, node: Node) -> Problem:
        return Problem(ref, code, message=self.evaluator.words(message, node))

    def _of_kind(self, item: Question, value: str, ref: str, choices: tuple[Choice, ...]) -> Problem | None:
        if item.calculate is not None:
            return None
        if item.kind in SELECT_KINDS:
            return self._of_select(item, value, ref, {choice.value for choice in choices})
        if item.kind == "acknowledge":
            return None if value == ACKNOWLEDGED else Problem(ref, ProblemCode.NOT_A_CHOICE, {"value": value})
        kind = "binary" if item.kind in MEDIA_KINDS else item.type
        if not has_type(value, kind):
            return Problem(ref, ProblemCode.WRONG_TYPE, {"type": kind, "value": value[:100]})
        if item.kind == "range":
            start, end, step = (item.parameters.get(name, "") for name in ("start", "end", "step"))
            if not in_range(value, start, end, step):
                return Problem(ref, ProblemCode.OUT_OF_RANGE, {"start": start, "end": end, "step": step})
        return None

    def _of_select(self, item: Question, value: str, ref: str, offered: Collection[str]) -> Problem | None:
        chosen = [value] if item.kind == "select_one" else value.split()
        wrong = next((one for one in chosen if one not in offered), None)
        if wrong is not None:
            return Problem(ref, ProblemCode.NOT_A_CHOICE, {"value": wrong[:100]})
        if item.kind == "rank" and (len(chosen) != len(offered) or len(set(chosen)) != len(chosen)):
            return Problem(ref, ProblemCode.INCOMPLETE_RANK)
        return None

    # The whole.

    def view(self, items: tuple[Item, ...], ref: str, *, readonly: bool = False) -> tuple[State, ...]:
        """The states of what is shown and relevant below the node at `ref`."""
        found: list[State] = []
        for item in items:
            if isinstance(item, Repeat):
                above = self._place(self.form.items[item.path.rpartition("/")[0]], ref)
                if above is not None:
                    found.append(self.repeat(item, above[0], readonly=readonly))
            elif "#" in item.path:
                found.append(self.unbound(cast("Group", item), ref, readonly=readonly))
            else:
                place = self._place(item, f"{ref}/{item.name}")
                if place is None or not place[1].relevant:
                    continue
                if isinstance(item, Question):
                    found.append(self.question(place[1], item, place[0], readonly=readonly))
                elif isinstance(item, Group):
                    found.append(self.group(place[1], item, place[0], readonly=readonly))
        return tuple(found)

    def _place(self, item: Item, ref: str) -> tuple[str, Node] | None:
        """Where an item is: at `ref`, or, in a body nested otherwise than the model, where its only node is."""
        node = self.instance.by_ref.get(ref)
        if node is not None and node.item is item:
            return ref, node
        nodes = self.instance.by_path[item.path]
        return (self.instance.ref(nodes[0]), nodes[0]) if len(nodes) == 1 else None

    def unbound(self, item: Group, ref: str, *, readonly: bool) -> GroupState:
        """A group that has no node: it stands where its parent does."""
        node = self.instance.by_ref[ref]
        return GroupState(
            ref=f"{ref}#{item.path.rpartition('#')[2]}",
            item=item,
            label=self.evaluator.words(item.label, node),
            hint=self.evaluator.words(item.hint, node),
            media=self._media(item.label),
            children=self.view(item.children, ref, readonly=readonly),
        )

    def group(
        self, node: Node, item: Group | Repeat, ref: str, *, readonly: bool, index: int = 0, removable: bool = False
    ) -> GroupState:
        """A group, or one instance of a repeat."""
        readonly = readonly or self.evaluator.holds(item.readonly, node, otherwise=False)
        return GroupState(
            ref=ref,
            item=item,
            label=self.evaluator.words(item.label, node),
            hint=self.evaluator.words(item.hint, node),
            media=self._media(item.label),
            children=self.view(item.children, ref, readonly=readonly),
            relevant=node.relevant,
            index=index,
            can_remove=removable,
        )

    def repeat(self, item: Repeat, ref: str, *, readonly: bool) -> RepeatState:
        """A repeat with its relevant instances; `ref` is of its parent."""
        parent = self.instance.by_ref[ref]
        there = self.instance.instances(parent, item)
        free = item.count is None and not item.fixed and not readonly
        relevant = parent.relevant and self._may_be_shown(item, parent, there)
        instances = tuple(
            self.group(
                node, item, f"{ref}/{item.name}[{number}]", readonly=readonly, index=number, removable=free
            )
            for number, node in enumerate(there, start=1)
            if node.relevant
        )  # fmt: skip
        first = there[0] if there else parent
        return RepeatState(
            ref=f"{ref}/{item.name}",
            item=item,
            label=self.evaluator.words(item.label, first) if there else self._plain(item.label),
            instances=instances,
            can_add=free and relevant and self.instance.has_room(len(there), item),
            can_remove=free and bool(there),
            relevant=relevant,
        )

    def _plain(self, text: Text | None) -> str:
        return text.plain(self.evaluator.language) if text is not None else ""

    def _may_be_shown(self, item: Repeat, parent: Node, there: list[Node]) -> bool:
        if there:
            return any(node.relevant for node in there)
        blank = self.instance.blank(item)
        blank.parent = parent
        return self.evaluator.holds(item.relevant, blank, otherwise=True)
