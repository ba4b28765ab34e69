# SPDX-License-Identifier: EUPL-1.2
"""Labels may quote what somebody answered: no text becomes a tag, none keeps the page busy."""

from __future__ import annotations

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.questionnaires.queries.fill_markup import markup, plain

OURS = re.compile(r'<(?:/?(?:strong|em)|br|/a|a href="https?://[^"<>\s]*" rel="noreferrer")>')
SECONDS = 2  # what took minutes takes hundredths; a slow machine stays far below


@pytest.mark.parametrize(
    ("text", "html", "words"),
    [
        ("**a** e __b__", "<strong>a</strong> e <strong>b</strong>", "a e b"),
        ("**_tutto_**", "<strong><em>tutto</em></strong>", "tutto"),
        ("__a **b** c__", "<strong>a <strong>b</strong> c</strong>", "a b c"),
        ("*a* _b_ c*d e_f_g", "<em>a</em> <em>b</em> c*d e_f_g", "a b c*d e_f_g"),
        ("** a ** e ****", "** a ** e ****", "** a ** e ****"),
        ("# Uno ##\n###   Due", "<strong>Uno</strong><br><strong>Due</strong>", "Uno Due"),
        ("*non finisce\nqui*", "*non finisce<br>qui*", "*non finisce qui*"),
        ("[**Qui**](https://es.it/*a*)",
         '<a href="https://es.it/%2Aa%2A" rel="noreferrer"><strong>Qui</strong></a>', "Qui"),
    ],
)  # fmt: skip
def test_signs_are_read_in_pairs(text: str, html: str, words: str) -> None:
    assert (markup(text), plain(text)) == (html, words)


@given(st.text(alphabet="*_#[]()<>&\"' \n\tabhttps:/.", max_size=80))
def test_only_tags_of_our_own_are_made(text: str) -> None:
    assert not re.search("[<>\"']", OURS.sub("", markup(text)))


@pytest.mark.parametrize(
    "text",
    ["# " + " " * 50_000 + "x" * 600, "**a " * 50_000, "__a" * 50_000, "_a " * 50_000, "[a" * 50_000, "*" * 100_000,
     "<span " * 50_000, "# #" * 50_000, "**a _b " * 30_000],
)  # fmt: skip
def test_long_text_is_read_in_one_pass(text: str) -> None:
    started = process_time()
    markup(text)
    plain(text)
    assert process_time() - started < SECONDS
