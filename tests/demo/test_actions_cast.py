# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta

import pytest

from demo.actions.cast import ROLES, Role, distribute
from ordito.cases.models import CaseFile, Person, TakingInCharge

TODAY = date(2026, 11, 28)
CHILD, ADULT = Role("child", (6, 12), 100), Role("adult", (25, 60))


def taking(pk: int, *, age: int, days: int = 200, record: int | None = None) -> TakingInCharge:
    """Somebody followed for so many days; nothing is saved."""
    person = Person(pk=pk, birth_date=TODAY.replace(year=TODAY.year - age))
    case_file = CaseFile(pk=record or pk, person=person)
    return TakingInCharge(pk=pk, case_file=case_file, opened_on=TODAY - timedelta(days=days))


def chosen(takings: list[TakingInCharge], *roles: Role) -> dict[str, int]:
    return {name: row.pk for name, row in distribute(takings, roles, TODAY).items()}


def test_distribute_the_first_who_suits_gets_the_role() -> None:
    assert chosen([taking(1, age=40), taking(2, age=8), taking(3, age=9)], CHILD, ADULT) == {"child": 2, "adult": 1}


def test_distribute_who_is_new_comes_after_who_has_another_age() -> None:
    assert chosen([taking(1, age=8, days=20), taking(2, age=15)], CHILD) == {"child": 2}


def test_distribute_nobody_suits_the_nearest_in_age_is_taken() -> None:
    assert chosen([taking(1, age=20), taking(2, age=14), taking(3, age=17)], CHILD) == {"child": 2}


def test_distribute_one_record_has_one_role_and_too_few_people_leave_roles_without_anybody() -> None:
    assert chosen([taking(1, age=8, record=5), taking(2, age=30, record=5)], CHILD, ADULT) == {"child": 1}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_roles_ask_for_ages_in_order(role: Role) -> None:
    assert 0 <= role.ages[0] <= role.ages[1]
