# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from django.utils import timezone

from demo.actions.accounts import HOME
from demo.actions.region import Scene
from demo.actions.standards import FORTNIGHTS, load_standards, load_supervision
from demo.engine.programme import CO_DESIGN
from ordito.meetings.models import Meeting
from ordito.training.models import StandardCourse
from ordito.training.queries.standards import comparison_of
from ordito.training.queries.supervision import OWNER
from tests.factories.standards import make_course, make_school
from tests.factories.supervision import make_office


@pytest.mark.django_db
def test_a_course_is_held_against_a_standard() -> None:
    school = make_school()
    school.manager.username = "formazione"
    school.manager.save()
    make_course(school.region, school.body, CO_DESIGN.title)
    for _time in range(2):
        load_standards(at=timezone.now())
    assert comparison_of(StandardCourse.objects.get()).missing


@pytest.mark.django_db
def test_the_cycle_of_an_ambito_is_loaded_once() -> None:
    office = make_office()
    office.officer.username = "ambito"
    office.officer.save()
    scene = Scene({HOME: office.ambito}, {}, {HOME: office.body}, {}, {HOME: office.group}, {})
    for _time in range(2):
        load_supervision(scene, at=timezone.now())
    states = list(Meeting.objects.filter(owner_kind=OWNER).values_list("state", flat=True))
    assert len(states) == FORTNIGHTS
    assert {"held", "scheduled"} == set(states)
