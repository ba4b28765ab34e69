# SPDX-License-Identifier: EUPL-1.2
"""The pages of an officer who prepares, opens and follows a campaign."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.campaigns.enums import CampaignState
from ordito.campaigns.models import Campaign, Return, WarningRule
from tests.factories.campaigns import Scene, make_campaign, make_scene
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_service

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def url(name: str, campaign: Campaign, *more: Any) -> str:
    return reverse(f"campaigns:{name}", args=[campaign.public_id, *more])


def subject(version_id: int, **values: Any) -> dict[str, Any]:
    return {"title": "Centri 2026", "version": version_id, "period_kind": "year", "year": "2026"} | values


def test_officer_prepares_and_opens_a_campaign_step_by_step(client: Client, scene: Scene) -> None:
    version = make_version(small())
    client.force_login(scene.regional)
    page = client.get(reverse("campaigns:create"))
    assert page.status_code == 200
    region = page.context["form"]["territory"].initial
    answer = client.post(reverse("campaigns:create"), subject(version.pk, territory=region))
    campaign = Campaign.objects.get()
    assert answer["Location"] == url("units", campaign)
    assert (campaign.period_label, campaign.starts_on.year, campaign.state) == ("anno 2026", 2026, "draft")
    page = client.get(url("units", campaign))
    assert len(page.context["universe"].units) == 2
    units: dict[str, Any] = {"unit_kind": "service", "service_types": [scene.kind.pk], "areas": [scene.ambiti[0].pk]}
    units["universe_on"] = f"{timezone.localdate():%d/%m/%Y}"
    counted = client.get(url("count_units", campaign), units)
    assert "Centro Lana" in counted.content.decode()
    assert "Centro Seta" not in counted.content.decode()
    again = client.post(url("units", campaign), units | {"conta": "1"})
    assert again.status_code == 200
    assert len(again.context["universe"].units) == 1
    assert client.post(url("units", campaign), units)["Location"] == url("times", campaign)
    today = timezone.localdate()
    times = {"levels": ["ambito", "provider"], "opens_on": f"{today:%d/%m/%Y}", "deadline": f"{today:%d/%m/%Y}"}
    assert client.post(url("times", campaign), times)["Location"] == url("rules", campaign)
    rules = {"count": "1", "name_0": "posti", "expression_0": "${posti} > 50", "text_0": "Sono tanti"}
    assert client.post(url("rules", campaign), rules)["Location"] == url("opening", campaign)
    page = client.get(url("opening", campaign))
    assert "Apri la rilevazione" in page.content.decode()
    client.post(url("opening", campaign))
    campaign.refresh_from_db()
    assert (campaign.state, campaign.levels) == (CampaignState.OPEN, ["provider", "ambito"])
    assert [row.unit_name for row in Return.objects.all()] == ["Centro Lana"]
    assert WarningRule.objects.get().expression == "${posti} > 50"
    text = client.get(url("campaign", campaign)).content.decode()
    assert "Sono tanti" in text
    assert "Ambito Uno" in text


def test_previous_round_of_the_same_questionnaire_is_proposed(client: Client, scene: Scene) -> None:
    earlier = make_campaign(scene)
    client.force_login(scene.regional)
    year = timezone.localdate().year + 1
    values = subject(earlier.version_id, year=str(year), territory=scene.region.pk)
    client.post(reverse("campaigns:create"), values)
    campaign = Campaign.objects.get(period_label=f"anno {year}")
    assert campaign.previous == earlier
    page = client.get(url("times", campaign)).content.decode()
    assert "Rilevazione precedente" in page


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"title": ""}, "title", "obbligatorio"),
        ({"year": ""}, "year", "Scrivi l’anno."),
        ({"period_kind": "quarter", "number": "5"}, "number", "4"),
        ({"period_kind": "half", "number": "3"}, "number", "da 1 a 2"),
        ({"period_kind": "dates"}, "starts_on", "Scrivi questa data."),
        ({"period_kind": "dates", "starts_on": "2/1/2026", "ends_on": "1/1/2026"}, "ends_on", "prima dell’inizio"),
    ],
)
def test_bad_period_is_said_at_its_field(
    client: Client, scene: Scene, values: dict[str, str], field: str, message: str
) -> None:
    client.force_login(scene.regional)
    sent = subject(make_version().pk, territory=scene.region.pk) | values
    answer = client.post(reverse("campaigns:create"), sent)
    assert answer.status_code == 422
    assert message in str(answer.context["form"].errors[field])
    assert f'value="{values.get("title", "Centri 2026")}"' in answer.content.decode() or not values.get("title", "x")
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("kind", "more", "label", "days"),
    [
        ("half", {"number": "2"}, "2º semestre 2026", ("2026-07-01", "2026-12-31")),
        ("quarter", {"number": "1"}, "1º trimestre 2026", ("2026-01-01", "2026-03-31")),
        ("school_year", {}, "anno scolastico 2026/2027", ("2026-09-01", "2027-08-31")),
        ("dates", {"starts_on": "1/2/2026", "ends_on": "3/4/2026"}, "dal 01/02/2026 al 03/04/2026",
         ("2026-02-01", "2026-04-03")),
    ],
)  # fmt: skip
def test_periods_and_their_words(
    client: Client, scene: Scene, *, kind: str, more: dict[str, str], label: str, days: tuple[str, str]
) -> None:
    client.force_login(scene.regional)
    values = subject(make_version().pk, territory=scene.region.pk, period_kind=kind) | more
    client.post(reverse("campaigns:create"), values)
    campaign = Campaign.objects.get()
    assert (campaign.period_label, str(campaign.starts_on), str(campaign.ends_on)) == (label, *days)
    form = client.get(url("subject", campaign)).context["form"]
    assert form["number"].value() == (int(more["number"]) if "number" in more else None)


@pytest.mark.parametrize(
    ("lines", "field", "message"),
    [
        ({"expression_0": "${inventata} > 1"}, "expression_0", "non c’è una domanda di nome «inventata»"),
        ({"expression_0": "${posti} >"}, "expression_0", "finisce a metà"),
        ({"expression_0": "boh(${posti})"}, "expression_0", "La funzione «boh» non esiste"),
        ({"text_0": ""}, "text_0", "Manca"),
        ({"name_1": "uno", "expression_1": "1 = 1", "text_1": "x"}, "name_1", "già un controllo"),
    ],
)
def test_check_that_cannot_be_used_is_said_at_its_line(
    client: Client, scene: Scene, lines: dict[str, str], field: str, message: str
) -> None:
    campaign = make_campaign(scene, opened=False)
    client.force_login(scene.regional)
    good = {"count": "2", "name_0": "uno", "expression_0": "${posti} > 1", "text_0": "Avviso"}
    answer = client.post(url("rules", campaign), good | lines)
    assert answer.status_code == 422
    assert message in str(answer.context["form"].errors[field])
    assert not WarningRule.objects.exists()


def test_emptied_line_takes_the_check_away(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene)
    client.force_login(scene.regional)
    client.post(url("rules", campaign), {"count": "1", "name_0": "a", "expression_0": "1 = 1", "text_0": "b"})
    assert WarningRule.objects.count() == 1
    answer = client.post(url("rules", campaign), {"count": "3", "name_0": "", "expression_0": "", "text_0": ""})
    assert answer["Location"] == url("campaign", campaign)
    assert not WarningRule.objects.exists()


def test_opening_without_anybody_says_why(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene, opened=False, universe_on=timezone.localdate())
    for service in scene.services:
        from ordito.core.models import writing

        with writing():
            service.valid_to = timezone.localdate() - timedelta(days=1)
            service.save()
    client.force_login(scene.regional)
    answer = client.post(url("opening", campaign))
    assert answer.status_code == 422
    assert "Nessuno risponde a queste condizioni" in answer.content.decode()


def test_open_campaign_is_no_longer_prepared(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene)
    client.force_login(scene.regional)
    for step in ("subject", "units", "times", "opening"):
        assert client.get(url(step, campaign)).status_code == 404
    assert client.get(url("rules", campaign)).status_code == 200


def test_deadline_changed_closed_reopened_discarded(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene)
    client.force_login(scene.regional)
    assert client.get(url("edit", campaign)).status_code == 200
    wrong = {"title": "T", "deadline": "1/1/2001", "grace_days": "0"}
    assert client.post(url("edit", campaign), wrong).status_code == 422
    client.post(url("edit", campaign), wrong | {"deadline": "31/12/2030"})
    campaign.refresh_from_db()
    assert str(campaign.deadline) == "2030-12-31"
    assert "Chiudi la rilevazione" in client.get(url("close", campaign)).content.decode()
    client.post(url("close", campaign))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CLOSED
    assert client.post(url("close", campaign), follow=True).redirect_chain
    client.post(url("reopen", campaign))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.OPEN
    draft = make_campaign(scene, opened=False)
    assert client.post(url("discard", draft))["Location"] == reverse("campaigns:list")
    assert not Campaign.objects.filter(pk=draft.pk).exists()


def test_who_is_missing_is_added_with_a_reason(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene)
    client.force_login(scene.regional)
    assert "Non manca nessuno" in client.get(url("add_units", campaign)).content.decode()
    new = make_service("Centro Lino", service_type=scene.kind, territory=scene.comuni[0])
    page = client.get(url("add_units", campaign)).content.decode()
    assert "Centro Lino" in page
    assert "Centro Lana" not in page
    assert client.post(url("add_units", campaign), {"units": [new.pk], "reason": ""}).status_code == 422
    client.post(url("add_units", campaign), {"units": [new.pk], "reason": "Aperto ora"})
    assert campaign.returns.get(service=new).events.get().reason == "Aperto ora"


@pytest.mark.parametrize("name", ["edit", "close", "reopen", "discard", "add_units", "rules", "units"])
@pytest.mark.parametrize("who", ["officer", "provider"])
def test_who_does_not_run_campaigns_is_refused(client: Client, scene: Scene, name: str, who: str) -> None:
    campaign = make_campaign(scene)
    client.force_login(scene.everybody[who])
    assert client.get(url(name, campaign)).status_code == 403


@pytest.mark.parametrize("name", ["campaign", "returns", "progress"])
def test_campaign_of_others_is_not_found(client: Client, scene: Scene, name: str) -> None:
    campaign = make_campaign(scene, areas=[scene.ambiti[0]])
    client.force_login(scene.other_provider)
    assert client.get(url(name, campaign)).status_code == 404
    client.force_login(scene.provider)
    assert client.get(url(name, campaign)).status_code == 200


def test_bar_of_a_campaign_that_is_opening(client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.campaigns.actions.campaigns.AT_ONCE", 1)
    campaign = make_campaign(scene)
    client.force_login(scene.regional)
    assert "Preparo le restituzioni" in client.get(url("campaign", campaign)).content.decode()
    assert "HX-Refresh" not in client.get(url("progress", campaign)).headers
    from ordito.campaigns.tasks import open_campaign

    assert open_campaign(lambda _done, _total: None, campaign_id=campaign.pk) == {"returns": 2}
    assert client.get(url("progress", campaign))["HX-Refresh"] == "true"


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_with_one_and_three(
    client: Client, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    version = make_version()
    for _turn in range(number):
        make_campaign(scene, version=version)
    client.force_login(scene.regional)
    client.get(reverse("campaigns:list"))
    with django_assert_num_queries(6):
        page = client.get(reverse("campaigns:list"))
    assert len(page.context["lines"]) == number


@pytest.mark.parametrize("number", [1, 3])
def test_returns_cost_the_same_with_one_and_three(
    client: Client, scene: Scene, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for extra in range(number - 1):
        make_service(f"Centro {extra}", service_type=scene.kind, territory=scene.comuni[0])
    campaign = make_campaign(scene, areas=[scene.ambiti[0]])
    client.force_login(scene.regional)
    client.get(url("returns", campaign))
    with django_assert_num_queries(12):
        page = client.get(url("returns", campaign))
    assert len(page.context["lines"]) == number


def test_returns_are_filtered(client: Client, scene: Scene) -> None:
    campaign = make_campaign(scene)
    client.force_login(scene.regional)

    def shown(**filters: Any) -> list[str]:
        page = client.get(url("returns", campaign), filters)
        return [line.row.unit_name for line in page.context["lines"]]

    assert shown() == ["Centro Lana", "Centro Seta"]
    assert shown(q="seta") == ["Centro Seta"]
    assert shown(ambito=scene.ambiti[0].pk) == ["Centro Lana"]
    assert shown(stato="submitted") == []
    assert shown(tipo="CSF") == ["Centro Lana", "Centro Seta"]
    assert shown(stato="ritardo") == []
    actions_deadline = timezone.localdate() - timedelta(days=1)
    from ordito.core.models import writing

    with writing():
        Return.objects.filter(service=scene.services[1]).update(due_on=actions_deadline)
    assert shown(stato="ritardo") == ["Centro Seta"]


def test_home_says_what_is_due(client: Client, scene: Scene) -> None:
    make_campaign(scene)
    client.force_login(scene.provider)
    page = client.get(reverse("portal:home")).content.decode()
    assert "Restituzioni da compilare" in page
    assert "Centro Lana" in page
    client.force_login(scene.regional)
    page = client.get(reverse("portal:home")).content.decode()
    assert "Centri famiglie: 0/2" in page
