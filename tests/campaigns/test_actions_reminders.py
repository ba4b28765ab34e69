# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER
from ordito.audit.models import Entry
from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.actions.reminders import (
    MOST_NAMED,
    Reminded,
    add_plan_step,
    letter_text,
    remind,
    remove_plan_step,
    run_plans,
)
from ordito.campaigns.enums import Audience, CampaignState, Level, ReturnState
from ordito.campaigns.models import ReminderPlan, ReminderSent, Return, ReturnLink
from ordito.campaigns.queries.reminders import recipients_of
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.models import writing
from ordito.jobs.models import Job
from ordito.messages.actions import DELIVER
from ordito.messages.enums import MessageKind
from ordito.messages.models import Message
from tests.campaigns.rounds import DEADLINE, NOW, TODAY, Round, make_round
from tests.factories.accounts import make_user
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from ordito.core.access import Actor

pytestmark = pytest.mark.django_db
HOUSE = SystemActor("piano dei solleciti")


@pytest.fixture
def world() -> Round:
    return make_round()


def ask(world: Round, by: Actor, *, audience: Audience = Audience.FILLER, batch: UUID | None = None) -> Reminded:
    return remind(
        campaign=world.campaign,
        returns=Return.objects.filter(campaign=world.campaign),
        audience=audience,
        subject="Sollecito",
        text="Manca ancora.",
        batch=batch or uuid4(),
        by=by,
        at=NOW,
    )


def run(at: datetime) -> int:
    return run_plans(by=HOUSE, at=at, progress=lambda _done, _total: None)["returns"]


def test_one_message_names_all_returns_of_a_recipient(world: Round) -> None:
    body = make_organisation("Cooperativa Arcolaio")
    worker = make_user(role=PROVIDER, organisation=body, email="arcolaio@esempio.invalid")
    world.owe(body=body, name="Centro Uno")
    world.owe(body=body, name="Centro Due", due_on=TODAY - timedelta(days=2))
    world.owe(body=body, name="Centro Già Arrivato", state=ReturnState.SUBMITTED)
    done = ask(world, make_user(role=REGIONAL_OFFICER))
    assert done == Reminded(returns=2, recipients=1, unreached=0)
    messages = {message.kind: message for message in Message.objects.all()}
    assert set(messages) == {MessageKind.EMAIL, MessageKind.NOTICE}
    assert messages["notice"].recipient_id == worker.pk
    assert messages["email"].address == "arcolaio@esempio.invalid"
    text = messages["email"].body
    assert text.splitlines()[:5] == [
        "Manca ancora.",
        "",
        "Rilevazione: Rilevazione di prova (anno 2026)",
        "- Centro Due: scadenza 18/11/2026, giorni di ritardo: 2",
        "- Centro Uno: scadenza 30/11/2026",
    ]
    assert "Già Arrivato" not in text
    assert list(Message.objects.about("campaigns.campaign", world.campaign.pk).order_by("pk")) == sorted(
        messages.values(), key=lambda row: row.pk
    )
    assert Job.objects.filter(function=DELIVER).count() == 1


def test_return_that_reaches_nobody_is_said(world: Round) -> None:
    row = world.owe(body=make_organisation("Senza recapito"))
    assert ask(world, make_user(role=REGIONAL_OFFICER)) == Reminded(1, 0, 1)
    assert ReminderSent.objects.get().recipients == 0
    assert ReminderSent.objects.get().due == row
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_same_click_asks_once(world: Round) -> None:
    world.owe()
    officer, batch = make_user(role=REGIONAL_OFFICER), uuid4()
    assert ask(world, officer, batch=batch).returns == 1
    assert ask(world, officer, batch=batch).returns == 0
    assert ask(world, officer).returns == 1


