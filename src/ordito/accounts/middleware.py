# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from ordito.accounts.rules import needs_second_factor
from ordito.core.http import typed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from ordito.accounts.models import User

LAST_SEEN = "last_seen"
HAS_SECOND_FACTOR = "has_second_factor"
MINUTE = 60
# What a page sends by itself, without leaving: its own script tells the person what to do.
BACKGROUND_HEADERS = ("HX-Request", "X-Autosave", "X-Background")
# Where one may still go before the password is chosen or the second factor is set up.
ENTRANCE = {
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
}


class LoginMiddleware(LoginRequiredMiddleware):
    """Every view asks for the login, unless it says otherwise; nothing typed is lost on the way to it."""

    def handle_no_permission(  # type: ignore[override] # the stubs know only the redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """A page goes to the login and back; a fragment gets a bare 401; a form gets back what was typed in it."""
        if any(header in request.headers for header in BACKGROUND_HEADERS):
            return HttpResponse(status=401)
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        login = f"{reverse('account_login')}?{_query(next=_came_from(request))}"
        return render(request, "accounts/expired.html", {"login_url": login, "typed": typed_in(request)}, status=401)


def _query(**values: str) -> str:
    query = QueryDict(mutable=True)
    query.update(values)
    return query.urlencode(safe="/")


def _came_from(request: HttpRequest) -> str:
    """The page with the form, when the browser says it; else the home."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}):
        parts = urlsplit(page)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return reverse(settings.LOGIN_REDIRECT_URL)


class IdleTimeoutMiddleware:
    """Log out who has not touched anything for `IDLE_MINUTES`. Drafts are saved as they are typed, so nothing is lost.

    Requests that a page makes by itself (header `X-Background: 1`, a fragment polled every few seconds) do not count
    as a touch.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check the idle time, then go on."""
        if request.user.is_authenticated:
            now = time.time()
            last = request.session.get(LAST_SEEN)
            if last is not None and now - last > settings.IDLE_MINUTES * MINUTE:
                logout(request)
                messages.warning(request, _("La sessione è scaduta per inattività. Le bozze sono salve."))
            elif not _is_polling(request) and (last is None or now - last > MINUTE):
                request.session[LAST_SEEN] = now
        return self.get_response(request)


def _is_polling(request: HttpRequest) -> bool:
    return request.headers.get("X-Background") == "1"


class EntranceMiddleware:
    """Before anything else: a password of one's own; in a real installation, a second factor for who reads records."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Everything happens once the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponseBase | None:
        """Lead to what is missing; public pages and the entrance itself stay open."""
        user = request.user
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not user.is_authenticated or name in ENTRANCE or not getattr(view, "login_required", True):
            return None
        if user.password_is_temporary:
            messages.info(request, _("La password che hai ricevuto è provvisoria: scegline una tua."))
            return redirect("account_change_password")
        if not settings.DEMONSTRATION and needs_second_factor(user) and not _has_second_factor(request, user):
            messages.info(request, _("Prima di continuare attiva la verifica in due passaggi: bastano due minuti."))
            return redirect("mfa_activate_totp")
        return None


def _has_second_factor(request: HttpRequest, user: User) -> bool:
    """Asked of the database until it is there, then remembered for the session."""
    if not request.session.get(HAS_SECOND_FACTOR) and is_mfa_enabled(user):
        request.session[HAS_SECOND_FACTOR] = True
    return bool(request.session.get(HAS_SECOND_FACTOR))
