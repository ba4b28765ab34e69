# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from ordito.accounts import actions, roles
from ordito.accounts.models import Membership, User
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError, SystemActor
from tests.factories.accounts import make_membership, make_user
from tests.factories.territory import make_professional, make_territory

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = AT.date()
HOUSE = SystemActor("prova")

EVERY_WRITE: dict[str, Callable[[User, User], object]] = {
    "create": lambda by, _user: actions.create_account(by=by, at=AT, username="x", full_name="X"),
    "change": lambda by, user: actions.change_account(
        by=by, at=AT, user=user, full_name="X", email="", professional=None
    ),
    "password": lambda by, user: actions.set_temporary_password(by=by, at=AT, user=user),
    "second factor": lambda by, user: actions.reset_second_factor(by=by, at=AT, user=user),
    "deactivate": lambda by, user: actions.deactivate_account(by=by, at=AT, user=user),
    "reactivate": lambda by, user: actions.reactivate_account(by=by, at=AT, user=user),
    "grant": lambda by, user: actions.grant_membership(by=by, at=AT, user=user, role=roles.COACH, valid_from=DAY),
    "end": lambda by, user: actions.end_membership(
        by=by, at=AT, membership=user.memberships.get(role="trainer"), valid_to=DAY
    ),
}
# Nobody does these to themselves; the rest an administrator may.
NEVER_ON_ONESELF = set(EVERY_WRITE) - {"create", "change"}


@pytest.mark.parametrize("name", EVERY_WRITE)
@pytest.mark.parametrize("role", [None, roles.SOCIAL_WORKER, roles.REGIONAL_OFFICER, roles.DPO])
def test_account_is_written_only_by_administrators(name: str, role: roles.Role | None) -> None:
    user = make_user(role=roles.TRAINER)
    with pytest.raises(NotAllowedError):
        EVERY_WRITE[name](make_user(role=role), user)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", EVERY_WRITE)
def test_administrator_writes_and_leaves_one_entry(name: str) -> None:
    admin, user = make_user(role=roles.ADMINISTRATOR), make_user(role=roles.TRAINER)
    EVERY_WRITE[name](admin, user)
    entry = Entry.objects.get()
    assert entry.actor_id == admin.pk
    assert "accounts.user" in entry.objects_touched


@pytest.mark.parametrize("name", EVERY_WRITE)
def test_nobody_changes_their_own_access(name: str) -> None:
    admin = make_user(role=roles.ADMINISTRATOR)
    make_membership(admin, role=roles.TRAINER)
    if name not in NEVER_ON_ONESELF:
        EVERY_WRITE[name](admin, admin)
        return
    with pytest.raises(NotAllowedError):
        EVERY_WRITE[name](admin, admin)


def test_past_administrator_may_do_nothing() -> None:
    admin = make_user()
    make_membership(admin, role=roles.ADMINISTRATOR, valid_to=date(2021, 1, 1))
    with pytest.raises(NotAllowedError):
        EVERY_WRITE["create"](admin, admin)


def test_deactivated_administrator_may_do_nothing() -> None:
    admin = make_user(role=roles.ADMINISTRATOR, is_active=False)
    with pytest.raises(NotAllowedError):
        EVERY_WRITE["create"](admin, admin)


def test_username_is_taken_in_any_case() -> None:
    make_user("Ada")
    with pytest.raises(actions.AccountError, match="c’è già"):
        actions.create_account(by=HOUSE, at=AT, username="ada", full_name="Ada")


def test_professional_has_one_account() -> None:
    professional = make_professional()
    make_user(professional=professional)
    other = make_user()
    with pytest.raises(actions.AccountError, match="hanno già un profilo"):
        actions.create_account(by=HOUSE, at=AT, username="x", full_name="X", professional=professional)
    with pytest.raises(actions.AccountError, match="hanno già un profilo"):
        actions.change_account(by=HOUSE, at=AT, user=other, full_name="X", email="", professional=professional)
    assert not Entry.objects.exists()


def test_temporary_passwords_are_long_and_each_another() -> None:
    user = make_user()
    given = {actions.set_temporary_password(by=HOUSE, at=AT, user=user) for _ in range(20)}
    assert len(given) == 20
    assert min(map(len, given)) >= 12
    assert not set("".join(given)) & set("01lIoO")


@pytest.mark.parametrize("role", [roles.SOCIAL_WORKER, roles.AMBITO_OFFICER, roles.TEAM_MEMBER])
def test_role_that_reaches_records_needs_a_place(role: roles.Role) -> None:
    user = make_user()
    with pytest.raises(actions.AccountError, match="indica quale"):
        actions.grant_membership(by=HOUSE, at=AT, user=user, role=role, valid_from=DAY)
    actions.grant_membership(by=HOUSE, at=AT, user=user, role=role, valid_from=DAY, territory=make_territory())


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), False),
        (date(2026, 1, 1), date(2026, 2, 1), True),
        (date(2026, 2, 10), date(2026, 2, 11), True),
        (date(2026, 2, 28), None, True),
        (date(2026, 3, 1), None, False),
        (date(2026, 1, 1), None, True),
    ],
)
def test_same_role_does_not_overlap(first: date, last: date | None, *, refused: bool) -> None:
    user = make_user()
    make_membership(user, role=roles.COACH, valid_from=date(2026, 2, 1), valid_to=date(2026, 2, 28))

    def grant() -> Membership:
        return actions.grant_membership(by=HOUSE, at=AT, user=user, role=roles.COACH, valid_from=first, valid_to=last)

    if refused:
        with pytest.raises(actions.AccountError, match="già questo ruolo"):
            grant()
    else:
        assert grant().valid_to == last


def test_grants_are_those_of_today() -> None:
    user = make_user(role=roles.COACH)
    make_membership(user, role=roles.TRAINER, valid_to=date(2021, 1, 1))
    make_membership(user, role=roles.DPO, valid_from=date(2999, 1, 1))
    assert [grant.role for grant in User.objects.get().grants] == ["coach"]
    user.is_active = False
    user.save()
    assert User.objects.get().grants == ()
