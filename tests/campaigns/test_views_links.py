# SPDX-License-Identifier: EUPL-1.2
"""Personal links: made by who answers for a return, followed without an account, useless for anything else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ordito.audit.models import Entry
from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.actions.links import digest_of
from ordito.campaigns.enums import ReturnState
from ordito.campaigns.models import Campaign, LinkActor, Return, ReturnLink
from ordito.campaigns.views.links import MOST_FAILURES
from ordito.core.access import NotAllowedError, Verb
from ordito.core.models import writing
from ordito.messages.models import Message
from ordito.questionnaires.models import Draft, Submission
from tests.factories.campaigns import Scene, make_campaign, make_scene, return_of, send

if TYPE_CHECKING:
    from django.test import Client

    from ordito.core.access import Actor

pytestmark = pytest.mark.django_db
ADDRESS = "operatrice@example.org"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def row(scene: Scene) -> Return:
    return return_of(make_campaign(scene), scene.services[0])


def give(row: Return, by: Actor, days: int = 10) -> tuple[ReturnLink, str]:
    """A link with its secret."""
    link, whole = actions.make_link(
        row=row,
        email=ADDRESS,
        expires_at=timezone.now() + timedelta(days=days),
        address=lambda token: f"/{token}",
        by=by,
        at=timezone.now(),
    )
    return link, whole.rpartition("/")[2]


def url(name: str, token: str) -> str:
    return reverse(f"campaigns:{name}", args=[token])


def test_link_is_sent_and_kept_only_as_a_digest(scene: Scene, row: Return) -> None:
    link, token = give(row, scene.officer)
    assert len(token) >= 40
    assert link.digest == digest_of(token)
    message = Message.objects.get()
    assert (message.address, message.url) == (ADDRESS, "")
    assert token in message.body
    everything = (
        str(list(Message.objects.values())) + str(list(Entry.objects.values())) + str(list(ReturnLink.objects.values()))
    )
    assert token not in everything


@pytest.mark.parametrize("who", ["provider", "other_officer", "other_provider"])
def test_link_is_made_by_who_answers_for_the_return(scene: Scene, row: Return, who: str) -> None:
    with pytest.raises(NotAllowedError):
        give(row, scene.everybody[who])
    link, _token = give(row, scene.regional)
    with pytest.raises(NotAllowedError):
        actions.revoke_link(link=link, by=scene.everybody[who], at=timezone.now())


@pytest.mark.parametrize("days", [-1, 91])
def test_expiry_makes_sense(scene: Scene, row: Return, days: int) -> None:
    with pytest.raises(ReturnRefusedError, match="90 giorni"):
        give(row, scene.officer, days)


def test_new_link_takes_the_place_of_the_old_one(scene: Scene, row: Return) -> None:
    _old, first = give(row, scene.officer)
    _new, second = give(row, scene.officer)
    assert actions.enter_by_link(token=first, at=timezone.now()) is None
    assert actions.enter_by_link(token=second, at=timezone.now()) is not None


def test_who_has_no_account_fills_and_sends(client: Client, scene: Scene, row: Return) -> None:
    link, token = give(row, scene.officer)
    page = client.get(url("link", token))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Centro Lana" in text
    assert "Centro Seta" not in text
    assert page["Referrer-Policy"] == "same-origin"  # "no-referrer" would make browsers hide where a form comes from
    assert client.post(url("link", token))["Location"] == url("link_fill", token)
    row.refresh_from_db()
    assert row.state == ReturnState.DRAFT
    form = client.get(url("link_fill", token))
    assert form.status_code == 200
    assert reverse("campaigns:list") not in re.sub(r"/rilevazioni/collegamento/", "", form.content.decode())
    typed = {"=/data/nome": "0", "/data/nome": "Centro Lana"}
    assert client.post(url("link_save", token), typed).status_code == 200
    assert Draft.objects.get().answers.filter(ref="/data/nome").exists()
    answer = client.post(url("link_fill", token), typed | {"invia": "1"})
    assert Draft.objects.get().closed_at is not None, answer.content.decode()
    assert client.get(url("link_sent", token)).status_code == 200
    row.refresh_from_db()
    assert row.state == ReturnState.SUBMITTED
    submission = Submission.objects.get()
    assert (submission.submitted_by_id, ADDRESS in submission.submitted_by_name) == (None, True)
    assert "Adesso non c’è niente da compilare" in client.get(url("link", token)).content.decode()
    link.refresh_from_db()
    assert link.last_used_at is not None
    visits = Entry.objects.filter(action="campaigns.enter_by_link")
    assert [ADDRESS in entry.actor_name for entry in visits] == [True]


def test_link_shows_what_is_to_be_corrected(client: Client, scene: Scene, row: Return) -> None:
    send(row, scene.provider)
    actions.send_back(
        row=row, comments={"/data/posti": "Ricontrolla"}, reason="Mancano le sedi", by=scene.officer, at=timezone.now()
    )
    _link, token = give(row, scene.officer)
    page = client.get(url("link", token)).content.decode()
    assert "Mancano le sedi" in page
    client.post(url("link", token))
    assert "Ricontrolla" in client.get(url("link_fill", token)).content.decode()


@pytest.mark.parametrize("name", ["link", "link_fill", "link_save", "link_sent"])
@pytest.mark.parametrize("how", ["expired", "revoked", "invented"])
def test_link_that_does_not_work_says_what_to_do(
    client: Client, scene: Scene, row: Return, *, name: str, how: str
) -> None:
    link, token = give(row, scene.officer)
    with writing():
        if how == "expired":
            link.expires_at = timezone.now() - timedelta(seconds=1)
        if how == "revoked":
            link.revoked_at = timezone.now()
        link.save()
    address = url(name, "x" * 43 if how == "invented" else token)
    answer = client.post(address) if name == "link_save" else client.get(address)
    assert answer.status_code == 404
    assert "Questo collegamento non funziona" in answer.content.decode()


def test_who_guesses_has_to_wait(client: Client, scene: Scene, row: Return) -> None:
    _link, token = give(row, scene.officer)
    for turn in range(MOST_FAILURES):
        assert client.get(url("link", f"{'x' * 40}{turn}")).status_code == 404
    assert client.get(url("link", token)).status_code == 429


def test_link_opens_nothing_else(scene: Scene, row: Return) -> None:
    actor = LinkActor("collegamento", row.pk, 1)
    assert {verb for verb in Verb if actor.holds(verb)} == {Verb.FILL_RETURN}
    assert list(Return.objects.visible_to(actor)) == [row]
    assert not Campaign.objects.visible_to(actor).exists()
    other = return_of(row.campaign, scene.services[1])
    assert not other.allows(actor, Verb.FILL_RETURN)
    assert not row.allows(actor, Verb.APPROVE_RETURN)


def test_officer_makes_shows_once_and_revokes(client: Client, scene: Scene, row: Return) -> None:
    client.force_login(scene.officer)
    address = reverse("campaigns:links", args=[row.public_id])
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"email": "non una mail", "expires_on": "1/1/2020"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"email", "expires_on"}
    day = timezone.localdate() + timedelta(days=5)
    page = client.post(address, {"email": ADDRESS, "expires_on": f"{day:%d/%m/%Y}"})
    token = page.context["made"].rstrip("/").rpartition("/")[2]
    assert token in page.content.decode()
    assert token not in client.get(address).content.decode()
    assert actions.enter_by_link(token=token, at=timezone.now()) is not None
    link = ReturnLink.objects.get()
    client.post(reverse("campaigns:revoke_link", args=[link.pk]))
    assert actions.enter_by_link(token=token, at=timezone.now()) is None
    client.force_login(scene.other_officer)
    assert client.get(address).status_code == 404
    assert client.post(reverse("campaigns:revoke_link", args=[link.pk])).status_code == 404
