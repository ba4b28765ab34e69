# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ordito.campaigns import actions
from ordito.campaigns.actions.campaigns import AT_ONCE, finish_opening
from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.enums import CampaignState, Level, ReturnState, UnitKind
from ordito.campaigns.models import Campaign, Return, ReturnEvent, WarningRule
from ordito.campaigns.queries.universe import Unit, universe_of
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.jobs.models import Job
from ordito.questionnaires.enums import VersionState
from ordito.territory.models import TerritoryBody, TerritoryLink
from tests.factories.campaigns import HOUSE, Scene, campaign_values, make_campaign, make_scene, return_of
from tests.factories.questionnaires import make_version
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_service, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.mark.parametrize("who", ["officer", "provider", "other_officer"])
def test_only_who_runs_campaigns_prepares_one(scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.create_campaign(
            values=campaign_values(scene, make_version()), by=scene.everybody[who], at=timezone.now()
        )
    assert not Campaign.objects.exists()


def test_regional_officer_of_another_region_does_not_prepare_here(scene: Scene) -> None:
    from ordito.accounts.roles import REGIONAL_OFFICER
    from ordito.territory.enums import TerritoryKind
    from tests.factories.accounts import make_user

    stranger = make_user(role=REGIONAL_OFFICER, territory=make_territory(kind=TerritoryKind.REGION))
    with pytest.raises(NotAllowedError):
        actions.create_campaign(values=campaign_values(scene, make_version()), by=stranger, at=timezone.now())
    campaign = make_campaign(scene)
    assert not Campaign.objects.visible_to(stranger).exists()
    with pytest.raises(NotAllowedError):
        actions.close_campaign(campaign=campaign, by=stranger, at=timezone.now())


def test_opening_gives_each_unit_its_ambito_and_provider(scene: Scene) -> None:
    campaign = make_campaign(scene)
    rows = [
        (row.unit_name, row.ambito, row.organisation, row.due_on, row.state)
        for row in campaign.returns.order_by("unit_name")
    ]
    assert rows == [
        ("Centro Lana", scene.ambiti[0], scene.bodies[0], campaign.deadline, ReturnState.TODO),
        ("Centro Seta", scene.ambiti[1], scene.bodies[1], campaign.deadline, ReturnState.TODO),
    ]
    assert ReturnEvent.objects.count() == 2
    assert campaign.state == CampaignState.OPEN


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, ["Centro Lana", "Centro Seta"]),
        ({"areas": "first"}, ["Centro Lana"]),
        ({"service_types": []}, ["Altro servizio", "Centro Lana", "Centro Seta"]),
        ({"unit_kind": UnitKind.AMBITO, "levels": ["ambito", "region"]}, ["Ambito Due", "Ambito Uno"]),
        ({"unit_kind": UnitKind.AMBITO, "levels": ["ambito"], "areas": "first"}, ["Ambito Uno"]),
        ({"unit_kind": UnitKind.PROFESSIONAL}, ["Rossi Prova Ada"]),
    ],
)
def test_units_of_a_campaign(scene: Scene, values: dict[str, Any], names: list[str]) -> None:
    make_service("Altro servizio", territory=scene.comuni[0])
    closed = timezone.localdate() - timedelta(days=1)
    make_service("Chiuso", service_type=scene.kind, territory=scene.comuni[0], valid_to=closed)
    make_service("Lontano", service_type=scene.kind)
    make_professional("Rossi Prova", "Ada", organisation=scene.bodies[0])
    make_professional("Bianchi Prova", "Ivo", organisation=scene.bodies[0], active=False)
    if values.get("areas") == "first":
        values = {**values, "areas": [scene.ambiti[0]]}
    campaign = make_campaign(scene, opened=False, **values)
    assert sorted(unit.name for unit in universe_of(campaign).units) == names
    actions.open_campaign(campaign=campaign, by=HOUSE, at=timezone.now())
    assert sorted(campaign.returns.values_list("unit_name", flat=True)) == names


def test_ambito_fills_through_the_body_it_acts_through(scene: Scene) -> None:
    office = make_organisation("Ufficio di Piano di prova", seat=scene.comuni[0])
    with writing():
        TerritoryBody.objects.create(territory=scene.ambiti[0], organisation=office, legal_form="convention")
    campaign = make_campaign(scene, unit_kind=UnitKind.AMBITO, levels=["ambito", "region"])
    assert campaign.returns.get(territory=scene.ambiti[0]).organisation == office


