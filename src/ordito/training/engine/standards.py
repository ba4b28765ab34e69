# SPDX-License-Identifier: EUPL-1.2
"""What a course has of what a training standard asks for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Part:
    """A content of a standard, or a module of a course, with its hours."""

    key: int
    title: str
    hours: Decimal


@dataclass(frozen=True)
class Covered:
    """A content, the modules that treat it and the hours of theirs that fall to it, never more than it asks for."""

    content: Part
    modules: tuple[Part, ...]
    given: Decimal

    @property
    def missing(self) -> Decimal:
        """Hours that the course lacks for this content."""
        return self.content.hours - self.given


@dataclass(frozen=True)
class Comparison:
    """A course beside a standard."""

    due: Decimal
    given: Decimal
    lines: tuple[Covered, ...]
    modules: tuple[Part, ...]
    beyond: tuple[Part, ...]  # modules that treat nothing that the standard asks for

    @property
    def missing(self) -> Decimal:
        """Hours that the course lacks altogether."""
        return max(NOTHING, self.due - self.given)

    @property
    def absent(self) -> tuple[Covered, ...]:
        """Contents that no module treats."""
        return tuple(line for line in self.lines if not line.modules)

    @property
    def short(self) -> tuple[Covered, ...]:
        """Contents that are treated, for fewer hours than asked."""
        return tuple(line for line in self.lines if line.modules and line.missing > 0)

    @property
    def fits(self) -> bool:
        """Whether the course has all that can be compared."""
        return not self.missing and not any(line.missing for line in self.lines)


def compare(
    due: Decimal,
    contents: Sequence[Part],
    *,
    given: Decimal,
    modules: Sequence[Part],
    coverage: Mapping[int, Collection[int]],
) -> Comparison:
    """Hold a course against a standard; `coverage` names, for the key of each content, the modules that treat it.

    The hours of a module that treats more than one content are divided in the way that leaves fewest missing.
    """
    known = {module.key: module for module in modules}
    edges = {content.key: [key for key in coverage.get(content.key, ()) if key in known] for content in contents}
    shares = _divided(contents, known, edges)
    lines = tuple(
        Covered(content, tuple(known[key] for key in edges[content.key]), shares[content.key]) for content in contents
    )
    used = {key for keys in edges.values() for key in keys}
    beyond = tuple(module for module in modules if module.key not in used)
    return Comparison(due, given, lines, tuple(modules), beyond)


def _divided(
    contents: Sequence[Part], modules: Mapping[int, Part], edges: Mapping[int, Sequence[int]]
) -> dict[int, Decimal]:
    """Hours for each content: the greatest flow from modules to contents, found by augmenting paths."""
    left = {key: module.hours for key, module in modules.items()}
    flow: dict[tuple[int, int], Decimal] = {}
    got = dict.fromkeys((content.key for content in contents), NOTHING)
    for content in contents:
        while (want := content.hours - got[content.key]) > 0:
            path = _path(content.key, edges, left, flow)
            if not path:
                break
            got[content.key] += _augment(path, want, left, flow)
    return got


def _path(
    start: int, edges: Mapping[int, Sequence[int]], left: Mapping[int, Decimal], flow: Mapping[tuple[int, int], Decimal]
) -> list[tuple[int, int]]:
    """From a content to a module with hours left, over contents that could give theirs up; (content, module) pairs."""
    queue: list[tuple[int, list[tuple[int, int]]]] = [(start, [])]
    seen = {start}
    while queue:
        content, path = queue.pop(0)
        for module in edges[content]:
            if left[module] > 0:
                return [*path, (content, module)]
            for holder, held in flow.items():
                if held > 0 and holder[1] == module and holder[0] not in seen:
                    seen.add(holder[0])
                    queue.append((holder[0], [*path, (content, module)]))
    return []


def _augment(
    path: Sequence[tuple[int, int]], want: Decimal, left: dict[int, Decimal], flow: dict[tuple[int, int], Decimal]
) -> Decimal:
    """Take what the path allows: each content on it gives its hours of a module to the one before, and gets others."""
    given_up = [(after[0], before[1]) for before, after in pairwise(path)]
    amount = min([want, left[path[-1][1]], *(flow[edge] for edge in given_up)])
    for edge in path:
        flow[edge] = flow.get(edge, NOTHING) + amount
    for edge in given_up:
        flow[edge] -= amount
    left[path[-1][1]] -= amount
    return amount
