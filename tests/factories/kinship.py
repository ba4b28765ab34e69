# SPDX-License-Identifier: EUPL-1.2
"""Families for tests: units with people in them, ties, parental responsibility, ecomap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ordito.cases.enums import ListKey as CaseListKey
from ordito.cases.models import Code, FamilyMembership, FamilyUnit
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from ordito.kinship.enums import Direction, ListKey, Nature, Responsibility, Strength
from ordito.kinship.models import Kin, ParentalResponsibility, Relative, Tie
from tests.factories.cases import NOW, Place, code, make_codes, make_person

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile, Person


def kinship_code(key: ListKey, name: str) -> Code:
    """A code of this app by list and code; the lists are loaded the first time."""
    if not Code.objects.exists():
        make_codes()
    return Code.objects.select_related("code_list").get(code_list__key=key, code=name)


def make_unit(
    *members: tuple[Person, str], composition: str = "registry", valid_from: date = date(2020, 1, 1), **values: Any
) -> FamilyUnit:
    """A family unit with these people and their relations to the person of reference, all from its first day."""
    person = members[0][0]
    with writing():
        unit = FamilyUnit.objects.create(
            composition=code(CaseListKey.COMPOSITION, composition),
            comune=person.comune,
            ambito=person.ambito,
            valid_from=valid_from,
            **values,
        )
        for member, relation in members:
            FamilyMembership.objects.create(
                unit=unit, person=member, relation=code(CaseListKey.RELATION, relation), valid_from=valid_from
            )
    return unit


def make_relative(case_file: CaseFile, who: Person | str = "", **values: Any) -> Relative:
    """Somebody of the genogram: a registered person, or a name."""
    with writing():
        if not isinstance(who, str):
            found, _made = Relative.objects.get_or_create(
                case_file=case_file, person=who, defaults={"recorded_at": NOW, **values}
            )
            return found
        row = Relative(case_file=case_file, recorded_at=NOW, **values)
        seal_texts(row, name=who)
        row.save()
    return row


def make_kin(
    case_file: CaseFile,
    first: Relative | Person | str,
    second: Relative | Person | str,
    nature: str = Nature.PARENT_NATURAL,
    **values: Any,
) -> Kin:
    """A tie; of parents `first` is the parent."""
    ends = [end if isinstance(end, Relative) else make_relative(case_file, end) for end in (first, second)]
    words = values.pop("words", "")
    row = Kin(case_file=case_file, first=ends[0], second=ends[1], nature=nature, recorded_at=NOW, **values)
    seal_texts(row, words=words)
    with writing():
        row.save()
    return row


def make_responsibility(
    case_file: CaseFile, child: Relative | Person, holder: Relative | Person | str, **values: Any
) -> ParentalResponsibility:
    """Somebody who holds parental responsibility in full, by law."""
    row = ParentalResponsibility(
        case_file=case_file,
        child=child if isinstance(child, Relative) else make_relative(case_file, child),
        kind=values.pop("kind", Responsibility.FULL),
        source=kinship_code(ListKey.RESPONSIBILITY_SOURCE, values.pop("source", "law")),
        recorded_at=NOW,
        **values,
    )
    if not isinstance(holder, str):
        row.holder = holder if isinstance(holder, Relative) else make_relative(case_file, holder)
    seal_texts(row, holder_name=holder if isinstance(holder, str) else "", measure="")
    with writing():
        row.save()
    return row


def make_tie(case_file: CaseFile, name: str = "Scuola Inventata", **values: Any) -> Tie:
    """A tie of the ecomap."""
    row = Tie(
        case_file=case_file,
        area=kinship_code(ListKey.TIE_AREA, values.pop("area", "school")),
        strength=values.pop("strength", Strength.STRONG),
        direction=values.pop("direction", Direction.BOTH),
        recorded_at=NOW,
        **values,
    )
    seal_texts(row, name=name, note="")
    with writing():
        row.save()
    return row


def make_family(place: Place, case_file: CaseFile) -> tuple[Person, Person]:
    """Everything that fills the pages: parents apart, a half-brother, grandparents, responsibility and an ecomap.

    Gives the mother and the father.
    """
    child = case_file.person
    mother = make_person(place, "Inventata", "Marta", sex="F", birth_date=date(1985, 6, 1))
    father = make_person(place, "Zanzotti", "Ubaldo", sex="M", birth_date=date(1982, 2, 10))
    make_unit((mother, "reference"), (child, "child"), composition="de_facto", valid_from=date(2021, 9, 1))
    partner = make_relative(case_file, "Gino Finto", sex="M", birth_year=1988)
    brother = make_relative(case_file, "Ennio Finto", sex="M", birth_year=2022)
    grandmother = make_relative(case_file, "Assunta Fantasia", sex="F", birth_year=1955)
    grandfather = make_relative(case_file, "Rocco Inventato", sex="M", birth_year=1950, deceased=True)
    make_kin(case_file, mother, child)
    make_kin(case_file, father, child)
    make_kin(case_file, father, mother, Nature.MARRIED, valid_from=date(2012, 7, 1), valid_to=date(2021, 8, 31))
    make_kin(case_file, father, mother, Nature.SEPARATED, valid_from=date(2021, 9, 1))
    make_kin(case_file, mother, partner, Nature.COHABITING, valid_from=date(2022, 1, 1))
    for parent, own in ((mother, brother), (partner, brother), (grandmother, mother), (grandfather, mother)):
        make_kin(case_file, parent, own)
    make_kin(case_file, grandfather, grandmother, Nature.WIDOWED)
    make_responsibility(case_file, child, mother)
    make_responsibility(case_file, child, father, kind=Responsibility.LIMITED, source="limited")
    make_tie(case_file, "Scuola primaria Inventata")
    make_tie(case_file, "Pediatra", area="health", strength=Strength.WEAK, direction=Direction.RECEIVES)
    make_tie(case_file, "Vicina del piano di sopra", area="neighbours", direction=Direction.RECEIVES)
    make_tie(case_file, "Nonni paterni", area="extended_family", strength=Strength.BROKEN, direction=Direction.NONE)
    make_tie(case_file, "Datore di lavoro", area="work", strength=Strength.STRESSFUL, direction=Direction.GIVES)
    return mother, father
