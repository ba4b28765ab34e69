# SPDX-License-Identifier: EUPL-1.2
"""Entering: password, second factor, limits, what is offered and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.urls import NoReverseMatch, reverse

from ordito.accounts import roles
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.audit.queries import about
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/accesso/"


def enter(client: Client, *, name: str = "bice", password: str = PASSWORD, after: str = "") -> Any:
    return client.post(LOGIN, {"login": name, "password": password} | ({"next": after} if after else {}))


def code_of(secret: str) -> str:
    """What the telephone shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def confirm(client: Client, asked: Any) -> None:
    """Type the password again where the entrance asks for it."""
    assert asked["Location"].startswith("/accesso/conferma/")
    assert client.get(asked["Location"]).status_code == 200
    client.post(asked["Location"], {"password": PASSWORD})


def set_up_second_factor(client: Client) -> list[str]:
    """Activate the second factor through the pages, which ask for the password again; the recovery codes."""
    confirm(client, client.get("/accesso/due-passaggi/attiva/"))
    secret = client.get("/accesso/due-passaggi/attiva/").context["form"].secret
    answer = client.post("/accesso/due-passaggi/attiva/", {"code": code_of(secret)})
    assert answer["Location"] == "/accesso/due-passaggi/codici/"
    codes = client.get("/accesso/due-passaggi/codici/").context["unused_codes"]
    assert len(codes) == 10
    return list(codes)


@pytest.fixture
def worker() -> User:
    return make_user("bice", role=roles.SOCIAL_WORKER, organisation=make_organisation())


def test_login_leads_to_the_page_one_came_from(client: Client, worker: User) -> None:
    asked = client.get("/profilo/?x=1")
    assert asked["Location"] == "/accesso/?next=/profilo/%3Fx%3D1"
    page = client.get(asked["Location"])
    assert page.status_code == 200
    assert 'name="next" value="/profilo/?x=1"' in page.content.decode()
    assert enter(client, after="/profilo/?x=1")["Location"] == "/profilo/?x=1"


def test_login_does_not_lead_elsewhere(client: Client, worker: User) -> None:
    assert enter(client, after="https://example.org/")["Location"] == "/"


def test_login_takes_the_name_in_any_case(client: Client, worker: User) -> None:
    assert enter(client, name="Bice").status_code == 302
    assert about("accounts.user", worker.pk)[0].action == "accounts.login"


def test_login_that_fails_is_told_and_audited_without_the_name(client: Client, worker: User) -> None:
    answer = enter(client, password="sbagliata")
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    entry = about("accounts.user", worker.pk).get()
    assert (entry.action, entry.kind, entry.actor_id) == ("accounts.login_failed", Kind.REFUSED, None)
    enter(client, name="la-mia-password-segreta", password="x")
    assert "segreta" not in repr(list(Entry.objects.values()))
    assert Entry.objects.filter(action="accounts.login_failed").count() == 2


def test_login_stops_after_five_failures_in_plain_italian(client: Client, worker: User) -> None:
    for _ in range(5):
        enter(client, password="sbagliata")
    answer = enter(client)
    assert answer.status_code == 200
    assert "Troppi tentativi" in " ".join(answer.context["form"].non_field_errors())
    assert client.get("/profilo/").status_code == 302


