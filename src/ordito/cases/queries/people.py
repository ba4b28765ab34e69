# SPDX-License-Identifier: EUPL-1.2
"""Finding people by what is known of them, and never beyond the services where the actor may search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.models import CaseFile, Person, PersonMerge, SearchToken
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.asking import Asked, understand
from ordito.cases.queries.tokens import fiscal_code_index, token_field
from ordito.core import crypto, text
from ordito.core.access import SystemActor, Verb, require
from ordito.core.fields import open_text
from ordito.territory.enums import Sex
from ordito.territory.models import TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from ordito.cases.models.scopes import ServicePlace
    from ordito.core.access import Actor

    Compare = Callable[[str, str], float]
    """How much a word typed is like a word of a name, 0 to 1; each pair is weighed once in a search."""

ENOUGH = 8
"""With so many exact candidates the slower search for errors is not made."""
CANDIDATES = 120
"""How many people are decrypted and ranked at most."""
SHOWN = 20
WORST_SCORE = 0.62
"""Below this likeness (0 to 1) a candidate is noise. Found by trying the errors of tests/cases/test_queries_people."""
SOUNDS_ALIKE = 0.8
"""How much two words are alike that sound the same, however they are written."""
BEGINS_ALIKE = 0.9
"""At least so much are two words alike of which one begins the other."""
OUT_OF_PLACE = 0.45
"""A word typed that is less like every word of the name speaks of somebody else."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be the person looked for."""

    person: Person
    full_name: str
    fiscal_code: str
    reasons: tuple[str, ...]
    """Why they match, in words, the strongest first."""
    score: float
    """1 is an exact match."""
    case_file: CaseFile | None
    openable: bool
    """Whether the actor may open `case_file` (or, without one, register things about the person)."""

    @property
    def why(self) -> str:
        """The reasons in one line."""
        return ", ".join(self.reasons)


@dataclass(frozen=True)
class Duplicates:
    """Ids of people like one to register: `certain` by fiscal code in the same body, `likely` by name and birth."""

    certain: tuple[int, ...] = ()
    likely: tuple[int, ...] = ()


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
    known = Person.objects.searchable_by(actor).unprotected().filter(birth_date=birth_date)
    ranked = _rank(asked, _by_name(known, asked.words, [place.ambito_id]))
    return Duplicates(certain, tuple(found.person.pk for found in ranked))


def _people(actor: Actor, asked: Asked, *, at: date) -> list[Person]:
    """Who may be meant: a code or a number decides alone; a date that fits nobody may be the one thing mistyped."""
    known = Person.objects.searchable_by(actor)
    if asked.code:
        return list(known.filter(fiscal_code_index=fiscal_code_index(asked.code))[:CANDIDATES])
    if asked.number:
        return list(known.filter(pk__in=_of_number(actor, *asked.number))[:CANDIDATES])
    born = known.filter(birth_date=asked.birth_date) if asked.birth_date else known
    if not asked.words:
        return list(born.order_by("birth_date", "pk")[:CANDIDATES])
    ambiti = list(_ambiti(actor, known, at=at))
    found = _by_name(born, asked.words, ambiti)
    return found or (_by_name(known, asked.words, ambiti) if asked.birth_date else [])


def _of_number(actor: Actor, year: int, serial: int) -> set[int]:
    """Who has the record of this number, or the one that it was joined to."""
    numbered = CaseFile.objects.filter(in_service(actor, Verb.SEARCH_PERSON), year=year, serial=serial)
    joined = PersonMerge.objects.standing().filter(absorbed_record__in=numbered)
    return {*numbered.current().values_list("person_id", flat=True), *joined.values_list("kept_id", flat=True)}


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


@dataclass(frozen=True)
class _Ranked:
    """A candidate, decrypted and weighed."""

    person: Person
    name: str
    score: float
    reasons: tuple[str, ...]


