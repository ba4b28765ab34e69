# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_language_stays_italian_whatever_the_browser_prefers(client: Client) -> None:
    client.force_login(make_user(role="social_worker"))
    response = client.get("/", headers={"accept-language": "en-GB,en"})
    assert response.headers["Content-Language"] == "it"
    assert "Buon lavoro" in response.content.decode()


def test_language_chosen_in_the_footer_comes_back_to_the_same_page(client: Client) -> None:
    client.force_login(make_user(role="social_worker"))
    assert '<button type="submit" name="language" value="en"' in client.get("/profilo/").content.decode()
    response = client.post("/lingua/", {"language": "en", "next": "/profilo/"})
    assert (response.status_code, response["Location"]) == (302, "/profilo/")
    page = client.get("/profilo/")
    assert page.headers["Content-Language"] == "en"
    assert '<button type="submit" name="language" value="it"' in page.content.decode()


def test_language_never_sends_elsewhere(client: Client) -> None:
    response = client.post("/lingua/", {"language": "en", "next": "https://example.org/"})
    assert response["Location"] == "/"
