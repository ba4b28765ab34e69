# SPDX-License-Identifier: EUPL-1.2
"""The security policy allows nothing inline, and nothing from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.template import TemplateSyntaxError, engines

from tests.repository.sources import text_of, with_suffix

INLINE = {
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "script without a file": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "from elsewhere": re.compile(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//"),
    "evaluated value": re.compile(r"hx-(?:vals|headers)\s*=\s*[\"']js:"),
}


def inline_parts(text: str) -> set[str]:
    # Template tags may hold > and quotes that are not HTML's.
    html = re.sub(r"\{[%#].*?[%#]\}", "", text, flags=re.DOTALL)
    return {name for name, pattern in INLINE.items() if pattern.search(html)}


def test_nothing_inline_in_any_template() -> None:
    templates = with_suffix(".html")
    assert templates
    found = {path.as_posix(): inline_parts(text_of(path)) for path in templates}
    assert {path: parts for path, parts in found.items() if parts} == {}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("<style>p{}</style>", "style element"),
        ('<p class="a" style="color:red">', "style attribute"),
        ("<script>go()</script>", "script without a file"),
        ('<script type="text/javascript">go()</script>', "script without a file"),
        ('<button onclick="go()">', "event attribute"),
        ('<div hx-on:click="go()">', "event attribute"),
        ('<a href="javascript:go()">', "script address"),
        ('<script src="https://example.org/x.js"></script>', "from elsewhere"),
        ("<div hx-vals='js:{a: 1}'>", "evaluated value"),
    ],
)
def test_inline_part_is_found(text: str, part: str) -> None:
    assert inline_parts(text) == {part}


def test_plain_page_is_accepted() -> None:
    assert inline_parts('<script src="{% static "js/menu.js" %}" defer></script><p class="one">Testo</p>') == set()


def test_style_sheets_call_nobody() -> None:
    sheets = with_suffix(".css")
    assert sheets
    foreign = re.compile(r"url\(\s*[\"']?(?:https?:|//|data:)")
    assert {path.as_posix() for path in sheets if foreign.search(text_of(path))} == set()


def test_every_template_compiles() -> None:
    """A tag that does not exist or is not closed shows here, not on somebody's screen."""
    broken = {}
    for path in with_suffix(".html"):
        try:
            engines["django"].from_string(text_of(path))
        except TemplateSyntaxError as error:
            broken[path.as_posix()] = str(error)[:100]
    assert broken == {}


def test_errors_of_a_form_are_said_once() -> None:
    """A form written whole says its own errors above its fields."""
    texts = {path: text_of(path) for path in with_suffix(".html")}
    twice = {
        (str(path), form)
        for path, text in texts.items()
        for form in re.findall(r"{% error_summary (\w+) %}", text)
        if f"{{{{ {form} }}}}" in text
    }
    assert twice == set()
