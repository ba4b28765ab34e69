# SPDX-License-Identifier: EUPL-1.2
"""The invented programme as the roll-up counts it, from its editions and enrolments."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from demo.actions.accounts import load_accounts
from demo.actions.region import load_bodies, load_places, read_ambiti, read_scene
from demo.actions.training import load_training
from demo.engine.region import make_region
from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.training.models import TrainingPlan
from ordito.training.queries.rollup import rollup

SEED = 2026


@pytest.mark.slow
@pytest.mark.django_db
def test_rollup_reads_the_programme_and_keeps_seminar_and_co_design_apart() -> None:
    at, by = timezone.now(), SystemActor("test")
    today = timezone.localdate(at)
    load_places(by=by, at=at)
    ambiti, since = read_ambiti(today), today - timedelta(days=2000)
    load_bodies(make_region(Random(SEED), ambiti), by=by, at=at, since=since)
    scene = read_scene()
    load_accounts(scene, by=by, at=at, since=since)
    load_training(scene, ambiti, seed=SEED, at=at)

    reader = User.objects.get(username="formazione")
    plan = TrainingPlan.objects.get(declared_people=547)
    found = rollup(reader, today=today, plan=plan)
    total = found.total
    assert (total.editions, int(total.hours), total.persons, total.enrolments) == (43, 776, 545, 545)
    assert found.venues == 13
    paths = sorted((row.editions, int(row.hours), row.persons) for row in found.courses)
    assert paths == [(5, 80, 70), (10, 360, 140), (28, 336, 335)]
    whole = rollup(reader, today=today)
    apart = {row.label: (row.editions, int(row.hours)) for row in whole.courses if row not in found.courses}
    assert sorted(apart.values()) == [(1, 4), (2, 40)]
    assert whole.total.persons == total.persons  # one person in two paths is one person
