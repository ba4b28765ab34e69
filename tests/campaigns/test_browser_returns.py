# SPDX-License-Identifier: EUPL-1.2
"""A return in a real browser: by a personal link on a phone, and prepared step by step; with and without scripts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ordito.campaigns import actions
from ordito.campaigns.enums import ReturnState
from ordito.campaigns.models import Campaign
from tests.browser import PHONE, WIDTHS, barriers
from tests.factories.campaigns import Scene, make_campaign, make_scene, return_of, send
from tests.factories.questionnaires import make_version, small

if TYPE_CHECKING:
    from ordito.campaigns.models import Return
    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return make_scene()


def personal_link(row: Return, scene: Scene) -> str:
    """The path of a link for a return."""
    _link, whole = actions.make_link(
        row=row,
        email="operatrice@example.org",
        expires_at=timezone.now() + timedelta(days=3),
        address=lambda token: reverse("campaigns:link", args=[token]),
        by=scene.officer,
        at=timezone.now(),
    )
    return urlsplit(whole).path


@pytest.mark.parametrize("scripts", [True, False])
def test_return_is_sent_by_a_personal_link_on_a_phone(visit: Visit, scene: Scene, *, scripts: bool) -> None:
    row = return_of(make_campaign(scene), scene.services[0])
    page = visit(width=PHONE, scripts=scripts)
    page.goto(personal_link(row, scene))
    if scripts:
        assert barriers(page) == []
    page.get_by_role("button", name="Compila").click()
    page.get_by_label("Posti").fill("12")
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_role("alert").get_by_role("link", name="Nome del servizio")).to_be_visible()
    page.get_by_label("Nome del servizio").fill("Centro Lana")
    page.get_by_role("button", name="Invia").click()
    expect(page.get_by_role("heading", name="Risposte inviate")).to_be_visible()
    row.refresh_from_db()
    assert row.state == ReturnState.SUBMITTED


@pytest.mark.parametrize("scripts", [True, False])
def test_officer_prepares_a_campaign_and_sees_who_is_asked(visit: Visit, scene: Scene, *, scripts: bool) -> None:
    make_version(small(title="Scheda dei centri"))
    page = visit(scene.regional, scripts=scripts)
    page.goto(reverse("campaigns:create"))
    page.get_by_label("Titolo").fill("Centri")
    page.get_by_label("Questionario").select_option(index=1)
    page.get_by_label("trimestre", exact=True).check()
    page.get_by_label("Numero del semestre o del trimestre").fill("2")
    page.get_by_role("button", name="Salva e continua").click()
    asked = page.locator("#chi-risponde .figure-value")
    expect(asked).to_have_text("2")
    page.get_by_label("Ambiti territoriali", exact=True).check()
    if not scripts:
        page.get_by_role("button", name="Conta di nuovo").click()
    page.get_by_text("Vedi l’elenco").click()
    expect(page.locator("#chi-risponde")).to_contain_text("Ambito Due")
    page.get_by_role("button", name="Salva e continua").click()
    expect(page.get_by_label("chi gestisce il servizio compila")).not_to_be_checked()
    page.get_by_role("button", name="Salva e continua").click()
    page.get_by_role("button", name="Salva e continua").click()
    page.get_by_role("button", name="Apri la rilevazione").click()
    expect(page.locator("main")).to_contain_text("La rilevazione è aperta.")
    assert Campaign.objects.get().returns.count() == 2


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_a_return_have_no_barriers(visit: Visit, scene: Scene, width: int) -> None:
    row = return_of(make_campaign(scene), scene.services[0])
    actions.set_warning_rules(
        campaign=row.campaign, rules=[("pochi", "${posti} < 15", "Sono pochi?")], by=scene.regional, at=timezone.now()
    )
    send(row, scene.provider)
    assert row.ambito is not None
    place = [row.campaign.public_id, row.ambito.pk]
    page = visit(scene.officer, width=width)
    for address in (
        reverse("campaigns:return", args=[row.public_id]),
        reverse("campaigns:send_back", args=[row.public_id]),
        reverse("campaigns:links", args=[row.public_id]),
        reverse("campaigns:ambito", args=place),
        reverse("campaigns:sign", args=place),
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        assert barriers(page) == [], address
