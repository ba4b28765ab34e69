# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ordito.accounts.roles import REGIONAL_OFFICER
from ordito.campaigns.actions.reminders import add_plan_step
from ordito.campaigns.enums import Audience
from ordito.campaigns.models import ReminderSent
from ordito.campaigns.tasks import remind
from tests.campaigns.rounds import make_round
from tests.factories.accounts import make_user


@pytest.mark.django_db
def test_plan_is_taken_by_the_clock_of_the_worker() -> None:
    now = timezone.now()
    world = make_round(opens_on=timezone.localdate(), deadline=timezone.localdate() + timedelta(days=7))
    world.owe()
    officer = make_user(role=REGIONAL_OFFICER)
    add_plan_step(campaign=world.campaign, days=-7, audience=Audience.FILLER, text="Manca.", by=officer, at=now)
    done: list[tuple[int, int]] = []
    assert remind(lambda number, total: done.append((number, total))) == {"returns": 1}
    assert remind(lambda number, total: done.append((number, total))) == {"returns": 0}
    assert done == [(1, 1), (1, 1)]
    assert ReminderSent.objects.count() == 1
