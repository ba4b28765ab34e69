# SPDX-License-Identifier: EUPL-1.2
"""Who stands at a door that a device's token opens (HTTP Basic), in place of a login."""

from __future__ import annotations

import base64
import binascii
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from ordito.core.limits import count_failure, failed_tries
from ordito.questionnaires.actions.devices import enter

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from ordito.questionnaires.models import DeviceToken

DOOR = "devices"  # one count for all of them: a secret guessed at one opens the others
CHALLENGE = 'Basic realm="Ordito", charset="UTF-8"'  # goes with the status 401
MOST_FAILURES = 20


class DoorClosedError(Exception):
    """Nobody is let in: `status` is that of HTTP, the message says what to do."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def let_in(request: HttpRequest, *, at: datetime) -> DeviceToken:
    """The device that shows its token, with its user, over https; whoever keeps trying wrong ones has to wait.

    Raises `DoorClosedError`.
    """
    if not (request.is_secure() or settings.DEMONSTRATION):
        raise DoorClosedError(HTTPStatus.FORBIDDEN, _("L’indirizzo del server deve cominciare con https."))
    if failed_tries(DOOR, request) >= MOST_FAILURES:
        raise DoorClosedError(HTTPStatus.TOO_MANY_REQUESTS, _("Troppi tentativi: riprova tra qualche minuto."))
    username, token = _credentials(request)
    device = enter(username=username, token=token, at=at) if token else None
    if device is None:
        if token:
            count_failure(DOOR, request)
        message = _("Il dispositivo non è riconosciuto: collegalo di nuovo da Ordito.")
        raise DoorClosedError(HTTPStatus.UNAUTHORIZED, message)
    return device


def _credentials(request: HttpRequest) -> tuple[str, str]:
    scheme, _space, words = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        username, _colon, token = base64.b64decode(words, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return username, token
