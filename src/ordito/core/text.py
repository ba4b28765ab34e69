# SPDX-License-Identifier: EUPL-1.2
"""Names of people as they are typed by tired hands: folding, sound, and the words by which they can be found.

Search on encrypted names works on *search words*: for each word of a name, its prefixes, the word with one letter
taken away, and how it sounds. The caller turns them into keyed tokens (``core.crypto.tokens``); what is looked up is
made by the same rules, so that a typing error on either side still meets. Candidates are then decrypted and ranked.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

PREFIX_SHORTEST = 3
PREFIX_LONGEST = 8
DELETION_SHORTEST = 4
"""Below this length one letter less says nothing any more."""
SKELETON_SHORTEST = 3
JOINED_PARTICLES = frozenset(
    {
        *(
            "d",
            "de",
            "dei",
            "del",
            "della",
            "delle",
            "dello",
            "degli",
            "di",
            "da",
            "dal",
            "dalla",
            "lo",
            "la",
            "le",
            "li",
        ),
        *("el", "al", "van", "von", "ben", "bin", "abd", "ould", "mc", "mac", "san"),
    }
)
"""Words written apart or together as it happens: De Luca, Deluca; El Amrani, Elamrani."""

_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ə": "e", "ħ": "h"}
)
_APOSTROPHES = re.compile(r"['’‘`´ʼʻ′]")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_DOUBLED = re.compile(r"(.)\1+")


def filed(surname: str, name: str) -> str:
    """A person's name as offices file it, surname first: in lists, headings and choices."""
    return f"{surname} {name}".strip()


def spoken(surname: str, name: str) -> str:
    """A person's name as people say it: inside a sentence, and of whoever wrote or follows."""
    return f"{name} {surname}".strip()


def in_sentence(words: object) -> str:
    """The label of a list inside a sentence: without its capital, unless the first word is an acronym."""
    text = str(words)
    first = text.partition(" ")[0]
    return text if any(letter.isupper() for letter in first[1:]) else text[:1].lower() + text[1:]


def fold(text: str) -> str:
    """Lower case without accents, apostrophes or punctuation, single spaces: ``D'Alò  Nicolò`` → ``dalo nicolo``.

    An apostrophe joins (``D'Angelo`` = ``Dangelo``, and ``Nicolo'`` = ``Nicolò``), every other sign parts.
    Letters of other scripts stay as they are.
    """
    decomposed = text
    for _turn in range(2):  # taking a letter apart may bring up a capital, and lower case a composed letter
        decomposed = unicodedata.normalize("NFKD", decomposed).casefold()
    joined = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", decomposed))
    bare = "".join(letter for letter in joined if not unicodedata.combining(letter)).translate(_UNDECOMPOSED)
    return " ".join(_NOT_WORD.sub(" ", bare).split())


def name_words(text: str) -> list[str]:
    """The folded words of a name, plus particles joined to what follows: ``De Luca`` → de, luca, deluca."""
    words = fold(text).split()
    joined = [first + second for first, second in pairwise(words) if first in JOINED_PARTICLES]
    return list(dict.fromkeys(words + joined))


_FOREIGN_SPELLINGS = (
    # Order matters: longer spellings first. Capital letters are sounds already decided: C as in cena, S as in scena.
    ("tch", "C"),
    ("tsch", "C"),
    ("sch(?=[eiy])", "sk"),
    ("sch", "S"),
    ("sh", "S"),
    ("dzh|dj|dz(?=h)", "G"),
    ("kh|ck|cq|q", "k"),
    ("ph", "f"),
    ("th", "t"),
    ("tz|ts|z", "s"),
    ("x", "s"),
    ("ou|oo", "u"),
    ("ee", "i"),
    ("w", "v"),
    ("[jy]", "i"),
)
_ITALIAN_SOUNDS = (
    ("sci(?=[aou])", "S"),
    ("sc(?=[ei])", "S"),
    ("sch", "sk"),
    ("c+i(?=[aou])|c+(?=[ei])", "C"),
    ("ch", "k"),
    ("c", "k"),
    ("gl(?=i)", "l"),
    ("gn", "n"),
    ("([ln])i(?=[aeou])", r"\1"),
    ("g+i(?=[aou])|g+(?=[ei])", "G"),
    ("gh", "g"),
    ("h", ""),
    ("np", "mp"),
    ("nb", "mb"),
)
_RULES = tuple((re.compile(spelling), sound) for spelling, sound in (*_FOREIGN_SPELLINGS, *_ITALIAN_SOUNDS))
_FOREIGN_MARK = re.compile(r"[kywxj]|(?<![cg])h|[^aeiou]$")
_CH_OF_OTHERS = re.compile(r"ch")
_VOWELS = re.compile(r"[aeiou]")


def sound(word: str) -> str:
    """How an Italian would say a folded word, coarsely: spellings that are often confused give the same form.

    The rules are ours: c, ch, k, q and ck before the same vowel; soft and hard g and c; gl(i), gn; sc, sch, sh; no h;
    w = v; x, z, ts = s; y = j = i; ph = f; ou = u; n before p or b = m; doubled letters once.
    Capitals in the result are the soft sounds (C of *cena*, G of *gelo*, S of *scena*).
    """
    for spelling, replacement in _RULES:
        word = spelling.sub(replacement, word)
    return _DOUBLED.sub(r"\1", word)


def sounds(word: str) -> list[str]:
    """Every form under which a folded word may sound.

    The Italian one; for names written in another tradition also the one with *ch* as in *Chen* and the consonants
    alone (Mohamed, Muhammad → mhmd).
    """
    forms = [sound(word)]
    if _CH_OF_OTHERS.search(word):
        forms.append(sound(_CH_OF_OTHERS.sub("tch", word)))
    if _FOREIGN_MARK.search(word):
        skeleton = _DOUBLED.sub(r"\1", _VOWELS.sub("", word[:1].replace("y", "i") + word[1:].replace("y", "")))
        if len(skeleton) >= SKELETON_SHORTEST:
            forms.append("~" + skeleton)
    return list(dict.fromkeys(forms))


def one_less(word: str) -> list[str]:
    """The word itself and the word with each letter taken away: two words one error apart share one of these."""
    if len(word) < DELETION_SHORTEST:
        return [word]
    return list(dict.fromkeys([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]))


def prefix(word: str) -> str:
    """The longest stored prefix of a word: what a search for words that begin like it must look up."""
    return "<" + word[:PREFIX_LONGEST]


def search_words(name: str) -> list[str]:
    """Everything under which a name is filed. First sign: ``<`` prefix, ``-`` one letter less, ``:`` sound."""
    found: dict[str, None] = {}
    for word in name_words(name):
        shortest = min(PREFIX_SHORTEST, len(word))
        found.update(dict.fromkeys("<" + word[:end] for end in range(shortest, min(len(word), PREFIX_LONGEST) + 1)))
        found.update(dict.fromkeys(near_words(word)))
    return list(found)


def near_words(word: str) -> list[str]:
    """What one folded word shares with those that look or sound alike (no prefixes)."""
    return ["-" + variant for variant in one_less(word)] + [":" + form for form in sounds(word)]
