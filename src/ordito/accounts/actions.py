# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ordito.accounts.models import Membership, User
from ordito.accounts.roles import ROLES
from ordito.accounts.rules import can_manage_account, needs_place
from ordito.audit.actions import recorded
from ordito.core.access import NotAllowedError, Verb, require
from ordito.jobs.actions import enqueue

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.accounts.roles import Role
    from ordito.core.access import Actor
    from ordito.jobs.models import Job
    from ordito.territory.models import Organisation, Professional, Territory

# Without what is misread on paper: no 0 and O, 1 and l and I.
LETTERS = "abcdefghijkmnpqrstuvwxyz"
DIGITS = "23456789"


class AccountError(Exception):
    """The account cannot be made or changed this way; the message is for the person at the form."""


def _require_over(by: Actor, user: User) -> None:
    """Accounts are managed by who has the verb, and never one's own."""
    require(by, Verb.MANAGE_ACCOUNTS)
    if not can_manage_account(by, user):
        raise NotAllowedError(_("Nessuno cambia da sé i propri accessi: chiedi a un altro amministratore."))


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
    """Create somebody who may enter; without a password they cannot until one is set.

    Raises:
        AccountError: the name is taken, in capitals or not, or the professional has an account.
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    if User.objects.filter(username__iexact=username).exists():
        raise AccountError(_("Questo nome utente c’è già: scegline un altro."))
    with recorded("accounts.create_account", by=by, at=at) as trace:
        user = User(username=username, full_name=full_name, email=email, professional=professional, date_joined=at)
        user.set_password(password)
        _save(user)
        trace.touches(user, fields=["username", "full_name", "email", "professional"])
    return user


def change_account(
    *, by: Actor, at: datetime, user: User, full_name: str, email: str, professional: Professional | None
) -> User:
    """Correct name, e-mail and the professional behind the account; the user name stays.

    Raises:
        NotAllowedError: another professional behind one's own account, which would open that colleague's records.
        AccountError: the professional has an account.
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    if professional != user.professional:
        _require_over(by, user)
    with recorded("accounts.change_account", by=by, at=at) as trace:
        locked = User.objects.select_for_update().get(pk=user.pk)
        values = {"full_name": full_name, "email": email, "professional": professional}
        changed = [name for name, value in values.items() if getattr(locked, name) != value]
        for name in changed:
            setattr(locked, name, values[name])
        _save(locked)
        trace.touches(locked, fields=changed)
    return locked


def _save(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise AccountError(_("Il nome utente o l’operatore hanno già un profilo.")) from error


def set_temporary_password(*, by: Actor, at: datetime, user: User) -> str:
    """Give a password that must be changed at the first entrance; it is returned once and kept nowhere in plain.

    Whoever is inside with the old one is put out.
    """
    _require_over(by, user)
    password = "-".join(
        "".join(secrets.choice(LETTERS) for _letter in range(4)) + secrets.choice(DIGITS) for _group in range(3)
    )
    with recorded("accounts.set_temporary_password", by=by, at=at) as trace:
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.set_password(password)
        locked.password_is_temporary = True
        locked.save(update_fields=["password", "password_is_temporary"])
        trace.touches(locked, fields=["password"])
    return password


def keep_own_password(*, at: datetime, user: User) -> None:
    """The person has chosen a password: it is no longer temporary."""
    with recorded("accounts.change_password", by=user, at=at) as trace:
        User.objects.filter(pk=user.pk).update(password_is_temporary=False)
        user.password_is_temporary = False
        trace.touches(user, fields=["password"])


def reset_second_factor(*, by: Actor, at: datetime, user: User) -> None:
    """Take away the second factor and its recovery codes, for who has lost the telephone."""
    _require_over(by, user)
    with recorded("accounts.reset_second_factor", by=by, at=at) as trace:
        Authenticator.objects.filter(user=user).delete()
        trace.touches(user)


def deactivate_account(*, by: Actor, at: datetime, user: User) -> User:
    """Let nobody enter with this account any more; what they did stays under their name."""
    _require_over(by, user)
    return _set_active(by=by, at=at, user=user, active=False)


def reactivate_account(*, by: Actor, at: datetime, user: User) -> User:
    """Let the person enter again, with the memberships still in force."""
    _require_over(by, user)
    return _set_active(by=by, at=at, user=user, active=True)


def _set_active(*, by: Actor, at: datetime, user: User, active: bool) -> User:
    name = "accounts.reactivate_account" if active else "accounts.deactivate_account"
    with recorded(name, by=by, at=at) as trace:
        locked = User.objects.select_for_update().get(pk=user.pk)
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        trace.touches(locked, fields=["is_active"])
    return locked


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
    """Give a role on a place or within a body.

    Raises:
        AccountError: a role that reaches records without place and body; or the person has it in these days.
    """
    _require_over(by, user)
    assert role.code in ROLES
    if territory is None and organisation is None and needs_place(role):
        raise AccountError(_("Questo ruolo vale in un territorio o in un ente: indica quale."))
    with recorded("accounts.grant_membership", by=by, at=at) as trace:
        User.objects.select_for_update().get(pk=user.pk)  # two administrators at once give it once
        same = user.memberships.filter(role=role.code, territory=territory, organisation=organisation)
        later = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
        earlier = Q(valid_from__lte=valid_to) if valid_to else Q()
        if same.filter(later & earlier).exists():
            raise AccountError(_("La persona ha già questo ruolo in questi giorni."))
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
    """Close a membership; its last day is `valid_to`.

    Raises:
        AccountError: the last day is before the first.
    """
    _require_over(by, membership.user)
    with recorded("accounts.end_membership", by=by, at=at) as trace:
        locked = Membership.objects.select_for_update().get(pk=membership.pk)
        if valid_to < locked.valid_from:
            raise AccountError(_("L’ultimo giorno non può venire prima del primo."))
        locked.valid_to = valid_to
        locked.save(update_fields=["valid_to"])
        trace.touches(locked.user, locked, fields=["valid_to"])
        trace.notes(role=locked.role)
    return locked


def check_audit(*, by: Actor, at: datetime) -> Job:
    """Start the check of the whole audit log now, as the nightly one."""
    require(by, Verb.VIEW_AUDIT)
    return enqueue("ordito.audit.tasks.verify_audit", by=by, at=at, label=_("Verifica del registro"))
