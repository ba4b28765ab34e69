# SPDX-License-Identifier: EUPL-1.2
"""Entering, leaving and failing to enter are written in the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from ordito.accounts.models import User
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import SystemActor
from ordito.core.crypto import blind_index


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
        by=SystemActor("accesso"),
        at=timezone.now(),
        kind=Kind.REFUSED,
        rows=[known] if known else [],
        detail={"tried": blind_index(tried.lower(), field="accounts.username").hex()[:16]},
    )
