# SPDX-License-Identifier: EUPL-1.2
"""The little markup that authors of XLSForms may use in labels: headings, bold, italics, links, lines; no HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from re import Match

_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((https?://[^\s()<>]{1,500})\)")
# A sign that may open or close says so; which closes which is found in one pass, because labels may quote answers,
# and a pattern that looked for the end of every beginning could be kept busy for hours by somebody's answer.
_BOLD = re.compile(r"(?P<closes>(?<=\S))?(?P<sign>\*\*|__)(?P<opens>(?=\S))?")
_ITALIC = re.compile(r"(?P<closes>(?<=[^\s*_])(?=[*_](?![\w*])))?(?P<sign>[*_])(?P<opens>(?<![\w*][*_])(?=[^\s*_]))?")
_HEADING = re.compile(r"^#{1,6}[ \t]++(.{1,500})$", re.MULTILINE)
_STYLED = re.compile(r"&lt;/?span(?:\s[^<>]{0,200}?)?&gt;")
_BREAK = re.compile(r"&lt;br\s*/?&gt;")
HEADING_END = " \t#"
KEPT = 2000
"""Longer texts hold somebody's answer, and are not kept at hand."""


def markup(text: str) -> SafeString:
    """The text as HTML of our own making: what an author writes is escaped first, then the few signs are read."""
    return _kept_markup(text) if len(text) <= KEPT else _markup(text)


def _markup(text: str) -> SafeString:
    html: str = escape(text.strip())
    if not any(sign in html for sign in "*_[#\n<&"):
        return mark_safe(html)  # noqa: S308 - escaped one line above
    html = _BREAK.sub("\n", _STYLED.sub("", html))
    html = _LINK.sub(_link, _headings(html, "<strong>", "</strong>"))
    html = _paired(html, _BOLD, "<strong>", "</strong>")
    html = _paired(html, _ITALIC, "<em>", "</em>")
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308 - escaped above; only tags of ours were added


_kept_markup = lru_cache(maxsize=8192)(_markup)


def _headings(text: str, before: str, after: str) -> str:
    """Lines that begin as headings, without their signs, between two pieces of text."""
    return _HEADING.sub(lambda found: f"{before}{found[1].rstrip(HEADING_END)}{after}", text)


def _paired(text: str, signs: re.Pattern[str], before: str, after: str) -> str:
    """What stands between two signs of a kind on one line, between two pieces of text in their place."""
    return "\n".join(_paired_line(line, signs, before, after) for line in text.split("\n"))


def _paired_line(line: str, signs: re.Pattern[str], before: str, after: str) -> str:
    pieces: list[str] = []
    begun: dict[str, tuple[int, int]] = {}  # sign → its piece, and where what follows it begins
    at = 0
    for found in signs.finditer(line):
        pieces.append(line[at : found.start()])
        sign, at = found["sign"], found.end()
        piece, start = begun.get(sign, (0, at))
        if found["closes"] is not None and start < found.start():
            pieces[piece] = before
            pieces.append(after)
            begun = {other: place for other, place in begun.items() if place[0] < piece}
        else:
            if found["opens"] is not None:
                begun.setdefault(sign, (len(pieces), at))
            pieces.append(sign)
    return "".join([*pieces, line[at:]])


def _link(match: Match[str]) -> str:
    """Signs inside an address are no emphasis: they are written so that the next steps do not see them."""
    address = match[2].replace("*", "%2A").replace("_", "&#95;")
    return f'<a href="{address}" rel="noreferrer">{match[1]}</a>'


def plain(text: str) -> str:
    """The text without its signs, for attributes and for being read aloud."""
    return _kept_plain(text) if len(text) <= KEPT else _plain(text)


def _plain(text: str) -> str:
    bare = _headings(text.strip(), "", "")
    bare = re.sub(r"\[([^\[\]\n]{1,300})\]\([^\s()]{1,500}\)", r"\1", bare)
    bare = _paired(_paired(bare, _BOLD, "", ""), _ITALIC, "", "")
    return " ".join(re.sub(r"</?(?:span|br)\b[^<>]{0,200}>", " ", bare).split())


_kept_plain = lru_cache(maxsize=8192)(_plain)
