# SPDX-License-Identifier: EUPL-1.2
"""The shipped questionnaires, and two rounds of one of them over the family centres: one closed, one under way."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from demo.actions.accounts import HOME, provider_of
from demo.engine.answers import Centre, centre_answers
from ordito.campaigns import actions
from ordito.campaigns.enums import Level, PeriodKind, ReturnState, UnitKind
from ordito.campaigns.models import Campaign, Return
from ordito.questionnaires import actions as forms
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.enums import Door
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.questionnaires.queries.forms import form_of
from ordito.territory.actions import edit_service
from ordito.territory.enums import ManagementForm, TerritoryKind
from ordito.territory.models import ServiceType, Territory

if TYPE_CHECKING:
    from datetime import datetime

    from demo.actions.region import Scene
    from ordito.core.access import Actor

FAMILY_CENTRES = "monitoraggio_csf"
KIND = "CSF"
RULES = (
    ("crescita", "${users_total} > ${users_total_prev} * 1.5", "I minori seguiti sono molti di più dell’altra volta."),
    ("operatori", "${users_total} div ${staff_total} > 60", "Più di sessanta minori per operatore: è giusto?"),
    ("spesa", "${expenditure_total} < ${expenditure_total_prev} div 2", "La spesa è meno della metà dell’altra volta."),
)
NOT_SENT = 8
"""One centre in so many owed the closed round and did not answer."""


def load_questionnaires(*, by: Actor, at: datetime) -> None:
    """Load and publish every questionnaire that Ordito ships."""
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    for version in actions.load_shipped(territory=region, by=by, at=at):
        forms.publish_version(version=version, changes={}, by=by, at=at)


def load_campaigns(scene: Scene, *, seed: int, by: Actor, at: datetime) -> None:
    """A closed round with most answers, and one under way with some; nothing when they are already there."""
    if Campaign.objects.exists():
        return
    _entrust(scene, by=by, at=at)
    load_questionnaires(by=by, at=at - timedelta(days=400))
    today = timezone.localdate(at)
    year = today.year if today.month > 6 else today.year - 1  # noqa: PLR2004 - the second half of the year
    first = _open(year - 1, None, by=by, at=at - timedelta(days=380))
    for place, row in enumerate(_returns(first)):
        if place % NOT_SENT != NOT_SENT - 1:
            _send(row, 1, seed=seed, by=by, at=at - timedelta(days=370 - place % 30))
    _approve(first, by=by, at=at - timedelta(days=335), region=True)
    actions.close_campaign(campaign=first, by=by, at=at - timedelta(days=320))
    second = _open(year, first, by=by, at=at - timedelta(days=20))
    _answer_some(second, scene, seed=seed, by=by, at=at)


def _entrust(scene: Scene, *, by: Actor, at: datetime) -> None:
    """The family centre of the demonstration's Ambito is run by its cooperative, so that its person has it to fill."""
    cooperative = provider_of(scene)
    for service in scene.services[HOME]:
        if service.service_type.code == KIND and service.provider_id != cooperative.pk:
            values = {"provider": cooperative, "management": ManagementForm.CO_DESIGN}
            edit_service(by=by, at=at, service=service, values=values)


def _open(year: int, previous: Campaign | None, *, by: Actor, at: datetime) -> Campaign:
    day = timezone.localdate(at)
    values: dict[str, Any] = {
        "title": f"Centri servizi per le famiglie {year}",
        "version": QuestionnaireVersion.objects.get(questionnaire__form_id=FAMILY_CENTRES),
        "territory": Territory.objects.get(kind=TerritoryKind.REGION),
        "previous": previous,
        "period_kind": PeriodKind.YEAR,
        "period_label": f"anno {year}",
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
        "unit_kind": UnitKind.SERVICE,
        "service_types": [ServiceType.objects.get(code=KIND)],
        "universe_on": day,
        "levels": [level.value for level in Level],
        "opens_on": day,
        "deadline": day + timedelta(days=45),
        "grace_days": 10,
        "help_text": "Rispondete per l’intero anno. Accanto a ogni domanda c’è la risposta dell’altra volta.",
        "contact": "Ufficio regionale dimostrativo",
    }
    campaign = actions.create_campaign(values=values, by=by, at=at)
    actions.set_warning_rules(campaign=campaign, rules=RULES, by=by, at=at)
    return actions.open_campaign(campaign=campaign, by=by, at=at)


def _returns(campaign: Campaign) -> list[Return]:
    rows = campaign.returns.select_related(
        "campaign__version", "service__holder", "service__provider", "service__territory", "ambito"
    )
    return list(rows.order_by("ambito__code", "pk"))


def _send(row: Return, turn: int, *, seed: int, by: Actor, at: datetime) -> None:
    """Fill and send as the page would; at the next turn a centre is the same and follows some more, or some less."""
    service = row.service
    assert service is not None
    random = Random(f"{seed}/{service.pk}")  # noqa: S311 - invented data
    growth = 1 if turn == 1 else Random(f"{seed}/{service.pk}/{turn}").uniform(0.85, 1.6)  # noqa: S311 - the same
    centre = Centre(
        name=service.name,
        holder=service.holder.name,
        provider=service.provider.name,
        direct=service.holder_id == service.provider_id,
        address=f"Via dei Telai {random.randint(1, 90)}, {service.territory.name}",
        minors=round(random.randint(60, 260) * growth),
        compiled_on=timezone.localdate(at).isoformat(),
    )
    answers = centre_answers(random, centre)
    form = form_of(row.campaign.version)
    instance = uuid.uuid5(row.campaign.public_id, str(service.pk))
    xml = Filling(form, now=at, answers=answers).xml(f"uuid:{instance}")
    verdict = check(form, xml, now=at)
    assert verdict.ok, verdict.problems
    forms.receive_submission(
        xml=xml, version=row.campaign.version, owner_kind="campaigns.return", owner_id=row.pk, door=Door.BROWSER,
        by=by, at=at, verdict=verdict,
    )  # fmt: skip


def _approve(campaign: Campaign, *, by: Actor, at: datetime, region: bool = False, ambiti: int | None = None) -> None:
    """Each Ambito signs what it has, at most so many; then the Region accepts."""
    sent = campaign.returns.filter(state=ReturnState.SUBMITTED).order_by("ambito__code")
    for ambito in Territory.objects.filter(pk__in=sent.values("ambito")).order_by("code")[:ambiti]:
        actions.approve_for_ambito(campaign=campaign, ambito=ambito, by=by, at=at)
        if region:
            actions.approve_ambito_for_region(campaign_id=campaign.pk, ambito_id=ambito.pk, by=by, at=at)


def _answer_some(campaign: Campaign, scene: Scene, *, seed: int, by: Actor, at: datetime) -> None:
    """A third has answered, two Ambiti signed, one return went back; the demonstration's own is still to be filled."""
    home = scene.places[HOME]
    others = [row for row in _returns(campaign) if row.ambito_id != home.pk]
    for place, row in enumerate(others[::3]):
        _send(row, 2, seed=seed, by=by, at=at - timedelta(days=1 + place % 15))
    _approve(campaign, by=by, at=at - timedelta(hours=20), ambiti=2)
    back = campaign.returns.filter(state=ReturnState.SUBMITTED).order_by("ambito__code", "pk").last()
    if back is not None:
        actions.send_back(
            row=back,
            comments={"/data/utenza/users/users_start": "È uguale agli entrati: controllate, per favore."},
            reason="",
            by=by,
            at=at - timedelta(hours=10),
        )
