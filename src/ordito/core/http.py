# SPDX-License-Identifier: EUPL-1.2
"""Small things every view shares: typed requests, answers to a failed form, safe errors and logs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

INVALID = 422  # the form was understood and refused: htmx swaps it, a browser shows it


def page(request: HttpRequest, template: str, context: dict[str, Any], *, invalid: bool = False) -> HttpResponse:
    """The page at `template`, with status 422 when it shows a refused form."""
    return render(request, template, context, status=INVALID if invalid else 200)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the framework's signature
    """The form was too old or came from elsewhere: say how to go on without losing what was typed."""
    return render(request, "403_csrf.html", status=403)


class WithoutValues(logging.Filter):
    """Keep personal data out of the logs: of an exception only its class and place are written, never its message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the exception by its class and the last place of our own code it passed through."""
        if record.exc_info and record.exc_info[0] is not None:
            kind, _error, trace = record.exc_info
            where = ""
            while trace is not None:
                name = trace.tb_frame.f_globals.get("__name__", "")
                if name.startswith("ordito") or not where:
                    where = f"{name}:{trace.tb_lineno}"
                trace = trace.tb_next
            record.msg = f"{record.getMessage()} [{kind.__name__} at {where}]"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        return True
