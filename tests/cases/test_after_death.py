# SPDX-License-Identifier: EUPL-1.2
"""What may still be written of somebody who died: nothing that is given to them, everything that is told about them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ordito.agenda.actions import cancel, hold, miss
from ordito.agenda.actions.planning import Agreed, plan_appointments
from ordito.agenda.enums import AppointmentState
from ordito.agenda.enums import ListKey as AgendaListKey
from ordito.cases import actions
from ordito.cases.actions import CaseError
from ordito.cases.actions.family_events import movers
from ordito.cases.enums import InterventionState, ListKey
from ordito.cases.models import Code
from ordito.cases.rules import STEPS
from ordito.circumstances.actions import add_fact
from ordito.circumstances.enums import ListKey as FactListKey
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.models import writing
from ordito.plans.actions import PlanFacts, hold_review, start_plan
from ordito.plans.enums import ListKey as PlanListKey
from ordito.plans.enums import PlanScope, PlanState
from tests.factories.agenda import make_appointment
from tests.factories.cases import code, make_intervention, staff
from tests.factories.plans import make_plan
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db
DIED = date(2026, 4, 1)
AFTER = date(2026, 4, 2)
LATER = datetime(2026, 6, 1, 9, tzinfo=UTC)


@pytest.fixture
def dead(house: House) -> House:
    """A record whose person died in spring."""
    person = house.record.person
    person.deceased_on = DIED
    with writing():
        person.save()
    return house


def add(house: House, starts_on: date, ends_on: date | None = None) -> Any:
    return actions.add_intervention(
        by=house.worker,
        at=LATER,
        taking=house.taking,
        starts_on=starts_on,
        ends_on=ends_on,
        kind=code(ListKey.INTERVENTION_KIND, "home_education"),
    )


def test_no_intervention_starts_or_lasts_beyond_death(dead: House) -> None:
    with pytest.raises(CaseError, match="deceduta il 01/04/2026") as late:
        add(dead, AFTER)
    assert late.value.field == "starts_on"
    with pytest.raises(CaseError, match="deceduta") as long:
        add(dead, date(2026, 3, 1), AFTER)
    assert long.value.field == "ends_on"
    assert add(dead, date(2026, 3, 1), DIED).ends_on == DIED


@pytest.mark.parametrize(
    ("state", "step", "target"),
    [
        (InterventionState.ACTIVE, "close", None),
        (InterventionState.SUSPENDED, "resume", None),
        (InterventionState.REQUESTED, "withdraw", InterventionState.WITHDRAWN),
    ],
)
def test_steps_after_death_only_take_back(dead: House, state: str, step: str, target: str | None) -> None:
    row = make_intervention(dead.taking, state=state, requested_on=date(2026, 2, 1))
    reason = actions_reason(step)

    def go() -> Any:
        return actions.take_step(
            by=dead.worker, at=LATER, intervention=row, version=row.version, step=step, on=AFTER, reason=reason
        )

    if target is None:
        with pytest.raises(CaseError, match="deceduta"):
            go()
    else:
        assert go().state == target


def actions_reason(step: str) -> Any:
    key = STEPS[step].reasons
    return Code.objects.filter(code_list__key=key).first() if key else None


def test_closing_later_ends_the_interventions_on_the_day_of_death(dead: House) -> None:
    row = make_intervention(dead.taking)
    actions.close_taking(
        by=dead.worker,
        at=LATER,
        taking=dead.taking,
        version=dead.taking.version,
        closed_on=date(2026, 5, 20),
        outcome=code(ListKey.OUTCOME, "stable"),
        reason=code(ListKey.CLOSURE_REASON, "death"),
    )
    row.refresh_from_db()
    assert (row.state, row.ends_on) == (InterventionState.CLOSED, DIED)


def test_plan_of_the_dead_begins_no_more_and_a_family_s_goes_on(dead: House) -> None:
    facts = PlanFacts(kind=code(PlanListKey.PLAN_KIND, "framework"), scope=PlanScope.INDIVIDUAL, starts_on=AFTER)
    with pytest.raises(CaseError, match="deceduta") as late:
        start_plan(by=dead.worker, at=LATER, case_file=dead.record, taking=dead.taking, facts=facts)
    assert late.value.field == "starts_on"

    def review(plan: Any) -> Any:
        return hold_review(
            by=dead.worker,
            at=LATER,
            plan=plan,
            version=plan.version,
            held_on=AFTER,
            next_on=None,
            present="",
            note="Con i nonni.",
            results=(),
        )

    alone = make_plan(dead.record, state=PlanState.AGREED)
    with pytest.raises(CaseError, match="deceduta"):
        review(alone)
    assert review(make_plan(dead.record, scope=PlanScope.FAMILY, state=PlanState.AGREED)).held_on == AFTER


def test_diary_tells_what_came_after_with_a_note(dead: House, enter: Callable[[User], Client]) -> None:
    client = enter(dead.worker)
    url = dead.url("diary_write")
    assert "è deceduta il 01/04/2026" in text_of(client.get(url))
    kind = code(ListKey.DIARY_KIND, "interview").pk
    page = text_of(client.post(url, {"kind": kind, "happened_on": "02/04/2026", "text": "Con la nonna."}, follow=True))
    assert "dopo il decesso del 01/04/2026" in page
    before = client.post(url, {"kind": kind, "happened_on": "31/03/2026", "text": "Con lui."}, follow=True)
    assert "dopo il decesso" not in text_of(before)


def test_appointment_after_death_is_refused_at_its_day(dead: House) -> None:
    day = datetime(2026, 4, 2, 10, tzinfo=UTC)
    agreed = Agreed(
        kind=code(AgendaListKey.KIND, "interview"),
        starts_at=day,
        ends_at=day + timedelta(hours=1),
        staff=[staff(dead.worker)],
    )
    with pytest.raises(CaseError, match="deceduta") as late:
        plan_appointments(by=dead.worker, at=LATER, case_file=dead.record, agreed=agreed, form_key=uuid4())
    assert late.value.field == "day"


def test_outcome_of_an_appointment_after_death_is_refused_and_it_is_called_off(dead: House) -> None:
    row = make_appointment(dead.record, staff(dead.worker), starts_at=datetime(2026, 4, 2, 10, tzinfo=UTC))
    with pytest.raises(CaseError, match="deceduta"):
        hold(by=dead.worker, at=LATER, appointment=row, version=row.version)
    missed_by = code(AgendaListKey.MISSED_BY, "person")
    with pytest.raises(CaseError, match="deceduta"):
        miss(by=dead.worker, at=LATER, appointment=row, version=row.version, missed_by=missed_by)
    assert cancel(by=dead.worker, at=LATER, appointment=row, version=row.version).state == AppointmentState.CANCELLED
    last = make_appointment(dead.record, staff(dead.worker), starts_at=datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert hold(by=dead.worker, at=LATER, appointment=last, version=last.version).state == AppointmentState.HELD


def test_no_fact_begins_after_death_and_one_from_before_is_still_written(dead: House) -> None:
    values = {
        "kind": code(FactListKey.LIVING_PLACE, "own_family"),
        "source": code(FactListKey.FACT_SOURCE, "declared"),
        "valid_from": AFTER,
    }

    def write(**changes: Any) -> Any:
        kind = BY_KEY["dove-vive"]
        return add_fact(by=dead.worker, at=LATER, case_file=dead.record, kind=kind, values=values | changes)

    with pytest.raises(CaseError, match="deceduta") as late:
        write()
    assert late.value.field == "valid_from"
    assert write(valid_from=date(2026, 3, 1), valid_to=DIED).valid_to == DIED


def test_a_move_of_the_family_says_nothing_of_who_died_before(dead: House) -> None:
    person = dead.record.person
    assert movers(dead.worker, [person], DIED) == [person]
    assert movers(dead.worker, [person], AFTER) == []