def test_only_returns_within_reach_are_asked_for(world: Round) -> None:
    mine = world.owe(0)
    world.owe(1)
    assert ask(world, make_user(role=AMBITO_OFFICER, territory=world.ambiti[0])).returns == 1
    assert ReminderSent.objects.get().due == mine
    with pytest.raises(NotAllowedError):
        ask(world, make_user(role=PROVIDER, organisation=mine.organisation))


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.CLOSED])
def test_campaign_that_is_not_open_is_refused(world: Round, state: CampaignState) -> None:
    world.owe()
    world.campaign.state = state
    with writing():
        world.campaign.save()
    with pytest.raises(CampaignRefusedError, match="non è aperta"):
        ask(world, make_user(role=REGIONAL_OFFICER))
    assert not ReminderSent.objects.exists()


def test_audit_names_returns_and_numbers_only(world: Round) -> None:
    body = make_organisation(email="ente@esempio.invalid")
    row = world.owe(body=body)
    ask(world, make_user(role=REGIONAL_OFFICER))
    entry = Entry.objects.get(action="campaigns.remind")
    assert entry.objects_touched == {"campaigns.campaign": [world.campaign.pk], "campaigns.return": [row.pk]}
    assert entry.detail == {"audience": "filler", "recipients": 1, "unreached": 0}


def names(world: Round, row: Return, audience: Audience) -> list[str]:
    rows = list(Return.objects.filter(pk=row.pk).select_related("organisation", "professional"))
    return [one.name for one in recipients_of(rows, audience, campaign=world.campaign, at=NOW)[row.pk]]


def test_each_audience_has_its_recipients(world: Round) -> None:
    row = world.owe(0)
    make_user(role=PROVIDER, organisation=row.organisation, full_name="Ente Suo")
    make_user(role=PROVIDER, organisation=make_organisation(), full_name="Ente Altrui")
    make_user(role=PROVIDER, organisation=row.organisation, full_name="Andato Via", is_active=False)
    make_user(role=AMBITO_OFFICER, territory=world.ambiti[0], full_name="Ambito Suo")
    make_user(role=AMBITO_OFFICER, territory=world.ambiti[1], full_name="Ambito Altrui")
    make_user(role=REGIONAL_OFFICER, territory=world.region, full_name="Regione Sua")
    make_user(role=REGIONAL_OFFICER, territory=world.provinces[0], full_name="Regione Altrui")
    assert names(world, row, Audience.FILLER) == ["Ente Suo"]
    assert names(world, row, Audience.AMBITO) == ["Ambito Suo"]
    assert names(world, row, Audience.REGION) == ["Regione Sua"]


def test_ambito_is_asked_where_it_fills_itself(world: Round) -> None:
    row = world.owe(0)
    make_user(role=PROVIDER, organisation=row.organisation)
    make_user(role=AMBITO_OFFICER, territory=world.ambiti[0], full_name="Ambito Suo")
    world.campaign.levels = [Level.AMBITO]
    assert names(world, row, Audience.FILLER) == ["Ambito Suo"]


def test_mailbox_of_the_body_is_used_when_nobody_there_has_one(world: Round) -> None:
    body = make_organisation("Casella", email="ente@esempio.invalid")
    row = world.owe(body=body)
    person = make_user(role=PROVIDER, organisation=body, full_name="Persona")
    assert names(world, row, Audience.FILLER) == ["Persona", "Casella"]
    person.email = "persona@esempio.invalid"
    person.save()
    assert names(world, row, Audience.FILLER) == ["Persona"]


def test_holder_of_a_personal_link_is_reached_while_it_opens(world: Round) -> None:
    row = world.owe(body=make_organisation())
    for email, expires_at, revoked_at in (
        ("vivo@esempio.invalid", NOW + timedelta(days=1), None),
        ("scaduto@esempio.invalid", NOW - timedelta(days=1), None),
        ("revocato@esempio.invalid", NOW + timedelta(days=1), NOW),
    ):
        with writing():
            ReturnLink.objects.create(
                due=row,
                email=email,
                digest=email,
                created_by_name="Prova",
                created_at=NOW,
                expires_at=expires_at,
                revoked_at=revoked_at,
            )
    assert names(world, row, Audience.FILLER) == ["vivo@esempio.invalid"]


