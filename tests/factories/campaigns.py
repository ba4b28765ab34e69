# SPDX-License-Identifier: EUPL-1.2
"""A region with two Ambiti, people on every side of a return, and campaigns with a questionnaire that can be filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.campaigns import actions
from ordito.campaigns.enums import Level, PeriodKind, UnitKind
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.questionnaires.actions.drafts import open_draft, save_answers, submit_draft
from ordito.territory.enums import Hierarchy, OrganisationKind, TerritoryKind
from ordito.territory.models import TerritoryLink
from tests.factories.accounts import make_user
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_ambito, make_organisation, make_service, make_service_type, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.campaigns.models import Campaign, Return
    from ordito.core.access import Actor
    from ordito.questionnaires.models import QuestionnaireVersion, Submission
    from ordito.territory.models import Organisation, Service, ServiceType, Territory

HOUSE = SystemActor("prova")
OWNER = "campaigns.return"


@dataclass
class Scene:
    """Two Ambiti of a region, a cooperative in each, and who acts: everybody's scope is in their name."""

    region: Territory
    ambiti: list[Territory]
    comuni: list[Territory]
    bodies: list[Organisation]
    kind: ServiceType
    services: list[Service]
    regional: User
    officer: User
    other_officer: User
    provider: User
    other_provider: User

    @property
    def everybody(self) -> dict[str, User]:
        """Who acts, by name."""
        names = ("regional", "officer", "other_officer", "provider", "other_provider")
        return {name: getattr(self, name) for name in names}


def make_scene() -> Scene:
    """One service in each Ambito, run by the cooperative there."""
    region = make_territory("Regione di Prova", kind=TerritoryKind.REGION)
    ambiti = [make_ambito(f"Ambito {name}", parent=region) for name in ("Uno", "Due")]
    comuni = [make_territory(f"Comune di {ambito.name}", parent=ambito) for ambito in ambiti]
    with writing():
        for comune in comuni:
            TerritoryLink.objects.create(parent=region, child=comune, hierarchy=Hierarchy.ADMINISTRATIVE)
    bodies = [
        make_organisation(f"Cooperativa {name} (inventata)", kind=OrganisationKind.COOPERATIVE_A, seat=comune)
        for name, comune in zip(("Spola", "Fuso"), comuni, strict=True)
    ]
    kind = make_service_type("CSF", "Centro servizi per le famiglie")
    services = [
        make_service(f"Centro {name}", service_type=kind, holder=body, provider=body, territory=comune, places=20)
        for name, body, comune in zip(("Lana", "Seta"), bodies, comuni, strict=True)
    ]
    return Scene(
        region, ambiti, comuni, bodies, kind, services,
        regional=make_user(role=REGIONAL_OFFICER, territory=region, full_name="Prova Regionali"),
        officer=make_user(role=AMBITO_OFFICER, territory=ambiti[0], full_name="Finta Uno"),
        other_officer=make_user(role=AMBITO_OFFICER, territory=ambiti[1], full_name="Finta Due"),
        provider=make_user(role=PROVIDER, organisation=bodies[0], full_name="Gestora Spola"),
        other_provider=make_user(role=PROVIDER, organisation=bodies[1], full_name="Gestora Fuso"),
    )  # fmt: skip


def campaign_values(scene: Scene, version: QuestionnaireVersion, **values: Any) -> dict[str, Any]:
    """What the pages collect, for a campaign under way today."""
    today = timezone.localdate()
    return {
        "title": "Centri famiglie",
        "version": version,
        "territory": scene.region,
        "previous": None,
        "period_kind": PeriodKind.YEAR,
        "period_label": f"anno {today.year}",
        "starts_on": date(today.year, 1, 1),
        "ends_on": date(today.year, 12, 31),
        "unit_kind": UnitKind.SERVICE,
        "service_types": [scene.kind],
        "areas": [],
        "universe_on": today,
        "levels": [level.value for level in Level],
        "opens_on": today - timedelta(days=10),
        "deadline": today + timedelta(days=20),
        "grace_days": 5,
        "help_text": "Rispondi per tutte le sedi.",
        "contact": "Ufficio di prova, tel. 000",
    } | values


def make_campaign(
    scene: Scene, *, version: QuestionnaireVersion | None = None, opened: bool = True, **values: Any
) -> Campaign:
    """A campaign prepared by the regional officer, and opened unless told otherwise."""
    at = timezone.now()
    found = version or make_version(small())
    campaign = actions.create_campaign(values=campaign_values(scene, found, **values), by=HOUSE, at=at)
    return actions.open_campaign(campaign=campaign, by=HOUSE, at=at) if opened else campaign


def return_of(campaign: Campaign, service: Service) -> Return:
    """What a service owes to a campaign."""
    return campaign.returns.select_related("campaign__version", "service", "ambito").get(service=service)


def send(row: Return, by: Actor, answers: dict[str, str] | None = None, *, at: datetime | None = None) -> Submission:
    """Fill a return on the page's own way and send it."""
    at = at or timezone.now()
    draft = open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=by, at=at)
    save_answers(draft=draft, answers=answers or {"/data/nome": "Centro Lana", "/data/posti": "12"}, by=by, at=at)
    submission = submit_draft(draft=draft, by=by, at=at)
    row.refresh_from_db()
    return submission
