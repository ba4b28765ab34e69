# SPDX-License-Identifier: EUPL-1.2
"""The few circumstances that a record's overview shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from ordito.cases.enums import Part
from ordito.cases.rules import parts_open_to
from ordito.circumstances.models import Disability, Isee, Language, SchoolYear
from ordito.circumstances.queries.words import euros

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Expression, QuerySet

    from ordito.cases.models import CaseFile
    from ordito.circumstances.models import Fact
    from ordito.core.access import Actor

NO_DISABILITY = "none"


@dataclass(frozen=True)
class Essentials:
    """What the overview shows; empty where nobody said. `parts` are those that the reader reads."""

    parts: frozenset[Part]
    school: str = ""
    isee: str = ""
    languages: str = ""
    disability: str = ""
    mediator: bool = False

    @property
    def situation(self) -> bool:
        """Whether the reader reads the situation."""
        return Part.CIRCUMSTANCES in self.parts

    @property
    def health(self) -> bool:
        """Whether the reader reads health and disability."""
        return Part.HEALTH in self.parts


def essentials_of(actor: Actor, case_file: CaseFile, *, today: date) -> Essentials:
    """School, ISEE, languages and whether there is a disability: one query, as the overview has few to spend.

    Each row says what it tells and tells it in two texts.
    """
    person = case_file.person_id
    parts = parts_open_to(actor, case_file) & {Part.CIRCUMSTANCES, Part.HEALTH}
    languages = _holding(Language, person, today)
    facts = [
        _told(_holding(SchoolYear, person, today), "school", F("level__label"), Cast("grade", CharField())),
        _told(_holding(Isee, person, today), "isee", Cast("value", CharField()), F("kind__label")),
        _told(languages, "languages", F("language__label")),
        _told(languages.filter(mediator=True), "mediator", F("language__label")),
        _told(_holding(Disability, person, today), "disability", F("kind__code")),
    ]
    found: dict[str, list[tuple[str, str | None]]] = {}
    first, *others = facts
    for what, one, other in first.union(*others, all=True):
        found.setdefault(what, []).append((one, other))
    return _in_words(found, parts)


def _holding(model: type[Fact], person_id: int, today: date) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._default_manager.filter(person_id=person_id, annulled_at=None)  # noqa: SLF001 - Django's public name
    return rows.at(today)  # type: ignore[attr-defined,no-any-return]  # a dated query set


def _told(
    rows: QuerySet[Any], what: str, one: Expression | F, other: Expression | F | None = None
) -> QuerySet[Any, Any]:
    words = {"what": Value(what, CharField()), "one": Cast(one, CharField()), "other": other or Value("", CharField())}
    told: QuerySet[Any, Any] = rows.order_by().annotate(**words).values_list("what", "one", "other")
    return told


def _in_words(found: dict[str, list[tuple[str, str | None]]], parts: frozenset[Part]) -> Essentials:
    disabilities = {code for code, _other in found.get("disability", ())}
    return Essentials(
        parts=parts,
        school=", ".join(_school(level, grade) for level, grade in found.get("school", ())),
        isee=", ".join(f"{euros(Decimal(value))} ({kind})" for value, kind in found.get("isee", ())),
        languages=", ".join(sorted(label for label, _other in found.get("languages", ()))),
        disability="" if not disabilities else _("no") if disabilities == {NO_DISABILITY} else _("sì"),
        mediator="mediator" in found,
    )


def _school(level: str, grade: str | None) -> str:
    return _("%(level)s, classe %(grade)s") % {"level": level, "grade": grade} if grade else level
