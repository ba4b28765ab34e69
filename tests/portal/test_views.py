# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.core.templatetags.components import register
from ordito.portal.queries import GALLERY
from tests.factories.accounts import make_user

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
PUBLIC = ("accessibility", "privacy", "about")
# Parts drawn only inside another component, and filters' helpers.
INSIDE_ANOTHER = {"crumb", "tab", "step", "definition", "moment"}
FIRST_PAGE_BYTES = 150_000


@pytest.fixture
def inside(client: Client) -> Client:
    client.force_login(make_user("anna", role=SOCIAL_WORKER, full_name="Anna Prova"))
    return client


def test_home_greets_and_names_the_role(inside: Client) -> None:
    html = inside.get(reverse("portal:home")).content.decode()
    assert "Buon lavoro, Anna Prova" in html
    assert "Assistente sociale" in html
    assert "Dati inventati" in html


def test_home_needs_login(client: Client) -> None:
    answer = client.get(reverse("portal:home"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_login") + "?next=/")


def test_gallery_needs_login(client: Client) -> None:
    assert client.get(reverse("portal:gallery")).status_code == 302


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_opens_to_everybody(client: Client, name: str) -> None:
    assert client.get(reverse(f"portal:{name}")).status_code == 200


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_refuses_writing(client: Client, name: str) -> None:
    assert client.post(reverse(f"portal:{name}")).status_code == 405


def test_versions_are_shown_only_inside(client: Client) -> None:
    url = reverse("portal:about")
    assert "Python" not in client.get(url).content.decode()
    client.force_login(make_user(role=SOCIAL_WORKER))
    assert "Python" in client.get(url).content.decode()


def test_band_of_invented_data_is_gone_in_a_real_installation(inside: Client, settings_real: None) -> None:
    assert "Dati inventati" not in inside.get(reverse("portal:accessibility")).content.decode()


@pytest.fixture
def settings_real(settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]


def test_session_tells_alive_from_over(client: Client) -> None:
    url = reverse("portal:session")
    assert client.get(url).status_code == 401
    client.force_login(make_user())
    assert client.get(url).status_code == 204


def test_gallery_shows_every_component(inside: Client) -> None:
    html = inside.get(reverse("portal:gallery")).content.decode()
    samples = {sample.name for _title, group in GALLERY for sample in group}
    assert set(register.tags) <= samples | INSIDE_ANOTHER
    for name in samples:
        assert f'id="{name}"' in html


def test_every_component_template_is_drawn_by_a_tag_or_a_form() -> None:
    folder = settings.PACKAGE / "templates" / "components"
    templates = {path.stem for path in folder.glob("*.html")}
    assert templates == (set(register.tags) - {"icon"}) | {"form", "field", "field_mark"}


def test_gallery_shows_how_a_component_is_written(inside: Client) -> None:
    html = inside.get(reverse("portal:gallery")).content.decode()
    assert "{% button &quot;Salva&quot;" in html


def test_home_query_count(inside: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    inside.get(reverse("portal:about"))
    with django_assert_num_queries(3):  # session, user, memberships
        inside.get(reverse("portal:accessibility"))


def test_first_page_is_light(inside: Client) -> None:
    """On a phone: page, style sheets and scripts, compressed, without fonts."""
    html = inside.get(reverse("portal:home")).content
    addresses = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', html.decode()))
    assert {"css/kit.css", "css/ordito.css"} <= addresses
    total = len(gzip.compress(html))
    for address in addresses:
        found = finders.find(address)
        assert isinstance(found, str)
        total += len(gzip.compress(Path(found).read_bytes()))
    assert total < FIRST_PAGE_BYTES


def test_page_loads_nothing_from_elsewhere(inside: Client) -> None:
    html = inside.get(reverse("portal:home")).content.decode()
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def test_policy_allows_nothing_inline(inside: Client) -> None:
    policy = inside.get(reverse("portal:home"))["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_unknown_address_says_so_in_italian(inside: Client) -> None:
    answer = inside.get("/non-esiste/")
    assert answer.status_code == 404
    assert "Pagina non trovata" in answer.content.decode()
