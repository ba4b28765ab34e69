# SPDX-License-Identifier: EUPL-1.2
"""Accounts and memberships for tests; each call opens the guard by itself."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from ordito.accounts.models import Membership, User
from ordito.accounts.roles import ROLES, Role
from ordito.core.models import writing
from tests.factories.territory import make_professional

if TYPE_CHECKING:
    from ordito.territory.models import Organisation, Professional, Territory

PASSWORD = "Tessitura-di-prova-1"
_numbers = count(1)


def make_user(
    username: str = "",
    *,
    role: Role | str | None = None,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    professional: Professional | bool = False,
    password: str = PASSWORD,
    **values: Any,
) -> User:
    """Somebody who may enter, with one membership when `role` is given.

    `professional=True` makes the professional too, at work for `organisation` when there is one.
    """
    number = next(_numbers)
    if professional is True:
        professional = make_professional(organisation=organisation)
    user = User(
        username=username or f"persona{number}",
        full_name=values.pop("full_name", f"Persona Inventata {number}"),
        professional=professional or None,
        **values,
    )
    user.set_password(password)
    user.save()
    if role is not None:
        make_membership(user, role=role, territory=territory, organisation=organisation)
    return user


def make_membership(
    user: User,
    *,
    role: Role | str,
    territory: Territory | None = None,
    organisation: Organisation | None = None,
    valid_from: date = date(2020, 1, 1),
    valid_to: date | None = None,
) -> Membership:
    """A role of `user`; the grants that `user` has already worked out are forgotten."""
    code = role if isinstance(role, str) else role.code
    with writing():
        membership = Membership.objects.create(
            user=user,
            role=ROLES[code].code,
            territory=territory,
            organisation=organisation,
            valid_from=valid_from,
            valid_to=valid_to,
        )
    user.__dict__.pop("grants", None)
    return membership
