# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.accounts.models import Membership, User
from ordito.accounts.roles import ROLES
from ordito.audit.actions import recorded
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.accounts.roles import Role
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Professional, Territory


class AccountError(Exception):
    """The account cannot be made or changed this way; the message is for the person at the form."""


def create_account(
    *,
    by: Actor,
    at: datetime,
    username: str,
    full_name: str,
    email: str = "",
    password: str | None = None,
    professional: Professional | None = None,
) -> User:
    """Create somebody who may enter; without a password they cannot until one is set."""
    require(by, Verb.MANAGE_ACCOUNTS)
    with recorded("accounts.create_account", by=by, at=at) as trace:
        user = User(username=username, full_name=full_name, email=email, professional=professional, date_joined=at)
        user.set_password(password)
        user.save()
        trace.touches(user, fields=["username", "full_name", "email", "professional"])
    return user


def grant_membership(
    *,
    by: Actor,
    at: datetime,
    user: User,
    role: Role,
    valid_from: date,
    valid_to: date | None = None,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
) -> Membership:
    """Give a role on a place or within a body."""
    require(by, Verb.MANAGE_ACCOUNTS)
    assert role.code in ROLES
    with recorded("accounts.grant_membership", by=by, at=at) as trace:
        membership = Membership(
            user=user,
            role=role.code,
            territory=territory,
            organisation=organisation,
            valid_from=valid_from,
            valid_to=valid_to,
        )
        membership.save()
        trace.touches(user, membership)
        trace.notes(role=role.code)
    return membership


def end_membership(*, by: Actor, at: datetime, membership: Membership, valid_to: date) -> Membership:
    """Close a membership; its last day is `valid_to`."""
    require(by, Verb.MANAGE_ACCOUNTS)
    with recorded("accounts.end_membership", by=by, at=at) as trace:
        locked = Membership.objects.select_for_update().get(pk=membership.pk)
        locked.valid_to = valid_to
        locked.save(update_fields=["valid_to"])
        trace.touches(locked.user, locked, fields=["valid_to"])
    return locked
