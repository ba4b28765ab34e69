# SPDX-License-Identifier: EUPL-1.2
"""The tree that an expression is read to. Chains of operators are flat, so only brackets make it deep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotes; `position` is that of the first quote."""

    value: str
    position: int


@dataclass(frozen=True, slots=True)
class NamedValue:
    """`${name}`: a value by name, for rules outside a form and for expressions as authors write them."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Chain:
    """`first op operand op operand …` of operators that bind equally, worked out from the left."""

    first: Tree
    rest: tuple[tuple[str, Tree], ...]


@dataclass(frozen=True, slots=True)
class Negative:
    """An odd number of minus signs before an operand."""

    operand: Tree


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `name` keeps its prefix (`jr:itext`)."""

    name: str
    arguments: tuple[Tree, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: `axis` by its long name, `test` a name, `*` or `node()`."""

    axis: str
    test: str
    predicates: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationPath:
    """`start` is "root", "context", or what the steps go out from: a call, or anything in brackets.

    `filters` are predicates that stand directly behind such a start.
    """

    start: str | Tree
    filters: tuple[Tree, ...]
    steps: tuple[Step, ...]
    position: int


Tree = Number | Text | NamedValue | Chain | Negative | Call | LocationPath
