# SPDX-License-Identifier: EUPL-1.2
"""When a record has been kept long enough: the same answer in Python and in the database."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.agenda.models import AppointmentPerson
from ordito.cases.enums import CaseFileState, Protection
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.stewardship.enums import Obstacle, RetentionEvent
from ordito.stewardship.models import ResearchRelease, RetentionSeries
from ordito.stewardship.queries.research import takings_of
from ordito.stewardship.queries.retention import (
    FilingPlan,
    dues_of,
    obstacles_of,
    ready_for_discard,
    years_after,
    years_before,
)
from tests.factories.agenda import make_appointment
from tests.factories.cases import Place, make_person, make_place, make_record, make_taking, make_worker
from tests.factories.kinship import make_relative, make_unit
from tests.factories.stewardship import TODAY, make_hold, make_old_record, make_series

if TYPE_CHECKING:
    from ordito.cases.models import TakingInCharge

HOUSE = SystemActor("prova")


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


def due_on(taking: TakingInCharge) -> date | None:
    case_file = taking.case_file
    return dues_of([case_file], FilingPlan({case_file.ambito_id}, TODAY))[0].due_on


def ready(taking: TakingInCharge, today: date = TODAY) -> bool:
    return ready_for_discard(HOUSE, today).filter(pk=taking.case_file_id).exists()


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2000, 2, 29), 1, date(2001, 3, 1)),
        (date(2000, 2, 29), 4, date(2004, 2, 29)),
        (date(2001, 6, 1), 10, date(2011, 6, 1)),
    ],
)
def test_years_after(day: date, years: int, then: date) -> None:
    assert years_after(day, years) == then


def test_years_before_and_after_agree_on_every_day() -> None:
    days = [date.fromordinal(date(2016, 1, 1).toordinal() + number) for number in range(1500)]
    for today in (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 29)):
        assert all((day <= years_before(today, 8)) == (years_after(day, 8) <= today) for day in days)


@pytest.mark.parametrize(
    ("event", "person", "expected"),
    [
        (RetentionEvent.CLOSURE, {}, date(2011, 6, 30)),
        (RetentionEvent.MAJORITY, {"birth_date": date(1990, 2, 28)}, date(2018, 2, 28)),
        (RetentionEvent.MAJORITY, {"birth_date": date(1960, 5, 17)}, date(2011, 6, 30)),
        (RetentionEvent.MAJORITY, {"birth_date": None}, None),
        (RetentionEvent.DEATH, {"deceased_on": date(2005, 1, 1)}, date(2015, 1, 1)),
        (RetentionEvent.DEATH, {"deceased_on": date(2000, 1, 1)}, date(2011, 6, 30)),
        (RetentionEvent.DEATH, {}, None),
    ],
)
def test_from_which_event_the_years_count(
    place: Place, event: RetentionEvent, person: dict[str, Any], expected: date | None
) -> None:
    make_series(event=event)
    taking = make_old_record(place, **person)
    assert due_on(taking) == expected
    assert ready(taking) == (expected is not None)
    if expected is not None:
        assert ready(taking, expected)
        assert not ready(taking, date.fromordinal(expected.toordinal() - 1))


def test_the_latest_taking_in_charge_decides(place: Place) -> None:
    make_series()
    taking = make_old_record(place)
    make_taking(taking.case_file, opened_on=date(2018, 1, 1), closed_on=date(2020, 1, 1), area="elderly")
    assert due_on(taking) == date(2030, 1, 1)
    assert not ready(taking)


def test_one_still_open_keeps_the_record(place: Place) -> None:
    make_series()
    taking = make_old_record(place)
    make_taking(taking.case_file, opened_on=date(2024, 1, 1), area="elderly")
    assert due_on(taking) is None
    assert not ready(taking)


def test_no_series_no_discard(place: Place) -> None:
    taking = make_old_record(place)
    make_series(place, "minors")
    assert due_on(taking) is None
    assert not ready(taking)


def test_own_series_wins_over_the_house_and_an_area_over_any(place: Place) -> None:
    taking = make_old_record(place)
    make_series(years=1, title="di casa")
    make_series(area="adults", years=2)
    assert due_on(taking) == date(2003, 6, 30)
    make_series(place, years=3)
    assert due_on(taking) == date(2004, 6, 30)
    make_series(place, "adults", years=60)
    assert due_on(taking) == date(2061, 6, 30)
    assert not ready(taking)
    make_series(make_place(), "adults", years=1)
    assert due_on(taking) == date(2061, 6, 30)


def test_a_series_no_more_in_force_counts_nothing(place: Place) -> None:
    taking = make_old_record(place)
    make_series(place, valid_to=date(2020, 12, 31))
    assert not ready(taking)
    make_series(place, valid_from=date(2021, 1, 1), years=20)
    assert due_on(taking) == date(2021, 6, 30)


def test_python_and_database_agree(place: Place) -> None:
    make_series(years=20)
    make_series(place, "minors", event=RetentionEvent.MAJORITY, years=10)
    make_series(area="disability", event=RetentionEvent.DEATH, years=5)
    takings = [
        make_old_record(place, area=area, closed_on=date(closed, 2, 28), birth_date=birth, deceased_on=death)
        for area in ("adults", "minors", "disability")
        for closed in (1999, 2006, 2007)
        for birth in (date(1980, 1, 1), date(1998, 11, 16), date(1998, 11, 17), None)
        for death in (None, date(2021, 11, 16), date(2021, 11, 17))
    ]
    records = [taking.case_file for taking in takings]
    past = {due.case_file.pk for due in dues_of(records, FilingPlan({place.ambito.pk}, TODAY)) if due.past(TODAY)}
    assert past == set(ready_for_discard(HOUSE, TODAY).values_list("pk", flat=True))
    assert 0 < len(past) < len(takings)


def test_a_hold_stands_in_the_way_until_it_ends(place: Place) -> None:
    make_series()
    worker = make_worker(place)
    taking = make_old_record(place, worker=worker)
    assert obstacles_of([taking.case_file], TODAY) == {}
    make_hold(taking.case_file, worker, ends_on=date(2026, 11, 16))
    assert obstacles_of([taking.case_file], TODAY) == {taking.case_file_id: Obstacle.HOLD}
    assert obstacles_of([taking.case_file], date(2026, 11, 17)) == {}


def test_who_counts_in_the_record_of_somebody_followed_stays(place: Place) -> None:
    living = make_record(place, worker=make_worker(place)).case_file
    relative, mate, guest, alone = (make_old_record(place).case_file for _number in range(4))
    make_relative(living, relative.person)
    make_unit((living.person, "reference"), (mate.person, "child"))
    appointment = make_appointment(living)
    with writing():
        AppointmentPerson.objects.create(appointment=appointment, person=guest.person)
    found = obstacles_of([relative, mate, guest, alone], TODAY)
    assert found == dict.fromkeys((relative.pk, mate.pk, guest.pk), Obstacle.NEEDED)
    with writing():
        type(living).objects.filter(pk=living.pk).update(state=CaseFileState.CLOSED)
    assert obstacles_of([relative, mate, guest, alone], TODAY) == {}


def test_protected_people_never_go_to_research(place: Place) -> None:
    shown = make_record(place)
    make_record(place, protection=Protection.ADDRESS)
    release = ResearchRelease(ambito=place.ambito, body=place.body, since=date(2026, 1, 1), until=date(2026, 1, 31))
    assert list(takings_of(release, TODAY)) == [shown]
    assert make_person(place) is not None
    assert not RetentionSeries.objects.exists()
