# SPDX-License-Identifier: EUPL-1.2
"""What the measures of questionnaires stand on: the real places of the region, its officer, a published version."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.questionnaires.books import Sheets
    from ordito.accounts.models import User
    from ordito.accounts.roles import Role
    from ordito.campaigns.models import Campaign
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import ServiceType, Territory


@dataclass(frozen=True)
class House:
    """A region and its officer."""

    region: Territory
    officer: User


def make_house() -> House:
    """The places of the region, and an officer who may do there what concerns questionnaires."""
    from django.utils import timezone

    from demo.actions.region import load_places
    from ordito.accounts.roles import REGIONAL_OFFICER
    from ordito.core.access import SystemActor
    from ordito.territory.enums import TerritoryKind
    from ordito.territory.models import Territory

    load_places(by=SystemActor("benchmark"), at=timezone.now())
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    return House(region, make_account("misura", "Prova Misuratori", REGIONAL_OFFICER, territory=region))


def make_account(username: str, full_name: str, role: Role, **where: Any) -> User:
    """Somebody in a role, on a `territory` or within an `organisation`."""
    from django.utils import timezone

    from ordito.accounts.actions import create_account, grant_membership
    from ordito.core.access import SystemActor

    at, by = timezone.now(), SystemActor("benchmark")
    user = create_account(by=by, at=at, username=username, full_name=full_name)
    grant_membership(by=by, at=at, user=user, role=role, valid_from=at.date() - timedelta(days=30), **where)
    return user


def publish(sheets: Sheets, house: House) -> QuestionnaireVersion:
    """The workbook with these sheets, uploaded and published as a person would."""
    from django.utils import timezone

    from benchmarks.questionnaires.books import workbook_bytes
    from ordito.questionnaires import actions

    at = timezone.now()
    version = actions.upload_workbook(
        stream=io.BytesIO(workbook_bytes(sheets)),
        name="misura.xlsx",
        questionnaire=None,
        territory=house.region,
        by=house.officer,
        at=at,
    )
    return actions.publish_version(version=version, changes={}, by=house.officer, at=at)


def make_campaign(version: QuestionnaireVersion, house: House, units: int) -> tuple[Campaign, User]:
    """An open campaign that asks so many services, all run by one cooperative, and somebody of the cooperative."""
    from django.utils import timezone

    from ordito.accounts.roles import PROVIDER
    from ordito.audit.actions import recorded
    from ordito.campaigns import actions
    from ordito.campaigns.actions.campaigns import finish_opening
    from ordito.core.access import SystemActor
    from ordito.core.models import insert_new
    from ordito.territory.enums import ManagementForm, OrganisationKind, TerritoryKind
    from ordito.territory.models import Organisation, Service, ServiceType, Territory

    at, by = timezone.now(), SystemActor("benchmark")
    comuni = list(Territory.objects.filter(kind=TerritoryKind.MUNICIPALITY).order_by("pk"))
    with recorded("benchmark.make_services", by=by, at=at):
        body = Organisation.objects.create(
            name="Cooperativa di misura", kind=OrganisationKind.COOPERATIVE_A, seat=comuni[0]
        )
        kind = ServiceType.objects.create(code="misura", name="Servizio di misura")
        common = {"service_type": kind, "holder": body, "provider": body, "management": ManagementForm.DIRECT}
        insert_new(
            [
                Service(name=f"Centro {number}", territory=comuni[number % len(comuni)], **common)
                for number in range(units)
            ]
        )
    values = campaign_values(version, house, kind)
    campaign = actions.open_campaign(
        campaign=actions.create_campaign(values=values, by=house.officer, at=at), by=house.officer, at=at
    )
    finish_opening(campaign_id=campaign.pk, by=by, at=at)
    campaign.refresh_from_db()
    return campaign, make_account("gestore", "Finta Gestori", PROVIDER, organisation=body)


def campaign_values(version: QuestionnaireVersion, house: House, kind: ServiceType) -> dict[str, Any]:
    """What the page of a new campaign asks."""
    from django.utils import timezone

    from ordito.campaigns.enums import Level, PeriodKind, UnitKind

    today = timezone.localdate()
    return {
        "title": "Rilevazione di misura",
        "version": version,
        "territory": house.region,
        "previous": None,
        "period_kind": PeriodKind.YEAR,
        "period_label": f"anno {today.year}",
        "starts_on": today.replace(month=1, day=1),
        "ends_on": today.replace(month=12, day=31),
        "unit_kind": UnitKind.SERVICE,
        "service_types": [kind],
        "areas": [],
        "universe_on": today,
        "levels": [level.value for level in Level],
        "opens_on": today - timedelta(days=10),
        "deadline": today + timedelta(days=20),
        "grace_days": 5,
        "help_text": "",
        "contact": "",
    }
