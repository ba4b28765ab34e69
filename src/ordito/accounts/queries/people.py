# SPDX-License-Identifier: EUPL-1.2
"""Accounts, memberships and rights as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from ordito.accounts.enums import VERB_GROUPS
from ordito.accounts.models import Membership, User
from ordito.accounts.roles import ROLES
from ordito.territory.models import Organisation, Professional, Territory

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from ordito.accounts.roles import Role
    from ordito.core.access import Actor, Verb
    from ordito.core.declare import Text


def people(actor: Actor, *, text: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Accounts that `actor` may see, with the memberships in force today and whether they have a second factor."""
    today = timezone.localdate()
    rows = User.objects.visible_to(actor)
    if text:
        rows = rows.filter(Q(full_name__icontains=text) | Q(username__icontains=text))
    if role:
        rows = rows.filter(Exists(Membership.objects.at(today).filter(user=OuterRef("pk"), role=role)))
    if state:
        rows = rows.filter(is_active=state == "attivi")
    current = Membership.objects.at(today).select_related("territory", "organisation").order_by("pk")
    return rows.prefetch_related(Prefetch("memberships", current, to_attr="current_memberships"))


def memberships_of(user: User, today: date) -> list[tuple[Membership, bool, bool]]:
    """Everything somebody is and was, the newest first: whether it is in force, and whether it can still be ended."""
    rows = user.memberships.select_related("territory", "organisation").order_by("-valid_from", "-pk")
    return [(row, _is_current(row, today), not _is_over(row, today)) for row in rows]


def _is_over(membership: Membership, today: date) -> bool:
    return membership.valid_to is not None and bool(membership.valid_to < today)


def _is_current(membership: Membership, today: date) -> bool:
    return bool(membership.valid_from <= today) and not _is_over(membership, today)


def has_second_factor(user: User) -> bool:
    """Whether codes of a telephone are asked at the entrance."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def free_professionals(actor: Actor, user: User | None = None) -> QuerySet[Professional]:
    """Professionals at work without an account, and the one of `user`."""
    free = Q(user=None, active=True) | Q(user=user) if user else Q(user=None, active=True)
    return Professional.objects.visible_to(actor).filter(free).order_by("surname", "name", "pk")


def places(actor: Actor) -> QuerySet[Territory]:
    """Places where a membership may hold."""
    return Territory.objects.visible_to(actor).filter(valid_to=None)


def bodies(actor: Actor) -> QuerySet[Organisation]:
    """Bodies within which a membership may hold."""
    return Organisation.objects.visible_to(actor).filter(active=True).order_by("name", "pk")


@dataclass(frozen=True)
class Right:
    """One verb: which roles have it, in the order of the columns."""

    verb: Verb
    label: Text
    held: tuple[bool, ...]


@dataclass(frozen=True)
class RightGroup:
    """Some verbs that people ask about together."""

    label: Text
    rights: tuple[Right, ...]


def rights_matrix() -> tuple[tuple[Role, ...], tuple[RightGroup, ...]]:
    """The roles, and every verb with who has it: read from the code that grants them."""
    roles = tuple(ROLES.values())
    groups = tuple(
        RightGroup(
            group,
            tuple(Right(verb, label, tuple(verb in role.verbs for role in roles)) for verb, label in verbs.items()),
        )
        for group, verbs in VERB_GROUPS
    )
    return roles, groups


def rights_of(role: Role) -> list[Text]:
    """What a role may do, in words."""
    return [label for _group, verbs in VERB_GROUPS for verb, label in verbs.items() if verb in role.verbs]
