# SPDX-License-Identifier: EUPL-1.2
"""What is known of the people followed: where and with whom they live, school, language, ISEE, health."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.circumstances.actions.facts import add_fact
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from datetime import date

    from demo.actions.cast import Cast
    from ordito.cases.models import TakingInCharge

SEPTEMBER, SCHOOL_AGE, PRIMARY, LOWER, UPPER, OF_AGE = 9, 6, 5, 8, 13, 18
_ARRIVALS = (("008", "sq"), ("642", "ro"), ("504", "ar"), ("804", "uk"))  # country by ISO 3166, language


def write_situation(cast: Cast, taking: TakingInCharge, number: int) -> None:
    """A situation that suits the age; `number` makes one family different from the next."""
    age = cast.age(taking)
    facts = [*_home(cast, taking, number), *_origin(taking, number), *_means(cast, taking, number)]
    facts += _minor(cast, taking, number) if age < OF_AGE else _adult(number)
    for key, values in facts:
        write_fact(cast, taking, key, **values)


def write_fact(cast: Cast, taking: TakingInCharge, key: str, **values: Any) -> None:
    """A fact of a kind; entries of lists by their code. Told by the family when the taking in charge began."""
    kind = BY_KEY[key]
    lists = kind.lists
    given = {"source": "declared", "valid_from": taking.opened_on, "valid_to": None, "note": "", **values}
    resolved = {
        name: cast.code(lists[name], value) if name in lists and isinstance(value, str) else value
        for name, value in given.items()
    }
    known = max(given["valid_from"], taking.opened_on)
    at = cast.moment((known - cast.today).days + 2)
    add_fact(by=cast.worker, at=at, case_file=taking.case_file, kind=kind, values=resolved, close_previous=True)


def write_health(cast: Cast, taking: TakingInCharge) -> None:
    """A disability with its certification, what whoever looks after the child must know, and who treats the child."""
    for key, values in (
        ("disabilita", {"kind": "neurodevelopmental", "support": "medium", "source": "document"}),
        (
            "certificazione",
            {
                "kind": "l104_c1",
                "issuer": "Commissione medica dimostrativa, verbale 000",
                "source": "document",
                "valid_to": cast.day(40),
            },
        ),
        ("notizia", {"kind": "allergy", "text": "Allergia alle arachidi: l’adrenalina è nello zaino."}),
        ("curante", {"kind": "npi", "name": "Dott.ssa Inventata", "contact": "080 000 0001"}),
    ):
        write_fact(cast, taking, key, **values)


def _home(cast: Cast, taking: TakingInCharge, number: int) -> list[tuple[str, dict[str, Any]]]:
    person = taking.case_file.person
    tenure = ("rent", "public", "hosted", "owned")[number % 4]
    housing: dict[str, Any] = {"kind": "flat", "tenure": tenure, "source": "observed"}
    housing["adequacy"] = ("adequate", "crowded", "adequate", "unhealthy")[number % 4]
    if tenure == "rent":
        housing |= {"eviction": "started" if number % 8 == 0 else "none", "monthly_cost": Decimal(380 + 15 * number)}
    residence = {"kind": "residence", "street": open_text(person, "street"), "comune": person.residence}
    alone = cast.age(taking) > OF_AGE and number % 2
    return [
        ("indirizzo", {**residence, "source": "register"}),
        ("dove-vive", {"kind": "alone" if alone else "own_family"}),
        ("alloggio", housing),
    ]


def _origin(taking: TakingInCharge, number: int) -> list[tuple[str, dict[str, Any]]]:
    citizenship = taking.case_file.person.citizenship
    if citizenship is None or citizenship.code != "non_eu":
        return [("cittadinanza", {"country": "380", "source": "register"}), _speaks("it", "mother")]
    country, language = _ARRIVALS[number % len(_ARRIVALS)]
    return [
        ("cittadinanza", {"country": country, "source": "document"}),
        ("soggiorno", {"kind": "family", "state": "renewing", "number": "I00000000", "source": "document"}),
        _speaks(language, "mother", mediator=True),
        _speaks("it", "enough"),
    ]


def _speaks(language: str, level: str, *, mediator: bool = False) -> tuple[str, dict[str, Any]]:
    return "lingua", {"language": language, "level": level, "mediator": mediator}


def _means(cast: Cast, taking: TakingInCharge, number: int) -> list[tuple[str, dict[str, Any]]]:
    """The ISEE of this year, which holds until its end, and a measure of those that go with it."""
    first = max(taking.opened_on, cast.today.replace(month=1, day=10))
    if first > cast.today:  # in the first days of January nobody has the new one yet
        return []
    isee = {
        "kind": "minors" if cast.age(taking) < OF_AGE else "ordinary",
        "value": Decimal(2450 + 1180 * number),
        "household_size": 2 + number % 4,
        "protocol": f"INPS-ISEE-{first.year}-0000000{number:X}",
        "source": "inps",
        "valid_from": first,
        "valid_to": first.replace(month=12, day=31),
    }
    benefit = {"kind": ("adi", "auu")[number % 2], "amount": Decimal(199 + 20 * number), "period": "monthly"}
    return [("isee", isee), ("misura", {**benefit, "source": "inps"})]


def _minor(cast: Cast, taking: TakingInCharge, number: int) -> list[tuple[str, dict[str, Any]]]:
    facts: list[tuple[str, dict[str, Any]]] = [
        ("genitori", {"kind": "both_living"}),
        ("curante", {"kind": "paediatrician", "name": "Dott. Provini", "contact": "080 000 0002"}),
    ]
    if number % 3 == 0:
        facts.append(("attenzione", {"kind": ("witnessed_violence", "large_family")[number % 2]}))
    if school := _school(cast, taking, number):
        facts.append(("scuola", school))
    return facts


def _school(cast: Cast, taking: TakingInCharge, number: int) -> dict[str, Any] | None:
    """The school year under way, by the year of birth; None before three years of age."""
    birth = taking.case_file.person.birth_date
    assert birth is not None
    year = _school_year(cast.today)
    turning = year - birth.year  # the age reached in the calendar year in which the school year begins
    if turning < 3:  # noqa: PLR2004 - the age at which the nursery school begins
        return None
    level, grade = _level(turning)
    first = cast.today.replace(year=year, month=SEPTEMBER, day=1)
    return {
        "year": year,
        "level": level,
        "grade": grade,
        "school": f"Istituto comprensivo dimostrativo {1 + number % 3}",
        "attendance": ("regular", "irregular", "regular", "at_risk")[number % 4],
        "plan": "pdp_bes" if number % 3 == 0 else "none",
        "source": "service",
        "valid_from": first,
        "valid_to": first.replace(year=year + 1, month=8, day=31),
    }


def _school_year(day: date) -> int:
    return day.year if day.month >= SEPTEMBER else day.year - 1


def _level(turning: int) -> tuple[str, int | None]:
    """School and class of who turns so many years old."""
    grade = turning - SCHOOL_AGE + 1
    if grade < 1:
        return "preschool", None
    if grade <= PRIMARY:
        return "primary", grade
    if grade <= LOWER:
        return "lower_secondary", grade - PRIMARY
    return "vocational", min(grade - LOWER, UPPER - LOWER)


def _adult(number: int) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("studio", {"title": "lower_secondary"}),
        ("lavoro", {"condition": "unemployed" if number % 2 else "employed", "contract": None}),
        ("curante", {"kind": "gp", "name": "Dott. Provini", "contact": "080 000 0003"}),
    ]
