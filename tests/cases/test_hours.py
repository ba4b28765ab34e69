# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.actions import CaseError
from ordito.cases.actions.weights import set_weight
from ordito.cases.enums import ComplexityCriterion, ListKey
from ordito.cases.models import ComplexityWeight, FamilyMembership, FamilyUnit
from ordito.cases.queries.hours import hours_chart, last_months, own_hours, service_hours
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import (
    NOW,
    code,
    make_diary_entry,
    make_intervention,
    make_person,
    make_place,
    make_record,
    make_worker,
)
from tests.factories.work import make_defaults, make_private_note
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.cases.models import Person
    from ordito.core.access import Actor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_months_are_the_last_twelve_over_the_new_year() -> None:
    assert last_months(date(2026, 3, 31))[0] == date(2025, 4, 1)
    assert last_months(date(2026, 3, 31))[-1] == date(2026, 3, 1)
    assert len(last_months(date(2026, 12, 1))) == 12


def test_minutes_are_added_by_month_and_writer(house: House, coordinator: User) -> None:
    for minutes, day, author in (
        (30, date(2026, 10, 1), house.worker),
        (45, date(2026, 10, 31), house.worker),
        (60, date(2026, 11, 1), coordinator),
        (99, date(2025, 11, 30), house.worker),
    ):
        make_diary_entry(house.record, author=author, minutes=minutes, happened_on=day)
    make_private_note(house.record, "x", author=house.worker)
    [mine] = own_hours(house.worker, today=TODAY).hours
    assert (mine.name, dict(mine.by_month)[date(2026, 10, 1)], mine.total) == ("Anna Prova", 75, 75)
    page = service_hours(coordinator, today=TODAY)
    assert [(line.name, line.total) for line in page.hours] == [("Anna Prova", 75), ("Cora Coordina", 60)]
    assert page.totals[-2:] == [75, 60]
    chart = hours_chart(page)
    assert chart is not None
    assert [bar.text for bar in chart.bars][-2:] == ["1,2", "1"]
    assert chart.bars[-2].height == max(bar.height for bar in chart.bars)


def test_worker_sees_nothing_of_the_service(house: House, coordinator: User) -> None:
    make_diary_entry(house.record, author=coordinator, minutes=60, happened_on=date(2026, 11, 1))
    assert service_hours(house.worker, today=TODAY).hours == []
    assert own_hours(house.worker, today=TODAY).hours == []
    assert service_hours(make_worker(house.place), today=TODAY).points == []


def unit_of(*people: Person) -> None:
    with writing():
        unit = FamilyUnit.objects.create(
            composition=code(ListKey.COMPOSITION, "registry"),
            comune=people[0].comune,
            ambito=people[0].ambito,
            valid_from=date(2020, 1, 1),
        )
        for person in people:
            FamilyMembership.objects.create(
                unit=unit, person=person, relation=code(ListKey.RELATION, "child"), valid_from=date(2020, 1, 1)
            )


def test_points_add_what_makes_a_taking_complex(house: House) -> None:
    make_defaults()
    brother = make_person(house.place, name="Fratello", birth_date=date(2018, 2, 28))
    adult = make_person(house.place, name="Grande", birth_date=date(2000, 1, 1))
    unit_of(house.record.person, brother, adult)
    for kind in ("residential", "home_education", "mediation"):
        make_intervention(house.taking, kind=kind)
    make_intervention(house.taking, kind="fostering", ends_on=date(2026, 3, 1))
    with writing():
        house.taking.mode = code(ListKey.MODE, "court_ordered")
        house.taking.save()
    [line] = own_hours(house.worker, today=TODAY).points
    assert dict(line.counts) == {
        ComplexityCriterion.TAKING: 1,
        ComplexityCriterion.FIRST_MONTHS: 0,
        ComplexityCriterion.MINOR: 1,
        ComplexityCriterion.SIBLING: 1,
        ComplexityCriterion.COURT: 1,
        ComplexityCriterion.AWAY: 1,
        ComplexityCriterion.NETWORK: 1,
    }
    assert line.points == 2 + 1 + 1 + 2 + 2 + 1


