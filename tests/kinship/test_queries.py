# SPDX-License-Identifier: EUPL-1.2
"""What flows and paper ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from ordito.cases.queries.record_header import record_header
from ordito.core.paper import Grid, Picture
from ordito.kinship.engine.relations import Bond, Relation
from ordito.kinship.enums import Nature, Responsibility
from ordito.kinship.queries.facts import (
    Orphan,
    age_at,
    bonds_at_home,
    family_composition_at,
    orphan_condition,
    parents_of,
)
from ordito.kinship.queries.genogram import genogram
from ordito.kinship.queries.graph import graph_of, home_of
from ordito.kinship.queries.story import printed
from ordito.kinship.queries.words import relation_words
from tests.factories.cases import make_person
from tests.factories.kinship import make_family, make_kin, make_relative, make_unit

if TYPE_CHECKING:
    from tests.records import House

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2026, 2, 28), 9), (date(2026, 3, 1), 10), (date(2028, 2, 29), 12), (date(2016, 2, 28), None)],
)
def test_the_age_of_who_was_born_on_29_february(house: House, day: date, years: int | None) -> None:
    assert age_at(make_person(house.place, birth_date=date(2016, 2, 29)), day) == years


def test_a_child_born_on_29_february_is_drawn_with_its_age(house: House) -> None:
    brother = make_person(house.place, "Zanzotti", "Bisesto", birth_date=date(2016, 2, 29))
    mother = make_relative(house.record, "Marta Finta", sex="F", birth_year=1985)
    make_kin(house.record, mother, house.record.person)
    make_kin(house.record, mother, brother)
    drawn = genogram(graph_of(house.worker, house.record, day=date(2026, 2, 28)), case_file=house.record)
    assert {"Bisesto": "9"}.items() <= {symbol.words[0]: symbol.inside for symbol in drawn.symbols}.items()
    assert "29/02" not in drawn.summary


def test_parents_come_with_those_by_law_first_and_only_while_they_are(house: House) -> None:
    child = house.record.person
    make_kin(house.record, "Affidataria Finta", child, Nature.PARENT_FOSTER, valid_from=date(2026, 1, 1))
    make_kin(house.record, "Vecchia Affidataria", child, Nature.PARENT_FOSTER, valid_to=date(2025, 1, 1))
    make_kin(house.record, make_relative(house.record, "Padre Finto", sex="M", deceased=True), child)
    found = parents_of(child, DAY)
    assert [(parent.kind, parent.alive) for parent in found] == [("natural", False), ("foster", True)]
    assert [parent.kind for parent in parents_of(child, date(2025, 6, 1))] == ["natural"]


@pytest.mark.parametrize(
    ("mother", "father", "condition"),
    [
        ("alive", "alive", Orphan.NOT_ORPHAN),
        ("alive", "dead", Orphan.OF_FATHER),
        ("dead", "alive", Orphan.OF_MOTHER),
        ("dead", "dead", Orphan.OF_BOTH),
        ("alive", "", Orphan.UNKNOWN),
        ("", "dead", Orphan.OF_FATHER),
        ("", "", Orphan.UNKNOWN),
        ("nobody", "nobody", Orphan.NO_PARENTS_KNOWN),
    ],
)
def test_the_condition_of_an_orphan(house: House, mother: str, father: str, condition: Orphan) -> None:
    for sex, state in (("F", mother), ("M", father)):
        if state:
            name = "" if state == "nobody" else f"Genitore {sex}"
            row = make_relative(house.record, name, sex=sex, deceased=state == "dead")
            make_kin(house.record, row, house.record.person)
    assert orphan_condition(house.record.person, DAY) == condition


def test_a_parent_who_dies_later_is_alive_before(house: House) -> None:
    mother = make_person(house.place, "Finta", sex="F", birth_date=date(1985, 1, 1), deceased_on=DAY)
    make_kin(house.record, mother, house.record.person)
    make_kin(house.record, make_relative(house.record, "Padre", sex="M"), house.record.person)
    assert orphan_condition(house.record.person, date(2026, 5, 31)) == Orphan.NOT_ORPHAN
    assert orphan_condition(house.record.person, DAY) == Orphan.OF_MOTHER


def test_the_composition_is_of_the_day(house: House) -> None:
    mother = make_person(house.place, "Finta", sex="F", birth_date=date(1985, 1, 1))
    make_unit((mother, "reference"), (house.record.person, "child"))
    found = family_composition_at(house.record.person, DAY)
    assert [(one.composition, one.relation, one.age) for one in found] == [
        ("registry", "reference", 41),
        ("registry", "child", 11),
    ]
    assert family_composition_at(house.record.person, date(2019, 12, 31)) == []


def test_home_is_the_unit_de_facto_before_the_registered_one(house: House) -> None:
    child = house.record.person
    mother, father = (make_person(house.place, name, birth_date=date(1985, 1, 1)) for name in ("Finta", "Finto"))
    make_unit((father, "reference"), (mother, "spouse"), (child, "child"))
    assert home_of(child, DAY) == {mother.pk, father.pk, child.pk}
    make_unit((mother, "reference"), (child, "child"), composition="de_facto")
    assert home_of(child, DAY) == {mother.pk, child.pk}
    make_kin(house.record, mother, child)
    assert bonds_at_home(child, DAY) == [(mother.pk, Relation(Bond.PARENT))]


def test_a_couple_is_drawn_in_its_last_state_and_an_end_without_another_is_over(house: House) -> None:
    make_kin(
        house.record,
        "Bea",
        house.record.person,
        Nature.COHABITING,
        valid_from=date(2020, 1, 1),
        valid_to=date(2022, 1, 1),
    )
    state = graph_of(house.worker, house.record, day=DAY).family.couples[0].state
    then = graph_of(house.worker, house.record, day=date(2021, 1, 1)).family.couples[0].state
    assert (state, then) == (Nature.ENDED, Nature.COHABITING)


def test_paper_has_drawings_with_their_tables_and_words(house: House) -> None:
    make_family(house.place, house.record)
    record = record_header(house.worker, house.record, today=timezone.localdate())
    drawing, _parents, held, around = printed(house.worker, record)
    assert isinstance(drawing, Picture)
    assert drawing.svg.startswith("<svg")
    assert " style=" not in drawing.svg
    assert "Genogramma di Zanzotti Ezechiele" in str(drawing.alternative)
    assert drawing.table is not None
    assert len(drawing.table.rows) == 7
    assert isinstance(held, Grid)
    assert any(Responsibility.LIMITED.label in row for row in held.rows)
    assert isinstance(around, Picture)
    empty = record_header(house.worker, house.record, today=timezone.localdate())
    assert printed(house.worker, empty)


def test_who_reads_nothing_prints_nothing(house: House, outsider: object) -> None:
    make_kin(house.record, "Ada", house.record.person)
    record = record_header(house.worker, house.record, today=timezone.localdate())
    assert printed(outsider, record) == []  # type: ignore[arg-type]  # an account is an actor


@pytest.mark.parametrize(
    ("relation", "sex", "words"),
    [
        (Relation(Bond.GRANDPARENT, "F"), "F", "nonna materna"),
        (Relation(Bond.GRANDPARENT, "M"), "M", "nonno paterno"),
        (Relation(Bond.UNCLE_AUNT, "F"), "M", "zio materno"),
        (Relation(Bond.HALF_SIBLING, "F"), "M", "fratello per parte di madre"),
        (Relation(Bond.SIBLING_OF_ONE_KNOWN, "M"), "F", "sorella, almeno per parte di padre"),
        (Relation(Bond.PARTNER, "divorced"), "F", "ex moglie, divorziata"),
        (Relation(Bond.PARENT), "", "genitore"),
        (Relation(Bond.OTHER), "", "altro legame"),
    ],
)
def test_bonds_in_words(relation: Relation, sex: str, words: str) -> None:
    assert relation_words(relation, sex) == words
