# SPDX-License-Identifier: EUPL-1.2
"""Finding people by what is known of them, and never beyond the services where the actor may search."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.models import CaseFile, Person, SearchToken
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.tokens import fiscal_code_index, token_field
from ordito.core import crypto, fiscal_code, text
from ordito.core.access import SystemActor, Verb, require
from ordito.core.dates import parse_date
from ordito.core.fields import open_text
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ordito.cases.models.scopes import ServicePlace
    from ordito.core.access import Actor

ENOUGH = 8
"""With so many exact candidates the slower search for errors is not made."""
CANDIDATES = 120
"""How many people are decrypted and ranked at most."""
SHOWN = 20
WORST_SCORE = 0.62
"""Below this likeness (0 to 1) a candidate is noise. Found by trying the errors of tests/cases/test_queries_people."""
SOUNDS_ALIKE = 0.8
"""How much two words are alike that sound the same, however they are written."""
_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d{2})/(\d{1,6})(?![\d/])")
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.\-]\d{1,2}[/.\-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_CODE = re.compile(r"(?<!\w)(?:[A-Za-z]{6}\w{2}[A-Za-z]\w{2}[A-Za-z]\w{3}[A-Za-z]|\d{11})(?!\w)")


@dataclass(frozen=True)
class Asked:
    """What somebody typed in the search box, taken apart."""

    words: tuple[str, ...]
    code: str = ""
    birth_date: date | None = None
    number: tuple[int, int] | None = None

    @property
    def empty(self) -> bool:
        """Nothing that can be searched."""
        return not (self.words or self.code or self.birth_date or self.number)


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the person looked for."""

    person: Person
    full_name: str
    fiscal_code: str
    why: str
    score: float
    """1 is an exact match."""
    case_file: CaseFile | None
    openable: bool
    """Whether the actor may open `case_file` (or, without one, register things about the person)."""


@dataclass(frozen=True)
class Duplicates:
    """Ids of people like one to register: `certain` by fiscal code in the same body, `likely` by name and birth."""

    certain: tuple[int, ...] = ()
    likely: tuple[int, ...] = ()


def understand(typed: str, *, today: date) -> Asked:
    """Take apart what was typed: fiscal code, record number, birth date, words of a name; in any order."""
    rest, code, number, birth = typed, "", None, None
    if match := _CODE.search(rest):
        code, rest = fiscal_code.clean(match.group()), rest.replace(match.group(), " ")
    if match := _NUMBER.search(rest):
        number, rest = (int(match.group(1)), int(match.group(2))), rest.replace(match.group(), " ")
    if match := _DATE.search(rest):
        try:
            birth = parse_date(match.group(), today=today)
            rest = rest.replace(match.group(), " ")
        except ValueError:
            birth = None
    words = tuple(word for word in text.fold(rest).split() if any(letter.isalpha() for letter in word))
    return Asked(words, code, birth, number)


def find_people(actor: Actor, typed: str, *, at: datetime, limit: int = SHOWN) -> list[Candidate]:
    """Who is meant, best first: by fiscal code, record number, birth date and name with errors forgiven.

    Only people of the services where the actor may search. The search is logged with a keyed hash of what was typed.

    Raises:
        NotAllowedError: the actor may not search people.
    """
    require(actor, Verb.SEARCH_PERSON)
    asked = understand(typed, today=timezone.localdate(at))
    ranked = [] if asked.empty else _rank(asked, _people(actor, asked, at=timezone.localdate(at)))[:limit]
    found = _candidates(actor, ranked)
    log_access(
        "cases.find_people",
        by=actor,
        at=at,
        kind=Kind.SEARCH,
        rows=[candidate.person for candidate in found],
        detail={
            "query": crypto.blind_index(text.fold(typed), field="cases.find_people").hex(),
            "found": len(found),
        },
    )
    return found


def likely_duplicates(
    actor: Actor, *, surname: str, name: str, birth_date: date | None, fiscal_code: str, place: ServicePlace
) -> Duplicates:
    """People of the same body with this fiscal code; people the actor may find, with nearly this name and birth."""
    certain: tuple[int, ...] = ()
    index = fiscal_code_index(fiscal_code)
    if index is not None:
        same = Person.objects.current().filter(body_id=place.body_id, fiscal_code_index=index)
        certain = tuple(same.values_list("pk", flat=True))
    asked = Asked(tuple(text.fold(f"{surname} {name}").split()))
    if birth_date is None or not asked.words:
        return Duplicates(certain)
    known = Person.objects.searchable_by(actor).filter(birth_date=birth_date)
    ranked = _rank(asked, _by_name(known, asked.words, [place.ambito_id]))
    return Duplicates(certain, tuple(person.pk for person, _name, score, _why in ranked if score > WORST_SCORE))


