# SPDX-License-Identifier: EUPL-1.2
"""The roll-up: what is counted once and what each time, how evenly it reached the network, the funder's one page."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ordito.core.models import writing
from ordito.territory.enums import Hierarchy, Profile, TerritoryKind
from ordito.territory.models import ProfessionalRole, Programme, TerritoryLink
from ordito.training.models import EditionClosing, EditionOutcome
from ordito.training.queries import homogeneity as rates
from ordito.training.queries import one_page
from ordito.training.queries.rollup import rollup
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_service, make_territory
from tests.factories.training import School, applicant, make_school
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    return make_school()


def _over(school: School, surname: str) -> None:
    """A professional of the cooperative whose role ended the year before."""
    person = school.colleague(surname)
    with writing():
        person.roles.update(valid_to=school.starts - timedelta(days=365))


def test_rates_are_of_who_worked_in_the_period_in_each_place_and_profile(school: School) -> None:
    far = make_ambito("Ambito lontano", parent=school.region)
    body = make_organisation(seat=make_territory(parent=far))
    both = make_professional(organisation=body, profile=Profile.EDUCATOR)
    make_professional(organisation=body, profile=Profile.EDUCATOR)
    gone = make_professional(organisation=body, active=False)
    _over(school, "Partita")
    with writing():
        ProfessionalRole.objects.create(
            professional=both, organisation=school.cooperative, profile=Profile.PEDAGOGUE, valid_from=school.starts
        )
    edition = school.edition()
    for person in (both, school.colleague(), gone, applicant()):
        school.enrol(edition, person)
    even = rates.homogeneity(rollup(school.manager, today=school.starts))
    assert even is not None
    shown = {one.label: (len(one.operators), len(one.trained)) for one in even.territories}
    assert shown[far.name] == (2, 1)
    assert shown[school.ambito.name] == (3, 2)  # the provider works there too
    profiles = {one.label: (len(one.operators), one.per_thousand, one.few) for one in even.profiles}
    assert profiles["Educatore professionale"] == (2, Decimal(500), True)
    assert profiles["Pedagogista"] == (1, Decimal(1000), True)
    assert len(even.whole.trained) == 2
    assert even.outside == 2


def test_with_many_ambiti_the_provinces_come_first(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MANY", 0)
    province = make_territory("Provincia di prova", kind=TerritoryKind.PROVINCE)
    comune = make_territory(parent=school.ambito)
    with writing():
        TerritoryLink.objects.create(parent=province, child=comune, hierarchy=Hierarchy.ADMINISTRATIVE)
    service = make_service(territory=school.ambito)
    person = make_professional(organisation=service.holder, service=service)
    school.enrol(school.edition(), person)
    even = rates.homogeneity(rollup(school.manager, today=school.starts))
    assert even is not None
    assert even.by_province
    [rate] = [one for one in even.territories if one.label == province.name]
    assert rate.trained == {person.pk}
    assert school.ambito.name in {one.label for one in even.ambiti}


def test_nothing_given_has_no_rates(school: School) -> None:
    assert rates.homogeneity(rollup(school.manager, today=school.starts)) is None


def test_who_never_came_and_who_has_still_to_begin_are_not_trained(school: School) -> None:
    came, away, waits = (school.colleague(surname) for surname in ("Aaa", "Bbb", "Ccc"))
    over, later = school.edition(), school.edition(starts_on=school.starts + timedelta(days=2))
    rows = [school.enrol(over, person) for person in (came, away)]
    school.enrol(later, waits)
    with writing():
        closing = EditionClosing.objects.create(
            edition=over, lessons=1, minutes=60, threshold=80, closed_at=school.now, closed_by_name="Prova"
        )
        for row, minutes in zip(rows, (60, 0), strict=True):
            EditionOutcome.objects.create(closing=closing, enrolment=row, minutes=minutes, minutes_due=60, enough=False)
    found = rollup(school.manager, today=school.starts)
    even = rates.homogeneity(found)
    assert even is not None
    assert (found.total.persons, even.whole.trained, even.outside) == (3, frozenset({came.pk}), 0)


def test_the_page_filters_by_programme_and_tells_what_a_report_declared(
    school: School, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with writing():
        programme = Programme.objects.create(code="prova", name="Programma di prova")
    plan = school.plan(lines=0, declared_people=547)
    course = school.course(title="Del programma", plan_line=school.line(plan), programme=programme)
    school.enrol(school.edition(course))
    school.edition(school.course(title="Altrove"))
    client = enter(school.manager)
    address = reverse("training:rollup")
    client.get(address)
    with django_assert_num_queries(18):
        page = client.get(address, {"programma": programme.pk, "piano": plan.pk})
    assert [row.label for row in page.context["found"].courses] == ["Del programma"]
    assert "547" not in text_of(page), "what the report declared is of the whole plan"
    assert "547" in text_of(client.get(address, {"piano": plan.pk}))
    school.enrol(school.edition(course))
    with django_assert_num_queries(18):
        client.get(address, {"programma": programme.pk, "piano": plan.pk})
    assert plan.title not in text_of(enter(school.worker).get(address))  # a draft is known to who manages it


def test_a_funder_reads_one_page_and_takes_one_sheet(
    school: School, enter: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_page, "MOST_COURSES", 1)
    monkeypatch.setattr(one_page, "MOST_ROWS", 2)
    for profile in (Profile.EDUCATOR, Profile.PEDAGOGUE):
        school.colleague(profile=profile)
    plan = school.plan(lines=0, declared_people=547, declared_hours=780)
    for number in range(3):
        course = school.course(title=f"Corso {number:02}", plan_line=school.line(plan), hours=40 - number)
        school.enrol(school.edition(course))
    client = enter(school.manager)
    page = text_of(client.get(reverse("training:funder"), {"piano": plan.pk}))
    assert "dichiarato: 547" in page
    assert "Altri 2 corsi" in page
    assert "Altri profili" in page
    assert "Omogeneità tra i territori" in page
    answer = client.get(reverse("training:funder_pdf"), {"piano": plan.pk})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.count(b"/MediaBox") == 1
    assert b"/StructTreeRoot" in answer.content
    nothing = client.get(reverse("training:funder"), {"anno": "x"})
    assert nothing.status_code == 200
