# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ordito.accounts import roles
from ordito.accounts.models import Membership, User
from ordito.audit.models import Entry
from tests.factories.accounts import make_membership, make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_territory

pytestmark = pytest.mark.django_db
NEW = {"username": "ada.prova", "full_name": "Ada Prova", "email": "ada@example.org", "professional": ""}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_user(role=roles.ADMINISTRATOR, full_name="Amministra Tutto"))
    return client


@pytest.fixture
def worker() -> User:
    return make_user("bice", full_name="Bice Lavora", role=roles.SOCIAL_WORKER, organisation=make_organisation("Bari"))


def addresses(pk: int) -> list[str]:
    inside = ("", "modifica/", "password/", "secondo-passaggio/", "sospendi/", "riattiva/", "ruoli/nuovo/")
    return ["/persone/", "/persone/nuova/", *[f"/persone/{pk}/{part}" for part in inside]]


def test_list_shows_roles_and_state(admin: Client, worker: User) -> None:
    make_user("carla", full_name="Carla Sospesa", is_active=False)
    text = admin.get("/persone/").content.decode()
    assert "Bice Lavora" in text
    assert "Assistente sociale, Bari" in text
    assert "Sospeso" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=bice", {"bice"}),
        ("?q=LAVORA", {"bice"}),
        ("?ruolo=social_worker", {"bice"}),
        ("?stato=sospesi", {"carla"}),
        ("?stato=altro", {"bice", "carla", "root"}),
        ("?q=nessuno", set()),
    ],
)
def test_list_filters(client: Client, worker: User, query: str, expected: set[str]) -> None:
    make_user("carla", is_active=False)
    client.force_login(make_user("root", role=roles.ADMINISTRATOR))
    make_membership(make_user("ex"), role=roles.SOCIAL_WORKER, valid_to=date(2021, 1, 1))
    User.objects.filter(username="ex").update(is_active=True)
    found = {user.username for user in client.get(f"/persone/{query}").context["page"].rows}
    assert found - {"ex"} == expected
    assert ("ex" in found) == (query == "?stato=altro")


@pytest.mark.parametrize("number", [1, 3])
def test_list_query_count_does_not_grow(number: int, admin: Client) -> None:
    for _ in range(number):
        make_user(role=roles.SOCIAL_WORKER, organisation=make_organisation(), territory=make_territory())
    admin.get("/persone/")  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        assert admin.get("/persone/").status_code == 200
    assert len(queries) == 5  # session, person, memberships; people, their memberships


@pytest.mark.parametrize("role", [roles.SOCIAL_WORKER, roles.REGIONAL_OFFICER, roles.DPO, None])
def test_pages_are_for_administrators(client: Client, worker: User, role: roles.Role | None) -> None:
    client.force_login(make_user(role=role))
    for address in addresses(worker.pk):
        assert client.get(address).status_code == 403, address


def test_pages_open_and_unknown_people_are_not_found(admin: Client, worker: User) -> None:
    for address in addresses(worker.pk):
        assert admin.get(address).status_code == 200, address
    for address in addresses(999_999)[2:]:
        assert admin.get(address).status_code == 404, address


