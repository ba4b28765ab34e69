# SPDX-License-Identifier: EUPL-1.2
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.core import text

LETTERS = st.text("abcdefghilmnopqrstuvz", min_size=4, max_size=14)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("D'Alò  Nicolò", "dalo nicolo"),
        ("NICOLO'", "nicolo"),
        ("Dall’Oglio", "dalloglio"),
        ("Rossi-Bianchi", "rossi bianchi"),
        ("Łukasz Ødegård", "lukasz odegard"),
        ("Straße", "strasse"),
        ("  ", ""),
        ("Ёлкин", "елкин"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


def test_a_name_is_filed_and_spoken() -> None:
    assert (text.filed("De Luca", "Anna"), text.spoken("De Luca", "Anna")) == ("De Luca Anna", "Anna De Luca")
    assert (text.filed("", "Anna"), text.spoken("De Luca", "")) == ("Anna", "De Luca")


@pytest.mark.parametrize(
    ("label", "words"),
    [("Ore alla settimana", "ore alla settimana"), ("ISEE corrente", "ISEE corrente"), ("P.I.P.P.I.", "P.I.P.P.I.")],
)
def test_a_label_in_a_sentence_has_no_capital(label: str, words: str) -> None:
    assert text.in_sentence(label) == words


@given(st.text())
def test_fold_is_stable(typed: str) -> None:
    assert text.fold(text.fold(typed)) == text.fold(typed)


def test_fold_is_stable_for_every_letter() -> None:
    """All of them, because chance finds the rare ones once in a hundred runs."""
    every = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    letters = [letter for letter in every if unicodedata.normalize("NFKD", letter).casefold() != letter]
    assert "𝓐" in letters
    assert [letter for letter in letters if text.fold(text.fold(letter)) != text.fold(letter)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chiara", "kiara"),
        ("nicola", "nikola"),
        ("acquaviva", "aquaviva"),
        ("giacomo", "giaccomo"),
        ("lucia", "luccia"),
        ("ciccarone", "cicarone"),
        ("scialpi", "shalpi"),
        ("guglielmo", "gulielmo"),
        ("bologna", "bolonia"),
        ("jacopo", "iacopo"),
        ("walter", "valter"),
        ("hanna", "anna"),
        ("zito", "sito"),
        ("giovanbattista", "giovambattista"),
        ("philippe", "filippe"),
        ("yussef", "iussef"),
        ("moussa", "musa"),
        ("antonio", "antonnio"),
        ("maxim", "masim"),
    ],
)
def test_spellings_that_are_confused_sound_alike(one: str, other: str) -> None:
    assert text.sound(one) == text.sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("carlo", "ciarlo"), ("gatto", "giatto"), ("rosa", "rosi"), ("pace", "pake")]
)
def test_names_that_differ_sound_different(one: str, other: str) -> None:
    assert text.sound(one) != text.sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("mohamed", "muhammad"), ("chen", "cen"), ("hussein", "hossein"), ("youssef", "yousef"), ("khadija", "khadiga")],
)
def test_foreign_names_share_a_form(one: str, other: str) -> None:
    near = set(text.near_words(one)) & set(text.near_words(other))
    assert near


def test_particles_are_found_together_and_apart() -> None:
    assert text.name_words("De Luca") == ["de", "luca", "deluca"]
    assert set(text.search_words("Deluca")) & set(text.search_words("De Luca"))


def test_prefixes_start_at_three_letters_and_stop_at_eight() -> None:
    prefixes = [word for word in text.search_words("Montefiascone") if word.startswith("<")]
    assert prefixes == ["<mon", "<mont", "<monte", "<montef", "<montefi", "<montefia"]


def test_short_word_is_its_own_prefix() -> None:
    assert "<fo" in text.search_words("Fo")
    assert text.prefix("fo") == "<fo"


@given(LETTERS, st.data())
def test_one_letter_too_few_is_found(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    assert set(text.one_less(word)) & set(text.one_less(word[:place] + word[place + 1 :]))


@given(LETTERS, st.sampled_from("aeioubcd"), st.data())
def test_one_wrong_letter_is_found(word: str, letter: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    assert set(text.one_less(word)) & set(text.one_less(word[:place] + letter + word[place + 1 :]))


@given(LETTERS, st.data())
def test_two_letters_swapped_are_found(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    assert set(text.one_less(word)) & set(text.one_less(swapped))


@given(st.text(max_size=40))
def test_any_text_gives_search_words_without_failing(typed: str) -> None:
    words = text.search_words(typed)
    assert len(words) == len(set(words))
    assert all(word[0] in "<-:" for word in words)