def test_return_keeps_the_ambito_of_the_opening(scene: Scene) -> None:
    campaign = make_campaign(scene)
    with writing():
        TerritoryLink.objects.filter(child=scene.comuni[0], parent=scene.ambiti[0]).update(
            valid_to=timezone.localdate() - timedelta(days=1)
        )
        TerritoryLink.objects.create(
            parent=scene.ambiti[1], child=scene.comuni[0], hierarchy="ambito", valid_from=timezone.localdate()
        )
    assert return_of(campaign, scene.services[0]).ambito == scene.ambiti[0]


def test_nobody_to_ask_is_said(scene: Scene) -> None:
    campaign = make_campaign(scene, opened=False, areas=[make_ambito("Vuoto")])
    with pytest.raises(CampaignRefusedError, match="Nessuno risponde"):
        actions.open_campaign(campaign=campaign, by=scene.regional, at=timezone.now())


def test_chain_without_a_filler_is_refused(scene: Scene) -> None:
    campaign = make_campaign(scene, opened=False, unit_kind=UnitKind.AMBITO, levels=["provider", "ambito"])
    with pytest.raises(CampaignRefusedError, match="passaggio"):
        actions.open_campaign(campaign=campaign, by=scene.regional, at=timezone.now())


def test_retired_questionnaire_is_refused(scene: Scene) -> None:
    campaign = make_campaign(scene, opened=False)
    with writing():
        campaign.version.state = VersionState.RETIRED
        campaign.version.save()
    with pytest.raises(CampaignRefusedError, match="non è pubblicato"):
        actions.open_campaign(campaign=campaign, by=scene.regional, at=timezone.now())


def test_opening_twice_asks_once(scene: Scene) -> None:
    campaign = make_campaign(scene)
    with pytest.raises(CampaignRefusedError, match="già stata aperta"):
        actions.open_campaign(campaign=campaign, by=scene.regional, at=timezone.now())
    assert campaign.returns.count() == 2


