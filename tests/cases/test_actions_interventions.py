# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.models import Entry
from ordito.cases import rules
from ordito.cases.actions import (
    CaseError,
    ConflictError,
    add_intervention,
    change_amount,
    edit_intervention,
    request_intervention,
    set_cost,
    take_step,
)
from ordito.cases.enums import InterventionState, ListKey, Part
from ordito.cases.models import Intervention
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from tests.factories.cases import (
    NOW,
    TODAY,
    code,
    make_intervention,
    make_place,
    make_record,
    make_team_member,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_service
from tests.factories.work import make_step, make_waiting

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import TakingInCharge
    from tests.records import House

pytestmark = pytest.mark.django_db
SPRING = date(2026, 3, 1)


def kind(name: str = "home_education") -> Any:
    return code(ListKey.INTERVENTION_KIND, name)


def step(house: House, row: Intervention, name: str, on: date = TODAY, **values: Any) -> Intervention:
    return take_step(by=house.worker, at=NOW, intervention=row, version=row.version, step=name, on=on, **values)


def asked(house: House, **values: Any) -> Intervention:
    return request_intervention(
        by=house.worker, at=NOW, taking=house.taking, requested_on=SPRING, kind=kind(), **values
    )


def test_request_becomes_authorised_then_active_then_closed(house: House) -> None:
    row = asked(house)
    assert (row.state, row.starts_on) == (InterventionState.REQUESTED, None)
    row = step(house, row, "authorise", date(2026, 3, 10), authorised_to=date(2026, 12, 31))
    row = step(house, row, "activate", date(2026, 4, 1))
    row = step(house, row, "suspend", date(2026, 5, 1), reason=code(ListKey.INTERVENTION_PAUSE, "illness"))
    row = step(house, row, "resume", date(2026, 5, 20))
    row = step(house, row, "close", date(2026, 6, 30), reason=code(ListKey.INTERVENTION_END, "goals"))
    assert (row.starts_on, row.ends_on, str(row.end_reason)) == (
        date(2026, 4, 1),
        date(2026, 6, 30),
        "Obiettivi raggiunti",
    )
    assert [(one.target, one.on, one.author_name) for one in row.steps.order_by("pk")] == [
        ("requested", SPRING, "Anna Prova"),
        ("authorised", date(2026, 3, 10), "Anna Prova"),
        ("active", date(2026, 4, 1), "Anna Prova"),
        ("suspended", date(2026, 5, 1), "Anna Prova"),
        ("active", date(2026, 5, 20), "Anna Prova"),
        ("closed", date(2026, 6, 30), "Anna Prova"),
    ]
    entry = Entry.objects.get(action="cases.close_intervention")
    assert entry.objects_touched["cases.casefile"] == [house.record.pk]


@pytest.mark.parametrize("state", InterventionState)
@pytest.mark.parametrize("name", rules.STEPS)
def test_only_the_steps_of_the_table_are_taken(house: House, state: InterventionState, name: str) -> None:
    ends = {"ends_on": date(2026, 6, 1)} if state == InterventionState.CLOSED else {}
    row = make_intervention(house.taking, state=state, **ends)
    reasons = rules.STEPS[name].reasons
    reason = code(reasons, "other") if reasons else None
    if state in rules.STEPS[name].sources:
        assert step(house, row, name, reason=reason).state == rules.STEPS[name].target
    else:
        with pytest.raises(CaseError, match="non si può fare"):
            step(house, row, name, reason=reason)
        row.refresh_from_db()
        assert row.state == state


@pytest.mark.parametrize("name", ["refuse", "withdraw"])
def test_refusing_and_withdrawing_say_why(house: House, name: str) -> None:
    row = asked(house)
    with pytest.raises(CaseError) as raised:
        step(house, row, name)
    assert raised.value.field == "reason"
    with pytest.raises(CaseError) as raised:
        step(house, row, name, reason=code(ListKey.COST_PER, "hour"))
    assert raised.value.field == "reason"


def test_steps_follow_one_another_in_time(house: House) -> None:
    row = step(house, asked(house), "authorise", date(2026, 3, 10), authorised_to=date(2026, 3, 31))
    for day, words in ((date(2026, 3, 9), "è del 10/03/2026"), (date(2026, 4, 1), "vale fino al 31/03/2026")):
        with pytest.raises(CaseError, match=words):
            step(house, row, "activate", day)
    with pytest.raises(CaseError, match="futuro"):
        step(house, step(house, row, "activate", date(2026, 3, 20)), "close", TODAY + timedelta(days=1))


def test_nothing_is_closed_before_it_began(house: House) -> None:
    row = make_intervention(house.taking, starts_on=SPRING)
    with pytest.raises(CaseError) as raised:
        step(house, row, "close", date(2026, 2, 28))
    assert raised.value.field == "on"


@pytest.mark.parametrize(
    ("starts_on", "words"),
    [
        (date(2025, 12, 1), "La presa in carico comincia il 10/01/2026"),
        (date(2026, 1, 20), "attivo dal 01/02/2026"),
        (date(2026, 9, 1), "non è più attivo dal 31/07/2026"),
    ],
)
def test_intervention_outside_its_periods_is_refused(house: House, starts_on: date, words: str) -> None:
    service = make_service(territory=house.place.comune, valid_from=date(2026, 2, 1), valid_to=date(2026, 7, 31))
    with pytest.raises(CaseError, match=words) as raised:
        add_intervention(by=house.worker, at=NOW, taking=house.taking, service=service, starts_on=starts_on)
    assert raised.value.field == "starts_on"
    assert not Intervention.objects.exists()


def test_closed_taking_takes_nothing_more(house: House) -> None:
    waiting = asked(house)
    running = make_intervention(house.taking)
    with writing():
        house.taking.closed_on = TODAY
        house.taking.save()
    with pytest.raises(CaseError, match="già chiusa"):
        asked(house)
    with pytest.raises(CaseError, match="già chiusa"):
        step(house, waiting, "authorise")
    with pytest.raises(CaseError, match="già chiusa"):
        change_amount(
            by=house.worker,
            at=NOW,
            intervention=running,
            version=1,
            changed_on=TODAY,
            quantity=Decimal(2),
            unit=code(ListKey.QUANTITY_UNIT, "hours"),
        )


def test_the_same_intervention_sent_twice_is_written_once(house: House) -> None:
    first, second = (
        add_intervention(by=house.worker, at=NOW, taking=house.taking, kind=kind(), starts_on=SPRING) for _ in range(2)
    )
    assert first == second
    later = NOW + timedelta(minutes=5)
    add_intervention(by=house.worker, at=later, taking=house.taking, kind=kind(), starts_on=SPRING)
    assert Intervention.objects.count() == 2


def test_step_over_a_colleague_is_a_conflict(house: House) -> None:
    row = make_intervention(house.taking)
    step(house, row, "close", SPRING)
    with pytest.raises(ConflictError):
        step(house, row, "close", date(2026, 4, 1))


def test_priority_over_others_needs_a_reason(house: House) -> None:
    with pytest.raises(CaseError) as raised:
        asked(house, priority=code(ListKey.WAITING_PRIORITY, "urgent"))
    assert raised.value.field == "priority_reason"
    asked(house, priority=code(ListKey.WAITING_PRIORITY, "ordinary"))


def test_amount_that_changes_keeps_what_there_was(house: House) -> None:
    hours = code(ListKey.QUANTITY_UNIT, "hours_week")
    row = make_intervention(house.taking, starts_on=SPRING, quantity=Decimal(4), unit=hours)

    def change(row: Intervention, day: date, quantity: int) -> Intervention:
        return change_amount(
            by=house.worker,
            at=NOW,
            intervention=row,
            version=row.version,
            changed_on=day,
            quantity=Decimal(quantity),
            unit=hours,
        )

    row = change(change(row, date(2026, 5, 1), 6), date(2026, 7, 1), 2)
    assert row.quantity == Decimal(2)
    assert list(row.amounts.order_by("valid_from").values_list("valid_from", "valid_to", "quantity")) == [
        (SPRING, date(2026, 4, 30), Decimal(4)),
        (date(2026, 5, 1), date(2026, 6, 30), Decimal(6)),
    ]
    with pytest.raises(CaseError) as raised:
        change(row, date(2026, 6, 1), 3)
    assert raised.value.field == "changed_on"


def test_correction_of_the_start_moves_the_first_amount_too(house: House) -> None:
    hours = code(ListKey.QUANTITY_UNIT, "hours_week")
    row = make_intervention(house.taking, starts_on=SPRING, quantity=Decimal(4), unit=hours)
    given: dict[str, Any] = {"by": house.worker, "at": NOW, "intervention": row}
    row = change_amount(version=1, changed_on=date(2026, 5, 1), quantity=Decimal(6), unit=hours, **given)
    edit_intervention(version=2, starts_on=date(2026, 2, 15), quantity=Decimal(6), unit=hours, **given)
    assert row.amounts.get().valid_from == date(2026, 2, 15)


def test_shares_of_who_pays_add_up(house: House) -> None:
    row = make_intervention(house.taking)
    given: dict[str, Any] = {
        "by": house.worker,
        "at": NOW,
        "intervention": row,
        "cost": Decimal("21.50"),
        "cost_per": code(ListKey.COST_PER, "hour"),
    }
    comune, person = code(ListKey.PAYER_KIND, "comune"), code(ListKey.PAYER_KIND, "person")
    with pytest.raises(CaseError, match="ora fanno 90"):
        set_cost(version=1, payers={comune: Decimal(80), person: Decimal(10)}, **given)
    set_cost(version=1, payers={comune: Decimal(80), person: Decimal(20)}, **given)
    set_cost(version=2, payers={comune: Decimal(100)}, **given)
    assert [(one.kind.code, one.share) for one in row.payers.all()] == [("comune", Decimal(100))]
    with pytest.raises(CaseError) as raised:
        set_cost(version=3, payers={}, **given | {"cost_per": None})
    assert raised.value.field == "cost_per"


def test_team_member_writes_interventions_only_when_shared_to_be_written(house: House) -> None:
    def member(taking: TakingInCharge, **shares: Any) -> User:
        body = make_organisation()
        user = make_worker(house.place)
        make_team_member(taking, staff(user), body, **shares)
        return user

    reader = member(house.taking, reads=[Part.INTERVENTIONS])
    writer = member(house.taking, writes=[Part.INTERVENTIONS])
    with pytest.raises(NotAllowedError):
        add_intervention(by=reader, at=NOW, taking=house.taking, kind=kind(), starts_on=SPRING)
    add_intervention(by=writer, at=NOW, taking=house.taking, kind=kind(), starts_on=SPRING)


def test_outsider_moves_nothing(house: House, outsider: User) -> None:
    row = make_intervention(house.taking)
    with pytest.raises(NotAllowedError):
        take_step(by=outsider, at=NOW, intervention=row, version=1, step="close", on=SPRING)


def test_public_codes_differ_and_say_nothing(house: House) -> None:
    codes = {make_intervention(house.taking).public_code for _ in range(5)}
    assert len(codes) == 5
    assert all(len(one) == 13 and one.isalnum() for one in codes)


def test_what_has_not_begun_is_not_delivered(house: House) -> None:
    place = make_place()
    other = make_record(place, worker=make_worker(place))
    running = make_intervention(house.taking)
    waiting = make_waiting(other, make_service())
    asked(house)
    assert list(Intervention.objects.delivered()) == [running]
    assert list(Intervention.objects.waiting()) == [waiting]
    make_step(running, InterventionState.ACTIVE, SPRING)
    assert list(running.steps.visible_to(house.worker).values_list("target", flat=True)) == ["active"]
