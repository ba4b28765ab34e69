# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, SERVICE_COORDINATOR
from ordito.cases.actions import (
    CaseError,
    ask_approval,
    close_taking,
    decide,
    propose_closure,
    withdraw_request,
)
from ordito.cases.actions.local_rules import end_rule, set_approval_rule
from ordito.cases.enums import ApprovalKind, ApprovalState, ListKey
from ordito.cases.models import Approval, ApprovalRule
from ordito.cases.queries.approvals import approval_needed, approval_of
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.messages.models import Message
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_intervention, make_worker

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(house: House) -> User:
    """Who decides the settings of the Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=house.place.ambito)


@pytest.fixture
def ruled(house: House, officer: User) -> ApprovalRule:
    """The Ambito wants closures approved."""
    return set_approval_rule(
        by=officer, at=NOW, territory=house.place.ambito, kind=ApprovalKind.CLOSURE, valid_from=date(2026, 1, 1)
    )


def _propose(house: House, by: User | None = None) -> Approval:
    return propose_closure(
        by=by or house.worker,
        at=NOW,
        taking=house.taking,
        closed_on=TODAY,
        outcome=code(ListKey.OUTCOME, "improved"),
        reason=code(ListKey.CLOSURE_REASON, "completed"),
        note="La famiglia cammina da sola.",
        request="Ne abbiamo parlato in équipe.",
    )


def _close(house: House, by: User) -> None:
    close_taking(
        by=by,
        at=NOW,
        taking=house.taking,
        version=1,
        closed_on=TODAY,
        outcome=code(ListKey.OUTCOME, "improved"),
        reason=code(ListKey.CLOSURE_REASON, "completed"),
    )


def test_needed_while_the_rule_lasts_where_it_holds(house: House, officer: User, ruled: ApprovalRule) -> None:
    assert approval_needed(ApprovalKind.CLOSURE, house.record, on=TODAY)
    assert not approval_needed(ApprovalKind.PLAN, house.record, on=TODAY)
    end_rule(by=officer, at=NOW, rule=ruled, last_day=date(2026, 6, 30))
    assert not approval_needed(ApprovalKind.CLOSURE, house.record, on=TODAY)


def test_worker_proposes_and_the_coordinator_closes(house: House, coordinator: User, ruled: ApprovalRule) -> None:
    make_intervention(house.taking)
    with pytest.raises(CaseError):
        _close(house, house.worker)
    approval = _propose(house)
    house.taking.refresh_from_db()
    assert (house.taking.closed_on, ruled.valid_to) == (None, None)
    assert list(Approval.objects.for_decision_by(coordinator)) == [approval]
    decide(by=coordinator, at=NOW, approval=approval, approved=True)
    house.taking.refresh_from_db()
    assert house.taking.closed_on == TODAY
    assert house.taking.interventions.get().ends_on == TODAY
    assert open_text(house.taking.closures.get(), "note") == "La famiglia cammina da sola."
    last = approval_of(ApprovalKind.CLOSURE, house.taking.pk)
    assert last is not None
    assert (last.state, last.decided_by_name) == (ApprovalState.APPROVED, "Cora Coordina")


@pytest.mark.usefixtures("ruled")
def test_sent_back_with_a_word_leaves_it_open_and_may_be_proposed_again(house: House, coordinator: User) -> None:
    approval = _propose(house)
    with pytest.raises(CaseError) as raised:
        decide(by=coordinator, at=NOW, approval=approval, approved=False, answer=" ")
    assert raised.value.field == "answer"
    decided = decide(by=coordinator, at=NOW, approval=approval, approved=False, answer="Manca la verifica.")
    assert (decided.state, open_text(decided, "answer")) == (ApprovalState.REFUSED, "Manca la verifica.")
    house.taking.refresh_from_db()
    assert house.taking.closed_on is None
    assert _propose(house).pk != approval.pk
    told = Message.objects.filter(recipient_id=house.worker.pk)
    assert "rimandata" in told.get().subject


@pytest.mark.usefixtures("ruled")
def test_coordinator_needs_no_approval_and_nothing_waits_after(house: House, coordinator: User) -> None:
    approval = _propose(house)
    _close(house, coordinator)
    approval.refresh_from_db()
    assert approval.state == ApprovalState.WITHDRAWN


def test_proposed_twice_is_refused_and_withdrawn_may_be_proposed_again(house: House) -> None:
    approval = _propose(house)
    with pytest.raises(CaseError):
        _propose(house)
    withdraw_request(by=house.worker, at=NOW, approval=approval)
    assert _propose(house).state == ApprovalState.ASKED


def test_nobody_decides_what_they_asked_or_what_is_elsewhere(house: House, coordinator: User, colleague: User) -> None:
    own = ask_approval(by=coordinator, at=NOW, kind=ApprovalKind.PLAN, row_id=1, case_file=house.record)
    assert not Approval.objects.for_decision_by(coordinator).exists()
    elsewhere = make_worker(house.place, role=SERVICE_COORDINATOR)
    assert list(Approval.objects.for_decision_by(elsewhere)) == [own]
    for actor in (coordinator, colleague, house.worker):
        with pytest.raises(NotAllowedError):
            decide(by=actor, at=NOW, approval=own, approved=True)


def test_decided_once(house: House, coordinator: User) -> None:
    approval = ask_approval(by=house.worker, at=NOW, kind=ApprovalKind.PLAN, row_id=1, case_file=house.record)
    decide(by=coordinator, at=NOW, approval=approval, approved=True)
    with pytest.raises(CaseError) as raised:
        decide(by=coordinator, at=NOW, approval=approval, approved=False, answer="Ripensandoci.")
    assert "approvata" in str(raised.value)


def test_who_does_not_follow_asks_nothing(house: House, colleague: User, teammate: User) -> None:
    for actor in (colleague, teammate):
        with pytest.raises(NotAllowedError):
            ask_approval(by=actor, at=NOW, kind=ApprovalKind.PLAN, row_id=1, case_file=house.record)


def test_rules_are_set_by_who_decides_the_territory(house: House, coordinator: User, officer: User) -> None:
    values: dict[str, Any] = {
        "at": NOW,
        "territory": house.place.comune,
        "kind": ApprovalKind.PLAN,
        "valid_from": TODAY,
    }
    with pytest.raises(NotAllowedError):
        set_approval_rule(by=coordinator, **values)
    set_approval_rule(by=officer, **values)
    with pytest.raises(CaseError):
        set_approval_rule(by=officer, **values)
