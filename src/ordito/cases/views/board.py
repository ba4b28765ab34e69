# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.actions.board import record_briefing
from ordito.cases.forms.board import BriefingForm
from ordito.cases.queries.board import board_comune, loading_board
from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@requires(Verb.VIEW_LOADING_BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """What came in from each Comune; whoever answers for a whole region sees its Ambiti in a line each."""
    actor = actor_of(request)
    ambiti = loading_board(actor, today=timezone.localdate())
    whole = {
        "with_data": sum(row.with_data for row in ambiti),
        "comuni": sum(len(row.lines) for row in ambiti),
        "briefed": sum(row.briefed for row in ambiti),
        "refused": sum(row.refused for row in ambiti),
    }
    context = {"ambiti": ambiti, "whole": whole, "may_write": can(actor, Verb.MANAGE_LOADING_BOARD)}
    return page(request, "cases/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_LOADING_BOARD)
def briefing_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that a Comune was briefed."""
    actor = actor_of(request)
    comune = board_comune(actor, pk, today=timezone.localdate())
    if comune is None:
        raise Http404
    form = BriefingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_briefing(by=actor, at=timezone.now(), comune=comune, **form.cleaned_data)
        messages.success(request, _("Incontro registrato."))
        return redirect("cases:board")
    return page(request, "cases/briefing.html", {"form": form, "comune": comune}, invalid=form.is_bound)
