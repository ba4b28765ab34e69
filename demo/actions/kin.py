# SPDX-License-Identifier: EUPL-1.2
"""Parents, brothers and sisters, grandparents: units, genogram, parental responsibility, ecomap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from demo.engine import names
from ordito.cases.actions.family_register import register_family_member
from ordito.cases.models import FamilyUnit
from ordito.core.fields import open_text
from ordito.kinship.actions.kin import KinToAdd, add_kin
from ordito.kinship.actions.people import Someone
from ordito.kinship.actions.responsibility import add_responsibility
from ordito.kinship.actions.ties import add_tie
from ordito.kinship.enums import Direction, Nature, Responsibility, Strength
from ordito.kinship.models import Relative

if TYPE_CHECKING:
    from datetime import datetime

    from demo.actions.cast import Cast
    from ordito.cases.models import CaseFile, Person, TakingInCharge

YEAR = 365
FATHERS_PHONE = "080 555 0101"
TIES = (
    ("school", "La maestra prevalente", Strength.STRONG, Direction.RECEIVES),
    ("health", "Il pediatra", Strength.WEAK, Direction.RECEIVES),
    ("neighbours", "La vicina del piano di sopra", Strength.STRONG, Direction.BOTH),
    ("extended_family", "I nonni paterni", Strength.BROKEN, Direction.NONE),
    ("work", "Il datore di lavoro della madre", Strength.STRESSFUL, Direction.GIVES),
    ("sport", "La squadra di pallavolo", Strength.WEAK, Direction.BOTH),
)


def write_family(cast: Cast, taking: TakingInCharge, *, seed: int) -> None:
    """A whole family: parents apart, a younger brother of another father, the mother's parents, and an ecomap."""
    record, random = taking.case_file, Random(f"{seed}/family")  # noqa: S311 - invented data
    by, at = cast.worker, cast.moment((taking.opened_on - cast.today).days + 7)
    mother, brother_row = _register_family(cast, taking, random)
    surname = open_text(record.person, "surname")
    year = cast.today.year - cast.age(taking)
    child, woman = Someone(person_id=record.person_id), Someone(person_id=mother.pk)
    father = replace(_person(f"{surname} {names.first_name(random, 'M')}", "M", year - 31), phone=FATHERS_PHONE)
    partner = _person(f"{names.surname(random, foreign=False)} {names.first_name(random, 'M')}", "M", year - 27)
    brother = Someone(person_id=brother_row.pk)
    grandmother = _person(f"{names.surname(random, foreign=False)} {names.first_name(random, 'F')}", "F", year - 56)
    grandfather = Someone(
        name=f"{open_text(mother, 'surname')} {names.first_name(random, 'M')}",
        sex="M",
        birth_year=year - 60,
        deceased=True,
    )
    parted = taking.opened_on - timedelta(days=YEAR)
    ties = [
        KinToAdd(woman, child, Nature.PARENT_NATURAL),
        KinToAdd(father, child, Nature.PARENT_NATURAL),
        KinToAdd(father, woman, Nature.SEPARATED, valid_from=parted),
        KinToAdd(woman, partner, Nature.PARTNERS, valid_from=parted + timedelta(days=200)),
        KinToAdd(woman, brother, Nature.PARENT_NATURAL),
        KinToAdd(partner, brother, Nature.PARENT_NATURAL),
        KinToAdd(grandmother, woman, Nature.PARENT_NATURAL),
        KinToAdd(grandfather, woman, Nature.PARENT_NATURAL),
        KinToAdd(grandfather, grandmother, Nature.WIDOWED),
    ]
    made = add_kin(by=by, at=at, case_file=record, ties=ties)
    _write_responsibility(cast, record, mother, made[1].first_id, at=at)
    write_ties(cast, taking, len(TIES))


def _write_responsibility(cast: Cast, record: CaseFile, mother: Person, father_id: int, *, at: datetime) -> None:
    """Full for the mother, limited by the court for the father, whose row of the genogram is `father_id`."""
    by = cast.worker
    add_responsibility(
        by=by, at=at, case_file=record, child=_there(record.person), holder=_there(mother),
        kind=Responsibility.FULL, source=cast.code("responsibility_source", "law"),
    )  # fmt: skip
    add_responsibility(
        by=by, at=at, case_file=record, child=_there(record.person), holder=Someone(relative_id=father_id),
        kind=Responsibility.LIMITED, source=cast.code("responsibility_source", "limited"),
        measure="Decreto provvisorio del Tribunale per i minorenni (dimostrativo)",
    )  # fmt: skip


def write_ties(cast: Cast, taking: TakingInCharge, count: int) -> None:
    """The ecomap: the first so many of the usual ties, and the educational service when there is one."""
    at = cast.moment((taking.opened_on - cast.today).days + 14)
    for area, name, strength, direction in TIES[:count]:
        add_tie(
            by=cast.worker, at=at, case_file=taking.case_file, of=None, name=name,
            area=cast.code("tie_area", area), strength=strength, direction=direction,
        )  # fmt: skip
    add_tie(
        by=cast.worker, at=at, case_file=taking.case_file, of=None, service=cast.service("ADE"),
        area=cast.code("tie_area", "social_service"), strength=Strength.STRONG, direction=Direction.RECEIVES,
    )  # fmt: skip


def _register_family(cast: Cast, taking: TakingInCharge, random: Random) -> tuple[Person, Person]:
    """The mother and a younger brother as people of the service, in the unit that the population register says."""
    record = taking.case_file
    unit = FamilyUnit.objects.filter(memberships__person=record.person).order_by("pk").first()
    birth = record.person.birth_date
    assert unit is not None  # every invented person has one, and a date of birth
    assert birth is not None
    mother: dict[str, Any] = {
        "surname": names.surname(random, foreign=False),
        "name": names.first_name(random, "F"),
        "birth_date": birth - timedelta(days=29 * YEAR),
        "sex": "F",
        "phone": "333 000 0000",
    }
    brother: dict[str, Any] = {
        "surname": open_text(record.person, "surname"),
        "name": names.first_name(random, "M"),
        "birth_date": cast.day(-3 * YEAR),
        "sex": "M",
    }
    first, second = (
        register_family_member(
            by=cast.worker,
            at=cast.moment((taking.opened_on - cast.today).days + 3),
            case_file=record,
            unit=unit,
            relation=cast.code("relation", relation),
            valid_from=max(unit.valid_from, row["birth_date"]),
            surely_new=True,
            citizenship=cast.code("citizenship", "italian"),
            residence=record.person.residence,
            street=open_text(record.person, "street"),
            **row,
        ).person
        for relation, row in (("parent", mother), ("sibling", brother))
    )
    return first, second


def _person(name: str, sex: str, birth_year: int) -> Someone:
    return Someone(name=name, sex=sex, birth_year=birth_year)


def _there(person: Person) -> Someone:
    """Somebody who is in the genogram already."""
    return Someone(relative_id=Relative.objects.current().filter(person=person).latest("pk").pk)
