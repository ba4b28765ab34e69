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
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])(.{1,2000}?)(?<=[^\s*_])\1(?![\w*])")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.{1,500}?)[ \t]*#*$", re.MULTILINE)
_STYLED = re.compile(r"&lt;/?span(?:\s[^<>]{0,200}?)?&gt;")
_BREAK = re.compile(r"&lt;br\s*/?&gt;")


@lru_cache(maxsize=8192)
def markup(text: str) -> SafeString:
    """The text as HTML of our own making: what an author writes is escaped first, then the few signs are read."""
    html: str = escape(text.strip())
    if not any(sign in html for sign in "*_[#\n<&"):
        return mark_safe(html)  # noqa: S308 - escaped one line above
    html = _BREAK.sub("\n", _STYLED.sub("", html))
    html = _HEADING.sub(r"<strong>\1</strong>", html)
    html = _LINK.sub(_link, html)
    html = _BOLD.sub(r"<strong>\2</strong>", html)
    html = _ITALIC.sub(r"<em>\2</em>", html)
    return mark_safe(html.replace("\n", "<br>"))  # noqa: S308 - escaped above; only tags of ours were added


def _link(match: Match[str]) -> str:
    """Signs inside an address are no emphasis: they are written so that the next steps do not see them."""
    address = match[2].replace("*", "%2A").replace("_", "&#95;")
    return f'<a href="{address}" rel="noreferrer">{match[1]}</a>'


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text without its signs, for attributes and for being read aloud."""
    bare = _HEADING.sub(r"\1", text.strip())
    bare = re.sub(r"\[([^\[\]\n]{1,300})\]\([^\s()]{1,500}\)", r"\1", bare)
    return " ".join(re.sub(r"</?(?:span|br)\b[^<>]{0,200}>", " ", _ITALIC.sub(r"\2", _BOLD.sub(r"\2", bare))).split())
