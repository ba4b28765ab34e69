# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.actions import CaseError
from ordito.cases.actions.approvals import decide
from ordito.cases.enums import ApprovalKind, Part
from ordito.cases.models import ApprovalRule, Document
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.plans import actions
from ordito.plans.enums import ListKey, PlanState, SignatureWay
from ordito.plans.models import SupportPlan
from ordito.plans.queries.plan_text import canonical_text, fingerprint
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_team_member
from tests.factories.plans import HAPPY_PATH, make_action, make_objective, make_plan
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.plans.models import PlanSignature
    from tests.records import House

pytestmark = pytest.mark.django_db
SIGNED_PDF = b"%PDF-1.7\n1 0 obj << /Type /Sig /ByteRange [0 10 20 30] >>\nendobj\n%%EOF\n"
PLAIN_PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >>\nendobj\n%%EOF\n"
P7M = b"\x30\x82\x0f\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0" + bytes(200)


def shared(house: House, **values: Any) -> SupportPlan:
    plan = make_plan(house.record, state=PlanState.SHARED, shared_on=TODAY, **values)
    make_objective(plan)
    make_action(plan)
    return plan


def signer(name: str = "Zoraide Zanzotti", role: str = "mother") -> actions.Signer:
    return actions.Signer(code(ListKey.SIGNER, role), name, "L’educatrice")


def sign(house: House, plan: SupportPlan, who: actions.Signer | None = None, **changes: Any) -> PlanSignature:
    values: dict[str, Any] = {"consent": True, "strokes": HAPPY_PATH} | changes
    return actions.sign_on_screen(by=house.worker, at=NOW, plan=plan, signer=who or signer(), **values)


def upload(house: House, plan: SupportPlan, content: bytes, way: SignatureWay, **changes: Any) -> PlanSignature:
    return actions.sign_on_file(
        by=house.worker,
        at=NOW,
        plan=plan,
        signer=signer(),
        way=way,
        stream=io.BytesIO(content),
        name="progetto",
        **changes,
    )


def test_first_signature_freezes_the_text(house: House) -> None:
    plan = shared(house)
    signature = sign(house, plan)
    row = SupportPlan.objects.get(pk=plan.pk)
    text = open_text(row, "frozen_text")
    assert row.frozen
    assert text == canonical_text(plan.pk)
    assert row.frozen_hash == signature.text_hash == fingerprint(text)
    assert (signature.way, open_text(signature, "strokes")) == (SignatureWay.DRAWN, HAPPY_PATH)
    assert open_text(signature, "present") == "L’educatrice"
    second = sign(house, plan, signer("Zaccaria Zanzotti", "father"), strokes="")
    assert (second.way, second.text_hash) == (SignatureWay.TYPED, signature.text_hash)


def test_text_says_what_is_agreed_and_any_change_shows(house: House) -> None:
    plan = shared(house, title="Crescere")
    before = canonical_text(plan.pk)
    for words in ("Titolo: Crescere", "Zanzotti Ezechiele", "Andare a scuola", "La mamma: Prepara la cartella"):
        assert words in before
    make_objective(plan, "Un altro.")
    assert fingerprint(canonical_text(plan.pk)) != fingerprint(before)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"consent": False}, "consent"), ({"strokes": "M1 1L2 2<script>"}, "strokes")],
)
def test_signature_without_consent_or_with_a_false_drawing_is_none(
    house: House, changes: dict[str, Any], field: str
) -> None:
    plan = shared(house)
    with pytest.raises(CaseError) as refused:
        sign(house, plan, **changes)
    assert refused.value.field == field
    plan.refresh_from_db()
    assert not plan.frozen


def test_somebody_signs_once(house: House) -> None:
    plan = shared(house)
    sign(house, plan)
    with pytest.raises(CaseError, match="ha già firmato"):
        sign(house, plan, signer("zoraide zanzotti"))
    with pytest.raises(CaseError) as refused:
        sign(house, plan, signer("  "))
    assert refused.value.field == "name"
    assert plan.signatures.count() == 1


def test_draft_is_not_signed(house: House) -> None:
    with pytest.raises(CaseError, match="bozza"):
        sign(house, make_plan(house.record))


@pytest.mark.parametrize("content", [SIGNED_PDF, P7M])
def test_digitally_signed_file_becomes_a_document(house: House, content: bytes) -> None:
    signature = upload(house, shared(house), content, SignatureWay.DIGITAL)
    document = Document.objects.get()
    assert signature.document == document
    assert document.case_file == house.record
    assert "Zoraide Zanzotti" in open_text(document, "title")


@pytest.mark.parametrize("content", [PLAIN_PDF, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40), b"MZ\x90\x00"])
def test_file_without_digital_signature_is_refused(house: House, content: bytes) -> None:
    with pytest.raises(CaseError) as refused:
        upload(house, shared(house), content, SignatureWay.DIGITAL)
    assert refused.value.field == "file"
    assert not Document.objects.exists()


