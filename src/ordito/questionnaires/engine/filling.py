# SPDX-License-Identifier: EUPL-1.2
"""A form being filled: give it answers, ask it how it looks now. It writes nothing anywhere."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.arriving import merged
from ordito.questionnaires.engine.computing import KEPT_FUNCTIONS, Computer
from ordito.questionnaires.engine.form import Group, Question, Repeat
from ordito.questionnaires.engine.instance import (
    MAX_INSTANCES,
    Instance,
    UnknownRefError,
    instance_from_answers,
    item_of,
)
from ordito.questionnaires.engine.problems import Problem, ProblemCode
from ordito.questionnaires.engine.showing import Shower
from ordito.questionnaires.engine.states import QuestionState, RepeatState
from ordito.questionnaires.engine.tree import Node, clean, copy, write_xml
from ordito.questionnaires.engine.working_out import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.states import State

META = "meta"
INSTANCE_ID = "instanceID"
NOT_ANSWERED = frozenset(("note", "calculate", "metadata", "hidden"))


class Filling:
    """One form with some answers, always computed to the end.

    Begun in one of three ways: new (defaults and first-load actions run), with `answers` (the complete state that
    `answers()` gave: what is not in it is empty), or with `instance`, the root of a submission. `now` is aware and
    stays the same; `language` is one of the form's, else its default. `order_key` keeps the order of shuffled
    choices from one look to the next: the draft's id, say. The checker gives a `tree` that is already one of the
    form's nodes, and lets no repeat grow.

    References: "/data/visit[2]/name", positions from 1, on repeats only. Unknown ones raise `UnknownRefError`.
    `version` counts the changes; `changed_since` says what they touched. `unknown` are references in `answers`
    that the form does not have. Answers that are not relevant count as empty for every expression and are left out
    of `xml`, but are kept: they come back with their question.
    """

    def __init__(
        self,
        form: Form,
        *,
        now: datetime,
        language: str | None = None,
        instance: Node | None = None,
        answers: Mapping[str, str] | None = None,
        order_key: str = "",
        tree: Node | None = None,
        grows: bool = True,
    ) -> None:
        self.form = form
        self.now = now
        self.unknown: tuple[str, ...] = ()
        new = instance is None and answers is None and tree is None
        if answers is not None:
            self.tree, self.unknown = instance_from_answers(form, {ref: tidied(text) for ref, text in answers.items()})
        elif instance is not None:
            self.tree = Instance(form, merged(form, instance).root)
        else:
            self.tree = Instance(form, tree or copy(form.template))
        self.evaluator = Evaluator(form, self.tree, now, _known(form, language))
        self.computer = Computer(form, self.tree, self.evaluator, grows=grows)
        self.shower = Shower(self.tree, self.evaluator, order_key)
        self.version = 0
        self._changes: dict[str, int] = {}
        if new:
            self._preload()
        self.computer.everything()
        if new:
            self._first_load()
        self._forget_changes()

    @property
    def language(self) -> str:
        """The language of labels and messages."""
        return self.evaluator.language

    # Beginning.

    def _preload(self) -> None:
        for question in self.form.questions():
            text = _preloaded(question, self.now) if question.preload is not None else ""
            if text:
                for node in self.tree.by_path[question.path]:
                    node.text = text

    def _first_load(self) -> None:
        for action in self.form.first_load:
            nodes = self.tree.by_path.get(action.path, [])
            self.computer.spread(self.computer.act(action, list(nodes)))

    def _forget_changes(self) -> None:
        self.computer.touched.clear()
        self.computer.touched_paths.clear()
        self.computer.resized.clear()

    # Answering.

    def answer(self, ref: str, text: str) -> bool:
        """Give an answer ("" or blanks take it away); returns whether anything changed.

        What nobody may answer (calculations, notes, metadata, readonly questions) is left as it is.
        """
        node = self.tree.node(ref)
        item = node.item
        if not isinstance(item, Question):
            raise UnknownRefError(ref)
        text = tidied(text)
        if text == node.text or not self._may_be_answered(node, item):
            return False
        node.text = text
        self.computer.spread((node,))
        self.computer.react(node)
        self._note_changes()
        return True

    def _may_be_answered(self, node: Node, item: Question) -> bool:
        if item.calculate is not None or item.kind in NOT_ANSWERED:
            return False
        readonly = self.evaluator.holds(item.readonly, node, otherwise=False)
        return not readonly and not self.shower.readonly_above(node)

    def add(self, repeat_ref: str) -> str:
        """Add an instance behind the others; returns its reference.

        Raises `UnknownRefError` where the repeat takes no more: its number follows from answers, or it is full.
        """
        parent, item = self._free_repeat(repeat_ref)
        count = len(self.tree.instances(parent, item))
        if not self.tree.has_room(count, item):
            raise UnknownRefError(repeat_ref)
        self.computer.place(parent, item)
        self._restructured(repeat_ref)
        return f"{repeat_ref}[{count + 1}]"

    def remove(self, ref: str) -> None:
        """Take out the instance at `ref` ("/data/visit[2]"); those behind it move up."""
        node = self.tree.node(ref)
        repeat_ref = ref.rpartition("[")[0]
        parent, item = self._free_repeat(repeat_ref)
        if node.item is not item:
            raise UnknownRefError(ref)
        parent.remove(node)
        self._restructured(repeat_ref)

    def _free_repeat(self, ref: str) -> tuple[Node, Repeat]:
        parent, item = self.tree.repeat(ref)
        if item.count is not None or item.fixed:
            raise UnknownRefError(ref)
        return parent, item

    def _restructured(self, repeat_ref: str) -> None:
        before = {id(node): (node.relevant, node.text) for node in self.tree.root.walk()}
        self.computer.restructured()
        self.computer.resized.add(repeat_ref)
        self.computer.everything()
        for node in self.tree.root.walk():
            if before.get(id(node)) != (node.relevant, node.text):
                self.computer.touched[id(node)] = node
                self.computer.touched_paths.add(item_of(node).path)
        self._note_changes()

    # What changed.

    def _note_changes(self) -> None:
        self.version += 1
        for node in self.computer.touched.values():
            ref = self.tree.refs.get(id(node))
            if ref is not None:
                self._changes[ref] = self.version
        there = [ref for ref in self.computer.resized if ref.rpartition("/")[0] in self.tree.by_ref]
        resized = {self.tree.repeat(ref)[1].path for ref in there}
        for ref in there:
            self._changes[ref] = self.version
            for below in self.tree.by_ref:
                if below.startswith(f"{ref}["):
                    self._changes[below] = self.version
        for path in self.computer.touched_paths | resized:
            for shown in self.form.shown_by.get(path, ()):
                for node in self.tree.by_path[shown.partition("#")[0]]:
                    self._changes[self.tree.ref(node)] = self.version
        self._forget_changes()

    def changed_since(self, version: int) -> tuple[str, ...]:
        """References whose looks may have changed since `version`: questions, groups, instances, then repeats.

        Values, what is shown, and everything that depends on a changed answer (texts, choices, required,
        problems). A repeat ("/data/visit") is in it when instances came or went. In the order of the form.
        """
        fresh = {ref for ref, changed in self._changes.items() if changed > version}
        in_tree = [ref for ref in self.tree.by_ref if ref in fresh]
        return (*in_tree, *sorted(fresh - self.tree.by_ref.keys()))

    # Looking.

    def answers(self) -> dict[str, str]:
        """Every answer by reference, with the count mark ("#/data/visit" → "2") of every repeat: what a draft keeps.

        Leaves with a value, the irrelevant ones too, and no calculation unless chance made it.
        """
        return self.tree.kept(_is_kept)

    def value(self, ref: str) -> str:
        """The text at a reference, whether relevant or not."""
        return self.tree.node(ref).text

    def state(self, ref: str) -> State:
        """The state of a question, a group, an instance, or (without a position at its end) a repeat."""
        node = self.tree.by_ref.get(ref)
        if node is None:
            parent, item = self.tree.repeat(ref)
            return self.shower.repeat(item, self.tree.ref(parent), readonly=self.shower.readonly_above(parent))
        item_there = item_of(node)
        readonly = self.shower.readonly_above(node)
        if isinstance(item_there, Question):
            return self.shower.question(node, item_there, ref, readonly=readonly)
        assert isinstance(item_there, (Group, Repeat))
        index = int(ref[ref.rindex("[") + 1 : -1]) if isinstance(item_there, Repeat) else 0
        removable = isinstance(item_there, Repeat) and item_there.count is None and not item_there.fixed
        return self.shower.group(
            node, item_there, ref, readonly=readonly, index=index, removable=removable and not readonly
        )

    def view(self, language: str | None = None) -> tuple[State, ...]:
        """All that is shown now, in order; changes the language when one is given."""
        if language is not None:
            self.speak(language)
        self.evaluator.begin()
        return self.shower.view(self.form.body, f"/{self.tree.root.name}")

    def speak(self, language: str) -> None:
        """Show the form in another of its languages from now on."""
        before = self.evaluator.language
        self.evaluator.language = self.evaluator.scope.world.language = _known(self.form, language)
        if self.evaluator.language != before:  # calculations may quote labels and name months
            self.computer.everything()
            self._note_changes()

    def questions(self) -> Iterator[QuestionState]:
        """The states of all relevant questions of the body, in order, without those that hold them."""
        waiting: list[State] = list(reversed(self.view()))
        while waiting:
            state = waiting.pop()
            if isinstance(state, QuestionState):
                yield state
            else:
                waiting.extend(reversed(state.instances if isinstance(state, RepeatState) else state.children))

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps the answers from being valid, in the order of the form."""
        self.evaluator.begin()
        found = [state.problem for state in self.questions() if state.problem is not None]
        return (*found, *self._too_many(), *self.evaluator.failed())

    def _too_many(self) -> Iterator[Problem]:
        """Repeats that answers ask for more instances of than there can be."""
        for ref, wanted in self.computer.counts.items():
            parent, item = self.tree.repeat(ref)
            if wanted > MAX_INSTANCES and self._is_shown(parent, item):
                yield Problem(ref, ProblemCode.TOO_MANY, {"count": wanted, "limit": MAX_INSTANCES})

    def wrong_counts(self) -> Iterator[Problem]:
        """Repeats that have not as many instances as answers say; none where the filling makes them itself."""
        for ref, wanted in self.computer.counts.items():
            parent, item = self.tree.repeat(ref)
            there = len(self.tree.instances(parent, item))
            if there != min(wanted, MAX_INSTANCES) and self._is_shown(parent, item):
                yield Problem(ref, ProblemCode.WRONG_COUNT, {"count": there, "expected": wanted})

    def _is_shown(self, parent: Node, item: Repeat) -> bool:
        there = self.tree.instances(parent, item)
        return parent.relevant and (not there or any(node.relevant for node in there))

    def xml(self, instance_id: str, *, ends: bool = True) -> bytes:
        """The submission: relevant nodes only, `instance_id` in its meta block; `ends` notes the time of the end."""
        for question in self.form.questions() if ends else ():
            if question.preload == ("timestamp", "end"):
                for node in self.tree.by_path[question.path]:
                    node.text = _moment(self.now)
        return write_xml(pruned(self.tree.root, instance_id))