def test_first_months_weigh_until_the_third_is_over(house: House) -> None:
    [line] = own_hours(house.worker, today=date(2026, 4, 10)).points
    assert line.counts[ComplexityCriterion.FIRST_MONTHS] == 1
    [line] = own_hours(house.worker, today=date(2026, 4, 11)).points
    assert line.counts[ComplexityCriterion.FIRST_MONTHS] == 0


def weigh(house: House, points: int, first: date, by: Actor | None = None) -> None:
    set_weight(
        by=by or SystemActor("test"),
        at=NOW,
        territory=house.place.ambito,
        criterion=ComplexityCriterion.MINOR,
        points=points,
        valid_from=first,
    )


def test_weight_changes_from_a_day_on_and_keeps_what_it_was(house: House) -> None:
    make_defaults()
    for points, first in ((4, date(2026, 10, 1)), (5, date(2026, 11, 1)), (6, date(2026, 11, 1))):
        weigh(house, points, first)
    rows = ComplexityWeight.objects.filter(territory=house.place.ambito).order_by("valid_from")
    assert [(row.points, row.valid_to, row.verified) for row in rows] == [
        (4, date(2026, 10, 31), True),
        (6, None, True),
    ]
    with pytest.raises(CaseError, match="scegli un giorno"):
        weigh(house, 7, date(2026, 10, 1))


def test_weight_of_an_ambito_counts_there_alone(house: House) -> None:
    make_defaults()
    elsewhere = make_place()
    far = make_worker(elsewhere)
    make_record(elsewhere, worker=far)
    before = {who: own_hours(who, today=TODAY).points[0].points for who in (house.worker, far)}
    weigh(house, 11, date(2026, 1, 1))
    after = {who: own_hours(who, today=TODAY).points[0].points for who in (house.worker, far)}
    assert after[house.worker] == before[house.worker] + 10
    assert after[far] == before[far]


def test_only_who_decides_the_settings_of_the_ambito_changes_its_weights(house: House) -> None:
    officer = make_user(role=AMBITO_OFFICER, territory=house.place.ambito)
    other = make_user(role=AMBITO_OFFICER, territory=make_place().ambito)
    weigh(house, 2, TODAY, by=officer)
    for stranger in (house.worker, other):
        with pytest.raises(NotAllowedError):
            weigh(house, 1, TODAY, by=stranger)


def test_pages_name_nobody_who_is_followed(house: House, coordinator: User, enter: Callable[[User], Client]) -> None:
    make_defaults()
    make_diary_entry(house.record, author=house.worker, minutes=90, happened_on=timezone.localdate())
    for who, name in ((house.worker, "hours"), (coordinator, "hours_service")):
        html = text_of(enter(who).get(reverse(f"cases:{name}")))
        assert "Zanzotti" not in html
        assert "1,5" in html
        assert "da verificare" in html
    assert enter(house.worker).get(reverse("cases:hours_service")).status_code == 403


def test_page_of_weights_changes_one_and_refuses_nonsense(house: House, enter: Callable[[User], Client]) -> None:
    make_defaults()
    client = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    url = reverse("cases:weights")
    today = f"{timezone.localdate():%d/%m/%Y}"
    data = {"territory": house.place.ambito.pk, "criterion": "minor", "points": "4", "valid_from": today}
    assert client.post(url, data).status_code == 302
    assert ComplexityWeight.objects.get(criterion="minor", territory=house.place.ambito).points == 4
    elsewhere = client.post(url, data | {"territory": make_place().ambito.pk})
    assert (elsewhere.status_code, set(elsewhere.context["form"].errors)) == (422, {"territory"})
    for changes, wrong in (({"points": "-1"}, "points"), ({"valid_from": "01/01/2020"}, "valid_from")):
        answer = client.post(url, data | changes)
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {wrong})


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_with_more_rows(
    house: House, coordinator: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_defaults()
    for _ in range(rows):
        worker = make_worker(house.place)
        record = make_record(house.place, worker=worker)
        unit_of(record.case_file.person)
        make_diary_entry(record.case_file, author=worker, minutes=10, happened_on=date(2026, 11, 1))
    with django_assert_num_queries(9):
        service_hours(coordinator, today=TODAY)
