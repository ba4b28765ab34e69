# SPDX-License-Identifier: EUPL-1.2
"""Small things every view shares: typed requests, answers to a failed form, safe errors and logs."""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from ordito.core.disk import is_full

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TOKENS = frozenset({"csrfmiddlewaretoken", "code", "secret"})  # no texts of anybody
MOST_SHOWN = 50
SECRET = re.compile(r"(?<=/)[A-Za-z0-9_.-]{40,}(?=[/?\s]|$)")  # of personal links and signed codes; ids are shorter
NO_ROOM = 507  # the disk is full
INVALID = 422  # the form was understood and refused: htmx swaps it, a browser shows it


def page(request: HttpRequest, template: str, context: dict[str, Any], *, invalid: bool = False) -> HttpResponse:
    """The page at `template`, with status 422 when it shows a refused form."""
    return render(request, template, context, status=INVALID if invalid else 200)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the framework's signature
    """The form was too old or came from elsewhere: say how to go on without losing what was typed.

    A new login changes the token, so that a form left open in another window ends here. What it says comes back, but
    only when the browser vouches that it was our own page: no other site may put words under our name.
    """
    own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return render(request, "403_csrf.html", {"typed": typed_in(request) if own else []}, status=403)


def typed_in(request: HttpRequest) -> list[str]:
    """The texts of a form that was refused, the longest first, to be copied; passwords and codes are not shown."""
    fields = [name for name in request.POST if name not in TOKENS and "password" not in name.lower()]
    texts = {text for name in fields for text in request.POST.getlist(name) if text.strip() and not text.isdecimal()}
    return sorted(texts, key=lambda text: (-len(text), text))[:MOST_SHOWN]


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: nothing of what, but that the disk is full when it is; and what was typed goes back.

    No page is kept by the browser, so that going back would show an empty form.
    """
    full = is_full(sys.exc_info()[1])
    try:
        typed = typed_in(request)
    except Exception:  # noqa: BLE001 - a request that cannot be read may be what broke
        typed = []
    return render(request, "507.html" if full else "500.html", {"typed": typed}, status=NO_ROOM if full else 500)


class WithoutValues(logging.Filter):
    """Keep personal data out of the logs: of an exception only its class and place are written, never its message.

    Addresses are written without the secrets that stand in them: every refused form of a personal link is logged.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the exception by its class and the last place of our own code it passed through."""
        said = record.getMessage()
        if (shown := SECRET.sub("…", said)) != said:
            record.msg, record.args = shown, ()
        if record.exc_info and record.exc_info[0] is not None:
            kind, error, trace = record.exc_info
            where = ""
            while trace is not None:
                name = trace.tb_frame.f_globals.get("__name__", "")
                if name.startswith("ordito") or not where:
                    where = f"{name}:{trace.tb_lineno}"
                trace = trace.tb_next
            said = record.getMessage().replace(str(error) or "\n", "…")  # Django logs an attack by its message
            record.msg = f"{said} [{kind.__name__} at {where}]"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        return True
