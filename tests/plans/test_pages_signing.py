# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ordito.core.fields import open_text
from ordito.plans.enums import ListKey, PlanState, SignatureWay
from tests.factories.cases import code
from tests.factories.plans import HAPPY_PATH, make_objective, make_plan, make_signature
from tests.plans.test_actions_signing import P7M, PLAIN_PDF
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.plans.models import SupportPlan
    from tests.records import House

    Enter = Callable[[User], Client]

pytestmark = pytest.mark.django_db


def shared(house: House) -> SupportPlan:
    plan = make_plan(house.record, state=PlanState.SHARED)
    make_objective(plan)
    return plan


def signer_data(**changes: Any) -> dict[str, Any]:
    return {
        "role": code(ListKey.SIGNER, "mother").pk,
        "name": "Zoraide Zanzotti",
        "present": "",
        "consent": "on",
    } | changes


def test_signature_by_name_works_without_a_drawing(house: House, enter: Enter) -> None:
    plan = shared(house)
    url = house.url("plans:sign", plan.pk)
    client = enter(house.worker)
    page = text_of(client.get(url))
    assert "Andare a scuola ogni giorno." in page  # one reads what one signs
    assert "firma elettronica semplice" in page
    assert client.post(url, signer_data())["Location"].endswith("#firme")
    assert plan.signatures.get().way == SignatureWay.TYPED


def test_drawing_is_kept_and_shown(house: House, enter: Enter) -> None:
    plan = shared(house)
    client = enter(house.worker)
    client.post(house.url("plans:sign", plan.pk), signer_data(strokes=HAPPY_PATH))
    signature = plan.signatures.get()
    assert (signature.way, open_text(signature, "strokes")) == (SignatureWay.DRAWN, HAPPY_PATH)
    assert f'<path d="{HAPPY_PATH}"/>' in text_of(client.get(house.url("plans:plan", plan.pk)))


def test_no_consent_no_signature_and_the_drawing_stays(house: House, enter: Enter) -> None:
    plan = shared(house)
    data = signer_data(strokes=HAPPY_PATH)
    del data["consent"]
    answer = enter(house.worker).post(house.url("plans:sign", plan.pk), data)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Senza il consenso non c’è firma" in page
    assert HAPPY_PATH in page
    assert not plan.signatures.exists()


def test_signature_pressed_twice_stands_once(house: House, enter: Enter) -> None:
    plan = shared(house)
    client = enter(house.worker)
    client.post(house.url("plans:sign", plan.pk), signer_data())
    again = client.post(house.url("plans:sign", plan.pk), signer_data())
    assert again.status_code == 422
    assert "ha già firmato" in text_of(again)
    assert plan.signatures.count() == 1


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.AGREED])
def test_only_a_shared_plan_is_signed(house: House, enter: Enter, state: PlanState) -> None:
    plan = make_plan(house.record, state=state)
    for name in ("plans:sign", "plans:sign_file"):
        assert enter(house.worker).get(house.url(name, plan.pk))["Location"] == house.url("plans:plan", plan.pk)


def test_signed_file_is_uploaded_and_linked(house: House, enter: Enter) -> None:
    plan = shared(house)
    url = house.url("plans:sign_file", plan.pk)
    client = enter(house.worker)
    data = signer_data(way="digital", file=SimpleUploadedFile("progetto.pdf", PLAIN_PDF))
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "non c’è una firma digitale" in text_of(refused)
    client.post(url, signer_data(way="digital", file=SimpleUploadedFile("progetto.p7m", P7M)))
    document = plan.signatures.get().document
    assert document is not None
    assert house.url("document", document.pk) in text_of(client.get(house.url("plans:plan", plan.pk)))


def test_paper_without_protocol_is_refused_at_the_field(house: House, enter: Enter) -> None:
    plan = shared(house)
    client = enter(house.worker)
    url = house.url("plans:sign_file", plan.pk)
    answer = client.post(url, signer_data(way="paper", file=SimpleUploadedFile("foglio.pdf", PLAIN_PDF)))
    assert answer.status_code == 422
    assert "Scrivi il numero di protocollo" in text_of(answer)
    file = SimpleUploadedFile("foglio.pdf", PLAIN_PDF)
    client.post(url, signer_data(way="paper", file=file, protocol_number="7/2026", protocol_date="20/11/2026"))
    assert "Protocollo 7/2026 del 20/11/2026" in text_of(client.get(house.url("plans:plan", plan.pk)))


def test_who_may_not_write_signs_nothing(house: House, enter: Enter, outsider: User, teammate: User) -> None:
    plan = shared(house)
    make_signature(plan, "Zaccaria Zanzotti")
    for name in ("plans:sign", "plans:sign_file"):
        assert enter(outsider).post(house.url(name, plan.pk), signer_data()).status_code == 404
        assert enter(teammate).post(house.url(name, plan.pk), signer_data()).status_code == 403
    assert plan.signatures.count() == 1
