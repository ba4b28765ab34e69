# SPDX-License-Identifier: EUPL-1.2
"""Expressions and texts of an XForm: parsed once, by language, with the values that stand inside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions import Expression, ExpressionError, parse
from ordito.questionnaires.engine.form import Text
from ordito.questionnaires.engine.problems import FormRefusedError, Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.tree import Node

NO_LANGUAGE = ""
MISSING = "-"  # what the converter writes where a translation is missing
ITEXT = re.compile(r"\s*jr:itext\(\s*'([^']*)'\s*\)\s*")
MEDIA_FORMS = frozenset(("image", "big-image", "audio", "video"))


def read_expression(text: str | None, path: str) -> Expression | None:
    """The parsed expression, None where there is none; raises `FormRefusedError` with the element it stands at."""
    if text is None or not text.strip():
        return None
    try:
        return parse(text.strip())
    except ExpressionError as error:
        raise FormRefusedError("bad_expression", f"{text.strip()}: {error.code} {error.detail}", path) from None


class Texts:
    """The texts of a form by id. `notices` grows with what is referred to and missing."""

    def __init__(self, model: Node, notices: list[Notice]) -> None:
        self.notices = notices
        self.by_id: dict[str, Text] = {}
        self.guidance: dict[str, Text] = {}
        itext = model.child("itext")
        translations = [node for node in itext.children if node.name == "translation"] if itext else []
        self.languages = tuple(node.attributes.get("lang", NO_LANGUAGE) for node in translations)
        marked = [node.attributes.get("lang", NO_LANGUAGE) for node in translations if "default" in node.attributes]
        self.default = (marked or list(self.languages) or [NO_LANGUAGE])[0]
        self._read(translations)

    def _read(self, translations: list[Node]) -> None:
        plain: dict[str, dict[str, tuple[str | Expression, ...]]] = {}
        guidance: dict[str, dict[str, tuple[str | Expression, ...]]] = {}
        media: dict[str, dict[str, dict[str, str]]] = {}
        # The default language first, so that what falls back falls back to it.
        for translation in sorted(translations, key=lambda node: node.attributes.get("lang") != self.default):
            language = translation.attributes.get("lang", NO_LANGUAGE)
            for text in translation.children:
                key = text.attributes.get("id", "")
                plain.setdefault(key, {})
                for value in text.children:
                    form = value.attributes.get("form", "")
                    if form in MEDIA_FORMS:
                        name = value.full_text().strip().rpartition("/")[2]
                        media.setdefault(key, {}).setdefault(language, {})[form] = name
                    elif form == "guidance":
                        guidance.setdefault(key, {})[language] = self.pieces(value, key)
                    elif form == "" or language not in plain[key]:
                        plain[key][language] = self.pieces(value, key)
        self.by_id = {key: Text(_without_missing(parts), media.get(key, {})) for key, parts in plain.items()}
        self.guidance = {key: Text(_without_missing(parts)) for key, parts in guidance.items()}

    def pieces(self, element: Node, path: str) -> tuple[str | Expression, ...]:
        """Text and outputs of an element of mixed content, without the spaces around the whole."""
        pieces: list[str | Expression] = []
        for piece in self._raw_pieces(element, path):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece != "":
                pieces.append(piece)
        if pieces and isinstance(pieces[0], str):
            pieces[0] = pieces[0].lstrip()
        if pieces and isinstance(pieces[-1], str):
            pieces[-1] = pieces[-1].rstrip()
        return tuple(piece for piece in pieces if piece != "")

    def _raw_pieces(self, element: Node, path: str) -> Iterator[str | Expression]:
        yield element.text
        for position, child in enumerate(element.children):
            if child.name == "output":
                value = read_expression(child.attributes.get("value") or child.attributes.get("ref"), path)
                if value is not None:
                    yield value
            else:
                yield child.full_text()
            yield (element.tails or {}).get(position, "")

    def of(self, element: Node | None, path: str) -> Text | None:
        """The text of a label or hint element."""
        if element is None:
            return None
        reference = element.attributes.get("ref", "")
        if reference:
            return self._looked_up(reference, path)
        pieces = self.pieces(element, path)
        return Text({NO_LANGUAGE: pieces}) if pieces else None

    def guidance_of(self, element: Node | None) -> Text | None:
        """The longer help that a hint element refers to."""
        match = ITEXT.fullmatch(element.attributes.get("ref", "")) if element is not None else None
        return self.guidance.get(match.group(1)) if match else None

    def message(self, raw: str | None, path: str) -> Text | None:
        """A message of a bind: plain, or a reference to a text."""
        if not raw or not raw.strip():
            return None
        return self._looked_up(raw, path) if ITEXT.fullmatch(raw) else Text({NO_LANGUAGE: (raw.strip(),)})

    def _looked_up(self, reference: str, path: str) -> Text | None:
        match = ITEXT.fullmatch(reference)
        text = self.by_id.get(match.group(1)) if match else None
        if text is None:
            self.notices.append(Notice("missing_text", path, reference))
        return text


def _without_missing(
    parts: dict[str, tuple[str | Expression, ...]],
) -> dict[str, tuple[str | Expression, ...]]:
    real = {language: pieces for language, pieces in parts.items() if pieces not in ((MISSING,), ())}
    return real or parts
