# SPDX-License-Identifier: EUPL-1.2
"""Every address asks for the login, but those listed here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

PUBLIC = {
    "agenda:feed",  # the secret in the address of a worker's calendar; it names nobody
    "campaigns:link",  # a personal link: the secret in the address lets in, and to one return only
    "campaigns:link_file",
    "campaigns:link_fill",
    "campaigns:link_media",
    "campaigns:link_save",
    "campaigns:link_sent",
    "training:evaluation_link",  # the address of an edition's questionnaire: who answers has no name
    "training:evaluation_answer",  # the secret in the address lets in, and to one answer sheet only
    "training:evaluation_fill",
    "training:evaluation_save",
    "training:evaluation_media",
    "training:evaluation_file",
    "training:certificate_check_form",  # who was given a code asks whether it is valid
    "training:certificate_check",
    "training:certificate_mine",  # the secret in the address lets in, and to one certificate only
    "training:certificate_mine_paper",
    "training:certificate_mine_badge",
    "training:certificate_issuer",  # what a digital certificate is verified with
    "training:certificate_keys",
    "training:certificate_key",
    "training:certificate_revoked",
    "training:public",  # courses anybody may enrol in, and the secret in the e-mail about one's own enrolment
    "training:public_done",
    "training:public_edition",
    "training:own_enrolment",
    "library:list",  # without an account, what is public
    "library:material",
    "library:download",
    "library:version",
    "library:glossary",
    "library:term",
    "meetings:check_in",  # the signed code of a meeting, for who is there
    "meetings:screen",  # the screen of a room, by the cookie of who keeps the register; asks others for the login
    "meetings:own_feed",  # the secret in the address of a person's calendar
    "meetings:owner_feed",
    "meetings:territory_feed",
    "meetings:public",  # what is public
    "meetings:public_feed",
    "meetings:public_meeting",
    "meetings:public_minutes",
    "meetings:public_minutes_pdf",
    "account_login",
    "account_inactive",
    "account_logout",  # asks nothing of who is not inside: leads to the login
    "mfa_authenticate",  # the second step of a login; leads to the first without it
    "portal:accessibility",
    "portal:privacy",
    "portal:about",
    "portal:session",
    "releases:catalogue",  # open data: what left for everybody
    "releases:catalogue_rdf",
    "releases:dataset",
    "releases:dataset_rdf",
    "releases:open_csv",
    "releases:open_csvw",
    "set_language",
    # Entered with a secret of their own in place of the login: a device's token.
    "questionnaires:device_forms",
    "questionnaires:device_form",
    "questionnaires:device_manifest",
    "questionnaires:device_file",
    "questionnaires:device_submission",
    "questionnaires:api:document",
    "questionnaires:api:assignments",
    "questionnaires:api:form",
    "questionnaires:api:answers",
    "questionnaires:api:send",
    "questionnaires:api:api-root",  # nothing there
}
AS_THE_PROTOCOL_SAYS = {"questionnaires:device_forms", "questionnaires:device_submission"}  # OpenRosa names them
SAMPLES = {
    "int": 1,
    "str": "x.y",
    "slug": "x",
    "uuid": UUID("01890a5d-ac96-774b-bcce-b302099a8057"),
    "path": "x/y",
    "date": "2026-03-02",
}


def walk(patterns: list[URLPattern | URLResolver], space: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    """The name and the route of every address."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, inner, route)
        else:
            yield f"{space}{pattern.name}", route


ADDRESSES = dict(walk(get_resolver().url_patterns))


def sample(route: str) -> str:
    """An address of a route, with a value in the place of each converter or group."""
    route = re.sub(r"\(\?P<\w+>(?:\\d\+|(\w+)[|\w]*)\)", lambda found: found.group(1) or "1", route)
    route = re.sub(r"[\\^$]", "", route)
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: str(SAMPLES[found.group(1) or "str"]), route)


@pytest.mark.parametrize(
    ("route", "address"),
    [
        ("fili/<str:kind>/<int:pk>/", "/fili/x.y/1/"),
        ("file/<name>/", "/file/x.y/"),
        (r"righe/^(?P<pk>\d+)/rifiutate\.(?P<form>xlsx|csv)$", "/righe/1/rifiutate.xlsx"),
    ],
)
def test_sample_of_a_route(route: str, address: str) -> None:
    assert sample(route) == address


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _route in walk(get_resolver().url_patterns)]
    assert len(names) == len(set(names))
    assert not [name for name in names if name.endswith("None")]


def test_public_list_names_addresses_that_are_there() -> None:
    assert set(ADDRESSES) >= PUBLIC


@pytest.mark.one_database  # who is not inside is led to the door before anything is asked
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - PUBLIC))
def test_address_asks_for_the_login(client: Client, name: str) -> None:
    url = sample(ADDRESSES[name])
    answer = client.get(url)
    assert answer.status_code == 302, url
    assert answer["Location"].startswith(reverse("account_login") + "?next=/"), url
    assert client.post(url).status_code == 401, url
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 401, url


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PUBLIC - {"meetings:screen"}))  # by its own cookie, else after the login
def test_public_address_does_not_ask_for_the_login(client: Client, name: str) -> None:
    answer = client.get(sample(ADDRESSES[name]))
    assert answer.status_code in {200, 302, 401, 404, 405}  # not found: a personal link that is not one
    assert "?next=" not in answer.get("Location", "")


def test_addresses_are_words_with_slashes() -> None:
    for name, route in ADDRESSES.items():
        if name in AS_THE_PROTOCOL_SAYS:
            continue
        assert re.fullmatch(r"/([a-z0-9.-]+/)*([a-z-]+\.[a-z]+)?", sample(route)), name