def test_login_page_asked_too_often_says_so(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [enter(client) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Troppi tentativi" in answers[-1].content.decode()


def test_suspended_person_does_not_enter(client: Client, worker: User) -> None:
    worker.is_active = False
    worker.save()
    assert enter(client)["Location"] == "/accesso/sospeso/"
    assert client.get("/accesso/sospeso/").status_code == 200
    assert client.get("/profilo/").status_code == 302


def test_logout_asks_and_is_audited(client: Client, worker: User) -> None:
    client.force_login(worker)
    assert client.get("/accesso/esci/").status_code == 200
    assert client.get("/profilo/").status_code == 200
    assert client.post("/accesso/esci/")["Location"] == LOGIN
    assert client.get("/profilo/").status_code == 302
    assert about("accounts.user", worker.pk)[0].action == "accounts.logout"


def test_second_factor_is_asked_at_the_next_login(
    client: Client, worker: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    enter(client)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_second_factor(client)
    assert Entry.objects.filter(action="accounts.add_second_factor", actor_id=worker.pk).exists()
    client.post("/accesso/esci/")
    assert enter(client, after="/profilo/")["Location"].startswith("/accesso/codice/")
    assert client.get("/profilo/").status_code == 302
    wrong = client.post("/accesso/codice/", {"code": "000000"})
    assert wrong.context["form"].errors
    assert about("accounts.user", worker.pk)[0].action == "accounts.second_factor_failed"
    sealed = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert get_adapter().decrypt(sealed) not in sealed
    right = client.post("/accesso/codice/", {"code": code_of(get_adapter().decrypt(sealed))})
    assert right["Location"] == "/profilo/"
    assert client.get("/profilo/").status_code == 200


def test_recovery_code_enters_once(client: Client, worker: User) -> None:
    enter(client)
    code = set_up_second_factor(client)[0]
    for expected in (302, 200):
        client.post("/accesso/esci/")
        enter(client)
        assert client.post("/accesso/codice/", {"code": code}).status_code == expected


def test_recovery_codes_can_be_renewed_and_downloaded(
    client: Client, worker: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    enter(client)
    before = set_up_second_factor(client)
    assert client.get("/accesso/due-passaggi/codici/nuovi/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accesso/due-passaggi/codici/nuovi/")
    text = client.get("/accesso/due-passaggi/codici/scarica/").content.decode()
    assert text.strip()
    assert not any(code in text for code in before)
    assert Entry.objects.filter(action="accounts.renew_second_factor").exists()


def test_second_factor_is_taken_away_after_confirming_the_password(client: Client, worker: User) -> None:
    enter(client)
    set_up_second_factor(client)
    assert client.get("/accesso/due-passaggi/").status_code == 200
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    confirm(client, client.get("/accesso/due-passaggi/disattiva/"))
    client.post("/accesso/due-passaggi/disattiva/")
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(action="accounts.remove_second_factor").exists()


def test_second_factor_is_mandatory_for_readers_of_records(client: Client, worker: User, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    enter(client)
    assert client.get("/profilo/")["Location"] == "/accesso/due-passaggi/attiva/"
    assert client.get("/lavori/").status_code == 302
    assert client.get("/accessibilita/").status_code == 200
    set_up_second_factor(client)
    assert client.get("/profilo/").status_code == 200


@pytest.mark.parametrize("role", [roles.ADMINISTRATOR, roles.DPO, roles.AMBITO_OFFICER, roles.TEAM_MEMBER])
def test_second_factor_is_mandatory_for_who_could_enter_as_a_reader(
    client: Client, role: roles.Role, settings: Settings
) -> None:
    settings.DEMONSTRATION = False
    client.force_login(make_user(role=role))
    assert client.get("/persone/")["Location"] == "/accesso/due-passaggi/attiva/"


@pytest.mark.parametrize("role", [roles.REGIONAL_OFFICER, roles.TRAINER])
def test_second_factor_is_free_for_the_others(client: Client, role: roles.Role, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    client.force_login(make_user(role=role))
    assert client.get("/profilo/").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_confirm_email",
        "account_reset_password",
        "account_set_password",
        "account_request_login_code",
        "mfa_list_webauthn",
    ],
)
def test_entrance_offers_nothing_else(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_password_must_be_long_and_not_like_the_name(client: Client, worker: User) -> None:
    client.force_login(worker)
    for weak in ("corta", "123456789012345"):
        answer = client.post("/accesso/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        assert answer.context["form"].errors
    worker.refresh_from_db()
    assert worker.check_password(PASSWORD)
