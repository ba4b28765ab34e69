# SPDX-License-Identifier: EUPL-1.2
"""Translation catalogues without GNU gettext, which a bare machine does not have.

Messages are found in Python by Babel and in templates by the template engine's own nodes, so that what is found is
exactly what is translated at run time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import Engine, Node, engines
from django.template.library import SimpleBlockNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PACKAGE = Path(__file__).resolve().parents[2]
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_IN_TAGS = re.compile(r"""_\((?P<quote>["'])(?P<text>.*?)(?P=quote)\)""")


@dataclass(frozen=True)
class Message:
    """A text of the screen and where it stands."""

    singular: str
    plural: str | None
    context: str | None
    place: str

    @property
    def key(self) -> str | tuple[str, str]:
        """The catalogue's key: the text, or the pair of singular and plural."""
        return (self.singular, self.plural) if self.plural else self.singular


def messages(folders: tuple[Path, ...]) -> Iterator[Message]:
    """Every text marked for translation below `folders`."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in_python(path)
        for path in sorted(folder.rglob("*.html")):
            yield from _in_template(path)


def _in_python(path: Path) -> Iterator[Message]:
    for line, found, _comments, context in extract_from_file("python", str(path), keywords=KEYWORDS):
        singular, plural = found if isinstance(found, tuple) else (found, None)
        yield Message(singular, plural, context, f"{path.name}:{line}")


def _in_template(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    backend = engines["django"]
    engine: Engine = backend.engine  # type: ignore[attr-defined] # the one backend of the settings
    template = engine.from_string(source)
    translated: list[Any] = list(_nodes(template.nodelist, TranslateNode))
    for node in translated:
        literal = node.filter_expression.var
        text = getattr(literal, "literal", literal)
        if isinstance(text, str):
            context = node.message_context.var if node.message_context else None
            yield Message(text, None, str(context) if context else None, path.name)
    blocks: list[Any] = list(_nodes(template.nodelist, BlockTranslateNode))
    for node in blocks:
        singular, _names = node.render_token_list(node.singular)
        plural = node.render_token_list(node.plural)[0] if node.plural else None
        if node.trimmed:
            singular, plural = _trimmed(singular), _trimmed(plural) if plural else None
        yield Message(singular, plural, None, path.name)
    for match in _IN_TAGS.finditer(source):
        yield Message(match["text"], None, None, path.name)


def _nodes(nodelist: Any, kind: type[Node]) -> Iterator[Node]:
    """Nodes of a kind, also inside our own block tags, which hide their content from the framework's search."""
    for node in nodelist.get_nodes_by_type((kind, SimpleBlockNode)):
        if isinstance(node, kind):
            yield node
        else:
            yield from _nodes(node.nodelist, kind)


def _trimmed(text: str) -> str:
    return " ".join(line.strip() for line in text.strip().splitlines())


def catalogue_path(language: str) -> Path:
    """Where a language's texts are kept."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    """The texts of a language."""
    with catalogue_path(language).open("rb") as stream:
        return read_po(stream, locale=language)


def renew(language: str, folders: tuple[Path, ...]) -> tuple[int, int]:
    """Add what is new, drop what is gone, keep what is translated; returns the texts and those still without words."""
    path = catalogue_path(language)
    known = read_catalogue(language) if path.exists() else Catalog(locale=language)
    fresh = Catalog(locale=language, project="Ordito", charset="utf-8", fuzzy=False)
    for message in messages(folders):
        old = known.get(message.key, message.context)
        kept = old.string if old is not None and not old.fuzzy else None
        fresh.add(message.key, kept, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, fresh, no_location=True, omit_header=False, sort_output=True, width=118)
    return len(fresh), sum(1 for entry in fresh if entry.id and not _complete(entry.string))


def _complete(string: str | Sequence[str] | None) -> bool:
    if not string or isinstance(string, str):
        return bool(string)
    return all(string)


def untranslated(language: str, folders: tuple[Path, ...]) -> set[str]:
    """The texts of the source for which the language has no words."""
    known = read_catalogue(language)
    missing = set()
    for message in messages(folders):
        entry = known.get(message.key, message.context)
        if entry is None or entry.fuzzy or not _complete(entry.string):
            missing.add(message.singular)
    return missing


def compile_catalogue(language: str) -> bool:
    """Build the binary catalogue when the text is newer; returns whether it was built."""
    source = catalogue_path(language)
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    with target.open("wb") as stream:
        write_mo(stream, read_catalogue(language))
    return True
