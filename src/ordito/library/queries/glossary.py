# SPDX-License-Identifier: EUPL-1.2
"""The words of the glossary: the index, one word, and all of them for the links in other texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.cache import cache
from django.db.models import Q

from ordito.core.text import fold
from ordito.library.engine.words import Lexicon
from ordito.library.models import GlossaryTerm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor

STAMP = "library.glossary"
"""In the cache that all processes share: which state of the glossary stands; gone or new, it is read afresh."""
FIELDS = ("term", "definition", "sources", "synonyms", "see_also", "state", "verified")
"""What a version of a word keeps, as its form names it."""


def terms_for(reader: Actor | None) -> QuerySet[GlossaryTerm]:
    """The words that somebody may read; None is anybody, without an account."""
    return GlossaryTerm.objects.published() if reader is None else GlossaryTerm.objects.visible_to(reader)


@dataclass(frozen=True)
class Letter:
    """The words under one letter of the index."""

    letter: str
    terms: Sequence[GlossaryTerm]

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"lettera-{self.letter if self.letter.isalpha() else '0'}"


def index_of(reader: Actor | None, sought: str = "") -> list[Letter]:
    """The words by letter; with `sought` those whose name, synonyms or explanation hold every word of it."""
    rows = list(terms_for(reader).order_by("folded"))
    words = fold(sought).split()
    found = [row for row in rows if all(word in _text(row) for word in words)] if words else rows
    return [Letter(letter, list(terms)) for letter, terms in groupby(found, key=lambda row: row.letter)]


def _text(row: GlossaryTerm) -> str:
    return fold(" ".join([row.term, *row.synonyms, row.definition]))


def see_also_of(term: GlossaryTerm, reader: Actor | None) -> list[GlossaryTerm]:
    """The words that go with one, whichever of the two says so."""
    return list(terms_for(reader).filter(Q(glossaryterm=term) | Q(see_also=term)).distinct().order_by("folded"))


def phrases_of(term: str, synonyms: Sequence[str]) -> list[str]:
    """Everything that leads to a word."""
    return [term, *synonyms]


def taken_phrases(but: GlossaryTerm | None) -> dict[str, str]:
    """Every phrase of the other words, withdrawn ones aside, folded, with the word it leads to."""
    rows = GlossaryTerm.objects.exclude(state="withdrawn").exclude(pk=but.pk if but else 0)
    return {
        fold(phrase): term
        for term, synonyms in rows.values_list("term", "synonyms")
        for phrase in phrases_of(term, synonyms)
    }


def content_of(term: GlossaryTerm) -> dict[str, Any]:
    """A word as its versions keep it."""
    content = {name: getattr(term, name) for name in FIELDS if name != "see_also"}
    return content | {"see_also": sorted(term.see_also.values_list("term", flat=True))}


_held: tuple[str, Lexicon] = ("", Lexicon())


def lexicon() -> Lexicon:
    """The published words for linking, kept by each process until somebody changes one; one query when it is read."""
    global _held  # noqa: PLW0603 - the one memory of a process
    stamp = cache.get(STAMP)
    if stamp is None:
        stamp = cache.get_or_set(STAMP, uuid4().hex, timeout=None)
    if stamp != _held[0]:
        found = Lexicon()
        for slug, term, synonyms in (
            GlossaryTerm.objects.published().order_by("pk").values_list("slug", "term", "synonyms")
        ):
            for phrase in phrases_of(term, synonyms):
                found.add(phrase, slug)
        _held = (str(stamp), found)
    return _held[1]


def forget_words() -> None:
    """Let every process read the glossary afresh; called when a change of it has been written."""
    cache.set(STAMP, uuid4().hex, timeout=None)
