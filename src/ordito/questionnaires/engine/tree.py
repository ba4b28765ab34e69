# SPDX-License-Identifier: EUPL-1.2
"""The XML of forms and answers as a plain tree, read without any declaration and under caps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 100
MAX_NODES = 200_000
# Attributes of these are by local name: every device chooses its own prefix for them.
PLAIN_NAMESPACES = frozenset(
    ("http://www.w3.org/2002/xforms", "http://openrosa.org/xforms", "http://www.w3.org/1999/xhtml")
)
SEPARATOR = " "  # cannot stand in a name nor, unescaped, in a namespace
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


class XmlRefusedError(Exception):
    """XML that is not read at all: `code` is too_big, declaration, too_deep, too_many_nodes or not_xml."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Node:
    """One element, by its local name: no form has two that differ by namespace alone.

    `text` is the text before the first child, or all the text of a leaf. `attributes` are by local name, the few
    of other namespaces by "{namespace}name". `item` and `relevant` are set by the form being filled and by nobody
    else: a node with `relevant` false counts, together with all below it, as absent from every node-set that an
    expression collects going down from the root (XForms of ODK); `relevant` already includes the ancestors'.
    """

    __slots__ = ("attributes", "children", "item", "name", "parent", "relevant", "tails", "text")

    def __init__(self, name: str, text: str = "", attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.attributes: dict[str, str] = attributes if attributes is not None else {}
        self.tails: dict[int, str] | None = None  # text after the n-th child, only where content is mixed
        self.item: object = None
        self.relevant = True

    def append(self, child: Node) -> Node:
        """Add `child` at the end and return it."""
        child.parent = self
        self.children.append(child)
        return child

    def insert(self, at: int, child: Node) -> None:
        """Add `child` before the child now at `at`."""
        child.parent = self
        self.children.insert(at, child)

    def remove(self, child: Node) -> None:
        """Take out `child`, which must be one of the children."""
        self.children.remove(child)
        child.parent = None

    def child(self, name: str) -> Node | None:
        """The first child of that name."""
        for child in self.children:
            if child.name == name:
                return child
        return None

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def full_text(self) -> str:
        """All text below, in order."""
        return "".join(node.text for node in self.walk()) if self.children else self.text

    def __repr__(self) -> str:
        return f"<{self.name} {self.text[:20]!r} {len(self.children)} children>"


class _Reader:
    """Builds the tree from the parser's events, counting as it goes."""

    def __init__(self, max_nodes: int) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.left = max_nodes

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.left -= 1
        if self.left < 0:
            raise XmlRefusedError("too_many_nodes")
        if len(self.open) >= MAX_DEPTH:
            raise XmlRefusedError("too_deep")
        node = Node(tag.rpartition(SEPARATOR)[2], attributes={_name(name): value for name, value in attributes.items()})
        if self.open:
            self.open[-1].append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        node = self.open[-1]
        if not node.children:
            node.text += text
        elif text.strip() or node.tails:
            node.tails = node.tails or {}
            last = len(node.children) - 1
            node.tails[last] = node.tails.get(last, "") + text


def _name(tag: str) -> str:
    namespace, separator, local = tag.partition(SEPARATOR)
    if not separator:
        return namespace
    return local if namespace in PLAIN_NAMESPACES else f"{{{namespace}}}{local}"


def _refuse_declaration(*_parts: object) -> None:
    raise XmlRefusedError("declaration")


def read_xml(data: bytes, *, max_bytes: int = MAX_BYTES, max_nodes: int = MAX_NODES) -> Node:
    """The root of a document. Raises `XmlRefusedError`; a DOCTYPE or an entity is refused where it begins."""
    if len(data) > max_bytes:
        raise XmlRefusedError("too_big", str(len(data)))
    reader = _Reader(max_nodes)
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    parser.ExternalEntityRefHandler = _refuse_declaration  # type: ignore[assignment]  # raises, so returns nothing
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(data, True)  # noqa: FBT003  # the parser takes no keywords
    except expat.ExpatError as error:
        raise XmlRefusedError("not_xml", f"{error.lineno}:{error.offset}") from None
    except (LookupError, ValueError):  # an encoding that does not exist
        raise XmlRefusedError("not_xml", "encoding") from None
    if reader.root is None:
        raise XmlRefusedError("not_xml")
    return reader.root


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return text.translate(CONTROL).encode("utf-8", "replace").decode()


def _escape(text: str) -> str:
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")


def _escape_attribute(text: str) -> str:
    return _escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def write_xml(root: Node) -> bytes:
    """UTF-8 with its declaration; characters that XML cannot hold are left out."""
    spaces: dict[str, str] = {}
    body: list[str] = []
    closing = object()
    waiting: list[tuple[object, Node]] = [(None, root)]
    while waiting:
        mark, node = waiting.pop()
        tag = _prefixed(node.name, spaces)
        if mark is closing:
            body.append(f"</{tag}>")
            continue
        attributes = "".join(
            f' {_prefixed(name, spaces)}="{_escape_attribute(value)}"' for name, value in node.attributes.items()
        )
        declared = "\0" if node is root else ""
        if not node.children and not node.text:
            body.append(f"<{tag}{declared}{attributes}/>")
            continue
        body.append(f"<{tag}{declared}{attributes}>{_escape(node.text)}")
        waiting.append((closing, node))
        waiting.extend((None, child) for child in reversed(node.children))
    names = "".join(f' xmlns:{prefix}="{_escape_attribute(space)}"' for space, prefix in spaces.items())
    text = "".join(body).replace("\0", names, 1)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode()


def _prefixed(name: str, spaces: dict[str, str]) -> str:
    if not name.startswith("{"):
        return name
    space, _, local = name[1:].partition("}")
    return f"{spaces.setdefault(space, f'n{len(spaces) + 1}')}:{local}"


def copy(node: Node) -> Node:
    """A deep copy without a parent."""
    top = _shallow(node)
    waiting = [(node, top)]
    while waiting:
        source, target = waiting.pop()
        for child in source.children:
            twin = target.append(_shallow(child))
            if child.children:
                waiting.append((child, twin))
    return top


def _shallow(node: Node) -> Node:
    twin = Node(node.name, node.text, dict(node.attributes))
    twin.item = node.item
    twin.relevant = node.relevant
    twin.tails = dict(node.tails) if node.tails else None
    return twin
