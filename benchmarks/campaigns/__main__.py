# SPDX-License-Identifier: EUPL-1.2
"""The board of a campaign with many returns: `python -m benchmarks.campaigns --returns 20000 --database sqlite`.

One officer of the Region, in one process: what is measured is the server's own time for a whole request, through every
middleware. The places are those of the demonstration; services, bodies and returns are invented here.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.cluster import database
from benchmarks.report import Report, middle, percentile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

    from ordito.campaigns.models import Campaign
    from ordito.territory.models import Service

MS = 1000
BODIES = 800
BOARD_LIMIT = 300
"""Milliseconds, 95th percentile."""


def main(arguments: list[str] | None = None) -> int:
    """Load, measure, print; returns 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--returns", type=int, default=20_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    options = parser.parse_args(arguments)
    with database(options.database) as (url, folder):
        prepare(url, folder)
        return measure(options.returns, options.database, options.rounds, keep=not options.no_keep)


def prepare(url: str, folder: Path) -> None:
    """Point the settings at the benchmark's own database and state, then make its tables."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "ordito.config.settings",
        "DATABASE_URL": url,
        "ORDITO_STATE": str(folder / "state"),
    }
    import django
    from django.core.management import call_command

    django.setup()
    from django.conf import settings

    from ordito.core.crypto import create_ring

    create_ring(settings.ORDITO_KEYS)
    call_command("migrate", verbosity=0)


def load(returns: int) -> Campaign:
    """A campaign over the whole Region, with so many returns in every state."""
    from django.db import connection
    from django.utils import timezone

    from demo.actions.region import load_places
    from ordito.campaigns.enums import CampaignState, Level, PeriodKind, UnitKind
    from ordito.campaigns.models import Campaign
    from ordito.core.access import SystemActor
    from ordito.core.models import writing
    from ordito.questionnaires.enums import VersionState
    from ordito.questionnaires.models import Questionnaire, QuestionnaireVersion
    from ordito.territory.enums import TerritoryKind
    from ordito.territory.models import ServiceType, Territory

    now, today = timezone.now(), timezone.localdate()
    load_places(by=SystemActor("benchmark"), at=now)
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    with writing():
        questionnaire = Questionnaire.objects.create(form_id="prova", title="Prova", territory=region, created_at=now)
        version = QuestionnaireVersion.objects.create(
            questionnaire=questionnaire, number=1, version="1", title="Prova", state=VersionState.PUBLISHED,
            xform="<h:html/>", sha256="0" * 64, created_at=now, published_at=now,
        )  # fmt: skip
        campaign = Campaign.objects.create(
            title="Rilevazione di prova", version=version, territory=region, period_kind=PeriodKind.YEAR,
            period_label="anno", starts_on=today - timedelta(days=365), ends_on=today, unit_kind=UnitKind.SERVICE,
            universe_on=today, levels=list(Level.values), opens_on=today - timedelta(days=60),
            deadline=today - timedelta(days=5), state=CampaignState.OPEN, created_at=now,
        )  # fmt: skip
        campaign.service_types.set(ServiceType.objects.all())
        load_returns(campaign, returns)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return campaign


def load_returns(campaign: Campaign, number: int) -> None:
    """Services and what each owes, spread over the Comuni; one in ten was given more time."""
    from django.utils import timezone

    from ordito.campaigns.enums import ReturnState, UnitKind
    from ordito.campaigns.models import Return
    from ordito.campaigns.models.returns import WAITING
    from ordito.core.models import insert_new
    from ordito.territory.enums import TerritoryKind
    from ordito.territory.queries import groups_of_comuni

    chance, now = random.Random(7), timezone.now()
    ambito_of = groups_of_comuni(TerritoryKind.AMBITO, campaign.universe_on)
    rows = []
    for service in load_services(number, list(ambito_of), chance):
        state = chance.choice(list(ReturnState))
        sent = None if state in WAITING else now - timedelta(days=chance.randrange(1, 30))
        due_on = campaign.deadline + timedelta(days=chance.choice((0,) * 9 + (7,)))
        row = Return(
            campaign=campaign, unit_kind=UnitKind.SERVICE, unit_name=service.name, service=service, state=state,
            ambito_id=ambito_of[service.territory_id], organisation_id=service.provider_id, state_since=now,
            due_on=due_on, submitted_at=sent,
        )  # fmt: skip
        rows.append(row)
    insert_new(rows)


def load_services(number: int, comuni: list[int], chance: random.Random) -> list[Service]:
    """Services of bodies that each have a mailbox."""
    from ordito.core.models import insert_new
    from ordito.territory.enums import ManagementForm, OrganisationKind
    from ordito.territory.models import Organisation, Service, ServiceType

    kind = OrganisationKind.COOPERATIVE_A
    bodies = [Organisation(name=f"Ente {n}", kind=kind, email=f"ente{n}@esempio.invalid") for n in range(BODIES)]
    insert_new(bodies)
    kinds, services = list(ServiceType.objects.all()), []
    for n in range(number):
        body = chance.choice(bodies)
        service = Service(
            name=f"Servizio {n}", service_type=chance.choice(kinds), holder=body, provider=body,
            management=ManagementForm.CONTRACT, territory_id=chance.choice(comuni),
        )  # fmt: skip
        services.append(service)
    insert_new(services)
    return services


def measure(returns: int, kind: str, rounds: int, *, keep: bool) -> int:
    """All figures of one run."""
    from django.urls import reverse

    campaign = load(returns)
    report = Report("campaigns", {"returns": returns, "database": kind, "rounds": rounds})
    client = officer(campaign)
    board = reverse("campaigns:board", args=[campaign.public_id])
    report_page(report, "board", client, board, rounds, limit=BOARD_LIMIT)
    report_page(report, "board by Province, who is late", client, f"{board}?per=province&mostra=late", rounds)
    preview = reverse("campaigns:remind", args=[campaign.public_id])
    report_page(report, "preview of a reminder to all", client, f"{preview}?tutte=1", max(1, rounds // 10))
    start = time.perf_counter()
    asked = send_all(campaign)
    report.figure("reminders written", asked / (time.perf_counter() - start), "returns/s")
    return report.finish(keep=keep)


def officer(campaign: Campaign) -> Client:
    """A client of somebody who runs the campaign."""
    from django.test import Client
    from django.utils import timezone

    from ordito.accounts.models import Membership, User
    from ordito.accounts.roles import REGIONAL_OFFICER
    from ordito.core.models import writing

    user = User.objects.create(username="regione", full_name="Funzionario Inventato")
    with writing():
        Membership.objects.create(
            user=user, role=REGIONAL_OFFICER.code, territory=campaign.territory,
            valid_from=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def send_all(campaign: Campaign) -> int:
    """Ask for all that is missing at once; returns how many returns were asked for."""
    from uuid import uuid4

    from django.utils import timezone

    from ordito.campaigns.actions.reminders import remind
    from ordito.campaigns.enums import Audience
    from ordito.campaigns.models import Return
    from ordito.core.access import SystemActor

    done = remind(
        campaign=campaign, returns=Return.objects.filter(campaign=campaign), audience=Audience.FILLER,
        subject="Sollecito", text="Manca ancora.", batch=uuid4(), by=SystemActor("benchmark"), at=timezone.now(),
    )  # fmt: skip
    return done.returns


def report_page(
    report: Report, title: str, client: Client, address: str, rounds: int, *, limit: float | None = None
) -> None:
    """Median and 95th percentile of the server's time in milliseconds, and the queries of one request."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)  # warm: templates compiled, shapes read
    times = [timed(lambda: client.get(address)) for _round in range(rounds)]
    report.figure(f"{title}, median", middle(times), "ms")
    report.figure(f"{title}, p95", percentile(times, 0.95), "ms", limit=limit)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    report.figure(f"{title}, queries", len(asked), "queries")


def timed(call: Callable[..., Any]) -> float:
    """Milliseconds of one request, which must answer 200."""
    start = time.perf_counter()
    response = call()
    taken = (time.perf_counter() - start) * MS
    assert response.status_code == 200, response.status_code
    return taken


if __name__ == "__main__":
    sys.exit(main())
