# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from django.test import RequestFactory

from ordito.accounts.models import User
from ordito.core.pages import Page, page_of
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db
NAMES = ["Anna", "Bruno", "Bruno", "Carla", "Dario", "Elena", "Fabio"]


def ask(address: str, order: tuple[str, ...] = ("full_name", "pk"), size: int = 3) -> Page[User]:
    return page_of(RequestFactory().get(address), User.objects.all(), order=order, size=size)


def names(page: Page[User]) -> list[str]:
    return [user.full_name for user in page.rows]


@pytest.fixture(autouse=True)
def _people() -> None:
    for name in NAMES:
        make_user(full_name=name)


def test_page_walks_forward_and_back_over_equal_values() -> None:
    first = ask("/persone/?q=a")
    second = ask(first.next_url)
    third = ask(second.next_url)
    assert [names(first), names(second), names(third)] == [NAMES[:3], NAMES[3:6], NAMES[6:]]
    assert (first.previous_url, third.next_url) == ("", "")
    back = ask(third.previous_url)
    assert names(back) == NAMES[3:6]
    assert back.next_url
    assert names(ask(back.previous_url)) == NAMES[:3]
    assert ask(back.previous_url).previous_url == ""


def test_page_downwards() -> None:
    first = ask("/persone/", order=("-full_name", "-pk"))
    assert names(first) == ["Fabio", "Elena", "Dario"]
    assert names(ask(first.next_url, order=("-full_name", "-pk"))) == ["Carla", "Bruno", "Bruno"]


def test_address_keeps_the_filter_and_holds_no_name() -> None:
    url = ask("/persone/?q=xyz&dopo=999999").next_url
    assert url.startswith("/persone/?q=xyz&dopo=")
    assert not any(name in url for name in NAMES)


@pytest.mark.parametrize("address", ["/?dopo=abc", "/?dopo=99999999", "/?prima=²", "/?dopo=" + "9" * 40, "/?prima=0"])
def test_cursor_that_means_nothing_shows_the_first_page(address: str) -> None:
    page = ask(address)
    assert names(page) == NAMES[:3]
    assert page.previous_url == ""
