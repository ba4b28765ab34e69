# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from django.utils import timezone

from demo.actions.accounts import HOME
from demo.actions.meetings import TEAM_MEETINGS, load_meetings
from demo.actions.region import Scene
from ordito.meetings.models import Attendance, Meeting, Minutes
from tests.factories.accounts import make_membership
from tests.factories.meetings import make_hall
from tests.factories.territory import make_professional


@pytest.mark.django_db
def test_the_calendar_is_filled_once() -> None:
    hall = make_hall()
    hall.officer.username = "ambito"
    hall.officer.save()
    make_membership(hall.officer, role="ambito_officer", territory=hall.ambito)
    people = [make_professional(f"Operatrice{number}") for number in range(3)]
    coordinator = make_professional("Coordinatrice")
    scene = Scene({HOME: hall.ambito}, {}, {HOME: hall.body}, {}, {HOME: people}, {HOME: coordinator})
    for _time in range(2):
        load_meetings(scene, at=timezone.now())
    states = list(Meeting.objects.values_list("state", flat=True))
    assert len(states) == TEAM_MEETINGS + 4
    assert {"held", "scheduled", "moved", "cancelled"} == set(states)
    assert Attendance.objects.exists()
    assert Minutes.objects.get().state == "published"
