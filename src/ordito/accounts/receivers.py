# SPDX-License-Identifier: EUPL-1.2
"""Entering, leaving, failing to enter and changing how one enters are written in the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from ordito.accounts.actions import keep_own_password
from ordito.accounts.models import User
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import SystemActor
from ordito.core.crypto import blind_index

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator

GATE = SystemActor("accesso")


@receiver(user_logged_in)
def entered(sender: Any, user: User, **_options: Any) -> None:  # noqa: ARG001
    """A login that went well."""
    log_access("accounts.login", by=user, at=timezone.now(), kind=Kind.LOGIN, rows=[user])


@receiver(user_logged_out)
def left(sender: Any, user: User | None, **_options: Any) -> None:  # noqa: ARG001
    """Leaving, by hand or by idleness."""
    if user is not None:
        log_access("accounts.logout", by=user, at=timezone.now(), kind=Kind.LOGIN, rows=[user])


@receiver(user_login_failed)
def failed(sender: Any, credentials: dict[str, Any], **_options: Any) -> None:  # noqa: ARG001
    """A login that failed. The name tried is kept as a keyed hash: people type passwords in the wrong field."""
    tried = str(credentials.get("username") or credentials.get("login") or "")
    known = User.objects.filter(username__iexact=tried).first()
    log_access(
        "accounts.login_failed",
        by=GATE,
        at=timezone.now(),
        kind=Kind.REFUSED,
        rows=[known] if known else [],
        detail={"tried": blind_index(tried.lower(), field="accounts.username").hex()[:16]},
    )


@receiver(authentication_failed)
def failed_second_factor(sender: Any, user: User, **_options: Any) -> None:  # noqa: ARG001
    """The password was right, the code was not."""
    log_access("accounts.second_factor_failed", by=GATE, at=timezone.now(), kind=Kind.REFUSED, rows=[user])


@receiver(password_changed)
def chose_password(sender: Any, user: User, **_options: Any) -> None:  # noqa: ARG001
    """Somebody changed their own password."""
    keep_own_password(at=timezone.now(), user=user)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def changed_second_factor(sender: Any, signal: Any, user: User, authenticator: Authenticator, **_options: Any) -> None:  # noqa: ARG001
    """Somebody set up, took away or renewed their own second factor."""
    names = {authenticator_added: "add", authenticator_removed: "remove", authenticator_reset: "renew"}
    log_access(
        f"accounts.{names[signal]}_second_factor",
        by=user,
        at=timezone.now(),
        kind=Kind.WRITE,
        rows=[user],
        detail={"type": str(authenticator.type)},
    )
