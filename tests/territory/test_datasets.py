# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ordito.territory.datasets import DATASETS
from ordito.territory.enums import Profile
from ordito.territory.queries.targets import target_ages
from tests.factories.territory import (
    make_organisation,
    make_professional,
    make_service,
    make_service_type,
    make_territory,
)

pytestmark = pytest.mark.django_db
SETS = {dataset.name: dataset for dataset in DATASETS}


def told(name: str) -> list[dict[str, Any]]:
    columns = [column.name for column in SETS[name].columns]
    return [dict(zip(columns, row, strict=True)) for row in SETS[name].rows()]


def test_a_service_is_there_since_it_opened_or_since_ever_and_through_its_last_day() -> None:
    old, new = make_service(), make_service(valid_from=date(2024, 3, 1), valid_to=date(2024, 12, 31), places=20)
    assert [(row["row"], row["places"], row["opened_on"], row["closed_on"]) for row in told("services")] == [
        (old.pk, None, date.min, None),
        (new.pk, 20, date(2024, 3, 1), date(2025, 1, 1)),
    ]


def test_a_worker_is_where_the_service_is_or_else_the_seat_of_the_body() -> None:
    service, town = make_service(), make_territory()
    inside = make_professional(organisation=service.provider, service=service, profile=Profile.EDUCATOR)
    outside = make_professional(organisation=make_organisation(seat=town))
    nowhere = make_professional(organisation=make_organisation())
    role = inside.roles.get()
    assert [(row["person"], row["comune"], row["profile"], row["service_type"]) for row in told("staff")] == [
        (inside.pk, service.territory.code, "educator", service.service_type.code),
        (outside.pk, town.code, "social_worker", None),
        (nowhere.pk, "", "social_worker", None),
    ]
    assert (role.weekly_hours, told("staff")[0]["ends_on"]) == (None, None)


def test_types_of_service_say_for_which_ages_they_are_meant() -> None:
    make_service_type("asilo", age_to=2)
    make_service_type("anziani", age_from=65)
    make_service_type("tutti")
    assert target_ages() == {"asilo": (0, 2), "anziani": (65, None)}
