# SPDX-License-Identifier: EUPL-1.2
"""From a form being filled to the parts of the page, and which of them changed since the page was drawn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.questionnaires.engine.form import MEDIA_KINDS, Group, Question, Repeat
from ordito.questionnaires.engine.problems import ProblemCode
from ordito.questionnaires.engine.states import GroupState, QuestionState, RepeatState
from ordito.questionnaires.queries.fill_controls import (
    control_of,
    difference,
    in_words,
    is_grouped,
    kind_of,
)
from ordito.questionnaires.queries.fill_markup import markup, plain
from ordito.questionnaires.queries.fill_parts import (
    PLAIN,
    QUIET,
    Clash,
    GapPart,
    GroupPart,
    Help,
    InstancePart,
    Part,
    QuestionPart,
    RepeatPart,
    Said,
    TablePart,
)
from ordito.questionnaires.queries.wording_answers import problem_message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ordito.questionnaires.engine.form import Item
    from ordito.questionnaires.engine.places import Places
    from ordito.questionnaires.engine.states import State
    from ordito.questionnaires.queries.fill_controls import Addresses
    from ordito.questionnaires.queries.fill_drafts import Author

DEEPEST_HEADING = 4
NO_MARK = "0"


@lru_cache(maxsize=16384)
def mark_of(value: str) -> str:
    """What stands for an answer in the page, so that what somebody changed can be told from what stood there before."""
    return blake2b(value.encode(), digest_size=6).hexdigest() if value else NO_MARK


@dataclass(frozen=True)
class Looks:
    """What the page shows beside the form: who looks, what others did since, what is not saved.

    `typed` are answers that stand in the page and not in the draft, with the `clashes` that kept them out; `since` is
    the draft's revision when the page was opened; `strict` shows also what is still missing.
    """

    places: Places
    addresses: Addresses
    previous: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    authors: Mapping[str, Author] = field(default_factory=dict)
    me: tuple[int | None, str] = (None, "")
    since: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Author] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    file_errors: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False


class Shaper:
    """Makes the parts of a page from the states of a filling."""

    def __init__(self, looks: Looks) -> None:
        self.looks = looks

    def parts(
        self, items: Sequence[Item], states: Iterable[State], *, level: int = 2, path: str = "", ref: str = ""
    ) -> tuple[Part, ...]:
        """A part for each item in order, a gap for one that is not asked now.

        `path` and `ref` are of the innermost instance around, where the references of gaps begin.
        """
        found = {
            state.item.path: state for state in states if not (isinstance(state, RepeatState) and not state.relevant)
        }
        parts: list[Part] = []
        items = [item for item in items if not (isinstance(item, Question) and not item.visible)]
        position = 0
        while position < len(items):
            item = items[position]
            rows = _rows_after(items, position)
            if rows and isinstance(found.get(item.path), QuestionState):
                table = [
                    self._row(row, found.get(row.path), path, ref) for row in items[position + 1 : position + 1 + rows]
                ]
                parts.append(self._table(found[item.path], tuple(table), parts[-1:]))  # type: ignore[arg-type]  # tested above
            else:
                rows = 0
                state = found.get(item.path)
                parts.append(self._part(state, level, path, ref) if state else self._gap(item, path, ref))
            position += 1 + rows
        return tuple(parts)

    def _gap(self, item: Item, path: str, ref: str) -> GapPart:
        return GapPart(self.looks.places.lasting(ref + item.path[len(path) :]))

    def _part(self, state: State, level: int, path: str, ref: str) -> Part:
        if isinstance(state, QuestionState):
            return self.question(state)
        if isinstance(state, RepeatState):
            return self._repeat(state, level)
        assert isinstance(state.item, Group)
        deeper = min(level + 1, DEEPEST_HEADING) if state.label else level
        children = self.parts(state.item.children, state.children, level=deeper, path=path, ref=ref)
        look = "".join(f" look-{name}" for name in sorted(state.item.appearance) if name.isidentifier())
        lasting = self.looks.places.lasting(state.ref)
        return GroupPart(lasting, markup(state.label), self._help(state), level, children, look)

    def _repeat(self, state: RepeatState, level: int) -> RepeatPart:
        label = state.label.replace("…", "").strip() or _("Ripetizione")
        lasting = self.looks.places.lasting(state.ref)
        deeper = min(level + 1, DEEPEST_HEADING + 1)
        instances = tuple(self._instance(instance, plain(label), deeper) for instance in state.instances)
        return RepeatPart(lasting, markup(label), plain(label), level, state.can_add, instances)

    def _instance(self, state: GroupState, name: str, level: int) -> InstancePart:
        assert isinstance(state.item, Repeat)
        own = state.label if state.label and plain(state.label) != name else ""
        label = own if own and str(state.index) in own else f"{own or name} {state.index}"
        deeper = min(level + 1, DEEPEST_HEADING)
        children = self.parts(state.item.children, state.children, level=deeper, path=state.item.path, ref=state.ref)
        lasting = self.looks.places.lasting(state.ref)
        return InstancePart(lasting, markup(label), plain(label), level, state.can_remove, children)

    def _table(self, head: QuestionState, rows: tuple[Part, ...], before: list[Part]) -> TablePart:
        """A table; one without a label of its own is named by the note before it, as the converter writes them."""
        control = control_of(head, "select_one", "", self.looks.addresses)
        ref = self.looks.places.lasting(head.ref)
        name = before[0].ref if before and not head.label else f"{ref}:t"
        return TablePart(f"{ref}:t", markup(head.label), f"{name}:l", control.options, rows)

    def _row(self, item: Item, state: State | None, path: str, ref: str) -> Part:
        if not isinstance(state, QuestionState):
            return replace(self._gap(item, path, ref), template="questionnaires/fill/gap_row.html")
        return replace(self.question(state), template="questionnaires/fill/row.html", grouped=True)

    def question(self, state: QuestionState) -> QuestionPart:
        """One question as it stands."""
        looks, item = self.looks, state.item
        ref = looks.places.lasting(state.ref)
        value = looks.typed.get(ref, state.value)
        kind = kind_of(item)
        control = control_of(state, kind, value, looks.addresses)
        asked = not state.readonly and kind != "note"
        return QuestionPart(
            ref=ref,
            kind=kind,
            label=markup(state.label or item.name) if state.label or kind != "note" else markup(""),
            plain=plain(state.label or item.name),
            help=self._help(state),
            said=self._said(state, ref, value),
            control=control,
            mark=(looks.marks.get(ref) or mark_of(state.value)) if asked else "",
            required=state.required and asked,
            grouped=is_grouped(item, kind, len(state.choices)),
            look=_width(kind),
        )

    def _help(self, state: QuestionState | GroupState) -> Help:
        media = {kind: self.looks.addresses.media(name) for kind, name in state.media.items()}
        guidance = state.guidance if isinstance(state, QuestionState) else ""
        hint = state.hint
        if isinstance(state, QuestionState) and (form := _written_as(state)):
            hint = f"{hint} ({form})" if hint else form
        if not (hint or guidance or media):
            return PLAIN
        image = media.get("big-image") or media.get("image", "")
        return Help(markup(hint), markup(guidance), image, media.get("audio", ""), media.get("video", ""))

    def _said(self, state: QuestionState, ref: str, value: str) -> Said:
        looks = self.looks
        errors: tuple[str, ...] = ()
        problem = state.problem
        if problem is not None and (looks.strict or problem.code != ProblemCode.REQUIRED):
            errors = (problem_message(problem),)
        if (refused := looks.file_errors.get(ref)) is not None:
            errors = (refused,)
        clash = None
        if (other := looks.clashes.get(ref)) is not None:
            clash = Clash(in_words(state, state.value), other.name, _hour(other))
        news = ""
        author = looks.authors.get(ref)
        if author is not None and author.revision > looks.since and author.who != looks.me and clash is None:
            news = _("%(who)s ha risposto qui alle %(hour)s.") % {"who": author.name, "hour": _hour(author)}
        before = looks.previous.get(ref) or looks.previous.get(state.item.path, "")
        comment = looks.comments.get(ref) or looks.comments.get(state.ref, "")
        if not (errors or clash or news or before or comment):
            return QUIET
        shown = in_words(state, before) if before else ""
        copies = bool(before) and not value and not state.readonly and state.item.kind not in MEDIA_KINDS
        return Said(errors, clash, news, shown, difference(state.item, before, value), comment, copies)


def _rows_after(items: Sequence[Item], position: int) -> int:
    """How many rows of a table follow: questions without their list of choices, after one that only has the list."""
    if "label" not in items[position].appearance or not isinstance(items[position], Question):
        return 0
    rows = 0
    for item in items[position + 1 :]:
        if not isinstance(item, Question) or "list-nolabel" not in item.appearance:
            break
        rows += 1
    return rows


def _written_as(state: QuestionState) -> str:
    """How the answer is written, where the field alone does not tell."""
    item = state.item
    if item.kind == "date":
        if "month-year" in item.appearance:
            return _("mm/aaaa")
        return _("aaaa") if "year" in item.appearance else _("gg/mm/aaaa")
    if item.kind == "time":
        return _("hh:mm")
    if item.kind in {"geotrace", "geoshape"}:
        return _("Un punto per riga: latitudine e longitudine, per esempio 41,1171 16,8719")
    return ""


def _width(kind: str) -> str:
    narrow = {"integer": " field-number", "decimal": " field-number", "date": " field-date", "time": " field-date"}
    return narrow.get(kind, "")


def _hour(author: Author) -> str:
    return f"{timezone.localtime(author.at):%H:%M}"


# --- what changed -----------------------------------------------------------------------------------------------------

Print = tuple[int, ...]
LETTERS = {"question": "lhsb", "group": "lh", "instance": "lb", "repeat": "lb", "table": "l", "gap": ""}


def prints(parts: Sequence[Part]) -> dict[str, tuple[str, Print]]:
    """What each part shows, as numbers: the id, then the shape and a number for each of its letters."""
    found: dict[str, tuple[str, Print]] = {}
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        found[part.ref] = (_shape(part), _print(part))
        waiting.extend(part.children)
    return found


def _shape(part: Part) -> str:
    """What a part is made of: a list of choices that grows long becomes another field, and is drawn whole."""
    return f"{part.shape} {part.grouped} {part.mark == ''}" if isinstance(part, QuestionPart) else part.shape


def _print(part: Part) -> Print:
    if isinstance(part, QuestionPart):
        control = part.control
        inside = (control.template, control.texts, control.options, control.readonly, *control.attributes.items())
        return hash((part.label, part.required)), hash(part.help), hash(part.said), hash((inside, part.mark))
    if isinstance(part, GroupPart):
        return hash(part.label), hash(part.help)
    if isinstance(part, InstancePart):
        return hash(part.label), hash((part.can_remove, part.plain))
    if isinstance(part, RepeatPart):
        return (
            hash(part.label),
            hash((part.can_add, bool(part.children))),
            hash(tuple(child.ref for child in part.children)),
        )
    return (hash((part.label, part.options)),) if isinstance(part, TablePart) else ()


@dataclass(frozen=True)
class Swap:
    """A piece of the page to draw again: all of `part` ("*"), or the letters named; `order` are instances in order."""

    part: Part
    letters: str
    order: tuple[str, ...] | None = None


def changes(parts: Sequence[Part], before: Mapping[str, tuple[str, Print]]) -> list[Swap]:
    """What to draw again, in the order of the page, so that a page that showed `before` shows `parts`."""
    swaps: list[Swap] = []
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        shape, old = before.get(part.ref, ("", ()))
        if shape != _shape(part):
            swaps.append(Swap(part, "*"))
            continue
        new = _print(part)
        if isinstance(part, TablePart) and new != old:
            swaps.append(Swap(part, "*"))
            continue
        letters = "".join(letter for letter, was, now in zip(LETTERS[part.shape], old, new, strict=False) if was != now)
        order = None
        known = part.children
        if isinstance(part, RepeatPart) and old[-1] != new[-1]:
            order = tuple(child.ref for child in part.children)
            known = tuple(child for child in part.children if child.ref in before)
            fresh = tuple(child for child in part.children if child.ref not in before)
            swaps.append(Swap(replace(part, children=fresh), letters or "b", order))
        elif letters:
            swaps.append(Swap(part if isinstance(part, QuestionPart) else replace(part, children=()), letters))
        waiting.extend(reversed(known))
    return swaps
