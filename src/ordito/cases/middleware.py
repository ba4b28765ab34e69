# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

from ordito.cases.queries.merging import JoinedRecordError

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class JoinedRecordMiddleware:
    """An address of a record that was joined to another leads to the one that goes on, whichever app's page it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the record's own page: the part may hold other rows there."""
        return redirect("cases:record", exception.kept) if isinstance(exception, JoinedRecordError) else None
