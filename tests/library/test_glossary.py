# SPDX-License-Identifier: EUPL-1.2
"""The words: what is refused, their history, the links in texts, what comes with Ordito."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.template import Context, Template

from ordito.core.access import NotAllowedError
from ordito.core.text import fold
from ordito.library.actions import glossary
from ordito.library.actions.errors import LibraryConflictError, LibraryError
from ordito.library.actions.shipped import TERMS
from ordito.library.engine.seeds import read_terms
from ordito.library.enums import TermState
from ordito.library.models import GlossaryTerm, TermVersion
from ordito.library.queries.glossary import index_of, phrases_of, see_also_of, terms_for
from tests.factories.library import NOW, SYSTEM, make_term, term_values

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


def change(row: GlossaryTerm, values: glossary.TermValues, **options: Any) -> GlossaryTerm:
    usual: dict[str, Any] = {"by": SYSTEM, "at": NOW, "version": row.version, "note": "", "form_key": uuid4()}
    return glossary.change_term(values, term=row, **{**usual, **options})


def shown(text: str, source: str = "{{ text|linebreaks|glossary }}") -> str:
    return Template("{% load glossary %}" + source).render(Context({"text": text}))


def test_drafts_are_for_who_takes_care_of_the_glossary(keeper: User, reader: User) -> None:
    make_term("Adozione")
    draft = make_term("Affido", state=TermState.DRAFT)
    assert [draft in terms_for(person) for person in (None, reader, keeper)] == [False, False, True]
    with pytest.raises(NotAllowedError):
        glossary.add_term(term_values("Altro"), by=reader, at=NOW, form_key=uuid4())
    with pytest.raises(NotAllowedError):
        change(draft, term_values("Altro"), by=reader)


def test_a_phrase_leads_to_one_word() -> None:
    make_term(synonyms=["affido", "affidi"])
    for values, field in (
        (term_values("AFFIDO"), "term"),
        (term_values("Accoglienza", synonyms=["Affidì"]), "synonyms"),
        (term_values("—"), "term"),
        (term_values("Altro", definition=" "), "definition"),
    ):
        with pytest.raises(LibraryError) as refused:
            glossary.add_term(values, by=SYSTEM, at=NOW, form_key=uuid4())
        assert refused.value.field == field
    assert GlossaryTerm.objects.count() == 1


def test_a_withdrawn_word_leaves_its_phrases_and_keeps_its_name() -> None:
    row = make_term(synonyms=["affido"])
    change(row, term_values(synonyms=["affido"], state=TermState.WITHDRAWN))
    make_term("Affido")
    with pytest.raises(LibraryError, match="ritirata"):
        make_term()


def test_each_saving_is_kept() -> None:
    other = make_term("Adozione")
    row = make_term()
    change(row, term_values(definition="Detto meglio.", see_also=[other]), note="Più chiaro.")
    first, second = TermVersion.objects.filter(term=row).order_by("number")
    assert first.content["definition"].startswith("Un bambino")
    assert (second.number, second.note, second.content["see_also"]) == (2, "Più chiaro.", ["Adozione"])
    with pytest.raises(LibraryConflictError) as conflict:
        change(row, term_values(), version=1)
    assert conflict.value.current.version == 2


def test_the_same_form_twice_writes_once() -> None:
    key, changing = uuid4(), uuid4()
    rows = [glossary.add_term(term_values(), by=SYSTEM, at=NOW, form_key=key) for _time in range(2)]
    assert rows[0] == rows[1]
    for _time in range(2):
        change(rows[0], term_values(definition="Altro."), form_key=changing)
    assert TermVersion.objects.count() == 2


def test_words_that_go_together_say_so_on_both_sides() -> None:
    adoption, draft = make_term("Adozione"), make_term("Bozza", state=TermState.DRAFT)
    fostering = make_term(see_also=[adoption, draft])
    assert see_also_of(fostering, None) == [adoption]
    assert see_also_of(adoption, None) == [fostering]


def test_the_index_stands_by_letter_and_is_searched_by_every_word() -> None:
    make_term("Équipe", definition="Persone di mestieri diversi.", synonyms=["squadra"])
    make_term("Ente gestore", definition="Chi fa funzionare un servizio.")
    make_term("403", definition="Un articolo.")
    assert [(one.letter, one.anchor, [term.term for term in one.terms]) for one in index_of(None)] == [
        ("#", "lettera-0", ["403"]),
        ("E", "lettera-E", ["Ente gestore", "Équipe"]),
    ]
    assert [one.terms[0].term for one in index_of(None, "mestieri SQUADRA")] == ["Équipe"]
    assert index_of(None, "mestieri servizio") == []


def test_each_word_has_an_address_of_its_own() -> None:
    assert [make_term(word).slug for word in ("Co-op", "日本", "中国")] == ["co-op", "parola", "parola-2"]


def test_texts_are_linked_with_one_query_for_many(
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    row = make_term(synonyms=["affido"])
    make_term("Segreta", state=TermState.DRAFT)
    with django_assert_num_queries(1):
        pages = {shown("L’affido <b> e una segreta") for _time in range(3)}
    link = '<a class="explained" href="/biblioteca/glossario/voci/affidamento-familiare/">affido</a>'
    assert pages == {f"<p>L’{link} &lt;b&gt; e una segreta</p>"}
    assert shown("affido", '{{ text|glossary:"affidamento-familiare" }}') == "affido"
    with django_capture_on_commit_callbacks(execute=True):
        change(row, term_values(synonyms=[]))
    assert shown("affido") == "<p>affido</p>"


def test_words_that_come_with_ordito_are_sound() -> None:
    with TERMS.open(encoding="utf-8", newline="") as stream:
        seeds = read_terms(stream)
    phrases = [fold(phrase) for seed in seeds for phrase in phrases_of(seed.term, seed.synonyms)]
    words = {seed.term for seed in seeds}
    assert len(seeds) >= 40
    assert len(phrases) == len(set(phrases))
    assert all(set(seed.see_also) <= words and seed.sources and not seed.verified for seed in seeds)
    assert max(len(seed.definition) for seed in seeds) < 400, "plain language is short"


def test_they_are_added_once_and_never_over_what_people_wrote() -> None:
    make_term("Affido", definition="Scritto qui.")
    for _time in range(2):
        call_command("load_glossary", verbosity=0)
    with TERMS.open(encoding="utf-8", newline="") as stream:
        seeds = read_terms(stream)
    assert GlossaryTerm.objects.count() == len(seeds), "the one that was there stands for its like"
    assert GlossaryTerm.objects.get(term="Affido").definition == "Scritto qui."
    row = GlossaryTerm.objects.get(term="Care leaver")
    assert sorted(row.see_also.values_list("term", flat=True)) == ["Prosieguo amministrativo", "Tutor per l’autonomia"]
    assert row.versions.get().content["see_also"] == ["Prosieguo amministrativo", "Tutor per l’autonomia"]
    assert not row.verified
