# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import CaseFileState
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.protection import actions
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import ListKey, Nature
from ordito.protection.models import ClockRule, EmergencyPlacement, EmergencyStep, ProtectiveMeasure
from ordito.protection.queries.emergencies import dated_steps
from tests.factories.protection import code, make_clock, make_emergency

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ROME)
STARTED = datetime(2026, 11, 21, 9, 0, tzinfo=ROME)
SYSTEM = SystemActor("test")


def values(**changes: Any) -> actions.EmergencyValues:
    given: dict[str, Any] = {
        "started_at": STARTED,
        "authority": code(ListKey.OFFICE, "social_service"),
        "reasons": "Bambino solo di notte.",
        "place": "Comunità Il Nespolo",
    }
    return actions.EmergencyValues(**given | changes)


def add(house: House, by: Any = SYSTEM, key: UUID | None = None, **changes: Any) -> EmergencyPlacement:
    make_clock()
    row = actions.add_row(values(**changes), by=by, at=NOW, case_file=house.record, form_key=key or uuid4())
    assert isinstance(row, EmergencyPlacement)
    return row


def test_removal_starts_the_clock_and_is_a_measure_of_a_public_authority(house: House) -> None:
    row = add(house, by=house.worker)
    assert open_text(row, "reasons") == "Bambino solo di notte."
    assert (row.measure.nature, row.measure.kind.code) == (Nature.ADMINISTRATIVE, "emergency_removal")
    assert row.measure.issued_on == date(2026, 11, 21)
    [lines] = dated_steps(row.steps.select_related("rule", "placement")).values()
    assert [line.step.rule.step for line in lines][:3] == ["oral_notice", "act_sent", "validation_asked"]
    assert lines[0].at_once
    assert lines[1].due_at == datetime(2026, 11, 22, 9, 0, tzinfo=ROME)
    entry = Entry.objects.get(action="protection.add_emergency")
    touched = {"cases.casefile", "protection.emergencyplacement", "protection.protectivemeasure"}
    assert touched <= set(entry.objects_touched)


def test_same_form_twice_writes_once(house: House) -> None:
    key = uuid4()
    assert add(house, key=key) == add(house, key=key)
    assert EmergencyPlacement.objects.count() == ProtectiveMeasure.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_at": NOW + timedelta(minutes=1)}, "started_time"),
        ({"authority": "juvenile_civil"}, "authority"),
    ],
)
def test_removal_that_cannot_be_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    if isinstance(changes.get("authority"), str):
        changes = {"authority": code(ListKey.OFFICE, changes["authority"])}
    with pytest.raises(CaseError) as error:
        add(house, **changes)
    assert error.value.field == field
    assert not EmergencyPlacement.objects.exists()


def test_removal_of_an_adult_and_a_second_one_are_refused(house: House) -> None:
    add(house)
    with pytest.raises(CaseError, match="già un allontanamento"):
        add(house)
    with writing():
        EmergencyPlacement.objects.update(annulled_at=NOW)
        house.record.person.birth_date = date(2008, 11, 21)
        house.record.person.save()
    with pytest.raises(CaseError, match="18 anni"):
        add(house)


def test_closed_record_and_outsider_are_refused(house: House, outsider: User, colleague: User) -> None:
    for user in (outsider, colleague):
        with pytest.raises(NotAllowedError):
            add(house, by=user)
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    with pytest.raises(CaseError, match="chiusa"):
        add(house)


def step_of(row: EmergencyPlacement, name: str) -> EmergencyStep:
    return row.steps.select_related("rule").get(rule__step=name)


def test_step_taken_moves_the_terms_after_it(house: House) -> None:
    row = add(house)
    done_at = datetime(2026, 11, 21, 12, 0, tzinfo=ROME)
    step = actions.mark_step(
        by=house.worker,
        at=NOW,
        step=step_of(row, "act_sent"),
        version=1,
        done_at=done_at,
        protocol_number="4412",
        note="Inviato per PEC.",
    )
    assert (step.done_by, step.protocol_number, open_text(step, "note")) == ("Anna Prova", "4412", "Inviato per PEC.")
    [lines] = dated_steps(row.steps.select_related("rule", "placement")).values()
    due = {line.step.rule.step: line for line in lines}
    assert due["validation_asked"].due_at == datetime(2026, 11, 24, 12, 0, tzinfo=ROME)
    assert due["validation_asked"].firm
    assert not due["decree"].firm
    assert not due["act_sent"].done_late


def test_step_in_the_future_or_before_the_removal_is_refused(house: House) -> None:
    step = step_of(add(house), "act_sent")
    for moment in (NOW + timedelta(minutes=1), STARTED - timedelta(minutes=1)):
        with pytest.raises(CaseError) as error:
            actions.mark_step(by=SYSTEM, at=NOW, step=step, version=1, done_at=moment)
        assert error.value.field == "time"


