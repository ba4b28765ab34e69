# SPDX-License-Identifier: EUPL-1.2
"""Two at the counter at the same instant, each on a connection of their own: one seat, one row for one form."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from ordito.core.fields import uuid7
from ordito.training.actions import editions, enrolments
from ordito.training.enums import EnrolmentState
from ordito.training.models import Edition, Enrolment, Learner
from tests.factories.training import School, applicant, make_school
from tests.faults.machines import at_once, shared_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ordito.territory.models import Professional

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    with shared_database(tmp_path):
        yield make_school()


def test_the_last_seat_goes_to_one_and_the_other_waits(school: School) -> None:
    edition = school.edition(seats=1)
    people = [school.colleague("Aaa"), school.colleague("Bbb")]

    def enrol(person: Professional) -> Enrolment:
        return enrolments.enrol_staff(
            edition=edition, organisation=school.cooperative, people=[person], by=school.provider, at=school.now
        )[0]

    found = at_once(*(lambda person=person: enrol(person) for person in people))
    assert Counter(row.state for row in found) == {EnrolmentState.ENROLLED: 1, EnrolmentState.WAITING: 1}
    assert edition.enrolments.holding_seat().count() == 1


def test_somebody_new_who_asks_twice_at_once_is_one_person(school: School) -> None:
    course = school.course()
    rows = [school.edition(course), school.edition(course)]
    asks = [
        lambda row=row: enrolments.request_enrolment(
            edition=row, applicant=applicant(), by=school.worker, at=school.now
        )
        for row in [*rows, *rows]
    ]
    assert at_once(*asks) == [None] * 4
    learner = Learner.objects.get()
    assert sorted(Enrolment.objects.values_list("edition", "learner")) == sorted((row.pk, learner.pk) for row in rows)


def test_one_form_sent_twice_at_once_makes_one_edition(school: School) -> None:
    source = school.edition()
    first, second = uuid7(), uuid7()
    values = {name: getattr(source, name) for name in ("course", "organiser", "territory", "seats")}
    values |= {"name": "Nuova", "starts_on": school.starts, "ends_on": school.starts}

    def create() -> Edition:
        return editions.create_edition(values=values, form_key=first, by=school.manager, at=school.now)

    def clone() -> Edition:
        return editions.clone_edition(
            edition=source, name="Ripetuta", starts_on=school.starts, form_key=second, by=school.manager, at=school.now
        )

    made = at_once(create, create, clone, clone)
    assert Counter(row.name for row in made) == {"Nuova": 2, "Ripetuta": 2}
    assert Edition.objects.count() == 3
