# SPDX-License-Identifier: EUPL-1.2
"""Tokens with which a device fills forms offline in somebody's name, instead of their password."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.core.access import SystemActor, Verb, require
from ordito.questionnaires.models import DeviceToken

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.accounts.models import User

TOKEN_BYTES = 24
MOST_TOKENS = 10
NOTED_EVERY = timedelta(minutes=10)
GATE = SystemActor("porta dei dispositivi")


class TooManyDevicesError(Exception):
    """So many devices are in use that one must go first."""


def create_device(*, label: str, by: User, at: datetime, may_read: bool = False) -> tuple[DeviceToken, str]:
    """A new device of `by`; the token itself is returned this once and kept nowhere.

    It fetches forms and sends answers. Reading what others sent is for programs, with `may_read` alone: a lost
    telephone must not open it.
    """
    require(by, Verb.FILL_RETURN)
    if may_read:
        require(by, Verb.EXPORT_ANSWERS)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with recorded("questionnaires.create_device", by=by, at=at) as trace:
        if DeviceToken.objects.select_for_update().filter(user=by).in_force().count() >= MOST_TOKENS:
            raise TooManyDevicesError(_("Hai già molti dispositivi: revocane uno che non usi più."))
        device = DeviceToken.objects.create(
            user=by, label=label, may_read=may_read, digest=digest_of(token), created_at=at
        )
        trace.touches(device)
    return device, token


def revoke_device(*, device: DeviceToken, by: User, at: datetime) -> DeviceToken:
    """The device enters no more; what it has filled and not sent stays on it."""
    require(by, Verb.FILL_RETURN)
    with recorded("questionnaires.revoke_device", by=by, at=at) as trace:
        found = DeviceToken.objects.select_for_update().get(pk=device.pk)
        if found.revoked_at is None:
            found.revoked_at = at
            found.save(update_fields=["revoked_at"])
        trace.touches(found, fields=["revoked_at"])
    return found


def enter(*, username: str, token: str, at: datetime) -> DeviceToken | None:
    """The device that shows this token, with its user; None when it opens nothing.

    Refusals and, now and then, use are written down.
    """
    devices = DeviceToken.objects.in_force().select_related("user")
    device = devices.filter(digest=digest_of(token), user__username=username, user__is_active=True).first()
    if device is None:
        log_access("questionnaires.refuse_device", by=GATE, at=at, kind=Kind.REFUSED)
        return None
    if device.last_used_at is None or at - device.last_used_at > NOTED_EVERY:
        with recorded("questionnaires.enter_device", by=device.user, at=at, kind=Kind.LOGIN) as trace:
            DeviceToken.objects.filter(pk=device.pk).update(last_used_at=at)
            trace.touches(device)
    return device


def digest_of(token: str) -> str:
    """How a token is kept: it is long and random, so that a plain digest gives nothing away."""
    return sha256(token.encode()).hexdigest()