def test_two_people_at_one_step_conflict(house: House) -> None:
    step = step_of(add(house), "act_sent")
    actions.mark_step(by=SYSTEM, at=NOW, step=step, version=1, done_at=STARTED)
    with pytest.raises(ConflictError):
        actions.mark_step(by=SYSTEM, at=NOW, step=step, version=1, done_at=NOW)


@pytest.mark.parametrize(("outcome", "ends"), [("validated", False), ("lapsed", True), ("revoked_prosecutor", True)])
def test_measure_ends_with_a_removal_that_was_not_validated(house: House, outcome: str, ends: bool) -> None:  # noqa: FBT001 - a case of the table
    row = add(house)
    ended = actions.end_emergency(
        by=SYSTEM,
        at=NOW,
        placement=row,
        version=row.version,
        ended_on=NOW.date(),
        outcome=code(ListKey.EMERGENCY_OUTCOME, outcome),
    )
    assert ended.ended_on == NOW.date()
    assert (ProtectiveMeasure.objects.get().ended_on is not None) == ends
    with pytest.raises(CaseError, match="concluso"):
        actions.mark_step(by=SYSTEM, at=NOW, step=step_of(row, "act_sent"), version=1, done_at=STARTED)


def test_correcting_the_removal_corrects_its_measure_and_not_before_a_step(house: House) -> None:
    row = add(house)
    earlier = STARTED - timedelta(days=1)
    actions.edit_row(values(started_at=earlier), by=SYSTEM, at=NOW, row=row, version=row.version)
    assert ProtectiveMeasure.objects.get().issued_on == earlier.date()
    row.refresh_from_db()
    actions.mark_step(by=SYSTEM, at=NOW, step=step_of(row, "act_sent"), version=1, done_at=STARTED)
    with pytest.raises(CaseError) as error:
        actions.edit_row(values(started_at=NOW), by=SYSTEM, at=NOW, row=row, version=row.version)
    assert error.value.field == "started_time"


def test_annulled_removal_takes_its_measure_along(house: House) -> None:
    row = add(house)
    with pytest.raises(CaseError, match="togli quello"):
        actions.annul_row(by=SYSTEM, at=NOW, row=row.measure, version=row.measure.version)
    actions.annul_row(by=SYSTEM, at=NOW, row=row, version=row.version)
    assert not EmergencyPlacement.objects.current().exists()
    assert not ProtectiveMeasure.objects.current().exists()


def change(rule: ClockRule, by: Any = SYSTEM, **changes: Any) -> ClockRule:
    given: dict[str, Any] = {
        "name": rule.name,
        "amount": rule.amount,
        "unit": rule.unit,
        "consequence": rule.consequence,
        "source": rule.source,
        "verified": rule.verified,
        "valid_from": rule.valid_from,
    }
    term = actions.TermValues(**given | changes)
    return actions.change_clock_rule(term, by=by, at=NOW, rule=rule, version=rule.version)


def test_new_term_leaves_running_clocks_their_own(house: House) -> None:
    row = add(house)
    rule = ClockRule.objects.get(step="act_sent")
    new = change(rule, amount=48, valid_from=date(2027, 1, 1))
    rule.refresh_from_db()
    assert (rule.valid_to, new.amount, new.step) == (date(2026, 12, 31), 48, "act_sent")
    assert step_of(row, "act_sent").rule == rule
    assert ClockRule.objects.at(date(2027, 1, 1)).get(step="act_sent") == new
    assert ClockRule.objects.at(date(2026, 12, 31)).get(step="act_sent") == rule


def test_words_of_a_term_are_corrected_in_place_and_its_amount_is_not_once_it_runs(house: House) -> None:
    make_emergency(house.record)
    rule = ClockRule.objects.get(step="act_sent")
    assert change(rule, verified=True, source="Testo letto").pk == rule.pk
    rule.refresh_from_db()
    with pytest.raises(CaseError) as error:
        change(rule, amount=48)
    assert error.value.field == "valid_from"
    with pytest.raises(CaseError):
        change(rule, valid_from=date(2020, 1, 1))


def test_terms_are_changed_by_who_keeps_the_settings(house: House) -> None:
    make_clock()
    with pytest.raises(NotAllowedError):
        change(ClockRule.objects.get(step="act_sent"), by=house.worker, amount=1)


def test_every_shipped_term_waits_to_be_verified(db: None) -> None:
    rules = make_clock()
    assert [(rule.step, rule.amount, rule.unit) for rule in rules[:6]] == [
        ("oral_notice", 0, "hours"),
        ("act_sent", 24, "hours"),
        ("validation_asked", 72, "hours"),
        ("decree", 48, "hours"),
        ("curator", 48, "hours"),
        ("hearing", 15, "days"),
    ]
    assert not any(rule.verified for rule in rules)
    assert timezone.get_current_timezone_name() == "Europe/Rome"