def tidied(text: str) -> str:
    """An answer as it is kept: lines end in one way, nothing that XML cannot hold, blanks alone are no answer."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.strip() else ""


def pruned(root: Node, instance_id: str) -> Node:
    """A copy of the relevant part of a filling, with its id in `meta`."""
    top = Node(root.name, root.text, dict(root.attributes))
    waiting = [(root, top)]
    while waiting:
        source, target = waiting.pop()
        waiting.extend(
            (child, target.append(Node(child.name, child.text, dict(child.attributes))))
            for child in source.children
            if child.relevant
        )
    meta = top.child(META) or top.append(Node(META))
    own = meta.child(INSTANCE_ID) or meta.append(Node(INSTANCE_ID))
    own.text = instance_id
    return top


def _known(form: Form, language: str | None) -> str:
    return language if language in form.languages and language is not None else form.default_language


def _is_kept(item: Question) -> bool:
    return item.calculate is None or not KEPT_FUNCTIONS.isdisjoint(item.calculate.functions)


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="milliseconds")


def _preloaded(question: Question, now: datetime) -> str:
    """What a device fills in by itself; nothing that names the device or the person."""
    if question.preload in (("timestamp", "start"), ("timestamp", "end")):
        return _moment(now)
    if question.preload == ("date", "today"):
        return now.date().isoformat()
    if question.preload is not None and question.preload[0] == "uid":
        return f"uuid:{uuid.uuid4()}"
    return ""