def test_large_campaign_is_opened_by_a_job(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.campaigns.actions.campaigns.AT_ONCE", 1)
    campaign = make_campaign(scene)
    assert (campaign.state, campaign.returns.count()) == (CampaignState.OPENING, 0)
    job = Job.objects.get(pk=campaign.job_id or 0)
    assert job.arguments == {"campaign_id": campaign.pk}
    assert finish_opening(campaign_id=campaign.pk, by=HOUSE, at=timezone.now()) == 2
    assert finish_opening(campaign_id=campaign.pk, by=HOUSE, at=timezone.now()) == 0
    campaign.refresh_from_db()
    assert (campaign.state, campaign.returns.count()) == (CampaignState.OPEN, 2)
    assert AT_ONCE == 500


def test_open_campaign_changes_only_what_does_no_harm(scene: Scene) -> None:
    campaign = make_campaign(scene)
    with pytest.raises(CampaignRefusedError, match="già aperta"):
        actions.edit_campaign(
            campaign=campaign, values={"levels": [Level.REGION.value]}, by=scene.regional, at=timezone.now()
        )
    deadline = campaign.deadline + timedelta(days=9)
    actions.edit_campaign(campaign=campaign, values={"deadline": deadline}, by=scene.regional, at=timezone.now())
    assert set(campaign.returns.values_list("due_on", flat=True)) == {deadline}


def test_closed_and_opened_again(scene: Scene) -> None:
    campaign = make_campaign(scene)
    closed = actions.close_campaign(campaign=campaign, by=scene.regional, at=timezone.now())
    assert closed.closed_at is not None
    with pytest.raises(CampaignRefusedError, match="chiusa"):
        actions.edit_campaign(campaign=campaign, values={"title": "x"}, by=scene.regional, at=timezone.now())
    with pytest.raises(CampaignRefusedError):
        actions.close_campaign(campaign=campaign, by=scene.regional, at=timezone.now())
    again = actions.reopen_campaign(campaign=campaign, by=scene.regional, at=timezone.now())
    assert (again.state, again.closed_at) == (CampaignState.OPEN, None)


def test_units_added_later_say_why(scene: Scene) -> None:
    campaign = make_campaign(scene)
    new = make_service("Centro Lino", service_type=scene.kind, provider=scene.bodies[0], territory=scene.comuni[0])
    units = [
        Unit(new.pk, new.name, scene.ambiti[0].pk, scene.bodies[0].pk),
        Unit(scene.services[0].pk, "già chiamato", None, None),
    ]
    added = actions.add_units(
        campaign=campaign, units=units, reason="Aperto a marzo", by=scene.regional, at=timezone.now()
    )
    assert [row.unit_name for row in added] == ["Centro Lino"]
    assert ReturnEvent.objects.get(due=added[0]).reason == "Aperto a marzo"
    assert Return.objects.filter(campaign=campaign).count() == 3
    with pytest.raises(NotAllowedError):
        actions.add_units(campaign=campaign, units=units, reason="x", by=scene.officer, at=timezone.now())


def test_draft_is_discarded_and_an_open_one_is_not(scene: Scene) -> None:
    campaign = make_campaign(scene, opened=False)
    actions.set_warning_rules(campaign=campaign, rules=[("a", "1 = 1", "b")], by=scene.regional, at=timezone.now())
    actions.discard_campaign(campaign=campaign, by=scene.regional, at=timezone.now())
    assert not Campaign.objects.exists()
    with pytest.raises(CampaignRefusedError, match="già stata aperta"):
        actions.discard_campaign(campaign=make_campaign(scene), by=scene.regional, at=timezone.now())


def test_checks_of_the_same_name_stay_the_same(scene: Scene) -> None:
    campaign = make_campaign(scene)
    first = [("posti", "${posti} > 5", "Molti"), ("nome", "${nome} = ''", "Manca")]
    actions.set_warning_rules(campaign=campaign, rules=first, by=scene.regional, at=timezone.now())
    kept = WarningRule.objects.get(name="posti").pk
    second = [("altro", "1 = 2", "Mai"), ("posti", "${posti} > 6", "Molti")]
    actions.set_warning_rules(campaign=campaign, rules=second, by=scene.regional, at=timezone.now())
    rows = WarningRule.objects.order_by("position").values_list("name", "expression")
    assert list(rows) == [("altro", "1 = 2"), ("posti", "${posti} > 6")]
    assert WarningRule.objects.get(name="posti").pk == kept


# --- who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "campaigns", "returns"),
    [
        ("regional", {"aperta", "bozza"}, {"Centro Lana", "Centro Seta"}),
        ("officer", {"aperta"}, {"Centro Lana"}),
        ("other_officer", {"aperta"}, {"Centro Seta"}),
        ("provider", {"aperta"}, {"Centro Lana"}),
        ("other_provider", {"aperta"}, {"Centro Seta"}),
    ],
)
def test_who_sees_which_campaigns_and_returns(scene: Scene, who: str, campaigns: set[str], returns: set[str]) -> None:
    make_campaign(scene, title="aperta")
    make_campaign(scene, title="bozza", opened=False)
    actor = scene.everybody[who]
    assert set(Campaign.objects.visible_to(actor).values_list("title", flat=True)) == campaigns
    assert set(Return.objects.visible_to(actor).values_list("unit_name", flat=True)) == returns


def test_campaign_that_asks_nothing_of_somebody_is_not_seen(scene: Scene) -> None:
    make_campaign(scene, areas=[scene.ambiti[1]])
    assert not Campaign.objects.visible_to(scene.provider).exists()
    assert not Campaign.objects.visible_to(scene.officer).exists()


def test_professional_sees_and_fills_their_own(scene: Scene) -> None:
    from ordito.accounts.roles import PROVIDER
    from ordito.campaigns.rules import may_fill
    from tests.factories.accounts import make_user

    professional = make_professional("Neri Prova", "Pia", organisation=scene.bodies[0])
    user = make_user(role=PROVIDER, organisation=make_organisation("Altro ente"), professional=professional)
    campaign = make_campaign(scene, unit_kind=UnitKind.PROFESSIONAL)
    row = Return.objects.visible_to(user).select_related("campaign").get()
    assert row.professional == professional
    assert row.campaign == campaign
    assert may_fill(user, row, timezone.localdate())
