# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import TEAM_MEMBER
from ordito.cases.enums import Part
from ordito.core.access import SystemActor
from ordito.plans.enums import PlanScope
from ordito.plans.models import (
    Check,
    Objective,
    PlanBeneficiary,
    PlannedAction,
    PlanReview,
    PlanSignature,
    Responsible,
    SupportPlan,
)
from tests.factories.accounts import make_user
from tests.factories.cases import make_record, make_team_member
from tests.factories.plans import fill_plans, make_plan
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import TakingInCharge
    from tests.records import House

pytestmark = pytest.mark.django_db
TABLES = (SupportPlan, PlanBeneficiary, Objective, PlannedAction, Responsible, PlanReview, Check, PlanSignature)


def reader_of(taking: TakingInCharge, part: Part = Part.PLANS) -> User:
    body = make_organisation()
    professional = make_professional(organisation=body)
    make_team_member(taking, professional, body, reads=[part])
    return make_user(role=TEAM_MEMBER, organisation=body, professional=professional)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_table_of_a_plan_opens_to_its_readers_alone(
    house: House, colleague: User, outsider: User, teammate: User, table: type[SupportPlan]
) -> None:
    fill_plans(house.taking)
    rows = table.objects.count()
    assert rows
    for reader in (house.worker, reader_of(house.taking), SystemActor("test")):
        assert table.objects.visible_to(reader).count() == rows
    for stranger in (colleague, outsider, teammate, reader_of(house.taking, Part.WORDS)):
        assert table.objects.visible_to(stranger).count() == 0


def test_shared_plan_is_read_from_each_beneficiary(house: House, colleague: User) -> None:
    theirs = make_record(house.place, worker=colleague)
    plan = make_plan(house.record, theirs.case_file, scope=PlanScope.FAMILY)
    for reader in (house.worker, colleague, reader_of(theirs)):
        assert list(SupportPlan.objects.visible_to(reader)) == [plan]