def test_paper_has_its_protocol(house: House) -> None:
    plan = shared(house)
    with pytest.raises(CaseError) as refused:
        upload(house, plan, PLAIN_PDF, SignatureWay.PAPER, protocol_date=TODAY)
    assert refused.value.field == "protocol_number"
    with pytest.raises(CaseError) as refused:
        upload(house, plan, PLAIN_PDF, SignatureWay.PAPER, protocol_number="12")
    assert refused.value.field == "protocol_date"
    with pytest.raises(CaseError) as refused:
        upload(house, plan, P7M, SignatureWay.PAPER, protocol_number="12", protocol_date=TODAY)
    assert refused.value.field == "file"
    row = upload(house, plan, PLAIN_PDF, SignatureWay.PAPER, protocol_number="12/2026", protocol_date=TODAY)
    assert (row.protocol_number, row.protocol_date) == ("12/2026", TODAY)


def test_team_member_who_does_not_follow_the_record_uploads_nothing(house: House) -> None:
    from ordito.accounts.roles import TEAM_MEMBER

    body = make_organisation()
    educator = make_professional(organisation=body)
    make_team_member(house.taking, educator, body, writes=[Part.PLANS])
    user = make_user(role=TEAM_MEMBER, organisation=body, professional=educator)
    plan = shared(house)
    with pytest.raises(NotAllowedError):
        actions.sign_on_file(
            by=user,
            at=NOW,
            plan=plan,
            signer=signer(),
            way=SignatureWay.DIGITAL,
            stream=io.BytesIO(P7M),
            name="progetto.p7m",
        )
    plan.refresh_from_db()
    assert not plan.frozen


def test_agreed_needs_a_signature_and_a_day_that_can_be(house: House) -> None:
    plan = shared(house)
    with pytest.raises(CaseError, match="firma"):
        actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=TODAY)
    sign(house, plan)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(CaseError) as refused:
            actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=day)
        assert refused.value.field == "day"
    agreed = actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=TODAY)
    assert (agreed.state, agreed.agreed_on) == (PlanState.AGREED, TODAY)


def test_text_opened_again_voids_the_signatures(house: House) -> None:
    plan = shared(house)
    sign(house, plan)
    opened = actions.reopen_text(by=house.worker, at=NOW, plan=plan)
    assert (opened.frozen, opened.frozen_hash, bytes(opened.frozen_text)) == (False, "", b"")
    assert plan.signatures.get().voided_at == NOW
    with pytest.raises(CaseError, match="firma"):
        actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=TODAY)
    with pytest.raises(CaseError, match="già aperto"):
        actions.reopen_text(by=house.worker, at=NOW, plan=plan)
    assert sign(house, plan).voided_at is None


def approvals_wanted(house: House) -> None:
    with writing():
        ApprovalRule.objects.create(territory=house.place.ambito, kind=ApprovalKind.PLAN, valid_from=date(2026, 1, 1))


def test_where_plans_are_approved_the_supervisor_comes_first(house: House, coordinator: User) -> None:
    approvals_wanted(house)
    plan = shared(house)
    sign(house, plan)
    with pytest.raises(CaseError, match="approvazione"):
        actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=TODAY)
    approval = actions.ask_plan_approval(by=house.worker, at=NOW, plan=plan, request="Guarda le righe.")
    with pytest.raises(CaseError, match="approvazione"):
        actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=TODAY)
    decide(by=coordinator, at=NOW, approval=approval, approved=True)
    assert actions.agree_plan(by=house.worker, at=NOW, plan=plan, agreed_on=TODAY).state == PlanState.AGREED


def test_approval_of_another_text_does_not_count(house: House, coordinator: User) -> None:
    approvals_wanted(house)
    plan = shared(house)
    approval = actions.ask_plan_approval(by=house.worker, at=NOW, plan=plan)
    plan.refresh_from_db()
    assert plan.frozen
    decide(by=coordinator, at=NOW, approval=approval, approved=True)
    later = NOW + timedelta(hours=1)
    actions.reopen_text(by=house.worker, at=later, plan=plan)
    actions.sign_on_screen(by=house.worker, at=later, plan=plan, signer=signer(), consent=True)
    with pytest.raises(CaseError, match="approvazione"):
        actions.agree_plan(by=house.worker, at=later, plan=plan, agreed_on=TODAY)


def test_text_opened_again_takes_the_request_back(house: House) -> None:
    approvals_wanted(house)
    plan = shared(house)
    approval = actions.ask_plan_approval(by=house.worker, at=NOW, plan=plan)
    actions.reopen_text(by=house.worker, at=NOW, plan=plan)
    approval.refresh_from_db()
    assert approval.state == "withdrawn"


def test_no_approval_is_asked_where_none_is_wanted(house: House) -> None:
    with pytest.raises(CaseError, match="non chiedono"):
        actions.ask_plan_approval(by=house.worker, at=NOW, plan=shared(house))
