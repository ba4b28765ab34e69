# SPDX-License-Identifier: EUPL-1.2
"""Areas, deputies, and what the team reads and writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from ordito.cases import rules
from ordito.cases.actions import (
    CaseError,
    ConflictError,
    add_team_member,
    close_taking,
    edit_taking,
    edit_team_member,
    reopen_taking,
    take_in_charge,
)
from ordito.cases.enums import CaseFileState, ListKey, Part
from ordito.cases.models import CaseFile, TakingInCharge, TeamMember
from ordito.cases.queries.areas import usual_area_code
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from tests.factories.cases import NOW, TODAY, code, make_taking, make_team_member, staff
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


def _take(house: House, area: str | None) -> TakingInCharge:
    return take_in_charge(
        by=house.worker,
        at=NOW,
        case_file=house.record,
        area=code(ListKey.AREA, area) if area else None,
        mode=code(ListKey.MODE, "consensual"),
        reasons=[code(ListKey.REASON, "disability")],
        opened_on=TODAY,
    )


def _close(house: House, taking: TakingInCharge, *, team_reads_to: date | None = None) -> TakingInCharge:
    return close_taking(
        by=house.worker,
        at=NOW,
        taking=taking,
        version=None,
        closed_on=TODAY,
        outcome=code(ListKey.OUTCOME, "stable"),
        reason=code(ListKey.CLOSURE_REASON, "completed"),
        team_reads_to=team_reads_to,
    )


def _reopen(house: House, taking: TakingInCharge, *team: TeamMember) -> TakingInCharge:
    return reopen_taking(
        by=house.worker,
        at=NOW,
        taking=taking,
        version=taking.version,
        reopened_on=TODAY,
        reason=code(ListKey.REOPENING_REASON, "new_need"),
        team=team,
    )


def test_second_taking_in_the_same_area_is_refused_at_the_field(house: House) -> None:
    for area in ("minors", None):  # of a child, the usual area is that one
        with pytest.raises(CaseError) as raised:
            _take(house, area)
        assert raised.value.field == "area"
    assert _take(house, "disability").area.code == "disability"
    with pytest.raises(IntegrityError):
        make_taking(house.record, area="disability")


def test_closing_one_area_leaves_the_other_open(house: House) -> None:
    other = _take(house, "disability")
    _close(house, house.taking)
    house.record.refresh_from_db()
    other.refresh_from_db()
    assert (house.record.state, other.closed_on) == (CaseFileState.IN_CHARGE, None)
    _close(house, other)
    house.record.refresh_from_db()
    assert house.record.state == CaseFileState.CLOSED


def test_area_is_changed_and_reopened_only_into_a_free_one(house: House) -> None:
    other = _take(house, "disability")
    change: dict[str, Any] = {
        "at": NOW,
        "version": None,
        "mode": other.mode,
        "reasons": [code(ListKey.REASON, "disability")],
    }
    with pytest.raises(CaseError) as raised:
        edit_taking(by=house.worker, taking=other, area=house.taking.area, **change)
    assert raised.value.field == "area"
    _close(house, house.taking)
    assert edit_taking(by=house.worker, taking=other, area=house.taking.area, **change).area.code == "minors"
    with pytest.raises(CaseError):
        reopen_taking(
            by=house.worker,
            at=NOW,
            taking=house.taking,
            version=house.taking.version + 1,
            reopened_on=TODAY,
            reason=code(ListKey.REOPENING_REASON, "new_need"),
        )


def _deputise(house: House, user: User, *, last: date | None = None) -> TeamMember:
    return add_team_member(
        by=house.worker,
        at=NOW,
        taking=house.taking,
        professional=staff(user),
        organisation=house.place.body,
        shares=(),
        deputy=True,
        valid_from=date(2026, 1, 10),
        valid_to=last or timezone.localdate() + timedelta(days=10),
    )


def test_deputy_does_all_of_it_while_it_lasts(house: House, colleague: User) -> None:
    member = _deputise(house, colleague)
    assert list(CaseFile.objects.followed_by(colleague)) == [house.record]
    assert rules.parts_open_to(colleague, house.record) == frozenset(Part)
    assert rules.can_write_record(colleague, house.record)
    edit_team_member(
        by=house.worker, at=NOW, member=member, version=1, shares=(), valid_to=timezone.localdate() - timedelta(days=1)
    )
    assert not CaseFile.objects.visible_to(colleague).exists()


def test_deputy_of_a_closed_taking_or_from_another_service_sees_nothing(
    house: House, colleague: User, outsider: User
) -> None:
    _deputise(house, colleague)
    make_team_member(house.taking, staff(outsider), house.place.body, reads=(), deputy=True)
    assert not CaseFile.objects.followed_by(outsider).exists()
    _close(house, house.taking)
    assert not CaseFile.objects.followed_by(colleague).exists()


def test_deputy_is_somebody_else_of_the_same_body(house: House, outsider: User) -> None:
    with pytest.raises(CaseError) as raised:
        _deputise(house, house.worker)
    assert raised.value.field == "role"
    with pytest.raises(CaseError) as raised:
        add_team_member(
            by=house.worker,
            at=NOW,
            taking=house.taking,
            professional=staff(outsider),
            organisation=make_organisation(),
            shares=(),
            deputy=True,
            valid_from=TODAY,
            valid_to=TODAY,
        )
    assert raised.value.field == "deputy"


def test_shares_change_later_and_two_at_once_see_each_other(house: House, teammate: User) -> None:
    member = house.taking.team.get()
    values: dict[str, Any] = {
        "at": NOW,
        "purpose": code(ListKey.SHARING_PURPOSE, "health"),
        "valid_to": date(2099, 1, 1),
    }
    edit_team_member(by=house.worker, member=member, version=1, shares=[Part.DIARY], writes=[Part.FAMILY], **values)
    assert rules.shares_of(teammate, house.record) == {Part.DIARY: False, Part.FAMILY: True}
    with pytest.raises(ConflictError):
        edit_team_member(by=house.worker, member=member, version=1, shares=[], **values)
    with pytest.raises(NotAllowedError):
        edit_team_member(by=teammate, member=member, version=2, shares=[Part.HEALTH], **values)


def test_another_body_needs_a_purpose_and_an_expiry(house: House, teammate: User) -> None:
    member = house.taking.team.get()
    for purpose, last, field in (
        (None, date(2099, 1, 1), "purpose"),
        (code(ListKey.SHARING_PURPOSE, "health"), None, "valid_to"),
    ):
        with pytest.raises(CaseError) as raised:
            edit_team_member(
                by=house.worker, at=NOW, member=member, version=1, shares=(), purpose=purpose, valid_to=last
            )
        assert raised.value.field == field
    assert rules.shares_of(teammate, house.record) == {Part.INTERVENTIONS: False}


def test_team_of_a_closed_taking_changes_no_more(house: House) -> None:
    member = make_team_member(house.taking, make_professional(organisation=house.place.body), house.place.body)
    _close(house, house.taking)
    with pytest.raises(CaseError):
        edit_team_member(by=house.worker, at=NOW, member=member, version=1, shares=(), valid_to=TODAY)


def test_closing_stops_the_team_and_the_deputies_at_once(house: House, teammate: User, colleague: User) -> None:
    _deputise(house, colleague)
    today = timezone.localdate()
    new = make_team_member(house.taking, make_professional(), house.place.body, valid_from=today)
    _close(house, house.taking)
    for user in (teammate, colleague):
        assert not CaseFile.objects.visible_to(user).exists()
        assert rules.parts_open_to(user, house.record) == frozenset()
    assert not TeamMember.objects.at(today).filter(pk=new.pk).exists()


def test_team_reads_on_until_the_day_that_the_closing_names_and_writes_nothing(house: House, teammate: User) -> None:
    member = house.taking.team.get()
    with writing():
        member.shares.update(writes=True)
    last = timezone.localdate() + timedelta(days=3)
    _close(house, house.taking, team_reads_to=last)
    assert rules.shares_of(teammate, house.record) == {Part.INTERVENTIONS: False}
    assert not rules.can_write_part(teammate, house.record, Part.INTERVENTIONS)
    assert [TeamMember.objects.at(last + timedelta(days=more)).count() for more in (0, 1)] == [1, 0]
    with writing():
        house.taking.team.update(reads_to=timezone.localdate() - timedelta(days=1))
    assert not CaseFile.objects.visible_to(teammate).exists()


def test_deputies_read_nothing_after_a_closing_whatever_the_team_does(house: House, colleague: User) -> None:
    _deputise(house, colleague)
    _close(house, house.taking, team_reads_to=timezone.localdate() + timedelta(days=3))
    assert not CaseFile.objects.visible_to(colleague).exists()


def test_reopening_gives_back_only_whom_it_names(house: House, teammate: User, colleague: User) -> None:
    member, deputy = house.taking.team.get(), _deputise(house, colleague)
    taking = _close(house, house.taking, team_reads_to=timezone.localdate() + timedelta(days=3))
    taking = _reopen(house, taking, deputy)
    assert not CaseFile.objects.visible_to(teammate).exists()
    assert CaseFile.objects.followed_by(colleague).exists()
    taking = _reopen(house, _close(house, taking), member)  # not in the team when it closed again
    assert not CaseFile.objects.visible_to(teammate).exists()
    assert not CaseFile.objects.visible_to(colleague).exists()
    member.refresh_from_db()
    assert (member.stopped_on, member.reads_to) == (timezone.localdate(NOW), None)


def test_whom_a_closing_stopped_may_be_added_again(house: House, teammate: User) -> None:
    professional = staff(teammate)
    with writing():
        house.taking.team.update(valid_to=None)
    taking = _reopen(house, _close(house, house.taking))
    added = add_team_member(
        by=house.worker,
        at=NOW,
        taking=house.taking,
        professional=professional,
        organisation=house.place.body,
        shares=[Part.DIARY],
        valid_from=TODAY,
        valid_to=None,
    )
    assert rules.shares_of(teammate, house.record) == {Part.DIARY: False}
    closed = _close(house, taking)
    assert list(taking.team.stopped(TODAY)) == [added], "the row before was stopped by another closing"
    _reopen(house, closed, *taking.team.all())
    assert rules.shares_of(teammate, house.record) == {Part.DIARY: False}


def test_time_in_the_team_does_not_run_into_the_next_one(house: House, colleague: User) -> None:
    who = (house.taking, staff(colleague), house.place.body)
    member = make_team_member(*who, valid_to=TODAY)
    make_team_member(*who, valid_from=TODAY + timedelta(days=1))
    change: dict[str, Any] = {"by": house.worker, "at": NOW, "member": member, "version": None, "shares": [Part.DIARY]}
    for last in (None, TODAY + timedelta(days=1)):
        with pytest.raises(CaseError) as raised:
            edit_team_member(**change, valid_to=last)
        assert raised.value.field == "valid_to"
    assert edit_team_member(**change, valid_to=TODAY).valid_to == TODAY


@pytest.mark.parametrize(
    ("birth", "area"),
    [
        (date(2008, 11, 22), "minors"),
        (date(2008, 11, 21), "adults"),
        (date(1961, 11, 22), "adults"),
        (date(1961, 11, 21), "elderly"),
        (None, "adults"),
    ],
)
def test_usual_area_follows_the_age(birth: date | None, area: str) -> None:
    assert usual_area_code(birth, date(2026, 11, 21)) == area