def test_long_letters_count_the_rest(world: Round) -> None:
    rows = [Return(unit_name=f"Centro {number}", due_on=DEADLINE) for number in range(MOST_NAMED + 3)]
    text = letter_text("Testo.", world.campaign, rows, TODAY)
    assert text.endswith("- e altre 3")
    assert f"Centro {MOST_NAMED - 1}:" in text
    assert f"Centro {MOST_NAMED}:" not in text


def plan(world: Round, days: int, audience: Audience = Audience.FILLER) -> ReminderPlan:
    return add_plan_step(
        campaign=world.campaign,
        days=days,
        audience=audience,
        text="Dal piano.",
        by=make_user(role=REGIONAL_OFFICER),
        at=NOW,
    )


def test_plan_sends_on_its_day_and_never_twice(world: Round) -> None:
    row = world.owe()
    step = plan(world, -7)
    assert run(NOW) == 0  # ten days before
    day = NOW + timedelta(days=3)
    assert run(day) == 1
    assert run(day + timedelta(hours=6)) == 0
    assert run(day + timedelta(days=1)) == 0
    sent = ReminderSent.objects.get()
    assert (sent.due, sent.plan, sent.by_name) == (row, step, "piano dei solleciti")


def test_plan_catches_up_for_some_days_only(world: Round) -> None:
    world.owe()
    plan(world, -7)
    assert run(NOW + timedelta(days=7)) == 0  # four days late
    assert run(NOW + timedelta(days=6)) == 1


def test_plan_leaves_who_has_sent_alone(world: Round) -> None:
    world.owe(state=ReturnState.SUBMITTED)
    world.owe(state=ReturnState.NOT_DUE)
    plan(world, -10)
    assert run(NOW) == 0


def test_new_deadline_is_asked_for_again(world: Round) -> None:
    row = world.owe()
    plan(world, 0)
    assert run(NOW + timedelta(days=10)) == 1
    row.due_on = DEADLINE + timedelta(days=5)
    with writing():
        row.save()
    assert run(NOW + timedelta(days=12)) == 0
    assert run(NOW + timedelta(days=15)) == 1


def test_plan_escalates(world: Round) -> None:
    row = world.owe()
    make_user(role=AMBITO_OFFICER, territory=world.ambiti[0], full_name="Ambito Suo")
    plan(world, 1)
    plan(world, 5, Audience.AMBITO)
    assert [run(NOW + timedelta(days=day)) for day in (11, 15)] == [1, 1]
    assert [sent.audience for sent in row.reminders.order_by("pk")] == [Audience.FILLER, Audience.AMBITO]
    assert Message.objects.get().recipient_name == "Ambito Suo"


def test_plan_rests_while_the_campaign_is_closed(world: Round) -> None:
    world.owe()
    plan(world, -10)
    world.campaign.state = CampaignState.CLOSED
    with writing():
        world.campaign.save()
    assert run(NOW) == 0


def test_plan_is_made_by_who_runs_the_campaign(world: Round) -> None:
    with pytest.raises(NotAllowedError):
        add_plan_step(
            campaign=world.campaign,
            days=1,
            audience=Audience.FILLER,
            text="x",
            by=make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]),
            at=NOW,
        )
    step = plan(world, 1)
    with pytest.raises(CampaignRefusedError, match="C’è già"):
        plan(world, 1)
    with pytest.raises(NotAllowedError):
        remove_plan_step(step=step, by=make_user(role=AMBITO_OFFICER, territory=world.ambiti[0]), at=NOW)


def test_removed_step_leaves_its_log(world: Round) -> None:
    world.owe()
    step = plan(world, -10)
    assert run(NOW) == 1
    remove_plan_step(step=step, by=make_user(role=REGIONAL_OFFICER), at=NOW)
    assert ReminderSent.objects.get().plan is None
    assert not ReminderPlan.objects.exists()