def test_create_leads_to_the_person(admin: Client) -> None:
    professional = make_professional("Prova", "Ada")
    answer = admin.post("/persone/nuova/", NEW | {"professional": professional.pk})
    user = User.objects.get(username="ada.prova")
    assert answer["Location"] == f"/persone/{user.pk}/"
    assert (user.full_name, user.email, user.professional) == ("Ada Prova", "ada@example.org", professional)
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "ad"),
        ("username", "Ada Prova"),
        ("username", "bice"),
        ("full_name", ""),
        ("email", "non una e-mail"),
        ("professional", "999999"),
    ],
)
def test_create_refuses_bad_input(admin: Client, worker: User, field: str, value: str) -> None:
    answer = admin.post("/persone/nuova/", NEW | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not User.objects.filter(username="ada.prova").exists()


def test_create_offers_only_professionals_without_account(admin: Client) -> None:
    free = make_professional()
    make_professional(active=False)
    make_user(professional=True)
    form = admin.get("/persone/nuova/").context["form"]
    assert list(form.fields["professional"].queryset) == [free]


def test_edit_saves_what_changed_and_audits_only_that(admin: Client, worker: User) -> None:
    admin.post(f"/persone/{worker.pk}/modifica/", {"full_name": "Bice Cambia", "email": "", "professional": ""})
    worker.refresh_from_db()
    assert worker.full_name == "Bice Cambia"
    entry = Entry.objects.get(action="accounts.change_account")
    assert entry.fields_changed == ["full_name"]


def test_edit_refuses_bad_input(admin: Client, worker: User) -> None:
    answer = admin.post(f"/persone/{worker.pk}/modifica/", {"full_name": "", "email": "x", "professional": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"full_name", "email"}


def test_temporary_password_is_shown_once_and_must_be_changed(admin: Client, worker: User) -> None:
    answer = admin.post(f"/persone/{worker.pk}/password/")
    given = answer.context["given"]
    assert given in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    worker.refresh_from_db()
    assert worker.check_password(given)
    assert worker.password_is_temporary
    assert given not in repr(list(Entry.objects.values()))
    guest = Client()
    guest.post("/accesso/", {"login": "bice", "password": given})
    assert guest.get("/profilo/")["Location"] == "/accesso/password/"
    chosen = "Una-frase-che-ricordo-7"
    answer = guest.post(
        "/accesso/password/", {"oldpassword": given, "password1": chosen, "password2": chosen}, follow=True
    )
    assert answer.redirect_chain == [("/profilo/", 302)]
    assert not User.objects.get(pk=worker.pk).password_is_temporary
    assert Entry.objects.filter(action="accounts.change_password", actor_id=worker.pk).count() == 1


def test_temporary_password_puts_out_who_is_inside(admin: Client, worker: User) -> None:
    inside = Client()
    inside.force_login(worker)
    assert inside.get("/profilo/").status_code == 200
    admin.post(f"/persone/{worker.pk}/password/")
    assert inside.get("/profilo/").status_code == 302


def test_deactivated_person_is_put_out_and_may_come_back(admin: Client, worker: User) -> None:
    inside = Client()
    inside.force_login(worker)
    admin.post(f"/persone/{worker.pk}/sospendi/")
    assert inside.get("/profilo/")["Location"].startswith("/accesso/")
    admin.post(f"/persone/{worker.pk}/riattiva/")
    worker.refresh_from_db()
    assert worker.is_active
    assert set(Entry.objects.filter(actor_name="Amministra Tutto").values_list("action", flat=True)) >= {
        "accounts.deactivate_account",
        "accounts.reactivate_account",
    }


def test_second_factor_is_taken_away(admin: Client, worker: User) -> None:
    Authenticator.objects.create(user=worker, type=Authenticator.Type.TOTP, data={})
    assert "Attiva" in admin.get(f"/persone/{worker.pk}/").content.decode()
    admin.post(f"/persone/{worker.pk}/secondo-passaggio/")
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(action="accounts.reset_second_factor").exists()


def test_nobody_changes_their_own_access(client: Client) -> None:
    admin = make_user(role=roles.ADMINISTRATOR)
    client.force_login(admin)
    pk, membership = admin.pk, admin.memberships.get().pk
    page = client.get(f"/persone/{pk}/").content.decode()
    assert f"/persone/{pk}/sospendi/" not in page
    role = {"role": "social_worker", "territory": make_territory().pk, "valid_from": "01/01/2026"}
    for address, typed in (
        ("password/", {}),
        ("sospendi/", {}),
        ("secondo-passaggio/", {}),
        ("ruoli/nuovo/", role),
        (f"ruoli/{membership}/termina/", {"valid_to": "01/01/2026"}),
    ):
        assert client.post(f"/persone/{pk}/{address}", typed).status_code == 403, address
    assert Membership.objects.count() == 1
    assert User.objects.get().is_active


def test_nobody_takes_another_professional_s_place(client: Client) -> None:
    """With a social worker's role too, the records of that colleague would open."""
    admin, colleague = make_user(role=roles.ADMINISTRATOR), make_professional()
    client.force_login(admin)
    typed = {"full_name": "Altro Nome", "email": "", "professional": colleague.pk}
    assert client.post(f"/persone/{admin.pk}/modifica/", typed).status_code == 403
    assert client.post(f"/persone/{admin.pk}/modifica/", typed | {"professional": ""}).status_code == 302
    admin.refresh_from_db()
    assert (admin.full_name, admin.professional) == ("Altro Nome", None)


def test_role_is_given_and_ended(admin: Client, worker: User) -> None:
    place = make_ambito("Lecce")
    answer = admin.post(
        f"/persone/{worker.pk}/ruoli/nuovo/",
        {"role": "ambito_officer", "territory": place.pk, "valid_from": "01/02/2026", "valid_to": ""},
    )
    assert answer.status_code == 302
    membership = worker.memberships.get(role="ambito_officer")
    assert (membership.territory, membership.valid_from, membership.valid_to) == (place, date(2026, 2, 1), None)
    url = f"/persone/{worker.pk}/ruoli/{membership.pk}/termina/"
    assert admin.post(url, {"valid_to": "31/01/2026"}).status_code == 422
    assert admin.post(url, {"valid_to": "01/02/2026"}).status_code == 302
    membership.refresh_from_db()
    assert membership.valid_to == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"role": "king"}, "role"),
        ({"valid_from": "31/02/2026"}, "valid_from"),
        ({"valid_to": "01/01/2020"}, "valid_to"),
        ({"territory": ""}, "__all__"),
        ({"role": "regional_officer", "territory": "", "valid_from": ""}, "valid_from"),
    ],
)
def test_role_refuses_bad_input(admin: Client, worker: User, typed: dict[str, str], wrong: str) -> None:
    good = {"role": "social_worker", "territory": str(make_territory().pk), "valid_from": "01/02/2026"}
    answer = admin.post(f"/persone/{worker.pk}/ruoli/nuovo/", good | typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {wrong}


def test_role_given_twice_is_refused(admin: Client, worker: User) -> None:
    typed = {"role": "regional_officer", "valid_from": "01/02/2026"}
    assert admin.post(f"/persone/{worker.pk}/ruoli/nuovo/", typed).status_code == 302
    answer = admin.post(f"/persone/{worker.pk}/ruoli/nuovo/", typed | {"valid_from": "01/03/2026"})
    assert answer.status_code == 422
    assert "già questo ruolo" in answer.content.decode()
    before = typed | {"valid_from": "01/01/2025", "valid_to": "31/12/2025"}
    assert admin.post(f"/persone/{worker.pk}/ruoli/nuovo/", before).status_code == 302


def test_role_of_somebody_else_is_not_found(admin: Client, worker: User) -> None:
    other = make_user(role=roles.TRAINER)
    url = f"/persone/{worker.pk}/ruoli/{other.memberships.get().pk}/termina/"
    assert admin.get(url).status_code == 404


def test_person_page_shows_past_and_future_roles(admin: Client, worker: User) -> None:
    today = timezone.localdate()
    make_membership(worker, role=roles.TRAINER, valid_to=date(2021, 1, 1))
    make_membership(worker, role=roles.COACH, valid_from=today + timedelta(days=10))
    rows = admin.get(f"/persone/{worker.pk}/").context["memberships"]
    states = {row.role: (current, still_open) for row, current, still_open in rows}
    assert states == {"coach": (False, True), "trainer": (False, False), "social_worker": (True, True)}
