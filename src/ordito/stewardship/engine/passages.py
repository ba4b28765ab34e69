# SPDX-License-Identifier: EUPL-1.2
"""The passages of a draft: where they are, which of them may speak of somebody else, and what is covered of them.

A draft is what the template of a print reads, with drawings told in words: chapters with blocks of plain values (`kind`
is facts, prose or grid). A passage is a pair of facts, a text, a row of a table or its heads, the title above facts or
a table, or the title of a chapter; its place is "chapter.block.row".
What is covered becomes `MARK`, so that the reader sees that something stood there.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    Chapter = dict[str, Any]

MARK: Final = "□□□"
PROSE: Final = "prose"
PICTURE: Final = "picture"
TITLE: Final = "title"
HEADS: Final = "heads"
DOCUMENT: Final = "document"
"""Begins the place of a document of the record, "document.12": it goes along whole or not at all."""
LINES, ROW = "\n", " – "
"""Between the parts of a text, and between those of a row."""
SHORTEST: Final = 3
"""Letters of the shortest word taken for a name: "De" and "Lo" say nothing."""
PARTICLES: Final = frozenset({"del", "della", "dei", "delle", "dell", "dalla", "dal", "san", "santa"})

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"[^\W\d_]+|\d")
_BETWEEN = r"[\W_]*"
_FISCAL_CODE = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b", re.IGNORECASE
)
_MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(r"(?<![\w/])(?:\+39[ .]?)?[03]\d{1,3}[ ./-]?\d{2,4}[ .]?\d{2,4}(?![\w/])")
_TITLED = re.compile(
    r"\b(?i:signor[ae]?|sig\.(?:\s?r?a)?|don|suor|maestr[ao]|insegnante|avv(?:ocat[oa]|\.)|vicin[ao]|zi[oa]|"
    r"cugin[oa]|nonn[oa]|compagn[oa]|fidanzat[oa]|amic[oa])\s+([A-ZÀ-Þ][^\W\d_]+(?:\s+[A-ZÀ-Þ][^\W\d_]+)?)"
)
_PATTERNS = (_FISCAL_CODE, _MAIL, _PHONE)


@dataclass(frozen=True)
class Passage:
    """A piece of a draft that is decided upon as a whole; `texts` are its parts, as they follow each other."""

    place: str
    chapter: str
    texts: tuple[str, ...]
    between: str
    """What stands between the parts where they are read as one."""

    @property
    def text(self) -> str:
        """The parts in one."""
        return self.between.join(filter(None, self.texts))


def document_in(place: str) -> int | None:
    """The id of the document whose place it is; None of a passage in the draft."""
    head, _dot, number = place.partition(".")
    return int(number) if head == DOCUMENT else None


def in_words(chapters: Iterable[Chapter]) -> list[Chapter]:
    """The chapters with the words of each drawing in its place: names inside a drawing could not be covered."""
    return [
        {**chapter, "blocks": [told for block in chapter["blocks"] for told in _told(block)]} for chapter in chapters
    ]


def _told(block: dict[str, Any]) -> list[dict[str, Any]]:
    if block["kind"] != PICTURE:
        return [block]
    words = {"kind": PROSE, "title": block["title"], "detail": "", "text": block["text"]}
    return [words, block["table"]] if block["table"] else [words]


def passages_of(chapters: Iterable[Chapter]) -> Iterator[Passage]:
    """Every passage of a draft, in its order."""
    for number, chapter in enumerate(chapters):
        yield Passage(f"{number}.{TITLE}", chapter["title"], (chapter["title"],), ROW)
        for index, block in enumerate(chapter["blocks"]):
            between = LINES if block["kind"] == PROSE else ROW
            for place, texts in _pieces(block):
                yield Passage(f"{number}.{index}.{place}", chapter["title"], texts, between)


def _pieces(block: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if block["kind"] != PROSE and block["title"]:
        yield TITLE, (block["title"],)
    if block["kind"] == "facts":
        yield from ((str(row), tuple(pair)) for row, pair in enumerate(block["pairs"]))
    elif block["kind"] == "grid":
        yield HEADS, tuple(block["heads"])
        yield from ((str(row), tuple(cells)) for row, cells in enumerate(block["rows"]))
    else:
        yield "0", (block["title"], block["detail"], block["text"])


def name_words(name: str) -> frozenset[str]:
    """The words of a name by which somebody is recognised, in small letters."""
    words = (word.casefold() for word in _WORD.findall(name))
    return frozenset(word for word in words if len(word) >= SHORTEST and word not in PARTICLES)


def hints_in(
    text: str,
    names: Collection[str],
    own: Collection[str],
    exact: Collection[str] = (),
    staff: Collection[str] = (),
) -> list[str]:
    """What in `text` may tell of somebody else, in the order in which it stands there.

    `names` are words of the names of others, found where the text writes them with a capital; `own` are words and
    identifiers of the person, never a hint; `exact` are words looked for together, such as a street. Fiscal codes,
    addresses of e-mail, telephone numbers and names after a title ("signora Bianchi") are found without being known,
    unless they are of `staff`. Accents and signs inside a word make no difference.
    """
    others, theirs, workers = ({_key(word) for word in words} for words in (names, own, staff))
    found: dict[str, int] = {}
    for start, word in _words(text):
        if word[0].isupper() and _key(word) in others - theirs:
            found.setdefault(word, start)
    for match in _TITLED.finditer(text):
        if not {_key(word) for word in name_words(match[1])} <= theirs | workers:
            found.setdefault(match[1], match.start(1))
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _key(match[0]) not in theirs:
                found.setdefault(match[0], match.start())
    for start, end in spans_of(text, exact):
        found.setdefault(text[start:end], start)
    return sorted(found, key=lambda hint: (found[hint], -len(hint)))


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Every word with its place; of words joined by an apostrophe also each: "D’Angelo", "all’Olga"."""
    for match in _WORD.finditer(text):
        yield match.start(), match[0]
        if not match[0].isalpha():
            yield from ((match.start() + part.start(), part[0]) for part in _LETTERS.finditer(match[0]))


