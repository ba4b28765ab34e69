# SPDX-License-Identifier: EUPL-1.2
"""What was true of persons on a day, as codes: for flows, plans and figures, which map or count them.

No rights are asked here: the caller asks them, and logs the reading. Of a secret address nothing comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F

from ordito.cases.models import Person
from ordito.circumstances.models import (
    Address,
    Certification,
    Citizenship,
    Disability,
    Education,
    Isee,
    Language,
    LegalProtection,
    LivingPlace,
    ParentsCondition,
    SchoolYear,
    Vulnerability,
    WorkSituation,
)
from ordito.circumstances.queries.groups import ITALY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from ordito.circumstances.models import Fact

RESIDENCES = ("residence", "virtual")
ISEE_BY_USE = ("current", "minors", "ordinary")
"""Of several valid on one day, which speaks for the person: the current one replaces the others (d.P.C.M. 159/2013,
art. 9), then the one for benefits to minors (art. 7)."""
NO_TITLE_KNOWN = "unknown"


@dataclass(frozen=True)
class Circumstances:
    """What is known of a person on a day; codes of this app's lists, empty or None when nobody said.

    `residence_id` is a Comune, None when it is unknown, abroad or secret; `country` a numeric ISO code. `disabilities`
    holds "none" when somebody said that there is none: an empty tuple means that nobody said. `education` is the
    highest title. `isee_value` is in euros.
    """

    living_place: str = ""
    residence_id: int | None = None
    residence_secret: bool = False
    country: str = ""
    citizenships: tuple[str, ...] = ()
    school_level: str = ""
    support_teacher: bool = False
    education: str = ""
    work_condition: str = ""
    isee_value: Decimal | None = None
    isee_household_size: int | None = None
    parents_condition: str = ""
    protections: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mediator_needed: bool = False
    disabilities: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    invalidity_percent: int | None = None

    @property
    def unaccompanied_minor(self) -> bool:
        """An unaccompanied minor (L. 47/2017, art. 2)."""
        return "unaccompanied_minor" in self.vulnerabilities


def circumstances_at(person: Person, day: date) -> Circumstances:
    """What is known of one person on a day."""
    return circumstances_of([person.pk], day)[person.pk]


def circumstances_of(person_ids: Collection[int], day: date) -> Mapping[int, Circumstances]:
    """What is known of many persons on a day; a constant number of queries, whatever the number of persons."""
    found: dict[int, dict[str, Any]] = {pk: {} for pk in person_ids}
    _dwelling(found, day)
    _origin(found, day)
    _learning(found, day)
    _means(found, day)
    _standing(found, day)
    _health(found, day)
    _from_the_person(found)
    return {pk: Circumstances(**values) for pk, values in found.items()}


def _rows(model: type[Fact], found: Collection[int], day: date, *columns: str) -> Iterable[tuple[Any, ...]]:
    """Person id and columns of the facts that hold on the day, the latest last, so that it has the last word."""
    manager = model._default_manager.current().at(day).filter(person__in=found)  # type: ignore[attr-defined]  # noqa: SLF001 - every kind's own query set
    rows: Iterable[tuple[Any, ...]] = manager.order_by(F("valid_from").asc(nulls_first=True), "pk").values_list(
        "person_id", *columns
    )
    return rows


def _gather(found: dict[int, dict[str, Any]], name: str, model: type[Fact], day: date, column: str) -> None:
    """All the codes that hold together, as a tuple without repetitions."""
    for pk, code in _rows(model, found, day, f"{column}__code"):
        found[pk][name] = tuple(dict.fromkeys((*found[pk].get(name, ()), code)))


def _dwelling(found: dict[int, dict[str, Any]], day: date) -> None:
    for pk, code in _rows(LivingPlace, found, day, "kind__code"):
        found[pk]["living_place"] = code
    for pk, kind, comune, country, secret in _rows(
        Address, found, day, "kind__code", "comune_id", "country__code", "secret"
    ):
        if kind in RESIDENCES and not found[pk].get("residence_secret"):
            found[pk] |= {
                "residence_id": comune,
                "residence_secret": secret,
                "country": "" if secret else country or (ITALY if comune else ""),
            }


def _origin(found: dict[int, dict[str, Any]], day: date) -> None:
    _gather(found, "citizenships", Citizenship, day, "country")
    for pk, code, mediator in _rows(Language, found, day, "language__code", "mediator"):
        found[pk]["languages"] = tuple(dict.fromkeys((*found[pk].get("languages", ()), code)))
        found[pk]["mediator_needed"] = mediator or found[pk].get("mediator_needed", False)


def _learning(found: dict[int, dict[str, Any]], day: date) -> None:
    for pk, code, support in _rows(SchoolYear, found, day, "level__code", "support_teacher"):
        found[pk] |= {"school_level": code, "support_teacher": support}
    for pk, code in _rows(WorkSituation, found, day, "condition__code"):
        found[pk]["work_condition"] = code
    best: dict[int, int] = {}
    for pk, code, position in _rows(Education, found, day, "title__code", "title__position"):
        rank = -1 if code == NO_TITLE_KNOWN else position
        if rank >= best.get(pk, -1):
            best[pk], found[pk]["education"] = rank, code


def _means(found: dict[int, dict[str, Any]], day: date) -> None:
    ranks: dict[int, int] = {}
    for pk, kind, value, size in _rows(Isee, found, day, "kind__code", "value", "household_size"):
        rank = ISEE_BY_USE.index(kind) if kind in ISEE_BY_USE else len(ISEE_BY_USE)
        if rank <= ranks.get(pk, rank):
            ranks[pk] = rank
            found[pk] |= {"isee_value": value, "isee_household_size": size}


def _standing(found: dict[int, dict[str, Any]], day: date) -> None:
    for pk, code in _rows(ParentsCondition, found, day, "kind__code"):
        found[pk]["parents_condition"] = code
    _gather(found, "protections", LegalProtection, day, "kind")
    _gather(found, "vulnerabilities", Vulnerability, day, "kind")


def _health(found: dict[int, dict[str, Any]], day: date) -> None:
    _gather(found, "disabilities", Disability, day, "kind")
    for pk, code, percent in _rows(Certification, found, day, "kind__code", "percent"):
        found[pk]["certifications"] = tuple(dict.fromkeys((*found[pk].get("certifications", ()), code)))
        if percent is not None:
            found[pk]["invalidity_percent"] = percent


def _from_the_person(found: dict[int, dict[str, Any]]) -> None:
    """What the person's own row says where no dated fact was ever written: records from before, and imports."""
    rows = Person.objects.filter(pk__in=found).values_list(
        "pk", "residence_id", "citizenship__code", "no_fixed_abode", "unaccompanied_minor"
    )
    written = {
        model: set(model.objects.current().filter(person__in=found).values_list("person_id", flat=True))
        for model in (Address, Citizenship, LivingPlace, Vulnerability)
    }
    for pk, residence, citizenship, homeless, unaccompanied in rows:
        if residence and pk not in written[Address]:
            found[pk] |= {"residence_id": residence, "country": ITALY}
        if citizenship == "italian" and pk not in written[Citizenship]:
            found[pk]["citizenships"] = (ITALY,)
        if homeless and pk not in written[LivingPlace]:
            found[pk]["living_place"] = "homeless"
        if unaccompanied and pk not in written[Vulnerability]:
            found[pk]["vulnerabilities"] = ("unaccompanied_minor",)
