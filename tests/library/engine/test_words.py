# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.library.engine.words import Lexicon, linked

PHRASES = {
    "affido": ("affidamento familiare", "affido", "affido familiare"),
    "prova": ("messa alla prova",),
    "sai": ("SAI",),
    "inclusione": ("patto per l’inclusione",),
    "equipe": ("équipe", "équipe multidisciplinare"),
    "pippi": ("P.I.P.P.I.", "PIPPI"),
    "post": ("post-adozione",),
}


def lexicon() -> Lexicon:
    found = Lexicon()
    for key, phrases in PHRASES.items():
        for phrase in phrases:
            found.add(phrase, key)
    return found


def link(key: str, text: str) -> str:
    return f"[{key}:{escape(text)}]"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("L’affido familiare è un affido.", "L’[affido:affido familiare] è un affido."),
        ("dell'Affidamento Familiare", "dell&#x27;[affido:Affidamento Familiare]"),
        ("affidamento", "affidamento"),
        ("riaffido affidoo", "riaffido affidoo"),
        ("la messa alla\n prova", "la [prova:messa alla\n prova]"),
        ("la messa. Alla prova", "la messa. Alla prova"),
        ("messa alla, prova", "messa alla, prova"),
        ("tu sai che il SAI accoglie", "tu sai che il [sai:SAI] accoglie"),
        ("patto per l'inclusione", "[inclusione:patto per l&#x27;inclusione]"),
        ("L'EQUIPE multidisciplinare", "L&#x27;[equipe:EQUIPE multidisciplinare]"),
        ("P.I.P.P.I. e PIPPI, pippi", "[pippi:P.I.P.P.I.] e PIPPI, pippi"),
        ("nel PIPPI. Poi", "nel [pippi:PIPPI]. Poi"),
        ("il post adozione", "il [post:post adozione]"),
        ("affido\n\naffido\naffido", "[affido:affido]\n\n[affido:affido]\naffido"),
        ("<p>affido</p><p>affido, affido</p>", "<p>[affido:affido]</p><p>[affido:affido], affido</p>"),
        ("<h2>L’affido</h2>", "<h2>L’affido</h2>"),
        (
            '<a href="/?q=affido">un <b>affido</b></a> affido',
            '<a href="/?q=affido">un <b>affido</b></a> [affido:affido]',
        ),
        ("<strong>messa</strong> alla prova", "<strong>messa</strong> alla prova"),
        ('<img alt="affido"><br/>affido', '<img alt="affido"><br/>[affido:affido]'),
        ("<!-- affido --><script>affido < 1</script>", "<!-- affido --><script>affido < 1</script>"),
        ("</a>affido", "</a>[affido:affido]"),
        ("1 &lt; 2 &amp; affido", "1 &lt; 2 &amp; [affido:affido]"),
        ("", ""),
    ],
)
def test_words_become_links(markup: str, expected: str) -> None:
    assert linked(markup, lexicon(), link=link) == expected


def test_the_word_of_the_page_leads_nowhere() -> None:
    assert linked("affido e SAI", lexicon(), link=link, without=["affido"]) == "affido e [sai:SAI]"


def test_a_phrase_leads_to_the_first_that_has_it() -> None:
    words = Lexicon()
    words.add("—", "vuota")
    words.add("patto", "primo")
    words.add("Patto", "secondo")
    assert linked("patto", words, link=link) == "[primo:patto]"


class Text(HTMLParser):
    """The text of a page, as a browser shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self.tags = "", set[str]()

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's own
        self.tags.add(tag)


@given(
    st.lists(st.sampled_from(["affido", "SAI ", "messa ", "alla", " prova", "'", "<b>", "&amp;", "</", "\n\n", "à"]))
)
def test_nothing_typed_is_lost_or_becomes_markup(pieces: list[str]) -> None:
    typed = "".join(pieces)
    page = Text()
    page.feed(linked(escape(typed), lexicon(), link=lambda _key, text: f"<a>{escape(text)}</a>"))
    page.close()
    assert page.said == typed
    assert page.tags <= {"a"}
