# SPDX-License-Identifier: EUPL-1.2
"""In which order a form computes, and what has to be looked at again when a path changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.form import Item, Question, Repeat, Step
from ordito.questionnaires.engine.problems import FormRefusedError
from ordito.questionnaires.engine.references import PathIndex, parents, references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.form import ChoiceList, Text


@dataclass(slots=True)
class Order:
    """Steps in order; for each path, which steps and which looks depend on it."""

    steps: tuple[Step, ...] = ()
    dependents: dict[str, tuple[int, ...]] = field(default_factory=dict)
    shown_by: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Edges:
    """`needs` by path; `loose` are those needs that a knot may have.

    They lead to other instances, decide relevance alone, or the number of instances ("one more, as long as…").
    """

    needs: dict[str, set[str]] = field(default_factory=dict)
    loose: set[tuple[str, str]] = field(default_factory=set)


def order_of(items: Mapping[str, Item]) -> Order:
    """The order for all items. Raises `FormRefusedError` ("cycle") where values go round in a circle."""
    paths = {path: item for path, item in items.items() if "#" not in path}
    index = PathIndex(paths)
    edges = _edges(paths, index)
    steps = tuple(_steps(edges, items))
    at = {path: position for position, step in enumerate(steps) for path in step.paths}
    dependents: dict[str, set[int]] = {}
    for path, needs in edges.needs.items():
        for need in needs:
            if at[need] != at[path] or steps[at[path]].knot:
                dependents.setdefault(need, set()).add(at[path])
    for position, step in enumerate(steps):
        for path in step.paths if step.knot else ():
            for answered in _answered_within(items[path], items):
                dependents.setdefault(answered, set()).add(position)
    return Order(steps, {path: tuple(sorted(found)) for path, found in dependents.items()}, _shown_by(items, index))


def _answered_within(item: Item, items: Mapping[str, Item]) -> Iterator[str]:
    """What people answer inside a repeat that counts itself: no instance is added behind one that is still blank."""
    if isinstance(item, Repeat) and item.count is not None:
        for path, below in items.items():
            if path.startswith(f"{item.path}/") and isinstance(below, Question) and below.calculate is None:
                yield path


def _edges(items: Mapping[str, Item], index: PathIndex) -> _Edges:
    edges = _Edges({path: set() for path in items})
    for path, item in items.items():
        above = parents(path)
        repeats = {parent for parent in above if isinstance(items[parent], Repeat)}
        edges.needs[path].update(above[:1])
        for expression, hard in _computing(item):
            seen = references(expression, path, index)
            for need in seen.paths:
                if need in above or need not in items:
                    continue  # a node never waits for what it is inside of, beyond being shown
                edges.needs[path].add(need)
                elsewhere = need in seen.across and not repeats.isdisjoint(parents(need))
                if elsewhere or (not hard and need != path):
                    edges.loose.add((path, need))
    return edges


def _computing(item: Item) -> Iterator[tuple[Expression, bool]]:
    """The expressions that decide a node's value or presence, and whether a circle through them is an error."""
    if item.relevant is not None:
        yield item.relevant, False
    if isinstance(item, Repeat) and item.count is not None:
        yield item.count, False
    if isinstance(item, Question) and item.calculate is not None:
        yield item.calculate, True


def _steps(edges: _Edges, items: Mapping[str, Item]) -> Iterator[Step]:
    for group in _components(edges.needs):
        path = group[0]
        if len(group) == 1 and path not in edges.needs[path]:
            yield Step((path,))
            continue
        members = set(group)
        inner = {member: edges.needs[member] & members for member in group}
        hard = {
            member: {need for need in needs if (member, need) not in edges.loose} for member, needs in inner.items()
        }
        circle = next((found for found in _components(hard) if len(found) > 1 or found[0] in hard[found[0]]), None)
        if circle is not None:
            names = ", ".join(items[member].name for member in sorted(circle))
            raise FormRefusedError("cycle", names, min(circle))
        first_to_last = [member for found in _components(hard) for member in found]
        yield Step(tuple(first_to_last), knot=True)


def _components(needs: Mapping[str, set[str]]) -> Iterator[tuple[str, ...]]:
    """Strongly connected components, what is needed first (Tarjan's algorithm, without recursion)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    for start in needs:
        if start in number:
            continue
        work = [(start, iter(sorted(needs[start])))]
        number[start] = low[start] = len(number)
        stack.append(start)
        on_stack.add(start)
        while work:
            path, waiting = work[-1]
            following = next(waiting, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[path])
                if low[path] == number[path]:
                    yield _popped(path, stack, on_stack)
            elif following not in number:
                number[following] = low[following] = len(number)
                stack.append(following)
                on_stack.add(following)
                work.append((following, iter(sorted(needs[following]))))
            elif following in on_stack:
                low[path] = min(low[path], number[following])


def _popped(path: str, stack: list[str], on_stack: set[str]) -> tuple[str, ...]:
    found = []
    while True:
        found.append(stack.pop())
        on_stack.discard(found[-1])
        if found[-1] == path:
            return tuple(found)


def _shown_by(items: Mapping[str, Item], index: PathIndex) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for path, item in items.items():
        standing = path.partition("#")[0]
        for expression in _looks(item):
            for need in references(expression, standing, index).paths:
                found.setdefault(need, set()).add(path)
    return {path: frozenset(shown) for path, shown in found.items()}


def _looks(item: Item) -> Iterator[Expression]:
    """The expressions that change how an item looks or whether its answer is accepted."""
    if item.readonly is not None:
        yield item.readonly
    yield from _in_text(item.label)
    yield from _in_text(item.hint)
    if isinstance(item, Question):
        yield from (expression for expression in (item.required, item.constraint) if expression is not None)
        for text in (item.guidance, item.required_message, item.constraint_message):
            yield from _in_text(text)
        if item.choices is not None:
            yield from _in_choices(item.choices)


def _in_text(text: Text | None) -> Iterator[Expression]:
    for parts in text.parts.values() if text is not None else ():
        yield from (part for part in parts if not isinstance(part, str))


def _in_choices(choices: ChoiceList) -> Iterator[Expression]:
    if choices.nodeset is not None:
        yield choices.nodeset
    for item in choices.items or ():
        yield from _in_text(item.label)
