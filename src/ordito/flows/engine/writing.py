# SPDX-License-Identifier: EUPL-1.2
"""A flow as XML, made piece by piece: any number of records, one in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from ordito.flows.engine.layout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ordito.flows.engine.layout import Layout, Node

NAMESPACE = "http://inps.it/Casellario"


def xml_pieces(layout: Layout, sender: Node, records: Iterable[Node]) -> Iterator[bytes]:
    """The file of a flow: who sends it, then the records. What is written was checked before (`layout.check`)."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{ROOT} xmlns="{NAMESPACE}">\n'.encode()
    yield f"{element(layout, sender)}\n".encode()
    for node in records:
        yield f"{element(layout, node)}\n".encode()
    yield f"</{ROOT}>\n".encode()


def element(layout: Layout, node: Node) -> str:
    """A section as an element: attributes, then what is inside, in the order of the standard."""
    attributes, inside = "", ""
    for one in layout.fields[node.section].values():
        if one.attribute:
            attributes += "".join(f" {one.name}={quoteattr(value)}" for value in node.values.get(one.name, ()))
        elif one.kind == "section":
            inside += "".join(element(layout, child) for child in node.inside if child.section == one.name)
        elif values := node.values.get(one.name):
            wrapper, name = one.name.split("/")
            inside += f"<{wrapper}>{''.join(f'<{name}>{escape(value)}</{name}>' for value in values)}</{wrapper}>"
    return f"<{node.section}{attributes}>{inside}</{node.section}>"