def _rank(asked: Asked, people: list[Person]) -> list[_Ranked]:
    compare = cache(partial(_word_likeness, {word: frozenset(text.sounds(word)) for word in asked.words}))
    ranked = []
    for person in people:
        found = _weighed(asked, compare, person)
        if found.score >= WORST_SCORE:
            ranked.append(found)
    return sorted(ranked, key=lambda found: (-found.score, found.name, found.person.pk))


def _weighed(asked: Asked, compare: Compare, person: Person) -> _Ranked:
    """How well a person fits what was typed, and why."""
    surname, name = open_text(person, "surname"), open_text(person, "name")
    score, reasons = _likeness(asked.words, compare, surname, name)
    if asked.birth_date is not None and person.birth_date == asked.birth_date:
        born = _("nata lo stesso giorno") if person.sex == Sex.FEMALE else _("nato lo stesso giorno")
        score, reasons = (score if asked.words else 1.0), [*reasons, born]
    if asked.number:
        score, reasons = 1.0, [_("stesso numero di cartella"), *reasons]
    if asked.code:
        score, reasons = 1.0, [_("stesso codice fiscale"), *reasons]
    return _Ranked(person, f"{surname} {name}".strip(), score, tuple(reasons))


def _likeness(words: tuple[str, ...], compare: Compare, surname: str, name: str) -> tuple[float, list[str]]:
    """How well every word typed finds its word in surname or name: the mean of the best likenesses, and in words."""
    if not words:
        return 0.0, []
    whole, parts = text.name_words(f"{surname} {name}"), text.name_words(surname)
    best: list[float] = []
    sides: dict[bool, float] = {}  # of surname (True) and name: the worst of the words typed for it
    for word in words:
        found = max((compare(word, part) for part in whole), default=0.0)
        of_surname = found == max((compare(word, part) for part in parts), default=0.0)
        sides[of_surname] = min(found, sides.get(of_surname, 1.0))
        best.append(found)
    reasons = [_in_words(sides[side], of_surname=side) for side in (True, False) if side in sides]
    if sides == {True: 1.0, False: 1.0}:
        reasons = [_("stesso cognome e nome")]
    return (sum(best) / len(best) if min(best) > OUT_OF_PLACE else 0.0), reasons


def _in_words(likeness: float, *, of_surname: bool) -> str:
    if likeness == 1.0:
        return _("stesso cognome") if of_surname else _("stesso nome")
    if likeness >= BEGINS_ALIKE:
        return _("cognome che comincia così") if of_surname else _("nome che comincia così")
    return _("cognome simile") if of_surname else _("nome simile")


def _word_likeness(heard: dict[str, frozenset[str]], word: str, part: str) -> float:
    if word == part:
        return 1.0
    if part.startswith(word):
        return BEGINS_ALIKE + 0.09 * len(word) / len(part)
    near = 0.9 * OSA.normalized_similarity(word, part)
    return near if near >= SOUNDS_ALIKE or heard[word].isdisjoint(text.sounds(part)) else SOUNDS_ALIKE


def _candidates(actor: Actor, ranked: list[_Ranked]) -> list[Candidate]:
    ids = [found.person.pk for found in ranked]
    records = CaseFile.objects.current().filter(person_id__in=ids).order_by("person_id", "-updated_at")
    shown = records.filter(in_service(actor, Verb.SEARCH_PERSON)).select_related("body")
    by_person: dict[int, CaseFile] = {}
    for record in shown:
        by_person.setdefault(record.person_id, record)
    mine = CaseFile.objects.visible_to(actor, among=[record.pk for record in by_person.values()])
    openable = set(mine.values_list("pk", flat=True))
    return [
        Candidate(
            found.person,
            found.name,
            open_text(found.person, "fiscal_code"),
            found.reasons,
            found.score,
            by_person.get(found.person.pk),
            found.person.pk not in by_person or by_person[found.person.pk].pk in openable,
        )
        for found in ranked
    ]
