# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ordito.core.access import Verb

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

LAST_SEEN = "last_seen"
# Readers of records need the second factor; entering, leaving and setting it up do not.
FREE_OF_SECOND_FACTOR = ("/accesso/", "/static/", "/lingua/")
READS_RECORDS = (Verb.VIEW_RECORD, Verb.IMPORT_DATA, Verb.SEARCH_PERSON, Verb.VIEW_AUDIT)


class IdleTimeoutMiddleware:
    """Log out who has not touched anything for `IDLE_MINUTES`. Drafts are saved as they are typed, so nothing is lost.

    Requests that a page makes by itself (header `X-Background: 1`) do not count as a touch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check the idle time, then go on."""
        if request.user.is_authenticated:
            now = time.time()
            last = request.session.get(LAST_SEEN)
            if last is not None and now - last > settings.IDLE_MINUTES * 60:
                logout(request)
                messages.warning(request, _("La sessione è scaduta per inattività. Quello che avevi scritto è salvo."))
            elif request.headers.get("X-Background") != "1" and (last is None or now - last > 60):  # noqa: PLR2004
                request.session[LAST_SEEN] = now
        return self.get_response(request)


class SecondFactorMiddleware:
    """In a real installation, send readers of records to set up their second factor before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Redirect when the second factor is missing."""
        user = request.user
        if (
            not settings.DEMONSTRATION
            and user.is_authenticated
            and not request.path.startswith(FREE_OF_SECOND_FACTOR)
            and any(user.holds(verb) for verb in READS_RECORDS)
            and not is_mfa_enabled(user)
        ):
            messages.info(request, _("Prima di continuare attiva la verifica in due passaggi: bastano due minuti."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)
