# SPDX-License-Identifier: EUPL-1.2
"""A campaign over three Ambiti of a small region, for the tests of board, reminders and reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from ordito.campaigns.enums import CampaignState, Level, PeriodKind, ReturnState, UnitKind
from ordito.campaigns.models import Campaign, Return
from ordito.core.models import writing
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.models import Questionnaire, QuestionnaireVersion
from ordito.territory.enums import OrganisationKind, TerritoryKind
from tests.factories.territory import (
    make_ambito,
    make_boundaries,
    make_organisation,
    make_service,
    make_service_type,
    make_territory,
)

if TYPE_CHECKING:
    from ordito.territory.models import Organisation, ServiceType, Territory

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)
DEADLINE = date(2026, 11, 30)
_numbers = count(1)


@dataclass
class Round:
    """The places, and one campaign over them."""

    region: Territory
    provinces: list[Territory]
    zone: Territory
    ambiti: list[Territory]
    comuni: list[Territory]
    kind: ServiceType
    campaign: Campaign
    bodies: list[Organisation] = field(default_factory=list)

    def owe(self, ambito: int = 0, *, body: Organisation | None = None, **values: Any) -> Return:
        """A return of a new service in one of the Ambiti."""
        return make_return(self.campaign, self.comuni[ambito], self.ambiti[ambito], body=body, **values)


def make_round(**values: Any) -> Round:
    """Three Ambiti, the first two in one Province and zone, and an open campaign of all levels over the region."""
    region = make_territory("Regione di Prova", kind=TerritoryKind.REGION)
    provinces = [make_territory(name, kind=TerritoryKind.PROVINCE, parent=region) for name in ("Alfa", "Beta")]
    zone = make_territory("Zona Nord", kind=TerritoryKind.ZONE)
    ambiti = [make_ambito(f"Ambito {number}", parent=region) for number in (1, 2, 3)]
    comuni = []
    for ambito, province in zip(ambiti, (provinces[0], provinces[0], provinces[1]), strict=True):
        comune = make_territory(f"Comune di {ambito.name}", parent=province)
        link(ambito, comune)
        comuni.append(comune)
    for comune in comuni[:2]:
        link(zone, comune)
    make_boundaries(region, comuni)
    kind = make_service_type()
    return Round(region, provinces, zone, ambiti, comuni, kind, make_campaign(region, kind, **values))


def link(parent: Territory, child: Territory) -> None:
    """Put a place within another in the hierarchy of the other's kind."""
    from ordito.territory.enums import Hierarchy
    from ordito.territory.models import TerritoryLink

    with writing():
        TerritoryLink.objects.create(parent=parent, child=child, hierarchy=Hierarchy(parent.kind))


def make_version(form: str = "", number: int = 1, questionnaire: Questionnaire | None = None) -> QuestionnaireVersion:
    """A published version without a form: boards and reports read tables only."""
    serial = next(_numbers)
    with writing():
        questionnaire = questionnaire or Questionnaire.objects.create(
            form_id=form or f"prova-{serial}", title="Questionario di prova", created_at=NOW
        )
        return QuestionnaireVersion.objects.create(
            questionnaire=questionnaire,
            number=number,
            version=str(number),
            title=questionnaire.title,
            state=VersionState.PUBLISHED,
            xform="<h:html/>",
            sha256="0" * 64,
            created_at=NOW,
            published_at=NOW,
        )


def make_campaign(territory: Territory, kind: ServiceType | None = None, **values: Any) -> Campaign:
    """An open campaign."""
    values.setdefault("version", None)
    version = values.pop("version") or make_version()
    defaults: dict[str, Any] = {
        "title": "Rilevazione di prova",
        "period_kind": PeriodKind.YEAR,
        "period_label": "anno 2026",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "unit_kind": UnitKind.SERVICE,
        "universe_on": date(2026, 11, 1),
        "levels": list(Level.values),
        "opens_on": date(2026, 11, 1),
        "deadline": DEADLINE,
        "state": CampaignState.OPEN,
        "created_at": NOW,
    }
    with writing():
        campaign = Campaign.objects.create(territory=territory, version=version, **{**defaults, **values})
        if kind is not None:
            campaign.service_types.add(kind)
    return campaign


def make_return(
    campaign: Campaign,
    comune: Territory,
    ambito: Territory | None,
    *,
    body: Organisation | None = None,
    **values: Any,
) -> Return:
    """What a new service owes; by default to be filled."""
    body = body or make_organisation(kind=OrganisationKind.COOPERATIVE_A)
    kinds = list(campaign.service_types.all())
    service = make_service(
        values.pop("name", ""), service_type=kinds[0] if kinds else None, territory=comune, holder=body, provider=body
    )
    defaults: dict[str, Any] = {"state": ReturnState.TODO, "state_since": NOW, "due_on": campaign.deadline}
    with writing():
        return Return.objects.create(
            campaign=campaign,
            unit_kind=UnitKind.SERVICE,
            unit_name=service.name,
            service=service,
            ambito=ambito,
            organisation=body,
            **{**defaults, **values},
        )
