# SPDX-License-Identifier: EUPL-1.2
"""The page of ties: who reads it, what it shows, at what cost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.audit.models import Entry
from ordito.cases.enums import Part
from ordito.cases.models import TeamShare
from ordito.core.models import writing
from ordito.kinship.enums import Nature
from tests.factories.cases import make_person, make_record, make_team_member, staff
from tests.factories.kinship import make_family, make_kin, make_relative, make_tie, make_unit
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.cases.models import TeamMember

PAGE = "kinship:ties"


def test_whoever_follows_sees_drawing_list_responsibility_and_ecomap(
    house: House, enter: Callable[[User], Client]
) -> None:
    make_family(house.place, house.record)
    answer = enter(house.worker).get(house.url(PAGE))
    html = text_of(answer)
    assert answer.status_code == 200
    assert html.count("<svg xmlns") == 2
    for words in ("Nonna materna", "Fratello per parte di madre", "Padre", "limitata", "Scuola primaria Inventata"):
        assert words in html
    assert "potestà" not in html


def test_reading_is_logged_under_its_part(house: House, enter: Callable[[User], Client]) -> None:
    enter(house.worker).get(house.url(PAGE))
    assert Entry.objects.filter(action="cases.read_record", detail__part="kinship").count() == 1


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("colleague", 404), ("teammate", 403)])
def test_others_do_not_read(
    house: House, enter: Callable[[User], Client], request: pytest.FixtureRequest, who: str, status: int
) -> None:
    client = enter(request.getfixturevalue(who))
    for name in (PAGE, "kinship:kin_new", "kinship:responsibility_new", "kinship:tie_new", "kinship:kin_proposed"):
        assert client.get(house.url(name)).status_code == status


def test_a_team_member_reads_without_writing(house: House, teammate: User, enter: Callable[[User], Client]) -> None:
    kin = make_kin(house.record, "Nonna Finta", house.record.person)
    member = house.taking.team.get()
    make_share(member, writes=False)
    client = enter(teammate)
    html = text_of(client.get(house.url(PAGE)))
    assert "Nonna Finta" in html
    assert "Aggiungi un legame" not in html
    assert client.post(house.url("kinship:row_withdraw", "legame", kin.pk), {"version": 1}).status_code == 403


def make_share(member: TeamMember, *, writes: bool) -> None:
    with writing():
        TeamShare.objects.create(member=member, part=Part.FAMILY, writes=writes)


def test_an_empty_page_says_what_to_do(house: House, enter: Callable[[User], Client]) -> None:
    html = text_of(enter(house.worker).get(house.url(PAGE)))
    assert "Aggiungi un legame" in html
    assert "Non è ancora scritto chi ha la responsabilità genitoriale" in html


def test_the_past_is_read_at_any_date(house: House, enter: Callable[[User], Client]) -> None:
    make_family(house.place, house.record)
    client = enter(house.worker)
    now, then = (client.get(house.url(PAGE), query).context["kin"] for query in ({}, {"giorno": "01/01/2020"}))
    assert {"separati legalmente", "conviventi"} <= {row.bond for row in now}
    assert "coniugi o uniti civilmente" in {row.bond for row in then}
    assert "separati legalmente" not in {row.bond for row in then}
    wrong = client.get(house.url(PAGE), {"giorno": "31/02/2020"})
    assert wrong.status_code == 422


def test_ties_of_the_record_of_a_brother_are_shown_to_who_reads_both(
    house: House, enter: Callable[[User], Client]
) -> None:
    brother = make_record(house.place, worker=house.worker, surname="Zanzotti", name="Fratello").case_file
    mother = make_person(house.place, "Inventata", "Marta", sex="F", birth_date=date(1985, 1, 1))
    make_kin(house.record, mother, house.record.person)
    make_kin(brother, mother, brother.person)
    make_kin(brother, "Nonna Scritta Là", mother)
    make_unit((mother, "reference"), (house.record.person, "child"), (brother.person, "child"))
    page = enter(house.worker).get(house.url(PAGE))
    assert "Nonna Scritta Là" in text_of(page)
    assert f"scritto nella cartella {brother.number}" in text_of(page)


def test_ties_of_the_record_of_a_colleague_stay_there(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    hidden = make_record(house.place, worker=colleague, surname="Zanzotti", name="Fratello").case_file
    mother = make_person(house.place, "Inventata", "Marta", sex="F", birth_date=date(1985, 1, 1))
    make_kin(house.record, mother, house.record.person)
    make_kin(hidden, mother, "Nuovo Compagno", Nature.COHABITING)
    make_unit((mother, "reference"), (house.record.person, "child"), (hidden.person, "child"))
    assert "Nuovo Compagno" not in text_of(enter(house.worker).get(house.url(PAGE)))
    member = make_team_member(hidden.takings.get(), staff(house.worker), house.place.body, reads=(Part.FAMILY,))
    assert member.pk
    assert "Nuovo Compagno" in text_of(enter(house.worker).get(house.url(PAGE)))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_large_the_family(
    house: House,
    enter: Callable[[User], Client],
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rows):
        mother = make_person(house.place, "Inventata", f"Marta {number}", sex="F", birth_date=date(1985, 1, 1))
        make_kin(house.record, mother, house.record.person, Nature.PARENT_STEP)
        make_kin(house.record, make_relative(house.record, f"Nonna {number}"), mother)
        make_tie(house.record, f"Scuola {number}")
    client = enter(house.worker)
    with django_assert_num_queries(20):
        client.get(house.url(PAGE))


def test_names_are_escaped_in_the_drawing(house: House, enter: Callable[[User], Client]) -> None:
    make_kin(house.record, '<script>"&', house.record.person)
    html = text_of(enter(house.worker).get(house.url(PAGE)))
    assert "<script>&quot;" not in html
    assert '<script>"&' not in html
    assert "&lt;script&gt;" in html


def test_the_overview_says_with_whom_and_who_is_responsible(house: House, enter: Callable[[User], Client]) -> None:
    make_family(house.place, house.record)
    html = text_of(enter(house.worker).get(house.url("record")))
    assert "Legami, genogramma, ecomappa" in html
    assert "Zanzotti Ubaldo" in html


def test_the_story_has_ties_with_their_days(house: House, enter: Callable[[User], Client]) -> None:
    make_family(house.place, house.record)
    html = text_of(enter(house.worker).get(house.url("timeline"), {"cosa": "kinship", "periodo": "tutto"}))
    assert "separati legalmente" in html
    assert reverse("kinship:ties", args=[house.record.pk]) in html
