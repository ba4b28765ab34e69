# SPDX-License-Identifier: EUPL-1.2
"""The little language of a model of letters: fields in double braces, conditions, and one level of lists.

It is Jinja with almost everything taken away: no call, filter, arithmetic, assignment, import or index can be written,
so that a model neither reaches anything but the fields it is given nor runs for longer than its lists are long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Mapping

ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.If,
    nodes.For,
)


class ForbiddenError(TemplateSyntaxError):
    """The model says something that the language of letters does not have."""


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Reads models; remembers which fields they name in `used`, and in `unknown` those that do not exist.

    `fields` has the names of the fields ("persona.nome"), `lists` those of the lists with the fields of their rows.
    """

    def __init__(self, fields: frozenset[str], lists: Mapping[str, frozenset[str]]) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.fields, self.lists = fields, lists
        self.used: set[str] = set()
        self.unknown: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Every text that is ever compiled passes here."""
        tree = super()._parse(source, name, filename)
        self._walk(tree, {})
        return tree

    def _walk(self, node: nodes.Node, rows: Mapping[str, str]) -> None:
        """Check a node and what is below it; `rows` says which list the name of a row belongs to."""
        if not isinstance(node, ALLOWED):
            raise ForbiddenError(type(node).__name__, node.lineno)
        if isinstance(node, nodes.For):
            self._walk_loop(node, rows)
        elif isinstance(node, nodes.Getattr):
            self._note(node, rows)
        elif isinstance(node, nodes.Name):
            self._known(node.name, node.name in self.fields or node.name in self.lists)
        else:
            for child in node.iter_child_nodes():
                self._walk(child, rows)

    def _walk_loop(self, node: nodes.For, rows: Mapping[str, str]) -> None:
        if rows or node.recursive or node.test or not isinstance(node.target, nodes.Name):
            raise ForbiddenError("For", node.lineno)
        if not isinstance(node.iter, nodes.Name):
            raise ForbiddenError("For", node.lineno)
        self._known(node.iter.name, node.iter.name in self.lists)
        for child in (*node.body, *node.else_):
            self._walk(child, {node.target.name: node.iter.name})

    def _note(self, node: nodes.Getattr, rows: Mapping[str, str]) -> None:
        if not isinstance(node.node, nodes.Name):
            raise ForbiddenError("Getattr", node.lineno)
        owner = node.node.name
        if owner in rows:
            of = rows[owner]
            self._known(f"{of}.{node.attr}", node.attr in self.lists.get(of, frozenset()))
        else:
            self._known(f"{owner}.{node.attr}", f"{owner}.{node.attr}" in self.fields)

    def _known(self, name: str, exists: bool) -> None:  # noqa: FBT001 - the answer of a comparison
        (self.used if exists else self.unknown).add(name)
