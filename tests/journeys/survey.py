# SPDX-License-Identifier: EUPL-1.2
"""A region of 45 Ambiti with a family centre in each, its yearly questionnaire, and who works on the first of them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

import ordito.campaigns
from demo.engine.answers import Centre, centre_answers
from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.campaigns import actions
from ordito.campaigns.enums import Level, PeriodKind, UnitKind
from ordito.core.models import writing
from ordito.questionnaires import actions as forms
from ordito.territory.enums import Hierarchy, ManagementForm, OrganisationKind, TerritoryKind
from ordito.territory.models import Organisation, Service, ServiceType, Territory, TerritoryLink
from tests.factories.accounts import make_user
from tests.factories.campaigns import HOUSE, return_of
from tests.factories.territory import make_boundaries, make_service_type, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.campaigns.models import Campaign, Return
    from ordito.questionnaires.models import QuestionnaireVersion

AMBITI = 45
TODAY = timezone.localdate().isoformat()
SECOND_PART = re.compile(r"\[([2-9]|\d\d)\]")
FAMILY_CENTRES = Path(ordito.campaigns.__file__).parent / "data" / "monitoring" / "monitoraggio_csf.xlsx"


@dataclass(frozen=True)
class Survey:
    """The region; the provider and the officer are of the first Ambito and its centre."""

    region: Territory
    ambiti: list[Territory]
    services: list[Service]
    kind: ServiceType
    regional: User
    officer: User
    provider: User


def make_survey() -> Survey:
    """45 Ambiti of one Comune each, drawn as squares in a row; in each a centre run by a cooperative with an e-mail."""
    region = make_territory("Regione Inventata", kind=TerritoryKind.REGION, code="99")
    numbers = range(1, AMBITI + 1)
    kind = make_service_type("CSF", "Centro servizi per le famiglie")
    with writing():
        ambiti = Territory.objects.bulk_create(
            [Territory(kind=TerritoryKind.AMBITO, name=f"Ambito {n:02}", code=f"ambito-{n}") for n in numbers]
        )
        comuni = Territory.objects.bulk_create(
            [Territory(kind=TerritoryKind.MUNICIPALITY, name=f"Comune {n:02}", code=f"comune-{n}") for n in numbers]
        )
        bodies = Organisation.objects.bulk_create(
            [
                Organisation(
                    name=f"Cooperativa {n:02} (inventata)",
                    kind=OrganisationKind.COOPERATIVE_A,
                    seat=comune,
                    email=f"cooperativa{n}@esempio.invalid",
                )
                for n, comune in zip(numbers, comuni, strict=True)
            ]
        )
        _link(region, ambiti, comuni)
        services = Service.objects.bulk_create(
            [
                Service(
                    name=f"Centro famiglie {n:02}",
                    service_type=kind,
                    holder=body,
                    provider=body,
                    territory=comune,
                    management=ManagementForm.DIRECT,
                )
                for n, body, comune in zip(numbers, bodies, comuni, strict=True)
            ]
        )
    make_boundaries(region, comuni)
    return Survey(
        region,
        ambiti,
        services,
        kind,
        regional=make_user(role=REGIONAL_OFFICER, territory=region, full_name="Prova Regionali"),
        officer=make_user(role=AMBITO_OFFICER, territory=ambiti[0], full_name="Finta Ufficetti"),
        provider=make_user(role=PROVIDER, organisation=bodies[0], full_name="Gestora Spola"),
    )


def _link(region: Territory, ambiti: list[Territory], comuni: list[Territory]) -> None:
    below = [(region, place, Hierarchy.ADMINISTRATIVE) for place in (*ambiti, *comuni)]
    below += [(ambito, comune, Hierarchy.AMBITO) for ambito, comune in zip(ambiti, comuni, strict=True)]
    TerritoryLink.objects.bulk_create(
        [TerritoryLink(parent=parent, child=child, hierarchy=hierarchy) for parent, child, hierarchy in below]
    )


def load_family_centres(survey: Survey) -> QuestionnaireVersion:
    """The questionnaire that Ordito ships for family centres, published."""
    version = forms.upload_workbook(
        stream=io.BytesIO(FAMILY_CENTRES.read_bytes()),
        name=FAMILY_CENTRES.name,
        questionnaire=None,
        territory=survey.region,
        by=HOUSE,
        at=timezone.now(),
    )
    return forms.publish_version(version=version, changes={}, by=HOUSE, at=timezone.now())


def open_round(
    survey: Survey, version: QuestionnaireVersion, *, year: int = 0, previous: Campaign | None = None, **values: Any
) -> Campaign:
    """A round of a year over all centres, by default this one, open since ten days and for twenty."""
    today = timezone.localdate()
    year = year or today.year
    standard = {
        "title": f"Centri famiglie {year}",
        "version": version,
        "territory": survey.region,
        "previous": previous,
        "period_kind": PeriodKind.YEAR,
        "period_label": f"anno {year}",
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
        "unit_kind": UnitKind.SERVICE,
        "service_types": [survey.kind],
        "areas": [],
        "universe_on": today,
        "levels": [level.value for level in Level],
        "opens_on": today - timedelta(days=10),
        "deadline": today + timedelta(days=20),
    }
    campaign = actions.create_campaign(values=standard | values, by=HOUSE, at=timezone.now())
    return actions.open_campaign(campaign=campaign, by=HOUSE, at=timezone.now())


def due_of(survey: Survey, campaign: Campaign) -> Return:
    """What the first centre owes."""
    return return_of(campaign, survey.services[0])


def answers_of(survey: Survey, *, minors: int = 100, left_out: tuple[str, ...] = ()) -> dict[str, str]:
    """Answers of the first centre to its questionnaire, without some that the journey gives by hand.

    They fit a form in which nothing has been added: one activity, one profile of staff, one partner.
    """
    name = survey.services[0].name
    centre = Centre(name, "Ente di prova", "Ente di prova", direct=True, address="", minors=minors, compiled_on=TODAY)
    answers = centre_answers(Random(1), centre)  # noqa: S311 - invented data, always the same
    answers["/data/personale/staff[1]/staff_number"] = answers["/data/personale/seniority/seniority_total"]
    return {
        ref: text for ref, text in answers.items() if not SECOND_PART.search(ref) and not ref.endswith(left_out or "!")
    }