def spans_of(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where each of these stands in `text`, first and after the last letter, in order.

    Whole words alone; capitals, accents, and the spaces and signs between words or between digits make no difference:
    "via Larga 5" finds "VIA LARGA, 5", "333 1234567" finds "333/12.34.567".
    """
    flat, places = _flat(text)
    found = [match.span() for one in words if (pattern := _pattern(one)) for match in pattern.finditer(flat)]
    return sorted((places[start], max(places[end], places[end - 1] + 1)) for start, end in found)


def without(text: str, words: Iterable[str]) -> str:
    """The text with every one of these words covered, wherever `spans_of` finds it."""
    kept, after = "", 0
    for start, end in spans_of(text, words):
        if start >= after:
            kept += text[after:start] + MARK
        after = max(after, end)
    return kept + text[after:]


def _flat(text: str) -> tuple[str, Sequence[int]]:
    """The text in small letters without accents, and where each of its letters stands in `text`, its end included."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    letters, places = [], []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(plain):
                letters.append(plain)
                places.append(place)
    return "".join(letters), [*places, len(text)]


def _key(word: str) -> str:
    """What is the same in every spelling of a word: "D’Angelò" and "d'angelo" are "dangelo"."""
    return "".join(_PIECE.findall(_flat(word)[0]))


def _pattern(words: str) -> re.Pattern[str] | None:
    """Finds these words in a flat text; None when there is no letter or digit among them."""
    pieces = _PIECE.findall(_flat(words)[0])
    return re.compile(rf"(?<![^\W_]){_BETWEEN.join(pieces)}(?![^\W_])") if pieces else None


def rewritten(chapters: Iterable[Chapter], cover: Callable[[str, str], str]) -> list[Chapter]:
    """The draft with each text of each passage as `cover` (place of the passage, text) leaves it."""
    return [
        {
            **chapter,
            "title": cover(f"{number}.{TITLE}", chapter["title"]),
            "blocks": [_block(block, f"{number}.{index}", cover) for index, block in enumerate(chapter["blocks"])],
        }
        for number, chapter in enumerate(chapters)
    ]


def _block(block: Mapping[str, Any], place: str, cover: Callable[[str, str], str]) -> dict[str, Any]:
    if block["kind"] == PROSE:
        return {**block, **{name: cover(f"{place}.0", block[name]) for name in ("title", "detail", "text")}}
    if block["title"]:
        block = {**block, "title": cover(f"{place}.{TITLE}", block["title"])}
    if block["kind"] == "facts":
        return {**block, "pairs": _rows(block["pairs"], place, cover)}
    heads = [cover(f"{place}.{HEADS}", head) for head in block["heads"]]
    return {**block, "heads": heads, "rows": _rows(block["rows"], place, cover)}


def _rows(rows: Iterable[Iterable[str]], place: str, cover: Callable[[str, str], str]) -> list[list[str]]:
    return [[cover(f"{place}.{row}", cell) for cell in cells] for row, cells in enumerate(rows)]