def _people(actor: Actor, asked: Asked, *, at: date) -> list[Person]:
    known = Person.objects.searchable_by(actor)
    if asked.code:
        known = known.filter(fiscal_code_index=fiscal_code_index(asked.code))
    if asked.number:
        year, serial = asked.number
        records = CaseFile.objects.current().filter(in_service(actor, Verb.SEARCH_PERSON), year=year, serial=serial)
        known = known.filter(pk__in=records.values("person_id"))
    if asked.birth_date:
        known = known.filter(birth_date=asked.birth_date)
    if asked.words:
        return _by_name(known, asked.words, _ambiti(actor, known, at=at))
    return list(known.order_by("birth_date", "pk")[:CANDIDATES])


def _ambiti(actor: Actor, known: QuerySet[Person], *, at: date) -> list[int]:
    """The Ambiti whose tokens must be looked up: those of the actor's places, else of the people they may find."""
    grants = [grant for grant in actor.grants if Verb.SEARCH_PERSON in grant.verbs]
    places = {grant.territory_id for grant in grants if grant.territory_id is not None}
    if isinstance(actor, SystemActor) or any(grant.territory_id is None for grant in grants):
        return list(known.order_by().values_list("ambito_id", flat=True).distinct())
    above = TerritoryLink.objects.at(at).filter(child_id__in=places, hierarchy="ambito")
    return [*places, *above.values_list("parent_id", flat=True)]


def _by_name(known: QuerySet[Person], words: tuple[str, ...], ambiti: Iterable[int]) -> list[Person]:
    fields = [token_field(ambito) for ambito in ambiti]
    exact = known
    for word in words:
        tokens = [crypto.token(text.prefix(word), field=field) for field in fields]
        exact = exact.filter(pk__in=SearchToken.objects.filter(token__in=tokens).values("person_id"))
    found = list(exact[:CANDIDATES])
    if len(found) >= ENOUGH:
        return found
    return list({person.pk: person for person in [*found, *_nearly(known, words, fields)]}.values())


def _nearly(known: QuerySet[Person], words: tuple[str, ...], fields: list[str]) -> list[Person]:
    """People who share the most search words with what was typed, errors forgiven."""
    tokens: Counter[int] = Counter()
    for word in words:
        looked_for = [*text.near_words(word), text.prefix(word)]
        for field in fields:
            tokens.update(crypto.tokens(looked_for, field=field))
    hits = SearchToken.objects.filter(token__in=list(tokens), person_id__in=known.values("pk"))
    best = hits.values("person_id").annotate(shared=Count("token")).order_by("-shared", "person_id")[:CANDIDATES]
    return list(known.filter(pk__in=[row["person_id"] for row in best]))


def _rank(asked: Asked, people: list[Person]) -> list[tuple[Person, str, float, str]]:
    ranked = []
    words = [(word, frozenset(text.sounds(word))) for word in asked.words]
    for person in people:
        name = person.full_name()
        score, why = _likeness(words, name)
        if asked.code:
            score, why = 1.0, _("stesso codice fiscale")
        elif asked.number:
            score, why = 1.0, _("stesso numero di cartella")
        elif asked.birth_date and not asked.words:
            score, why = 1.0, _("stessa data di nascita")
        if score >= WORST_SCORE:
            ranked.append((person, name, score, why))
    return sorted(ranked, key=lambda found: (-found[2], found[1], found[0].pk))


def _likeness(words: list[tuple[str, frozenset[str]]], name: str) -> tuple[float, str]:
    """How well every word typed finds its word in the name: the mean of the best likenesses."""
    if not words:
        return 0.0, ""
    parts = text.name_words(name)
    best = [max((_word_likeness(word, sounds, part) for part in parts), default=0.0) for word, sounds in words]
    score = sum(best) / len(best)
    if min(best) == 1.0:
        return score, _("stesso nome")
    if min(best) >= 0.9:  # noqa: PLR2004 - all words begin alike
        return score, _("nome che comincia così")
    return (score if min(best) > 0.45 else 0.0), _("nome simile")  # noqa: PLR2004 - one word out of place is too much


def _word_likeness(word: str, heard: frozenset[str], part: str) -> float:
    if word == part:
        return 1.0
    if part.startswith(word):
        return 0.9 + 0.09 * len(word) / len(part)
    near = 0.9 * OSA.normalized_similarity(word, part)
    return near if near >= SOUNDS_ALIKE or heard.isdisjoint(text.sounds(part)) else SOUNDS_ALIKE


def _candidates(actor: Actor, ranked: list[tuple[Person, str, float, str]]) -> list[Candidate]:
    ids = [person.pk for person, *_rest in ranked]
    records = CaseFile.objects.current().filter(person_id__in=ids).order_by("person_id", "-updated_at")
    shown = records.filter(in_service(actor, Verb.SEARCH_PERSON)).select_related("body")
    by_person: dict[int, CaseFile] = {}
    for record in shown:
        by_person.setdefault(record.person_id, record)
    openable = set(
        CaseFile.objects.visible_to(actor)
        .filter(pk__in=[record.pk for record in by_person.values()])
        .values_list("pk", flat=True)
    )
    return [
        Candidate(
            person,
            name,
            open_text(person, "fiscal_code"),
            why,
            score,
            by_person.get(person.pk),
            person.pk not in by_person or by_person[person.pk].pk in openable,
        )
        for person, name, score, why in ranked
    ]
