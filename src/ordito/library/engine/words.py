# SPDX-License-Identifier: EUPL-1.2
"""Finding the words of a glossary in a text and turning them into links.

Words are compared as `core.text.fold` writes them, so that capitals, accents and the apostrophe of an article do not
matter (*dell’Affidamento*); a phrase in capitals alone is an acronym and is found only as it is written, because *SAI*
is a network and *sai* a verb. Between the words of a phrase stand blanks, apostrophes or hyphens, nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from ordito.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")  # letters with points between them are one word: P.I.P.P.I.
JOINED = re.compile(r"[\s'’‘\-‑]+")
PARAGRAPH = re.compile(r"\n[ \t]*\n")
BLOCKS = frozenset(
    ("address", "article", "blockquote", "dd", "div", "dt", "figcaption", "li", "p", "section", "td", "th", "caption")
)
"""Elements of HTML that begin a paragraph: a word is linked once in each."""
LEFT_ALONE = frozenset(
    (
        "a",
        "button",
        "code",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "label",
        "pre",
        "script",
        "style",
        "summary",
        "textarea",
    )
)
"""Elements within which nothing is linked."""
RAW = frozenset(("script", "style"))


@dataclass(frozen=True)
class Phrase:
    """A phrase of the glossary: the key of its word, and how it is written when it is an acronym."""

    key: str
    exact: str = ""


@dataclass
class Lexicon:
    """The phrases of a glossary by their folded words; the first of two equal ones stays."""

    phrases: dict[tuple[str, ...], Phrase] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)  # words of the longest phrase, by its first word

    def add(self, phrase: str, key: str) -> None:
        """Let `phrase` lead to the word `key`."""
        words = tuple(fold(word) for word in WORD.findall(phrase))
        if not words:
            return
        self.phrases.setdefault(words, Phrase(key, phrase if phrase.isupper() else ""))
        self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))

    def found_in(self, text: str, *, without: Iterable[str] = ()) -> Iterator[tuple[int, int, str]]:
        """Where words stand in a paragraph: begin, end and key of each at its first place, the longest phrase first."""
        seen = set(without)
        places = [(match.start(), match.end(), fold(match.group())) for match in WORD.finditer(text)]
        at = 0
        while at < len(places):
            length, key = self._longest_at(text, places, at)
            if key and key not in seen:
                seen.add(key)
                yield places[at][0], places[at + length - 1][1], key
            at += max(length, 1)

    def _longest_at(self, text: str, places: list[tuple[int, int, str]], at: int) -> tuple[int, str]:
        """How many words the longest phrase that begins at a place has, and its key; zero words when there is none."""
        for length in range(min(self.longest.get(places[at][2], 0), len(places) - at), 0, -1):
            run = places[at : at + length]
            phrase = self.phrases.get(tuple(word for _begin, _end, word in run))
            if phrase is None or not _joined(text, run):
                continue
            if not phrase.exact or text[run[0][0] : run[-1][1]] == phrase.exact:
                return length, phrase.key
        return 0, ""


def _joined(text: str, run: list[tuple[int, int, str]]) -> bool:
    ends, begins = [end for _begin, end, _word in run[:-1]], [begin for begin, _end, _word in run[1:]]
    return all(JOINED.fullmatch(text, end, begin) for end, begin in zip(ends, begins, strict=True))


def linked(markup: str, lexicon: Lexicon, *, link: Callable[[str, str], str], without: Iterable[str] = ()) -> str:
    """The same HTML with the words of the glossary linked, once in each paragraph, never within `LEFT_ALONE`.

    `link` makes the markup of a link from a key and the text as it stands, which it escapes; `without` are keys that
    are not linked at all, as the word that the page is about.
    """
    writer = _Linking(lexicon, link, frozenset(without))
    writer.feed(markup)
    writer.close()
    return "".join(writer.written)


class _Linking(HTMLParser):
    """Writes what it reads, and links on the way."""

    def __init__(self, lexicon: Lexicon, link: Callable[[str, str], str], without: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.lexicon, self.link, self.without = lexicon, link, without
        self.written: list[str] = []
        self.open: list[str] = []  # elements of `LEFT_ALONE` around what is read
        self.seen = set(without)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.written.append(self.get_starttag_text() or "")
        if tag in LEFT_ALONE:
            self.open.append(tag)
        if tag in BLOCKS:
            self.seen = set(self.without)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.written.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]
        if tag in BLOCKS:
            self.seen = set(self.without)

    def handle_comment(self, data: str) -> None:
        self.written.append(f"<!--{data}-->")

    def handle_data(self, data: str) -> None:
        if self.open:
            self.written.append(data if self.open[-1] in RAW else escape(data))
            return
        begin = 0
        for end in [*(match.end() for match in PARAGRAPH.finditer(data)), len(data)]:
            self._paragraph(data[begin:end])
            if end < len(data):
                self.seen = set(self.without)
            begin = end

    def _paragraph(self, text: str) -> None:
        done = 0
        for begin, end, key in self.lexicon.found_in(text, without=self.seen):
            self.seen.add(key)
            self.written += [escape(text[done:begin]), self.link(key, text[begin:end])]
            done = end
        self.written.append(escape(text[done:]))
