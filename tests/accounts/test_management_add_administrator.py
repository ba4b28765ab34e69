# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ordito.accounts.management.commands import add_administrator
from ordito.accounts.models import User
from ordito.audit.models import Entry
from ordito.core.access import Verb

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
GOOD = "gelso-vento-marea"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """What is typed at the two questions."""

    def plan(first: str, second: str) -> None:
        typed = iter([first, second])
        monkeypatch.setattr(add_administrator, "getpass", lambda _question: next(typed))

    return plan


def test_add_administrator_may_manage_accounts_and_read_no_record(answers: Callable[[str, str], None]) -> None:
    answers(GOOD, GOOD)
    call_command("add_administrator", "prima", "Prima Persona")
    user = User.objects.get(username="prima")
    assert user.check_password(GOOD)
    assert user.holds(Verb.MANAGE_ACCOUNTS)
    assert not user.holds(Verb.VIEW_RECORD)
    assert set(Entry.objects.values_list("action", flat=True)) == {
        "accounts.create_account",
        "accounts.grant_membership",
    }


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [(GOOD, "un-altra-cosa", "Le due password sono diverse"), ("corta", "corta", "password")],
)
def test_add_administrator_with_bad_password_adds_nobody(
    answers: Callable[[str, str], None], first: str, second: str, message: str
) -> None:
    answers(first, second)
    with pytest.raises(CommandError, match=message):
        call_command("add_administrator", "prima", "Prima Persona")
    assert not User.objects.exists()


def test_add_administrator_twice_is_refused(answers: Callable[[str, str], None]) -> None:
    answers(GOOD, GOOD)
    call_command("add_administrator", "prima", "Prima Persona")
    with pytest.raises(CommandError, match="c'è già"):
        call_command("add_administrator", "PRIMA", "Altra Persona")
    assert User.objects.count() == 1
